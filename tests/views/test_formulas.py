from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.formulas import Formula, Party
from plans.models import Assessment, Draft, DraftSource, Issue
from tests.factories import (
    cite,
    cite_line,
    make_actor,
    make_clause,
    make_draft,
    make_issue,
    make_position,
    make_red_line,
    make_source,
    make_stance,
    make_test,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

URL = "/settlement/formulas/"
HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"


def make_formula(slug: str, *taken: tuple[Issue, str], **values: Any) -> Draft:
    """A formula whose first clause takes the first position, and so on."""
    draft = make_draft(slug, status="analytical", **values)
    for number, (issue, option) in enumerate(taken, 1):
        clause = make_clause(draft, str(number))
        make_position(clause, issue.options.get(slug=option))
    return draft


def words(party: Party) -> list[tuple[str, str, list[str]]]:
    return [
        (line.row.slug, line.word, [number for number, _ in line.clauses])
        for line in party.lines
    ]


def by_actor(formulas: Iterable[Formula]) -> dict[str, dict[str, Any]]:
    return {
        formula.draft.slug: {party.slug: words(party) for party in formula.parties}
        for formula in formulas
    }


def test_formulas_are_judged_against_every_line(client: Client) -> None:
    cap, forces, assets, seas = map(make_issue, ("cap", "forces", "assets", "seas"))
    russia, ukraine = make_actor("russia", order=2), make_actor("ukraine", order=1)
    firm = make_red_line(ukraine, cap, "ua-cap")
    absolute = make_red_line(
        ukraine, assets, "ua-assets", strength="absolute", kind="demand"
    )
    tied = make_red_line(ukraine, forces, "ua-tied", strength="absolute")
    make_red_line(ukraine, seas, "ua-seas", strength="negotiable")
    held = make_red_line(russia, cap, "ru-cap", kind="demand")
    unspoken = make_red_line(russia, forces, "ru-forces", strength="negotiable")
    make_stance(firm, cap.options.get(slug="no"))
    make_stance(absolute, assets.options.get(slug="no"))
    make_stance(
        tied,
        forces.options.get(slug="no"),
        "conditional",
        requires=(assets.options.get(slug="yes"),),
    )
    make_stance(held, cap.options.get(slug="no"), "acceptable")
    make_stance(unspoken, forces.options.get(slug="yes"))
    make_formula("first", (cap, "no"), (forces, "no"), date="2026-01")
    make_formula("second", (cap, "yes"), date="2026-02")
    make_draft("tabled")

    response = client.get(f"{URL}?as_of=2026-03-01")

    formulas = response.context["formulas"]
    assert by_actor(formulas) == {
        "first": {
            "ukraine": [
                ("ua-tied", "open", ["2"]),
                ("ua-assets", "unmet demand", []),
                ("ua-cap", "crosses", ["1"]),
                ("ua-seas", "unaddressed", []),
            ],
            "russia": [("ru-cap", "meets", ["1"]), ("ru-forces", "silent", ["2"])],
        },
        "second": {
            "ukraine": [
                ("ua-assets", "unmet demand", []),
                ("ua-tied", "unaddressed", []),
                ("ua-cap", "silent", ["1"]),
                ("ua-seas", "unaddressed", []),
            ],
            "russia": [
                ("ru-cap", "silent", ["1"]),
                ("ru-forces", "unaddressed", []),
            ],
        },
    }
    first = formulas[0]
    assert (first.left.unmet, first.left.others, first.left.tally.total) == (3, 1, 6)
    assert first.left.bar == [
        ("crosses", 0, 1),
        ("open", 1, 1),
        ("unmet", 2, 1),
        ("meets", 3, 1),
        ("silent", 4, 1),
    ]
    assert [
        (row.name, [(each.draft.slug, party.left.unmet) for each, party in row.cells])
        for row in response.context["table"]
    ] == [
        ("Ukraine", [("first", 3), ("second", 1)]),
        ("Russia", [("first", 0), ("second", 0)]),
    ]
    assert [
        (each.row.slug, [(of.draft.slug, left.word) for of, left in each.lefts])
        for each in response.context["unmet_by_all"]
    ] == [("ua-assets", [("first", "unmet demand"), ("second", "unmet demand")])]
    assertContains(
        response, "The clause takes “No”, which Ukraine has refused.", count=1
    )
    assertContains(response, "which Ukraine has accepted only if Assets is “Yes”")
    assertContains(response, 'href="/drafts/first/clauses/2/?as_of=2026-03-01"')
    assertContains(response, 'id="first-ua-assets"', count=1)
    assertContains(response, 'href="#first-ua-assets"')
    assertNotContains(response, "tabled/")


def test_formula_shows_its_sources_and_those_of_both_sides(client: Client) -> None:
    issue = make_issue("cap")
    line = make_red_line(make_actor("ukraine"), issue, "ua-cap")
    make_stance(line, issue.options.get(slug="no"))
    draft = make_formula("model", (issue, "no"), summary="An article finds so.")
    DraftSource.objects.create(
        draft=draft, source=make_source(title="The article"), order=10
    )
    cite(draft.clauses.get(), make_source(title="The chapter"))
    cite_line(line, make_source(title="The speech"))
    make_test(line)

    response = client.get(URL)

    ((unmet,),) = [party.unmet for party in response.context["formulas"][0].parties]
    assert [each.source.title for each in unmet.reasons[0].cited] == ["The chapter"]
    assert [each.source.title for each in unmet.evidence.cited] == ["The speech"]
    assert unmet.evidence.tests == [("upheld", 1)]
    for text in ("An article finds so.", "The article", "The chapter", "The speech"):
        assertContains(response, text)


def test_assessment_stands_beside_the_derived_verdict(client: Client) -> None:
    issue = make_issue("cap")
    line = make_red_line(make_actor("ukraine"), issue, "ua-cap", title="The cap")
    make_stance(line, issue.options.get(slug="no"))
    draft = make_formula("model", (issue, "no"))
    other = make_formula("other", (issue, "no"))
    Assessment.objects.create(
        clause=draft.clauses.get(),
        red_line=line,
        verdict="open",
        reason="The clause names no date.",
    )

    response = client.get(URL)

    model, untouched = response.context["formulas"]
    assert [line.word for line in model.parties[0].unmet] == ["open"]
    assert [line.word for line in untouched.parties[0].unmet] == ["crosses"]
    assert untouched.draft.slug == other.slug
    assertContains(response, "Editor’s assessment of this clause: open", count=1)
    assertContains(response, "in place of the derived verdict crosses", count=1)


def test_contested_clause_leaves_a_line_unmet(client: Client) -> None:
    issue = make_issue("cap")
    line = make_red_line(make_actor("ukraine"), issue, "ua-cap")
    make_stance(line, issue.options.get(slug="no"))
    make_stance(line, issue.options.get(slug="yes"), "acceptable")
    draft = make_formula("model")
    clause = make_clause(draft, "1")
    for letter, option in ("A", "no"), ("B", "yes"):
        make_position(clause, issue.options.get(slug=option), alternative=letter)

    response = client.get(URL)

    (party,) = response.context["formulas"][0].parties
    assert words(party) == [("ua-cap", "contested", ["1"])]
    assert (party.left.unmet, party.left.bar) == (1, [("contested", 0, 1)])
    assert [reason.verdict for reason in party.unmet[0].reasons] == ["crosses", "meets"]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", ["ua-absolute", "ua-firm", "ru-firm"]),
        ("actors=russia", ["ru-firm"]),
        ("strength=absolute", ["ua-absolute"]),
        ("kinds=red-line", ["ua-firm"]),
        ("kinds=preference", ["ua-wish"]),
        ("kinds=nonsense", ["ua-absolute", "ua-firm", "ru-firm"]),
        ("as_of=2024-06-01", ["ua-old"]),
    ],
)
def test_lines_are_narrowed(client: Client, query: str, slugs: list[str]) -> None:
    issue = make_issue("cap")
    ukraine, russia = make_actor("ukraine", order=1), make_actor("russia", order=2)
    make_red_line(ukraine, issue, "ua-firm")
    make_red_line(ukraine, issue, "ua-absolute", strength="absolute", kind="demand")
    make_red_line(ukraine, issue, "ua-wish", kind="preference", strength="negotiable")
    make_red_line(
        ukraine, issue, "ua-old", stated_on="2024-01-01", valid_until="2025-01-01"
    )
    make_red_line(russia, issue, "ru-firm", kind="demand")
    make_formula("model")

    context = client.get(f"{URL}?{query}").context

    (formula,) = context["formulas"]
    found = [line.row.slug for party in formula.parties for line in party.lines]
    assert found == slugs
    assert context["line_count"] == len(slugs)
    assert context["unmet_by_all"] == []


def test_links_keep_what_was_asked(client: Client) -> None:
    issue = make_issue("cap")
    make_red_line(make_actor("ukraine"), issue, kind="demand")
    make_formula("first")
    make_formula("second")
    asked = "as_of=2026-03-01&actors=ukraine&strength=firm&kinds=demand"

    response = client.get(f"{URL}?{asked}")

    assert response.context["matrix_query"] == (
        "?as_of=2026-03-01&actors=ukraine&strength=firm&kind=demand"
    )
    assertContains(response, 'name="draft" value="first" checked')
    assertContains(response, 'type="hidden" name="as_of" value="2026-03-01"')
    assertContains(response, "left out: red lines, preferences")


def test_chosen_actor_whose_lines_do_not_count_is_named(client: Client) -> None:
    issue = make_issue("cap")
    make_red_line(make_actor("ukraine"), issue, strength="absolute")
    make_red_line(make_actor("russia"), issue, strength="firm")
    make_formula("model")

    asked = "actors=russia&actors=ukraine&strength=absolute"
    response = client.get(f"{URL}?{asked}")

    assert response.context["without_lines"] == ["Russia"]


def test_draft_asked_about_elsewhere_is_kept(client: Client) -> None:
    make_red_line(make_actor("ukraine"), make_issue("cap"))
    make_formula("model")
    make_draft("tabled")

    response = client.get(f"{URL}?draft=tabled&strength=firm")

    assertContains(response, 'type="hidden" name="draft" value="tabled"')
    assertContains(response, 'href="/settlement/?draft=tabled&amp;strength=firm"')
    # The check of a formula is not that of the draft.
    assertContains(response, 'href="/drafts/model/check/?strength=firm"')


def test_chosen_actor_without_a_line_is_named(client: Client) -> None:
    make_actor("china")
    make_red_line(make_actor("ukraine"), make_issue("cap"))
    make_formula("model")

    response = client.get(f"{URL}?actors=china")

    assert response.context["without_lines"] == ["China"]
    assertContains(response, "No line that counts was in force")
    assertNotContains(response, 'id="model"')


def test_no_formula_is_said_so(client: Client) -> None:
    make_draft("leaked")
    make_red_line(make_actor("ukraine"), make_issue("cap"))

    assertContains(client.get(URL), "No analytical draft is recorded.")


def test_partial_formula_says_what_is_known(client: Client) -> None:
    make_red_line(make_actor("ukraine"), make_issue("cap"), kind="demand")
    make_formula("model", completeness="partial")

    assertContains(client.get(URL), "no clause of what is known of the text takes")


def test_formulas_take_no_other_method_or_address(client: Client) -> None:
    assert client.post(URL).status_code == 405
    assert client.get(f"{URL}none/").status_code == 404


def test_formulas_of_the_past(client: Client) -> None:
    issue = make_issue("cap")
    line = make_red_line(make_actor("ukraine"), issue, "ua-cap")
    make_stance(line, issue.options.get(slug="no"))
    draft = make_formula("model", (issue, "no"), title="Old title")
    before = timezone.now()
    draft.title, draft.status = "New title", "rejected"
    draft.save()

    past = client.get(URL, {"revision_at": before.isoformat()})
    now = client.get(URL)

    (formula,) = past.context["formulas"]
    assert words(formula.parties[0]) == [("ua-cap", "crosses", ["1"])]
    assertContains(past, ">Old title</h2>")
    assertContains(past, "You see the records as they stood on")
    assert now.context["formulas"] == []


def test_formulas_escape_what_was_recorded(client: Client) -> None:
    issue = make_issue("cap", title=HOSTILE)
    actor = make_actor("ukraine", short_name=HOSTILE)
    line = make_red_line(actor, issue, title=HOSTILE, statement=HOSTILE)
    no = issue.options.get(slug="no")
    make_stance(line, no)
    other = make_red_line(actor, make_issue(title=HOSTILE), title=HOSTILE)
    assert other.kind == "red-line"
    for slug in ("first", "second"):
        draft = make_formula(slug, title=HOSTILE, short_title=HOSTILE, summary=HOSTILE)
        clause = make_clause(draft, "1", heading=HOSTILE, text=HOSTILE)
        make_position(clause, no, note=HOSTILE)

    response = client.get(URL)

    assertContains(response, ESCAPED)
    assertNotContains(response, HOSTILE)


def test_formulas_take_the_same_queries_for_more_rows(client: Client) -> None:
    issue = make_issue("cap")
    no = issue.options.get(slug="no")

    def add_rows() -> None:
        other = make_issue()
        line = make_red_line(make_actor(), issue)
        make_stance(line, no, "conditional", requires=tuple(other.options.all()))
        make_red_line(make_actor(), make_issue(), kind="demand")
        cite_line(line, make_source())
        make_test(line)
        draft = make_formula(f"formula-{Draft.objects.count()}", (issue, "no"))
        clause = draft.clauses.get()
        cite(clause, make_source())
        Assessment.objects.create(
            clause=clause, red_line=line, verdict="crosses", reason="So."
        )
        DraftSource.objects.create(draft=draft, source=make_source(), order=10)

    urls = (URL, f"{URL}?revision_at=2100-01-01")
    add_rows()
    before = [queries(client, url) for url in urls]
    for _ in range(2):
        add_rows()

    assert [queries(client, url) for url in urls] == before
    assert before[0] <= 12
