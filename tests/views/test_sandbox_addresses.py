"""How the sandbox is reached: by address, from a draft, and part by part."""

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from plans.forms.sandbox import choice_pairs, choices_query, read_choices
from plans.models import Issue
from tests.factories import (
    make_actor,
    make_clause,
    make_draft,
    make_issue,
    make_position,
)
from tests.views.sandbox import URL, hold, options, swap

pytestmark = pytest.mark.django_db

FRAME = {"cap": ("none", "low"), "forces": ("barred", "deployed")}


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
    assert (made.moved, made.dropped) == (1, 0)
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


def test_sandbox_tells_choices_apart_from_what_is_left_undecided(
    client: Client,
) -> None:
    draft = make_draft("us-28", title="US 28 points", short_title="US 28 points")
    for number, slug in enumerate(("cap", "area"), 1):
        first = options(make_issue(slug))[0]
        make_position(make_clause(draft, f"{number}"), first)
    hold(make_actor("ukraine"), "ua", first)

    for choices, said in [
        ("", "US 28 points decides are undecided here."),
        ("&on.cap=yes", "1 that US 28 points decides is undecided here."),
        ("&on.cap=no", "1 other than in US 28 points, 1 that it decides is undecided"),
        ("&on.cap=no&on.area=yes", "1 other than in US 28 points."),
        ("&on.cap=yes&on.area=yes", "issues decided; as in US 28 points."),
    ]:
        response = client.get(f"{URL}?draft=us-28{choices}")
        assertContains(response, said)


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
