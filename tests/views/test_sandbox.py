from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans import sandbox
from plans.analysis.choices import Outlook, look_ahead
from plans.models import Issue
from tests.factories import (
    make_actor,
    make_clause,
    make_coupling,
    make_draft,
    make_issue,
    make_position,
    make_red_line,
    make_stance,
)
from tests.views.counting import queries
from tests.views.sandbox import URL, hold, options, swap

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"


def test_sandbox_tells_what_choices_come_to(client: Client) -> None:
    cap = make_issue("cap", ("none", "low"))
    forces = make_issue("forces", ("barred", "deployed"))
    area = make_issue("area", ("ceded", "kept", "free"))
    make_issue("unspoken")
    none, low = options(cap)
    barred, deployed = options(forces)
    ceded, kept, free = options(area)
    ukraine, russia = make_actor("ukraine", order=1), make_actor("russia", order=2)
    hold(ukraine, "ua-cap", low, accepted=[none])
    hold(russia, "ru-cap", none, accepted=[low])
    hold(ukraine, "ua-area", ceded, free)
    hold(russia, "ru-area", kept, free)
    needs = make_red_line(russia, forces, "ru-forces")
    make_stance(needs, deployed, "conditional", requires=(ceded,))
    make_coupling(none, deployed, note="No ceiling needs them.")

    response = client.get(f"{URL}?on.cap=none&on.forces=deployed&as_of=2025-11-20")

    context = response.context
    made = context["made"]
    assert context["taken"] == {"cap": "none", "forces": "deployed"}
    assert [(each.row.slug, each.sentence, each.is_new) for each in made.crossed] == [
        ("ru-cap", "On Cap, Russia refuses “None”.", False)
    ]
    assert [(each.row.slug, each.sentence) for each in made.open] == [
        (
            "ru-forces",
            "On Forces, Russia accepts “Deployed” only if Area is “Ceded”; Area is "
            "undecided.",
        )
    ]
    assert [
        (total.name, total.tally.crossed, total.tally.met, total.tally.unaddressed)
        for total in made.totals
    ] == [("Ukraine", 0, 1, 1), ("Russia", 1, 0, 1)]
    # Refusals of both sides exhaust the area; so does the condition against Ukraine.
    assert [sorted(row.slug for row in each.rows) for each in made.ahead] == [
        ["ru-area", "ua-area"],
        ["ru-forces", "ua-area"],
    ]
    assert made.rest == "no"
    assert (made.undecided, made.free) == (["area", "unspoken"], 1)
    assert (made.lost, made.contradictions, made.settled) == ([], [], [])
    assertContains(response, "Crosses 1 of 5 lines, of 1 actor.")
    assertContains(response, "2 conflicts ahead")
    assertContains(response, 'href="/red-lines/ru-cap/?as_of=2025-11-20"')


def test_sandbox_tells_the_price_before_the_choice(client: Client) -> None:
    cap = make_issue("cap", ("none", "low"))
    other = make_issue("forces")
    none, low = options(cap)
    ukraine, russia = make_actor("ukraine", order=1), make_actor("russia", order=2)
    hold(russia, "ru-cap", none)
    line = hold(ukraine, "ua-cap", accepted=[none])
    make_stance(line, low, "conditional", requires=(options(other)[0],))

    response = client.get(URL)

    ((slug, _, (offered, unspoken), chosen),) = response.context["made"].areas
    assert (slug, chosen, offered.chosen, offered.comes_to) == ("forces", 0, "", [])
    assert [
        (option.slug, [tuple(price) for price in option.prices])
        for option in offered.options
    ] == [
        (
            "none",
            [
                ("crosses", "refused by", "Russia"),
                ("meets", "accepted by", "Ukraine"),
            ],
        ),
        (
            "low",
            [
                ("open", "on a condition:", "Ukraine, if Forces is “Yes”"),
                ("silent", "silent:", "Russia"),
            ],
        ),
    ]
    assert offered.unrefused == "1 of 2 options refused by nobody"
    assert unspoken.unrefused == "nobody has a line"
    assertContains(response, "Nothing is chosen yet.")


@pytest.mark.parametrize(
    ("accepted", "query", "rest", "words"),
    [
        (True, "", "yes", "can be settled so that nothing is crossed, with"),
        (False, "", "if-silence", "1 silence</a> turns out as consent"),
        (True, "on.cap=none&on.forces=yes", "yes", "Every issue is decided."),
        (False, "on.cap=low", "yes", "can be settled so that nothing more is crossed."),
    ],
)
def test_sandbox_tells_whether_the_rest_can_be_settled(
    client: Client, accepted: bool, query: str, rest: str, words: str
) -> None:
    cap = make_issue("cap", ("none", "low"))
    make_issue("forces")
    none, low = options(cap)
    hold(make_actor("ukraine"), "ua", low, accepted=[none] if accepted else [])

    response = client.get(f"{URL}?{query}")

    assert response.context["made"].rest == rest
    assertContains(response, words)


def test_sandbox_offers_a_settlement_of_the_rest(client: Client) -> None:
    cap, forces = make_issue("cap"), make_issue("forces")
    make_issue("unspoken")
    hold(make_actor("ukraine"), "ua", options(cap)[0])
    hold(make_actor("russia"), "ru", accepted=options(forces)[:1])

    response = client.get(f"{URL}?on.forces=yes&strength=firm")

    made = response.context["made"]
    assert [(each.issue.slug, each.option) for each in made.settled] == [("cap", "no")]
    assert made.silences == ["Ukraine has not said whether “No” on Cap will do."]
    assert response.context["settled_url"] == (
        f"{URL}?strength=firm&on.cap=no&on.forces=yes"
    )
    assertContains(client.get(response.context["settled_url"]), "Crosses none of 2")


def test_sandbox_tells_what_can_no_longer_be_kept(client: Client) -> None:
    cap, forces = make_issue("cap"), make_issue("forces")
    yes, no = options(forces)
    hold(make_actor("russia"), "ru", yes)
    make_coupling(options(cap)[0], yes)

    response = client.get(f"{URL}?on.cap=yes")

    made = response.context["made"]
    assert [each.rows[0].slug for each in made.lost] == ["ru"]
    assert (made.crossed, made.ahead, made.rest) == ([], [], "yes")
    assertContains(response, "1 line</a> can no longer be kept")
    assertContains(response, "It follows.")


def test_sandbox_names_choices_that_contradict_each_other(client: Client) -> None:
    cap, forces = make_issue("cap"), make_issue("forces")
    yes, no = options(forces)
    hold(make_actor("russia"), "ru", yes)
    make_coupling(options(cap)[0], yes, note="an army needs it.")

    response = client.get(f"{URL}?on.cap=yes&on.forces=no")

    made = response.context["made"]
    assert made.contradictions == [
        (
            "Whoever takes “Yes” on Cap has to take “Yes” on Forces. An army needs it.",
            "“Yes” is already chosen on Cap.",
            "“No” is already chosen on Forces.",
        )
    ]
    assert (made.rest, made.lost, made.ahead, made.settled) == ("", [], [], [])
    assertContains(response, "no red line is at fault")


def test_sandbox_counts_the_conflicts_that_it_does_not_tell(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    yes, no = options(make_issue("cap"))
    hold(make_actor("russia"), "ru", yes)
    for slug in ("ua", "e3", "eu"):
        hold(make_actor(slug), slug, no)
    monkeypatch.setattr(sandbox, "MOST", 2)

    response = client.get(URL)

    made = response.context["made"]
    assert (len(made.ahead), made.ahead_count) == (2, 3)
    assertContains(response, '<a href="#ahead">3 conflicts ahead</a>')
    assertContains(response, "Conflicts still ahead: 3</h3>")
    assertContains(response, "2 of 3 shown.")


def test_sandbox_counts_what_was_found_in_time_as_the_least(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*args: Any) -> Outlook:
        return replace(look_ahead(*args), rest=None, finished=False)

    yes, no = options(make_issue("cap"))
    hold(make_actor("russia"), "ru", yes)
    hold(make_actor("ukraine"), "ua", no)
    monkeypatch.setattr(sandbox, "look_ahead", late)

    response = client.get(URL)

    assertContains(response, "Conflicts still ahead: at least 1</h3>")
    assertContains(response, "was not finished in the time given")


def test_sandbox_says_what_was_not_finished(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cap = make_issue("cap")
    hold(make_actor("russia"), "ru", options(cap)[0])
    hold(make_actor("ukraine"), "ua", options(cap)[1])
    monkeypatch.setattr("plans.views.sandbox.SECONDS", -1.0)

    response = client.get(URL)

    assert response.context["made"].rest == "unfinished"
    assertContains(response, "was not finished in the time given")
    assertNotContains(response, "can be settled")


# --- As every page


def test_sandbox_keeps_the_question_and_its_origin(client: Client) -> None:
    make_issue("cap")
    hold(make_actor("ukraine"), "ua", *options(make_issue("forces"))[:1])

    response = client.get(
        f"{URL}?actors=ukraine&as_of=2025-11-20&on.cap=no&scenario=mine&stamp=7"
    )

    context = response.context
    kept = [("actors", "ukraine"), ("as_of", "2025-11-20")]
    origin = [("scenario", "mine"), ("stamp", "7")]
    assert context["question"] == [*kept, *origin]
    assert context["carried"] == [("on.cap", "no"), *origin]
    assert context["here"] == (
        f"{URL}?actors=ukraine&as_of=2025-11-20&on.cap=no&scenario=mine&stamp=7"
    )
    assert context["save_query"] == "on.cap=no&scenario=mine&stamp=7"
    assert "&on.cap=no" in context["pinned_url"]
    assert "scenario" not in context["pinned_url"]


def test_sandbox_without_anything_says_so(client: Client) -> None:
    response = client.get(f"{URL}?as_of=2025-11-20")

    assertContains(response, "No issue with options is recorded.")
    assertContains(
        response,
        "No line that counts was in force on 20 November 2025, as far as recorded.",
    )


def test_sandbox_shows_the_past(client: Client) -> None:
    issue = make_issue("cap", title="Old title")
    hold(make_actor("ukraine"), "ua", *options(issue)[:1])
    moment = timezone.now()
    issue.title = "New title"
    issue.save()
    option = options(issue)[1]
    option.slug = "other"
    option.save()

    query = {"revision_at": moment.isoformat(), "on.cap": "no"}
    past = client.get(URL, query)
    now = client.get(URL, {"on.cap": "no"})

    assert past.context["taken"] == {"cap": "no"}
    assertContains(past, "Old title")
    assert now.context["taken"] == {}
    assertContains(now, "The issue “cap” has no option “no”: it was left undecided.")


def test_sandbox_escapes_what_was_recorded_and_asked(client: Client) -> None:
    issue = make_issue("cap", title=HOSTILE, question=HOSTILE)
    other = make_issue("forces", title=HOSTILE)
    for option in (*options(issue), *options(other)):
        option.label = HOSTILE
        option.save()
    actor = make_actor("ukraine", short_name=HOSTILE)
    line = make_red_line(actor, issue, title=HOSTILE)
    make_stance(line, options(issue)[0])
    tied = make_red_line(actor, other, title=HOSTILE)
    make_stance(tied, options(other)[0], "conditional", note=HOSTILE)
    make_coupling(options(issue)[1], options(other)[0], note=HOSTILE)
    draft = make_draft("us-28", short_title=HOSTILE)
    make_position(make_clause(draft), options(issue)[0])

    for query in (
        "on.cap=yes&on.forces=yes&draft=us-28",
        "on.cap=no&on.forces=no",
        f"on.cap={HOSTILE}&on.{HOSTILE}=1&from={HOSTILE}",
    ):
        for response in (client.get(f"{URL}?{query}"), swap(client, query)):
            assertContains(response, ESCAPED)
            assertNotContains(response, HOSTILE)


def test_sandbox_takes_the_same_queries_for_more_rows(client: Client) -> None:
    draft = make_draft("us-28")

    def add_rows() -> None:
        issue, other = make_issue(), make_issue()
        line = make_red_line(make_actor(), issue)
        make_stance(line, options(issue)[0], "conditional", tuple(options(other)))
        make_coupling(options(issue)[0], *options(other))
        make_position(make_clause(draft, str(issue.pk)), options(issue)[0])

    add_rows()
    chosen = "&".join(f"on.{slug}=yes" for slug in _slugs())
    before = queries(client, f"{URL}?draft=us-28&{chosen}")
    add_rows()
    add_rows()
    chosen = "&".join(f"on.{slug}=yes" for slug in _slugs())

    after = queries(client, f"{URL}?draft=us-28&{chosen}")

    assert after == before <= 12


def _slugs() -> list[str]:
    return list(Issue.objects.values_list("slug", flat=True))
