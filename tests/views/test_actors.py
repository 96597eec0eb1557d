import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import Actor, ActorFoundation, ActorMembership, DraftAuthor, Indicator
from tests.factories import (
    cite_line,
    make_actor,
    make_draft,
    make_event,
    make_issue,
    make_red_line,
    make_source,
    make_stance,
    make_test,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"


def listed(client: Client, query: str = "") -> dict[str, tuple[int, dict[str, int]]]:
    response = client.get(f"/actors/{query}")
    return {
        row.actor.slug: (row.in_force, dict(row.counts))
        for _, rows in response.context["groups"]
        for row in rows
    }


def test_actor_list_counts_the_lines_in_force_by_kind_and_strength(
    client: Client,
) -> None:
    actor = make_actor("ukraine")
    make_red_line(actor, strength="absolute")
    make_red_line(actor, kind="demand", stated_on="2025-06-01")
    make_red_line(actor, kind="demand", valid_until="2025-03-01")

    assert listed(client, "?as_of=2025-03-01")["ukraine"] == (
        1,
        {
            "Red lines": 1,
            "Demands": 0,
            "Preferences": 0,
            "Absolute": 1,
            "Firm": 0,
            "Negotiable": 0,
        },
    )
    assert listed(client, "?as_of=2025-02-28")["ukraine"][0] == 2
    assert listed(client, "?as_of=2025-06-01")["ukraine"][0] == 2


def test_actor_list_tells_no_line_from_none_in_force(client: Client) -> None:
    make_actor("brazil", role="mediator")
    make_red_line(make_actor("nato", role="guarantor"), valid_until="2025-02-01")

    response = client.get("/actors/?as_of=2026-01-01")

    assertContains(response, "No line recorded", count=1)
    assertContains(response, "None in force on this date; 1 recorded", count=1)
    assert [label for label, _ in response.context["groups"]] == [
        "Mediators",
        "Guarantors",
    ]


def test_actor_list_names_the_larger_actor(client: Client) -> None:
    e3, europe = make_actor("e3"), make_actor("europe")
    ActorMembership.objects.create(part=e3, whole=europe)

    ((_, rows),) = client.get("/actors/").context["groups"]

    assert {row.actor.slug: [w.slug for w in row.wholes] for row in rows} == {
        "e3": ["europe"],
        "europe": [],
    }


def test_actor_list_says_when_nothing_is_recorded(client: Client) -> None:
    assertContains(client.get("/actors/"), "No actor is recorded.")


def test_actor_page_groups_lines_by_area_issue_and_time(client: Client) -> None:
    actor = make_actor("ukraine")
    issue = make_issue("force-cap", options=("none", "cap"))
    new = make_red_line(actor, issue, "new", stated_on="2025-06-02")
    old = make_red_line(
        actor, issue, "old", valid_until="2025-06-02", superseded_by=new
    )
    make_red_line(actor, issue, "later", stated_on="2026-01-01")
    make_red_line(actor, slug="outside")
    make_stance(new, issue.options.get(slug="cap"))

    response = client.get("/actors/ukraine/?as_of=2025-11-20")

    (area,) = response.context["areas"]
    (each,) = area.issues
    assert [entry.line.slug for entry in each.in_force] == ["new"]
    assert [entry.line.slug for entry in each.ended] == ["old"]
    assert [entry.line.slug for entry in each.later] == ["later"]
    assert [entry.line.slug for entry in response.context["outside"]] == ["outside"]
    assert [line.slug for line in each.in_force[0].replaces] == ["old"]
    assert each.ended[0].successor.slug == "new"
    assertContains(
        response, f'then <a href="/red-lines/new/?as_of=2025-11-20">{new.title}'
    )
    assertContains(response, f"/red-lines/{old.slug}/?as_of=2025-11-20")


def test_actor_page_shows_what_it_states_of_itself(client: Client) -> None:
    actor = make_actor(
        "ukraine",
        threat="A new attack.",
        requirement="Binding guarantees.",
        unavailable_compromises=["Recognition in law"],
    )
    ActorFoundation.objects.create(
        actor=actor, date="1994-12-05", text="The memorandum.", source=make_source()
    )
    Indicator.objects.create(
        actor=actor, variable="war-budget", reading="Strained.", as_of="2026-01"
    )
    DraftAuthor.objects.create(draft=make_draft("their-draft"), actor=actor)

    response = client.get("/actors/ukraine/")

    for words in (
        "As the actor itself has stated it",
        "A new attack.",
        "Recognition in law",
        "5 December 1994",
        "War budget",
        "January 2026",
        "Draft their-draft",
    ):
        assertContains(response, words)


def test_actor_page_counts_outcomes_and_lists_tests_newest_first(
    client: Client,
) -> None:
    line = make_red_line(make_actor("russia"))
    make_test(line, make_event("first", date="2025-01-01"), "crossed-unanswered")
    make_test(line, make_event("second", date="2025-02-01"), "crossed-unanswered")
    make_test(line, make_event("third", date="2025-03"), "upheld")

    response = client.get("/actors/russia/")

    assert response.context["outcomes"] == [("upheld", 1), ("crossed, unanswered", 2)]
    assert [test.url for test, _ in response.context["tests"]] == [
        "/timeline/third/",
        "/timeline/second/",
        "/timeline/first/",
    ]
    assertContains(response, "Past restraint does not bind")


def test_actor_page_without_lines_says_unknown(client: Client) -> None:
    make_actor("brazil")

    response = client.get("/actors/brazil/")

    assertContains(response, "Its position is unknown here; that is not consent.")
    assertNotContains(response, "Past restraint")


def test_actor_page_warns_of_a_single_low_tier_source(client: Client) -> None:
    actor = make_actor("russia")
    cite_line(make_red_line(actor), make_source(tier="unnamed-press"))

    assertContains(
        client.get("/actors/russia/"),
        "Rests on one source only: press report, unnamed sources.",
    )


def test_actor_page_of_nobody_is_missing(client: Client) -> None:
    assert client.get("/actors/nobody/").status_code == 404


def test_actor_page_shows_the_past(client: Client) -> None:
    actor = make_actor("ukraine", summary="As it was.")
    line = make_red_line(actor, make_issue("force-cap"), "line", title="Old title")
    moment = timezone.now()
    actor.summary = "As it is."
    actor.save()
    line.title = "New title"
    line.save()
    make_red_line(actor, line.issue, "added")

    past = client.get("/actors/ukraine/", {"revision_at": moment.isoformat()})
    now = client.get("/actors/ukraine/")

    assertContains(past, "As it was.")
    assertContains(past, "Old title")
    assertNotContains(past, "/red-lines/added/")
    assertContains(past, "You see the records as they stood on")
    assertContains(past, 'href="/actors/ukraine/?"')
    assertContains(now, "As it is.")
    assertContains(now, "New title")
    assertNotContains(now, "as they stood on <time")


def test_actor_page_before_the_actor_was_recorded_is_missing(client: Client) -> None:
    make_actor("ukraine")
    assert client.get("/actors/ukraine/?revision_at=2020-01-01").status_code == 404


def test_actor_pages_escape_what_was_recorded(client: Client) -> None:
    actor = make_actor("ukraine", name=HOSTILE, short_name=HOSTILE, summary=HOSTILE)
    make_red_line(actor, make_issue("force-cap", title=HOSTILE), title=HOSTILE)

    for url in ("/actors/", "/actors/ukraine/"):
        response = client.get(url)
        assertContains(response, ESCAPED)
        assertNotContains(response, HOSTILE)


def test_actor_page_shows_the_error_of_a_date(client: Client) -> None:
    make_actor("ukraine")

    response = client.get("/actors/ukraine/?as_of=yesterday")

    assertContains(response, "Write a day such as 2025-11-20.")


def test_actor_pages_take_the_same_queries_for_more_rows(client: Client) -> None:
    def add_line() -> None:
        actor = Actor.objects.get(slug="ukraine")
        issue = make_issue()
        yes, no = issue.options.all()
        line = make_red_line(actor, issue)
        make_stance(line, yes, "conditional", requires=(no,))
        cite_line(line, make_source())
        make_test(line)

    make_actor("ukraine")
    add_line()
    before = [queries(client, url) for url in ("/actors/", "/actors/ukraine/")]
    for _ in range(2):
        make_actor()
        add_line()

    after = [queries(client, url) for url in ("/actors/", "/actors/ukraine/")]

    assert after == before
    assert before[0] == 3
    assert before[1] <= 13
