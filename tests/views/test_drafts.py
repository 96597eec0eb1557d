import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.changelog import Changes
from plans.models import (
    Clause,
    ClauseLink,
    ClauseLinkEnd,
    ClauseLinkSource,
    Draft,
    DraftAuthor,
    DraftSource,
)
from tests.factories import (
    cite,
    cite_line,
    make_actor,
    make_clause,
    make_draft,
    make_event,
    make_issue,
    make_party,
    make_plan,
    make_position,
    make_red_line,
    make_source,
    make_stance,
    make_test,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"


def make_link(older: Clause, newer: Clause | None, newer_draft: Draft, change: str):
    link = ClauseLink.objects.create(
        older_draft=older.draft, newer_draft=newer_draft, change=change, note="Why."
    )
    ClauseLinkEnd.objects.create(link=link, clause=older, side="older")
    if newer:
        ClauseLinkEnd.objects.create(link=link, clause=newer, side="newer")
    ClauseLinkSource.objects.create(link=link, source=make_source())
    return link


def make_story(clauses: int = 1) -> Draft:
    """A draft whose clauses have all that a page shows."""
    plan = make_plan()
    draft = make_draft("d", plan=plan, date="2025-11-20", order=10)
    later = make_draft("e", plan=plan, date="2025-11-23", order=20)
    author = make_actor("author")
    DraftAuthor.objects.create(draft=draft, actor=author)
    DraftSource.objects.create(draft=draft, source=make_source())
    for number in range(1, clauses + 1):
        issue = make_issue(order=number)
        option = issue.options.get(slug="no")
        clause = make_clause(draft, str(number))
        make_position(clause, option, author)
        make_party(clause, author)
        cite(clause, make_source(), "point 1")
        line = make_red_line(author, issue)
        make_stance(line, option, "conditional", (make_issue().options.first(),))
        cite_line(line, make_source())
        make_test(line)
        make_link(clause, make_clause(later, str(number)), later, "reworded")
    return draft


def test_draft_shows_clauses_with_verdicts_and_lineage(client: Client):
    make_story()

    response = client.get("/drafts/d/")

    assertContains(response, "The text of clause 1.")
    assertContains(response, 'href="/drafts/d/matrix/1/author/"')
    assertContains(response, "Author open")
    assertContains(response, "becomes e")
    assertContains(response, 'href="/drafts/e/clauses/1/"')
    assertContains(response, "followed by <a")


def test_draft_says_that_a_hidden_clause_has_no_verdict(client: Client):
    make_clause(make_draft("d"), "1", text_basis="not-public")

    response = client.get("/drafts/d/")

    assertContains(response, "The content is not public. No verdict is derived.")


def test_draft_without_clauses_says_so(client: Client):
    make_draft("d")

    assertContains(client.get("/drafts/d/"), "No clause of this draft is recorded")


def test_clause_shows_evidence_lineage_and_sources(client: Client):
    make_story()

    response = client.get("/drafts/d/clauses/1/")

    assertContains(response, "The clause (put forward by Author) takes “No”")
    assertContains(response, "the draft takes no position on")
    assertContains(response, "Becomes e")
    assertContains(response, "reworded")
    assertContains(response, "point 1")
    assertContains(response, "Obliges")


def test_clause_address_takes_any_number(client: Client):
    clause = make_clause(make_draft("d"), "II.2.a")

    assert client.get(clause.get_absolute_url()).status_code == 200
    assert clause.get_absolute_url() == "/drafts/d/clauses/II.2.a/"


def test_clause_of_a_day_without_red_lines_is_no_consent(client: Client):
    make_story()

    response = client.get("/drafts/d/clauses/1/?as_of=2020-01-01")

    assertContains(response, "That is no consent.")


def test_clause_history_shows_word_level_changes(client: Client):
    clause = make_clause(make_draft("d"), "6", text="No more than 600,000 people.")
    clause.text = "No more than 800,000 people."
    clause._change_reason = "Second publication"
    clause.save()

    page = client.get("/drafts/d/clauses/6/history/")
    part = client.get("/drafts/d/clauses/6/history/", headers={"HX-Request": "true"})

    for response in (page, part):
        assertContains(response, "Second publication")
        assertContains(response, "600,000<span")
        assertContains(response, "800,000<span")
    assertContains(page, "<h1>")
    assertNotContains(part, "<h1>")


def test_clause_withdrawn_leads_to_its_history(client: Client):
    clause = make_clause(make_draft("d"), "6")
    clause.delete()

    response = client.get("/drafts/d/clauses/6/", follow=True)

    assertContains(response, "This record was withdrawn.")


@pytest.mark.parametrize(
    "path",
    [
        "/drafts/none/",
        "/drafts/none/clauses/1/",
        "/drafts/d/clauses/7/",
        "/drafts/d/clauses/7/history/",
        "/plans/none/",
    ],
)
def test_unknown_addresses_are_not_found(client: Client, path: str):
    make_draft("d")

    assert client.get(path).status_code == 404


def test_pages_of_the_past_show_what_was_recorded_then(client: Client):
    draft = make_story()
    before = timezone.now().isoformat()
    clause = draft.clauses.get()
    clause.text = "Other words."
    clause.save()
    clause.positions.all().delete()
    make_clause(draft, "2")

    for path in ("/drafts/d/", "/drafts/d/clauses/1/"):
        now, then = client.get(path), client.get(path, {"revision_at": before})
        assertContains(now, "Other words.")
        assertNotContains(then, "Other words.")
        assertContains(then, "The text of clause 1.")
        assertContains(then, "Author open")
    assert (
        client.get("/drafts/d/clauses/2/", {"revision_at": before}).status_code == 404
    )


def test_plan_pages_list_drafts_in_order(client: Client):
    draft = make_story()

    assertContains(client.get("/plans/"), draft.plan.title)
    response = client.get(f"/plans/{draft.plan.slug}/")
    assert [each.slug for each in response.context["plan"].drafts.all()] == ["d", "e"]


def test_overview_counts_what_each_draft_crosses(client: Client):
    draft = make_draft("d", date="2025-11-20")
    issue = make_issue()
    option = issue.options.get(slug="no")
    make_position(make_clause(draft, "1"), option)
    old = make_red_line(
        make_actor("a"), issue, stated_on="2025-01-01", valid_until="2025-12-01"
    )
    make_stance(old, option)

    def count(query: str) -> str:
        response = client.get(f"/{query}")
        (row,) = response.context["tabled"]
        return row.counts[0].label if row.counts else ""

    assert count("?as_of=2025-11-20") == "A: 1 of 1 crossed"
    assert count("?as_of=2026-01-01") == ""
    assert count("?own_day=1") == "A: 1 of 1 crossed"


def test_empty_overview_says_how_to_begin(client: Client):
    assertContains(client.get("/"), "manage.py load_dataset")


def test_pages_escape_what_they_show(client: Client):
    plan = make_plan(title=HOSTILE, summary=HOSTILE)
    draft = make_draft("d", plan=plan, title=HOSTILE, short_title="x", summary=HOSTILE)
    make_clause(draft, "1", text=HOSTILE, heading=HOSTILE, note=HOSTILE)
    make_event(title=HOSTILE)

    for path in ("/", "/plans/", "/drafts/d/", "/drafts/d/clauses/1/"):
        response = client.get(path)
        assertContains(response, "&lt;script&gt;")
        assertNotContains(response, HOSTILE)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/plans/",
        "/drafts/d/",
        "/drafts/d/clauses/1/",
        "/drafts/d/clauses/1/history/",
    ],
)
def test_queries_do_not_grow(client: Client, path: str):
    make_story()
    few = queries(client, path)
    for number in range(2, 5):
        extend(number)

    assert queries(client, path) == few
    if "history" not in path:
        assert few <= 12


def extend(number: int) -> None:
    draft, later = Draft.objects.get(slug="d"), Draft.objects.get(slug="e")
    author = make_actor()
    issue = make_issue(order=number)
    option = issue.options.get(slug="no")
    clause = make_clause(draft, str(number))
    make_position(clause, option, author)
    make_position(Clause.objects.get(draft=draft, number="1"), option, author)
    cite(clause, make_source())
    for _ in range(2):
        line = make_red_line(author, issue)
        make_stance(line, option, "conditional", (make_issue().options.first(),))
        cite_line(line, make_source())
        make_test(line)
    make_link(clause, make_clause(later, str(number)), later, "reworded")
    make_link(
        Clause.objects.get(draft=draft, number="1"), None, make_draft(), "dropped"
    )


def test_overview_tells_what_changed_lately(client: Client):
    clause = make_clause(make_draft("d"), "6")
    clause.text = "Other words."
    clause._change_reason = "Corrected after the second publication"
    clause.save()

    response = client.get("/")

    assertContains(response, "Corrected after the second publication")
    assert [each.reason for each in response.context["saves"]] == [
        save.reason for save in Changes(limit=6).saves
    ]
