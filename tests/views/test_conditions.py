from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import Actor, ActorSource, Issue
from tests.factories import (
    cite_line,
    make_actor,
    make_issue,
    make_red_line,
    make_source,
    make_stance,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
DAY = "as_of=2025-11-20"


def make_stating(slug: str, **values: Any) -> Actor:
    return make_actor(slug, **{"threat": f"What {slug} fears.", **values})


def make_line(actor: Actor, issue: Issue, slug: str, **stances: str) -> None:
    """A line that is absolute; options are named by the stance that it takes."""
    line = make_red_line(actor, issue, slug, strength="absolute")
    for stance, option in stances.items():
        make_stance(line, issue.options.get(slug=option), stance)


def shown(client: Client, query: str = "") -> list[str]:
    columns = client.get(f"/conditions/?{query}").context["columns"]
    return [column.actor.slug for column in columns]


def test_conditions_page_shows_words_and_what_lines_leave(client: Client) -> None:
    ukraine = make_stating(
        "ukraine",
        requirement="Binding guarantees.",
        unavailable_compromises=["Recognition in law"],
    )
    russia = make_stating("russia")
    cap = make_issue("force-cap", options=("none", "high", "low"))
    make_issue("unspoken")
    make_line(ukraine, cap, "ua-cap", unacceptable="low", acceptable="high")
    make_line(russia, cap, "ru-cap", unacceptable="none", conditional="high")
    make_red_line(ukraine, cap, "firm", strength="firm")
    make_red_line(ukraine, cap, "wish", kind="preference", strength="negotiable")
    make_red_line(russia, slug="bridge", strength="absolute")
    source = make_source(title="The speech")
    ActorSource.objects.create(actor=ukraine, source=source, locator="page 3")

    response = client.get(f"/conditions/?{DAY}")

    first, second = response.context["columns"]
    assert [each.source for each in first.cited] == [source]
    assert (first.not_counted, second.not_counted) == (1, 0)
    assert [line.slug for line in second.outside] == ["bridge"]
    (minimum,) = first.minimums
    assert [line.slug for line in minimum.lines] == ["ua-cap"]
    assert (minimum.left_count, minimum.option_count) == (2, 3)
    assert [(each.says, each.labels) for each in minimum.left] == [
        ("accepts", ["High"]),
        ("silent on", ["None"]),
    ]
    (row,) = response.context["rows"]
    assert [each and each.left_count for _, each in row.cells] == [2, 2]
    (meeting,) = response.context["meetings"]
    assert [(actor.slug, count) for actor, count in meeting.actors] == [
        ("ukraine", 2),
        ("russia", 2),
    ]
    assert [(told.label, told.says) for told in meeting.left] == [
        ("High", [("accepted", ["Ukraine"]), ("conditional", ["Russia"])])
    ]
    for words in (
        "What ukraine fears.",
        "Binding guarantees.",
        "Recognition in law",
        "page 3",
        "<b>Leaves 2 of 3 options:</b>",
        f'href="/red-lines/ua-cap/?{DAY}"',
        f'href="/red-lines/bridge/?{DAY}"',
        "1 firm line not counted",
    ):
        assertContains(response, words)


def test_conditions_page_says_where_nothing_is_left(client: Client) -> None:
    issue = make_issue("nato", options=("path", "barred"))
    make_line(make_stating("ukraine"), issue, "ua", unacceptable="barred")
    make_line(make_stating("russia"), issue, "ru", unacceptable="path")

    response = client.get(f"/conditions/?{DAY}")

    assert response.context["closed"] == 1
    assertContains(response, "On 1 of 1 none is left.")
    assertContains(response, "Every option is refused by at least one of them.")


def test_conditions_page_counts_firm_lines_on_request(client: Client) -> None:
    ukraine = make_stating("ukraine")
    make_red_line(ukraine, make_issue("force-cap"), strength="firm")
    make_red_line(ukraine, make_issue("nato"), strength="negotiable")

    (absolute,) = client.get("/conditions/").context["columns"]
    response = client.get("/conditions/?strength=firm")

    (firm,) = response.context["columns"]
    assert (absolute.minimums, absolute.not_counted) == ([], 1)
    assert [each.issue.slug for each in firm.minimums] == ["force-cap"]
    assert firm.not_counted == 0
    assertContains(response, "absolute or firm red lines and demands")


def test_conditions_page_counts_the_lines_in_force_on_the_day(client: Client) -> None:
    issue = make_issue("nato")
    make_red_line(
        make_stating("russia"),
        issue,
        strength="absolute",
        stated_on="2025-02-01",
        valid_until="2025-06-01",
    )

    def counted(day: str) -> int:
        (column,) = client.get(f"/conditions/?as_of={day}").context["columns"]
        return len(column.minimums)

    days = ["2025-01-31", "2025-02-01", "2025-05-31", "2025-06-01"]
    assert [counted(day) for day in days] == [0, 1, 1, 0]


def test_conditions_page_shows_the_first_four_by_role(client: Client) -> None:
    for slug, role in [
        ("poland", "neighbour"),
        ("e3", "guarantor"),
        ("nato", "guarantor"),
        ("us", "mediator"),
        ("ukraine", "belligerent"),
    ]:
        make_stating(slug, role=role)
    make_actor("brazil")

    assert shown(client) == ["ukraine", "us", "e3", "nato"]
    assert shown(client, "actors=poland&actors=e3") == ["e3", "poland"]
    assert shown(client, "beside=poland") == ["ukraine", "us", "e3", "poland"]
    assert shown(client, "beside=poland&actors=us") == ["us"]
    assert shown(client, "actors=brazil") == ["ukraine", "us", "e3", "nato"]
    assertContains(client.get("/conditions/"), "is recorded of Brazil.")


def test_conditions_page_shows_the_registers_of_all(client: Client) -> None:
    actor = make_actor("nato", role="guarantor", normative_register="Each chooses.")
    essay = make_source("essay-security-trap", title="The trap", tier="analysis")
    ActorSource.objects.create(actor=actor, source=essay)
    make_stating("ukraine")

    response = client.get("/conditions/?actors=ukraine")

    ((shown, cited),) = response.context["registers"]
    assert (shown, [each.source for each in cited]) == (actor, [essay])
    assert response.context["registers_source"] == essay
    assertContains(response, 'data-label="Normative">Each chooses.</td>')
    assertContains(response, 'data-label="Strategic">not recorded</td>')


def test_conditions_page_warns_of_a_weak_source(client: Client) -> None:
    line = make_red_line(
        make_stating("russia"), make_issue("nato"), strength="absolute"
    )
    cite_line(line, make_source(tier="unnamed-press"))

    assertContains(
        client.get("/conditions/"),
        'weak source<span class="visually-hidden">: Rests on one source only: '
        "press report, unnamed sources.",
    )


def test_conditions_page_says_when_nothing_is_recorded(client: Client) -> None:
    response = client.get("/conditions/")

    assertContains(response, "No actor’s security logic is recorded.")
    assertContains(response, "No register is recorded.")
    assertContains(response, "On no issue do two of the actors shown")


def test_conditions_page_shows_the_past(client: Client) -> None:
    actor = make_stating("ukraine")
    issue = make_issue("nato", options=("path", "barred"))
    make_line(actor, issue, "first", unacceptable="barred")
    moment = timezone.now()
    actor.threat = "Something else."
    actor.save()
    make_line(actor, issue, "second", unacceptable="path")

    past = client.get("/conditions/", {"revision_at": moment.isoformat()})
    now = client.get("/conditions/")

    assert past.context["columns"][0].minimums[0].left_count == 1
    assert now.context["columns"][0].minimums[0].left_count == 0
    assertContains(past, "What ukraine fears.")
    assertContains(past, "You see the records as they stood on")
    assertContains(now, "Something else.")


def test_conditions_page_escapes_what_was_recorded(client: Client) -> None:
    actor = make_stating(
        "ukraine",
        short_name=HOSTILE,
        threat=HOSTILE,
        requirement=HOSTILE,
        unavailable_compromises=[HOSTILE],
        systemic_register=HOSTILE,
    )
    issue = make_issue("nato", title=HOSTILE)
    issue.options.update(label=HOSTILE)
    make_red_line(actor, issue, title=HOSTILE, strength="absolute")
    make_line(make_stating("russia", short_name=HOSTILE), issue, "other")
    source = make_source(title=HOSTILE, publisher=HOSTILE)
    ActorSource.objects.create(actor=actor, source=source, locator=HOSTILE)

    response = client.get("/conditions/")

    assertContains(response, ESCAPED)
    assertNotContains(response, HOSTILE)


def test_conditions_page_shows_the_error_of_a_date(client: Client) -> None:
    response = client.get("/conditions/?as_of=yesterday&actors=ukraine")
    assertContains(response, "Write a day such as 2025-11-20.")


def test_conditions_page_takes_the_same_queries_for_more_rows(client: Client) -> None:
    def add() -> None:
        actor = make_stating("", strategic_register="Caution.")
        ActorSource.objects.create(actor=actor, source=make_source())
        line = make_red_line(actor, make_issue(), strength="absolute")
        yes, no = line.issue.options.all()
        make_stance(line, yes, "conditional", requires=(no,))
        cite_line(line, make_source())

    add()
    before = queries(client, "/conditions/?strength=firm")
    add()
    add()

    assert queries(client, "/conditions/?strength=firm") == before <= 12
