from typing import Any

import pytest
from django.db.models import Model
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from plans.forms.sandbox import choice_pairs, choices_query, read_choices
from plans.models import Issue, Option
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

URL = "/settlement/sandbox/"
HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
FRAME = {"cap": ("none", "low"), "forces": ("barred", "deployed")}


def options(issue: Issue) -> list[Option]:
    return list(issue.options.all())


def hold(actor: Model, slug: str, *refused: Option, accepted: Any = ()) -> Model:
    """Have an actor refuse options of an issue and accept others."""
    line = make_red_line(actor, (refused or accepted)[0].issue, slug)
    for option in refused:
        make_stance(line, option)
    for option in accepted:
        make_stance(line, option, "acceptable")
    return line


def swap(client: Client, query: str, before: str = "") -> Any:
    """Ask for the part that htmx swaps, from a page with another address."""
    return client.get(
        f"{URL}?{query}",
        headers={"HX-Request": "true", "HX-Current-URL": f"http://test{URL}?{before}"},
    )


# --- Addresses


def test_address_holds_choices_in_the_order_of_the_frame() -> None:
    data = QueryDict("on.forces=barred&strength=firm&on.cap=low")

    choices = read_choices(data, FRAME)

    assert list(choices.taken.items()) == [("cap", "low"), ("forces", "barred")]
    assert (choices.notices, choices.has_blanks, choices.origin) == ((), False, ())
    assert choice_pairs(choices.taken) == [("on.cap", "low"), ("on.forces", "barred")]
    assert choices_query(choices.taken) == "on.cap=low&on.forces=barred"
    assert read_choices(QueryDict(choices_query(choices.taken)), FRAME) == choices
    assert choices_query({}) == ""


@pytest.mark.parametrize(
    ("query", "notices"),
    [
        ("on.size=low", ["There is no issue “size”: it was left out."]),
        (
            "on.forces=low",
            ["The issue “forces” has no option “low”: it was left undecided."],
        ),
        ("on.forces=", []),
        ("cap=low", []),
        ("on.=", ["There is no issue “”: it was left out."]),
        (f"on.{'x' * 200}=1", [f"There is no issue “{'x' * 80}”: it was left out."]),
    ],
)
def test_address_of_what_is_not_there_loses_nothing_else(
    query: str, notices: list[str]
) -> None:
    choices = read_choices(QueryDict(f"{query}&on.cap=none"), FRAME)

    assert choices.taken == {"cap": "none"}
    assert list(choices.notices) == notices


def test_address_keeps_where_its_choices_came_from() -> None:
    choices = read_choices(QueryDict("scenario=mine&stamp=7&on.cap=low&x=1"), FRAME)

    assert choices.pairs == [("on.cap", "low"), ("scenario", "mine"), ("stamp", "7")]


# --- The page

pytestmark = pytest.mark.django_db


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


# --- Starting from a draft


def test_sandbox_starts_from_what_a_draft_settles(client: Client) -> None:
    for slug in ("cap", "area", "side", "lone"):
        make_issue(slug)
    make_issue("silent")
    first, last = options(Issue.objects.get(slug="cap"))
    draft = make_draft("us-28")
    ukraine = make_actor("ukraine")
    make_position(make_clause(draft, "1"), first)
    make_position(make_clause(draft, "2"), first)
    for at, letter in enumerate("AB"):
        option = options(Issue.objects.get(slug="area"))[at]
        clause = make_clause(draft, f"3.{letter.lower()}")
        make_position(clause, option, ukraine, alternative=letter)
    for at in range(2):
        option = options(Issue.objects.get(slug="side"))[at]
        make_position(make_clause(draft, f"{4 + at}"), option)
    lone = options(Issue.objects.get(slug="lone"))[0]
    make_position(make_clause(draft, "6"), lone, ukraine, alternative="A")

    response = client.get(f"{URL}?from=us-28&strength=firm&on.silent=no")

    address = f"{URL}?strength=firm&draft=us-28&on.cap=yes&on.silent=no"
    assertRedirects(response, address)
    response = client.get(address)
    made = response.context["made"]
    assert [(each.issue.slug, each.versions) for each in made.left_open] == [
        (
            "area",
            [
                "version A: “Yes” (put forward by Ukraine)",
                "version B: “No” (put forward by Ukraine)",
            ],
        ),
        ("side", ["“Yes”", "“No”"]),
        ("lone", ["version A: “Yes” (put forward by Ukraine)"]),
    ]
    assert made.moved == 1
    assert response.context["again_url"] == f"{URL}?strength=firm&from=us-28"
    assert response.context["blank_url"] == f"{URL}?strength=firm&draft=us-28"
    ((_, _, issues, _),) = made.areas
    assert [[option.drafted for option in issue.options] for issue in issues] == [
        ["in the draft", ""],
        ["version A", "version B"],
        ["in the draft", "in the draft"],
        ["version A", ""],
        ["", ""],
    ]


def test_sandbox_names_a_draft_that_is_not_there(client: Client) -> None:
    make_issue("cap")

    response = client.get(f"{URL}?from=none&on.cap=yes&on.size=1")

    assert response.context["taken"] == {"cap": "yes"}
    assert response.context["notices"] == (
        "There is no draft “none” to start from.",
        "There is no issue “size”: it was left out.",
    )


def test_sandbox_shortens_what_its_form_sends(client: Client) -> None:
    make_issue("cap")
    make_issue("forces")

    response = client.get(f"{URL}?strength=firm&from=&on.cap=yes&on.forces=")

    assertRedirects(response, f"{URL}?strength=firm&on.cap=yes")


# --- The part that is swapped


def test_swapped_part_tells_what_changed(client: Client) -> None:
    cap, forces = make_issue("cap"), make_issue("forces")
    yes, no = options(cap)
    ukraine, russia = make_actor("ukraine"), make_actor("russia")
    hold(ukraine, "ua", yes)
    hold(russia, "ru", no)
    hold(russia, "ru-forces", options(forces)[0])

    response = swap(
        client, "on.cap=no&on.forces=", before="on.cap=yes&on.forces=yes&x=1"
    )

    made = response.context["made"]
    assert [(each.row.slug, each.is_new) for each in made.crossed] == [("ru", True)]
    assert [row.slug for row in made.no_longer] == ["ua", "ru-forces"]
    assert made.news == (
        "Cap: “No”; Forces: undecided. 1 line is crossed, 1 newly; 2 no longer."
    )
    assert response.headers["HX-Push-Url"] == f"{URL}?on.cap=no"
    assert response.headers["Vary"].startswith("HX-Request, HX-Current-URL")
    assertContains(response, 'id="live" hx-swap-oob="innerHTML">Cap: “No”')
    assertContains(response, 'id="now-cap" hx-swap-oob="true"><b>No</b>')
    assertContains(response, 'type="hidden" name="on.cap" value="no"')
    assertNotContains(response, "<html")
    assertNotContains(response, 'type="radio"')


@pytest.mark.parametrize("before", ["", "http://test/settlement/", "http://[::1"])
def test_swapped_part_from_elsewhere_has_no_news(client: Client, before: str) -> None:
    make_issue("cap")

    response = client.get(
        f"{URL}?on.cap=no", headers={"HX-Request": "true", "HX-Current-URL": before}
    )

    assert response.context["made"].news == ""


def test_restored_page_is_whole(client: Client) -> None:
    make_issue("cap")

    response = client.get(
        URL, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )

    assertContains(response, "<html")


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
    assertContains(response, "No line that counts is in force on 20 November 2025.")


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
