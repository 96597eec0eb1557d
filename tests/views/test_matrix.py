import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import Actor, Assessment, Draft, Issue, RedLine
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

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
PANEL = {"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "matrix-evidence"}


def make_matrix(clauses: int = 1, actors: int = 1, lines: int = 1) -> Draft:
    """A draft in which every clause crosses every line of every actor."""
    draft = make_draft("d")
    for number in range(1, clauses + 1):
        issue = make_issue(f"issue-x{number}", category="forces", order=number)
        option = issue.options.get(slug="no")
        clause = make_clause(draft, str(number))
        make_position(clause, option)
        cite(clause, make_source())
        for place in range(actors):
            for line in range(lines):
                red_line = make_red_line(
                    make_actor(f"a{place}")
                    if number == 1 and not line
                    else actor(place),
                    issue,
                    f"line-{number}-{place}-{line}",
                )
                make_stance(red_line, option)
                cite_line(red_line, make_source())
    return draft


def actor(place: int) -> Actor:
    return Actor.objects.get(slug=f"a{place}")


def cells(response) -> list[str]:
    return [row.cells for group in response.context["groups"] for row in group.rows]


def test_matrix_shows_a_cell_for_each_clause_and_actor(client: Client):
    make_matrix(clauses=2, actors=2)

    response = client.get("/drafts/d/matrix/")

    assertContains(response, 'aria-label="Clause 1, A0: crosses"')
    assertContains(response, 'href="/drafts/d/matrix/2/a1/"')
    assertContains(response, "2 of 2 crossed")
    assert len(response.context["columns"]) == 2
    assert len(cells(response)) == 2


@pytest.mark.parametrize(
    ("query", "rows", "columns"),
    [
        ("", 2, 2),
        ("?actors=a1", 2, 1),
        ("?verdict=crosses", 2, 2),
        ("?verdict=meets", 0, 2),
        ("?area=forces", 2, 2),
        ("?area=territory", 0, 2),
        ("?strength=absolute", 2, 0),
        ("?kind=demand", 2, 0),
        ("?as_of=2024-12-31", 2, 0),
        ("?order=number", 2, 2),
        ("?as_of=nonsense&strength=nonsense&actors=nobody", 2, 2),
    ],
)
def test_matrix_filters(client: Client, query: str, rows: int, columns: int):
    make_matrix(clauses=2, actors=2)

    response = client.get(f"/drafts/d/matrix/{query}")

    assert response.status_code == 200
    assert len(cells(response)) == rows
    assert len(response.context["columns"]) == columns


def test_matrix_says_what_is_wrong_with_a_date(client: Client):
    make_matrix()

    response = client.get("/drafts/d/matrix/?as_of=31.12.2025")

    assertContains(response, "Write a day such as 2025-11-20.")


def test_matrix_marks_a_clause_that_is_not_public_as_unknown(client: Client):
    draft = make_matrix()
    make_clause(draft, "2", text_basis="not-public")

    response = client.get("/drafts/d/matrix/")

    assertContains(response, "content not public")


def test_matrix_lists_red_lines_that_no_clause_addresses(client: Client):
    make_matrix()
    make_red_line(actor(0), make_issue("elsewhere"), "lonely", kind="demand")

    response = client.get("/drafts/d/matrix/")

    assertContains(response, "Line lonely")
    assertContains(response, "unmet demand")


def test_cell_has_an_address_of_its_own_with_the_evidence_open(client: Client):
    make_matrix()

    response = client.get("/drafts/d/matrix/1/a0/")

    assertContains(response, "<h1>")
    assertContains(response, 'aria-current="true" aria-label="Clause 1, A0: crosses"')
    assertContains(response, "The clause takes “No”, which A0 has refused.", count=1)


def test_cell_fragment_is_the_evidence_alone(client: Client):
    make_matrix()

    response = client.get("/drafts/d/matrix/1/a0/", headers=PANEL)

    assertContains(response, "The clause takes “No”, which A0 has refused.")
    assertNotContains(response, "<h1>")
    assertNotContains(response, "<html")
    assert "HX-Target" in response["Vary"]


def test_cell_shows_both_sides_sources_and_tests(client: Client):
    draft = make_draft("d")
    issue = make_issue("army")
    clause = make_clause(draft, "1")
    make_position(clause, issue.options.get(slug="no"))
    cite(clause, make_source("paper", title="The paper"), "point 1")
    line = make_red_line(make_actor("a"), issue, "line")
    make_stance(line, issue.options.get(slug="no"))
    cite_line(line, make_source("whisper", title="A whisper", tier="unnamed-press"))
    make_test(line, outcome="bent")

    response = client.get("/drafts/d/matrix/1/a/", headers=PANEL)

    assertContains(response, "The paper</a>, point 1")
    assertContains(response, "A whisper")
    assertContains(response, "Rests on one source only: press report, unnamed sources.")
    assertContains(response, "Tested 1 time: bent 1. Past restraint does not bind.")


def test_cell_shows_derived_verdict_beside_an_editors_assessment(client: Client):
    draft = make_matrix()
    Assessment.objects.create(
        clause=draft.clauses.get(),
        red_line=actor(0).red_lines.get(),
        verdict="meets",
        reason="The annex says otherwise.",
    )

    response = client.get("/drafts/d/matrix/1/a0/", headers=PANEL)

    assertContains(response, "with an editor’s assessment; derived: crosses")
    assertContains(response, "The annex says otherwise.")


def test_contested_cell_names_each_alternative_and_what_crosses_all(client: Client):
    draft = make_draft("d")
    army, vote = make_issue("army"), make_issue("vote")
    clause = make_clause(draft, "1")
    ours, theirs = make_actor("ours"), make_actor("theirs")
    yes, no = army.options.all()
    make_position(clause, yes, ours, alternative="A")
    make_position(clause, no, theirs, alternative="B")
    make_position(clause, vote.options.get(slug="no"))
    line = make_red_line(ours, army, "line")
    make_stance(line, yes, "acceptable")
    make_stance(line, no, "unacceptable")
    make_stance(make_red_line(ours, vote, "vote"), vote.options.get(slug="no"))

    response = client.get("/drafts/d/matrix/1/ours/", headers=PANEL)

    assertContains(response, "Alternative A (put forward by Ours)")
    assertContains(response, "Alternative B (put forward by Theirs)")
    assertContains(response, "Whichever alternative is chosen, another position")


def test_cell_names_proponents_as_inside_a_sentence(client: Client) -> None:
    draft, issue = make_draft("d"), make_issue("army")
    states = make_actor("united-states", short_name="United States")
    e3 = make_actor("e3", short_name="E3")
    yes, no = issue.options.all()
    clause = make_clause(draft, "1")
    make_position(clause, yes, states, e3, alternative="A")
    make_position(clause, no, alternative="B")
    make_stance(make_red_line(states, issue, "line"), yes, "acceptable")

    response = client.get("/drafts/d/matrix/1/united-states/", headers=PANEL)

    assertContains(response, "Alternative A (put forward by the United States and the")
    assertContains(response, "put forward by the United States, the E3")


def test_table_by_issue_sets_names_across_the_whole_column(client: Client) -> None:
    make_matrix()

    assertContains(client.get("/drafts/d/issues/"), '<div class="clause-name unnumb')
    assertNotContains(client.get("/drafts/d/matrix/"), "unnumbered")


def test_empty_cell_is_not_shown_as_consent(client: Client):
    draft = make_matrix()
    make_clause(draft, "2")

    response = client.get("/drafts/d/matrix/2/a0/", headers=PANEL)

    assertContains(response, "That is no consent.")


@pytest.mark.parametrize(
    "path",
    [
        "/drafts/none/matrix/",
        "/drafts/d/matrix/99/a0/",
        "/drafts/d/matrix/1/nobody/",
        "/drafts/none/issues/",
    ],
)
def test_unknown_addresses_are_not_found(client: Client, path: str):
    make_matrix()

    assert client.get(path).status_code == 404


def test_issue_table_has_a_row_for_each_issue_with_the_drafts_option(client: Client):
    make_matrix()
    make_issue("elsewhere")

    response = client.get("/drafts/d/issues/")

    rows = {r.key: r.about for g in response.context["groups"] for r in g.rows}
    assert rows == {"issue-x1": "No", "elsewhere": "not addressed"}


def test_issue_cell_opens_its_evidence(client: Client):
    make_matrix()

    response = client.get("/drafts/d/issues/issue-x1/a0/", headers=PANEL)

    assertContains(response, "which A0 has refused.")


def test_matrix_index_leads_to_the_newest_draft_or_the_one_asked_for(client: Client):
    assert client.get("/matrix/").status_code == 404
    make_draft("old", date="2025-01-01")
    make_draft("new", date="2025-06")
    make_draft("model", date="2026-01", status="analytical")

    assert client.get("/matrix/").url == "/drafts/new/matrix/"
    assert (
        client.get("/matrix/?draft=old&as_of=2025-02-03&verdict=").url
        == "/drafts/old/matrix/?as_of=2025-02-03"
    )
    assert client.get("/matrix/?draft=old&rows=issue").url == "/drafts/old/issues/"


def test_matrix_of_the_past_shows_what_was_recorded_then(client: Client):
    draft = make_matrix()
    before = timezone.now()
    clause = draft.clauses.get()
    clause.heading = "Renamed"
    clause.save()
    actor(0).red_lines.get().stances.get().delete()

    now = client.get("/drafts/d/matrix/")
    then = client.get("/drafts/d/matrix/", {"revision_at": before.isoformat()})

    assertContains(now, "Renamed")
    assertContains(now, 'aria-label="Clause 1, A0: silent"')
    assertContains(then, "Heading 1")
    assertContains(then, 'aria-label="Clause 1, A0: crosses"')
    assertContains(then, "You see the records as they stood on")


def test_matrix_escapes_what_it_shows(client: Client):
    draft = make_draft("d", short_title=HOSTILE[:99], title=HOSTILE)
    issue = make_issue("army")
    issue.options.update(label=HOSTILE)
    clause = make_clause(draft, "1", heading=HOSTILE, text=HOSTILE)
    make_position(clause, issue.options.get(slug="no"), note=HOSTILE)
    mean = make_actor("a", short_name='"><b>', name=HOSTILE)
    line = make_red_line(mean, issue, "line", title=HOSTILE, statement=HOSTILE)
    make_stance(line, issue.options.get(slug="no"), note=HOSTILE)

    for path in ("/drafts/d/matrix/1/a/", "/drafts/d/issues/army/a/"):
        response = client.get(path)
        assertContains(response, ESCAPED)
        assertContains(response, "&quot;&gt;&lt;b&gt;")
        assertNotContains(response, HOSTILE)
        assertNotContains(response, '"><b>')


@pytest.mark.parametrize("path", ["/drafts/d/matrix/", "/drafts/d/issues/"])
def test_matrix_queries_do_not_grow(client: Client, path: str):
    make_matrix()
    few = queries(client, path)
    opened = queries(client, "/drafts/d/matrix/1/a0/")
    Draft.objects.all().delete()
    RedLine.objects.all().delete()
    Issue.objects.all().delete()
    Actor.objects.all().delete()
    make_matrix(clauses=3, actors=3, lines=2)

    assert queries(client, path) == few <= 12
    assert queries(client, "/drafts/d/matrix/1/a0/") == opened <= 12
