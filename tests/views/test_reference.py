import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans import documents
from plans.models.choices import (
    ClauseStatus,
    Outcome,
    RedLineKind,
    Strength,
    TextBasis,
    Tier,
)
from plans.views.reference import MEANINGS
from tests.factories import make_clause, make_draft, make_issue, make_source
from tests.views.counting import queries

pytestmark = pytest.mark.django_db


def test_method_counts_what_is_recorded(client: Client) -> None:
    make_clause(make_draft(clauses=2), "3", text_basis="not-public")
    make_source(tier="analysis", verified=False)
    make_issue("force-cap", title="Size of forces", options=("a", "b", "c"))

    context = client.get("/method/").context

    assert [
        (each.label, each.records)
        for each in context["text_bases"]
        if each.records != "0"
    ] == [("restated from full text", "2"), ("not public", "1")]
    assert context["tiers"][-1][::2] == ("analysis", "1")
    assert context["unverified_count"] == 1
    assert (context["issue_count"], context["option_count"]) == (1, 3)
    assert dict(context["areas"])["Armed forces"] == [("force-cap", "Size of forces")]


def test_method_explains_every_word_and_verdict(client: Client) -> None:
    response = client.get("/method/")

    for words in (TextBasis, Tier, RedLineKind, Strength, Outcome):
        assert set(MEANINGS[words]) == set(words)
        for word in words:
            assertContains(response, MEANINGS[words][word].split(";")[0])
    for word in ClauseStatus:
        assertContains(response, word.label)
    for sign in "✕◐●○◇–":
        assertContains(response, f'aria-hidden="true">{sign}</span>')


def test_method_gives_the_measured_reliability_and_the_gaps(client: Client) -> None:
    response = client.get("/method/")

    for figure in ("0.79", "0.65", "0.63"):
        assertContains(response, f"<td>{figure}</td>")
    assertContains(response, "<strong>What is uncertain.</strong>")
    assertContains(response, "<strong>Known gaps.</strong>")
    assertContains(response, "Past restraint does not bind")


def test_method_shows_the_past(client: Client) -> None:
    moment = timezone.now().isoformat().replace("+00:00", "Z")
    make_issue()

    then = client.get(f"/method/?revision_at={moment}")

    assert then.context["issue_count"] == 0
    assertContains(then, "No issue is recorded at that moment")


@pytest.mark.parametrize("count", [1, 3])
def test_method_queries_do_not_grow(client: Client, count: int) -> None:
    for _ in range(count):
        make_issue()
        make_clause()
        make_source()

    assert queries(client, "/method/") == 11


def test_codebook_renders_the_documents_with_anchors(client: Client) -> None:
    response = client.get("/method/codebook/")

    assertContains(response, '<h3 id="codebook-positions-of-clauses">')
    assertContains(response, 'href="#codebook-positions-of-clauses"')
    assertContains(response, '<th scope="col">words of the text</th>')
    assertContains(response, '<a href="#format">FORMAT.md</a>')


def test_ids_of_the_codebook_are_unique_and_its_links_lead_there(
    client: Client,
) -> None:
    page = client.get("/method/codebook/").content.decode()

    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_headings_of_the_codebook_never_skip_a_level(client: Client) -> None:
    page = client.get("/method/codebook/").content.decode()

    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))


def test_documents_let_no_html_through() -> None:
    tokens = documents._markdown.parse(
        "<script>go()</script> [x](javascript:go()) <b>x</b>\n\n# <i>Title</i>"
    )

    html = documents._html(tokens)

    assert "<script" not in html and "<b>" not in html and "<i>" not in html
    assert "href" not in html


def test_missing_section_of_a_document_is_empty() -> None:
    assert documents.section("format", "Nothing of the kind") == ""
    assert documents.paragraph("dataset", "Nothing of the kind.") == ""


def test_about_gives_a_citation_pinned_to_both_times(client: Client) -> None:
    make_draft("us-28", title="The 28 points")

    response = client.get("/about/?as_of=2025-11-20&revision_at=2027-01-31T12:00Z")

    assertContains(response, "Clause Tracker, “The 28 points”")
    assertContains(response, "red lines as of 20 November 2025")
    assertContains(response, "as recorded on 31 January 2027, 12:00 UTC")
    address = response.context["pinned_url"]
    assert address == (
        "http://testserver/drafts/us-28/"
        "?as_of=2025-11-20&revision_at=2027-01-31T12%3A00%3A00Z"
    )


def test_about_without_records_cites_the_overview(client: Client) -> None:
    response = client.get("/about/")

    assert "/?as_of=" in response.context["pinned_url"]
    assert "&revision_at=" in response.context["pinned_url"]
    assertNotContains(response, "None")
