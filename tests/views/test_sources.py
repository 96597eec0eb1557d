from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import (
    ActorFoundation,
    ActorSource,
    Assessment,
    AssessmentSource,
    ClauseLink,
    ClauseLinkEnd,
    ClauseLinkSource,
    CouplingSource,
    DraftSource,
    EventSource,
    Indicator,
    IndicatorSource,
    Source,
)
from tests.factories import (
    cite,
    cite_line,
    make_actor,
    make_clause,
    make_coupling,
    make_draft,
    make_event,
    make_issue,
    make_red_line,
    make_source,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"


def titles(client: Client, query: str = "") -> list[str]:
    rows = client.get(f"/sources/{query}").context["rows"]
    return [source.title for source, _, _ in rows]


def rest_everything_on(source: Source) -> None:
    """Make one record of each kind that cites the source."""
    actor, draft, older = (
        make_actor("ukraine"),
        make_draft("us-28"),
        make_draft("older"),
    )
    clause, line = make_clause(draft, "7"), make_red_line(actor, title="No caps")
    cite(clause, source, "point 7")
    cite_line(line, source)
    DraftSource.objects.create(draft=draft, source=source)
    EventSource.objects.create(event=make_event(title="Talks"), source=source)
    link = ClauseLink.objects.create(
        older_draft=older, newer_draft=draft, change="reworded"
    )
    ClauseLinkEnd.objects.create(link=link, clause=clause, side="newer")
    ClauseLinkSource.objects.create(link=link, source=source)
    ActorSource.objects.create(actor=actor, source=source)
    ActorFoundation.objects.create(
        actor=actor, date="1994", text="A memorandum", source=source
    )
    indicator = Indicator.objects.create(
        actor=actor, variable="domestic-clock", reading="High.", as_of="2026-01"
    )
    IndicatorSource.objects.create(indicator=indicator, source=source)
    coupling = make_coupling(make_issue("caps").options.get(slug="yes"))
    CouplingSource.objects.create(coupling=coupling, source=source)
    assessment = Assessment.objects.create(
        clause=clause, red_line=line, verdict="meets", reason="So it is read."
    )
    AssessmentSource.objects.create(assessment=assessment, source=source)


def test_list_filters_by_every_field(client: Client) -> None:
    make_source(title="Text", tier="official-text", kind="treaty", date="2025-01-01")
    make_source(title="Studie", tier="analysis", kind="analysis", language="de")
    make_source(title="Report", publisher="Gazette", verified=False, date="2026")

    assert titles(client, "?tier=official-text") == ["Text"]
    assert titles(client, "?kind=analysis") == ["Studie"]
    assert titles(client, "?language=de") == ["Studie"]
    assert titles(client, "?text=gazette") == ["Report"]
    assert titles(client, "?verified=no") == ["Report"]
    assert titles(client, "?verified=yes&language=de") == ["Studie"]
    assert titles(client, "?tier=nonsense") == ["Report", "Studie", "Text"]


def test_list_sorts_and_puts_the_undated_last(client: Client) -> None:
    for title, date in (("b", ""), ("c", "2025-11"), ("a", "2025-11-20")):
        make_source(title=title, date=date)

    assert titles(client) == ["a", "c", "b"]
    assert titles(client, "?sort=oldest") == ["c", "a", "b"]
    assert titles(client, "?sort=title") == ["a", "b", "c"]


def test_list_counts_records_once(client: Client) -> None:
    source, clause = make_source(), make_clause()
    cite(clause, source, "point 1")
    cite(clause, source, "point 2")
    cite(make_clause(), source)
    make_source(title="Unused", date="1990")

    rows = client.get("/sources/").context["rows"]

    assert [count for _, _, count in rows] == ["2", "0"]


def test_list_says_what_is_weak(client: Client) -> None:
    make_source(tier="unnamed-press", verified=False)

    response = client.get("/sources/")

    assertContains(response, '<span class="tag caution">not verified</span>')
    assertContains(
        response, '<span class="tag caution">press report, unnamed sources</span>'
    )


def test_list_comes_in_pages(client: Client) -> None:
    for _ in range(51):
        make_source()

    response = client.get("/sources/?page=2")

    assert len(response.context["rows"]) == 1
    assertContains(response, "Page 2 of 2")


def test_fragment_is_the_table_alone(client: Client) -> None:
    make_source()

    response = client.get("/sources/", headers={"HX-Request": "true"})

    assertNotContains(response, "<html")
    assertContains(response, '<section id="results"')


def test_empty_lists_say_so(client: Client) -> None:
    assertContains(client.get("/sources/"), "No source has been recorded")
    assertContains(client.get("/sources/?tier=analysis"), "No source matches")
    assertContains(client.get("/sources/?revision_at=2000-01-01"), "by then")


@pytest.mark.parametrize("past", [False, True])
def test_page_groups_what_rests_on_the_source(client: Client, past: bool) -> None:
    source = make_source("axios")
    rest_everything_on(source)
    moment = timezone.now().isoformat().replace("+00:00", "Z")

    response = client.get(
        "/sources/axios/" + (f"?revision_at={moment}" if past else "")
    )

    groups = {group.heading: group.resting for group in response.context["groups"]}
    assert {heading: each[0].record.title for heading, each in groups.items()} == {
        "Drafts": "Draft us-28",
        "Clauses": "us-28, 7: Heading 7",
        "Red lines": "Ukraine: No caps",
        "Events": "Talks",
        "Lineage": "older (no clause) → us-28 7",
        "Actors": "Ukraine",
        "Foundations of actors": "Ukraine: A memorandum",
        "Indicators": "Ukraine: domestic clock",
        "Couplings": "It follows.",
        "Assessments": "us-28, 7 against “No caps”",
    }
    assert groups["Clauses"][0].locators == ("point 7",)
    assert response.context["record_count"] == 10


def test_page_marks_what_cites_nothing_else(client: Client) -> None:
    source, other = make_source("axios"), make_source()
    alone, shared = make_clause(number="1"), make_clause(number="2")
    cite(alone, source, "point 1")
    cite(alone, source, "annex")
    cite(shared, source)
    cite(shared, other)

    response = client.get("/sources/axios/")

    (group,) = response.context["groups"]
    assert {each.record.title[-1]: each.alone for each in group.resting} == {
        "1": True,
        "2": False,
    }
    assertContains(response, "2 records, 1 of them on it alone")
    assertContains(response, "its only source", count=1)


def test_page_links_to_the_original_or_says_there_is_none(client: Client) -> None:
    make_source("axios", url="https://example.org/a")
    make_source("essay", url="")

    assertContains(
        client.get("/sources/axios/"),
        'href="https://example.org/a" rel="external noopener noreferrer"',
    )
    assertContains(client.get("/sources/essay/"), "No address")
    assertContains(client.get("/sources/essay/"), "No record rests on this source")


def test_page_shows_the_past(client: Client) -> None:
    source = make_source("axios", title="First title")
    moment = timezone.now().isoformat().replace("+00:00", "Z")
    source.title = "Second title"
    source.save()
    cite(make_clause(), source)

    response = client.get(f"/sources/axios/?revision_at={moment}&as_of=2025-01-01")

    assertContains(response, "<h1>First title</h1>")
    assertContains(response, "No record rests on this source")
    assertContains(response, "Show them as they are now.")


def test_invalid_moment_is_told_beside_the_field(client: Client) -> None:
    make_source("axios")

    response = client.get("/sources/axios/?revision_at=yesterday")

    assertContains(response, "Write a day such as 2026-01-31")


@pytest.mark.parametrize(
    "url", ["/sources/nothing/", "/sources/axios/?revision_at=2000-01-01"]
)
def test_unknown_source_is_not_found(client: Client, url: str) -> None:
    make_source("axios")

    assert client.get(url).status_code == 404


def test_hostile_text_is_escaped(client: Client) -> None:
    source = make_source("axios", title=HOSTILE, publisher=HOSTILE)
    cite(make_clause(heading=HOSTILE), source, HOSTILE)

    for url in ("/sources/", "/sources/axios/"):
        assertNotContains(client.get(url), "<script>alert")


@pytest.mark.parametrize("url", ["/sources/", "/sources/axios/"])
def test_queries_do_not_grow(client: Client, url: str, settings: Any) -> None:
    source = make_source("axios")
    cite(make_clause(), source)
    cite_line(make_red_line(), source)
    one = queries(client, url)
    for _ in range(2):
        cite(make_clause(), source)
        cite_line(make_red_line(), source)
        make_source()

    assert queries(client, url) == one <= 12
