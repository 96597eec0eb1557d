"""The page that says whether a settlement is left."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import Issue
from plans.settlement_page import Page
from tests.factories import (
    cite_line,
    make_actor,
    make_clause,
    make_coupling,
    make_draft,
    make_event,
    make_issue,
    make_position,
    make_red_line,
    make_source,
    make_stance,
    make_test,
)
from tests.views.counting import queries
from tests.views.settling import collision, says

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
PAGE = "/settlement/"


def page_of(client: Client, query: str = "") -> Page:
    return client.get(PAGE + query).context["page"]


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


# --- The answers


def test_yes_names_whose_acceptance_each_option_rests_on(client: Client) -> None:
    cap, veto = make_issue("cap"), make_issue("veto", category="guarantees")
    make_issue("free")
    ukraine = make_actor("ukraine", order=1)
    needs = make_red_line(ukraine, veto, "ukraine-veto")
    make_stance(
        needs,
        veto.options.get(slug="yes"),
        "conditional",
        (cap.options.get(slug="no"),),
    )
    make_stance(needs, veto.options.get(slug="no"))
    says("russia-cap", cap, "no+ yes-")

    response = client.get(PAGE)

    page = response.context["page"]
    assert (page.zone, page.kind, page.silences, page.groups) == ("yes", "", [], [])
    assert [
        (
            area,
            [
                (
                    each.issue.slug,
                    each.label,
                    [
                        (
                            who.actor.slug,
                            [
                                (line.row.slug, [(i.slug, o) for i, o in line.met])
                                for line in who.lines
                            ],
                        )
                        for who in each.vouching
                    ],
                )
                for each in issues
            ],
        )
        for area, issues in page.areas
    ] == [
        (
            "Security guarantees",
            [("veto", "Yes", [("ukraine", [("ukraine-veto", [("cap", "No")])])])],
        ),
        ("Armed forces", [("cap", "No", [("russia", [("russia-cap", [])])])]),
    ]
    assert [each.slug for each in page.free] == ["free"]
    assert "on a condition that is met: " in text(response)


def test_silence_is_named_and_never_shown_as_consent(client: Client) -> None:
    issue = make_issue("veto", options=("yes", "no", "later"))
    says("ukraine-veto", issue, "yes- no+")
    says("russia-veto", issue, "yes+ no-")

    response = client.get(PAGE)

    page = response.context["page"]
    assert page.zone == "if-silence"
    assert [(each.actor.slug, each.sentence) for each in page.silences] == [
        ("russia", "Russia has not said whether “Later” on Veto will do."),
        ("ukraine", "Ukraine has not said whether “Later” on Veto will do."),
    ]
    ((_, (settled,)),) = page.areas
    assert (settled.label, settled.vouching) == ("Later", [])
    assert [each.actor.slug for each in settled.unspoken] == ["russia", "ukraine"]
    assertContains(response, "Silence is unknown, not consent.")
    assertContains(response, "2 silences")


def test_dilemma_shows_its_conflicts_and_what_would_have_to_give(
    client: Client,
) -> None:
    first, second = collision()
    cite_line(first, make_source("only"), "page 7")
    make_test(first, make_event())
    says("nato-cap", make_issue("cap"), "yes+", strength="absolute")

    response = client.get(PAGE)

    page = response.context["page"]
    assert (page.zone, page.kind, page.proof) == ("no", "dilemma", None)
    assert (page.conflict_count, page.colliding, page.weight) == (1, 2, 3)
    assert [each.slug for each in page.colliding_actors] == [
        "russiaveto",
        "ukraineveto",
    ]
    (group,) = page.groups
    assert [issue.slug for issue in group.issues] == ["veto"]
    (conflict,) = group.conflicts
    assert conflict.anchor == "conflict-russiaveto-line--ukraineveto-line"
    assert conflict.told.headline == "Russiaveto and Ukraineveto collide on Veto."
    assert [
        (line.row.slug, [each.slug for each in line.heads.refuses], line.tests)
        for line in conflict.lines
    ] == [
        ("russiaveto-line", ["no"], []),
        ("ukraineveto-line", ["yes"], [("upheld", 1)]),
    ]
    assert [
        (each.weight, each.is_cheapest, [mover.actor.slug for mover in each.movers])
        for each in group.sets
    ] == [(3, True, ["russiaveto"]), (3, True, ["ukraineveto"])]
    assert [
        (
            each.actor.slug,
            [[(line.row.slug, line.sets, line.cheapest) for line in c] for c in cell],
        )
        for each in page.giving
        for cell in [each.cells]
    ] == [
        ("russiaveto", [[("russiaveto-line", 1, 1)]]),
        ("ukraineveto", [[("ukraineveto-line", 1, 1)]]),
    ]
    assert [
        (each.source.slug, each.zone, each.gone_count) for each in page.fragile
    ] == [("only", "yes", 1)]
    said = text(response)
    assert "The 1 absolute line alone can be kept, so better offers" in said
    assert (
        "Between them they refuse every option on Veto, so no settlement can keep both"
        in said
    )
    assert "page 7" in said
    assert page.areas == [] and "A settlement that crosses no line" not in said


def test_trap_names_the_conflict_that_proves_it(client: Client) -> None:
    collision("cap")
    collision("veto", strength="absolute")

    response = client.get(PAGE)

    page = response.context["page"]
    assert (page.zone, page.kind, len(page.groups)) == ("no", "trap", 2)
    assert page.proof.number == 2
    assertContains(
        response, '<a href="#conflict-russiaveto-line--ukraineveto-line">conflict 2</a>'
    )
    assert [group.weight for group in page.groups] == [3, 9] and page.weight == 12


def test_conflict_through_a_coupling_shows_its_note(client: Client) -> None:
    forces, veto = make_issue("forces"), make_issue("veto")
    makes = [issue.options.get(slug="yes") for issue in (forces, veto)]
    make_coupling(makes[0], makes[1], note="Forces need a veto.")
    says("ukraine-forces", forces, "no- yes+")
    says("russia-veto", veto, "yes- no+")

    response = client.get(PAGE)

    (group,) = response.context["page"].groups
    (conflict,) = group.conflicts
    assert [
        (each.label, each.issue.slug, each.note) for each in conflict.couplings
    ] == [("Yes", "forces", "Forces need a veto.")]
    assert "has to take “Yes” on Veto. Forces need a veto." in text(response)


def test_nearest_to_a_draft_is_said_beside_each_option(client: Client) -> None:
    issue = make_issue("cap", options=("high", "low"))
    says("ukraine-cap", issue, "high+ low+")
    draft = make_draft("first")
    make_position(make_clause(draft), issue.options.get(slug="low"))

    page = page_of(client, "?draft=first")

    ((_, (settled,)),) = page.areas
    assert (settled.label, settled.drafted, settled.as_drafted) == (
        "Low",
        ["Low"],
        True,
    )
    ((_, (without,)),) = page_of(client).areas
    assert (without.label, without.drafted) == ("High", [])
    assertContains(
        client.get(f"{PAGE}?draft=first"),
        "has to change so that it crosses no line",
    )


# --- What every page does


def test_queries_do_not_grow_with_the_lines(client: Client) -> None:
    def add(name: str) -> None:
        first, second = collision(name)
        cite_line(first, make_source())
        make_test(second)
        tied = make_issue(f"{name}-tied")
        make_coupling(tied.options.first(), first.issue.options.get(slug="yes"))
        says(f"nato{name}-tied", tied, "no-")

    add("one")
    draft = make_draft("first", clauses=1)
    make_position(draft.clauses.get(), Issue.objects.get(slug="one").options.first())
    url = f"{PAGE}?draft=first"
    before = queries(client, url)
    for name in ("two", "three", "four", "five"):
        add(name)

    assert queries(client, url) == before <= 16
    assert page_of(client).conflict_count == 10


def test_page_of_the_past_shows_the_records_of_then(client: Client) -> None:
    first, second = collision()
    cite_line(first, make_source())
    moment = timezone.now()
    second.delete()
    first.title = "Put otherwise"
    first.save()

    assert page_of(client).zone == "yes"
    response = client.get(PAGE, {"revision_at": moment.isoformat()})
    page = response.context["page"]
    assert (page.zone, page.conflict_count, len(page.fragile)) == ("no", 1, 1)
    assertNotContains(response, "Put otherwise")
    earlier = (moment - timedelta(days=1)).isoformat()
    assertContains(
        client.get(PAGE, {"revision_at": earlier}), "so nothing recorded binds"
    )


def test_hostile_text_is_escaped(client: Client) -> None:
    forces, veto = make_issue("forces", title=HOSTILE), make_issue("veto")
    makes = [issue.options.get(slug="yes") for issue in (forces, veto)]
    make_coupling(makes[0], makes[1], note=HOSTILE)
    for option in makes:
        option.label = HOSTILE
        option.save()
    ukraine = make_actor("ukraine", short_name=HOSTILE)
    says("u", forces, "no- yes+", actor=ukraine, title=HOSTILE, statement=HOSTILE)
    line = says("russia-veto", veto, "yes- no+", title=HOSTILE)
    cite_line(line, make_source(title=HOSTILE), HOSTILE)

    response = client.get(PAGE)

    assert response.context["page"].zone == "no"
    assertNotContains(response, HOSTILE)
    assertContains(response, ESCAPED)


def test_question_is_kept_in_the_files_and_cited(client: Client) -> None:
    collision()

    response = client.get(f"{PAGE}?as_of=2025-11-20&strength=firm")

    assertContains(
        response, 'href="/settlement/files/json/?as_of=2025-11-20&amp;strength=firm"'
    )
    assert "as_of=2025-11-20" in response.context["pinned_url"]
