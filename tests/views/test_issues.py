import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import (
    cite_line,
    make_actor,
    make_clause,
    make_coupling,
    make_draft,
    make_issue,
    make_position,
    make_red_line,
    make_source,
    make_stance,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"


def test_issue_list_counts_lines_refusals_and_drafts(client: Client) -> None:
    issue = make_issue("cap", options=("none", "high", "low"), category="forces")
    make_issue("unspoken", category="sovereignty", bottleneck="enforcement")
    none, high, low = issue.options.all()
    make_stance(make_red_line(make_actor("ukraine"), issue), low)
    make_stance(make_red_line(make_actor("russia"), issue), none)
    ended = make_red_line(make_actor("nato"), issue, valid_until="2025-02-01")
    make_stance(ended, high)
    draft = make_draft(clauses=2)
    for clause in draft.clauses.all():
        make_position(clause, high)

    response = client.get("/issues/?as_of=2025-11-20")

    rows = {
        row.issue.slug: row[1:]
        for _, _, rows in response.context["areas"]
        for row in rows
    }
    assert rows == {
        "cap": ("", "3", "2", "1 of 3", "1"),
        "unspoken": ("enforcement", "2", "0", "", "0"),
    }
    assert [slug for slug, _, _ in response.context["areas"]] == [
        "sovereignty",
        "forces",
    ]
    assertContains(response, "no line in force", count=1)


def test_issue_list_says_when_nothing_is_recorded(client: Client) -> None:
    assertContains(client.get("/issues/"), "No issue is recorded.")


def test_issue_page_shows_the_worst_of_several_lines(client: Client) -> None:
    issue = make_issue("cap", options=("none", "high", "low"))
    none, high, low = issue.options.all()
    ukraine, russia = make_actor("ukraine", order=1), make_actor("russia", order=2)
    strict = make_red_line(ukraine, issue, "strict")
    mild = make_red_line(ukraine, issue, "mild")
    only = make_red_line(russia, issue, "only")
    make_stance(mild, high, "acceptable")
    make_stance(strict, high)
    make_stance(strict, low)
    make_stance(only, low, "acceptable")

    response = client.get("/issues/cap/")

    assert [each.actor.slug for each in response.context["actors"]] == [
        "ukraine",
        "russia",
    ]
    assert [
        (option.slug, [tuple(cell) for cell in cells])
        for option, cells in response.context["table"]
    ] == [
        (
            "none",
            [("not stated", "strict", ""), ("not stated", "only", "")],
        ),
        ("high", [("refused", "strict", "1 of 2 lines"), ("not stated", "only", "")]),
        ("low", [("refused", "strict", "1 of 2 lines"), ("accepted", "only", "")]),
    ]
    assert [option.slug for option in response.context["unrefused"]] == ["none"]
    assertContains(response, 'id="line-mild"')
    assertContains(response, "Refused by nobody: None.")


def test_issue_page_parts_lines_by_time(client: Client) -> None:
    issue, actor = make_issue("cap"), make_actor("ukraine")
    new = make_red_line(actor, issue, "new", stated_on="2025-06-01")
    make_red_line(actor, issue, "old", valid_until="2025-06-01", superseded_by=new)
    make_red_line(actor, issue, "later", stated_on="2026-01-01")

    context = client.get("/issues/cap/?as_of=2025-11-20").context

    assert [entry.line.slug for entry in context["in_force"]] == ["new"]
    for name, slug in [("past", "old"), ("later", "later")]:
        ((_, entries),) = context[name]
        assert [entry.line.slug for entry in entries] == [slug]


def test_issue_page_shows_what_drafts_take_over_time(client: Client) -> None:
    issue = make_issue("cap", options=("none", "high", "low"))
    none, high, low = issue.options.all()
    ukraine, russia = make_actor("ukraine"), make_actor("russia")
    second = make_draft("second", date="2025-12-01")
    first = make_draft("first", date="2025-11-20", completeness="partial")
    make_draft("third", date="2025-12-02")
    make_draft("zeroth", date="2025-11", completeness="partial")
    make_position(make_clause(first, "6"), low)
    make_position(make_clause(first, "6.a"), low)
    clause = make_clause(second, "4")
    make_position(clause, none, ukraine, alternative="A")
    make_position(clause, high, russia, alternative="B", order=10)

    response = client.get("/issues/cap/")

    assert [
        (
            row.draft.slug,
            [
                (
                    each.label,
                    each.alternative,
                    each.proponents,
                    [clause.position.clause for clause in each.clauses],
                )
                for each in row.taken
            ],
            [dot.taken for dot in row.scale],
        )
        for row in response.context["drafts"]
    ] == [
        ("zeroth", [], [False, False, False]),
        ("first", [("Low", "", "", ["6", "6.a"])], [False, False, True]),
        (
            "second",
            [("None", "A", "Ukraine", ["4"]), ("High", "B", "Russia", ["4"])],
            [True, True, False],
        ),
        ("third", [], [False, False, False]),
    ]
    assertContains(response, "2 of 4 drafts address it")
    assertContains(response, "not addressed in what is known of the text", count=1)
    assertContains(response, "/drafts/first/clauses/6.a/")


def test_issue_page_tells_couplings_both_ways(client: Client) -> None:
    cap = make_issue("cap", options=("none", "low"))
    forces = make_issue("forces", options=("deployed", "barred"))
    other = make_issue("other")
    none, low = cap.options.all()
    deployed, barred = forces.options.all()
    make_coupling(low, deployed, barred)
    make_coupling(deployed, none, other.options.all()[0])
    make_coupling(other.options.all()[1], barred)

    response = client.get("/issues/cap/")

    assertContains(
        response,
        "A settlement that takes “Low” here must take “Deployed” or “Barred” on "
        '<a href="/issues/forces/">Forces</a>.',
    )
    assertContains(
        response,
        'A settlement that takes “Deployed” on <a href="/issues/forces/">Forces</a> '
        "must take “None” here.",
    )
    assert len(response.context["from_here"]) == 1
    assert len(response.context["to_here"]) == 1


def test_issue_page_without_anything_says_so(client: Client) -> None:
    make_issue("cap")

    response = client.get("/issues/cap/?as_of=2025-11-20")

    assertContains(response, "What they would accept is unknown.")
    assertContains(response, "No draft is recorded.")
    assertContains(response, "No coupling ties this issue to another.")
    assertContains(response, "None in force on 20 November 2025.")


def test_issue_page_of_none_is_missing(client: Client) -> None:
    assert client.get("/issues/none/").status_code == 404


def test_issue_page_shows_the_past(client: Client) -> None:
    issue = make_issue("cap", title="Old title")
    draft = make_draft(clauses=1)
    position = make_position(draft.clauses.get(), issue.options.all()[0])
    moment = timezone.now()
    position.delete()
    issue.title = "New title"
    issue.save()

    past = client.get("/issues/cap/", {"revision_at": moment.isoformat()})
    now = client.get("/issues/cap/")

    assertContains(past, "<h1>Old title</h1>")
    assert past.context["addressing"] == 1
    assertContains(now, "<h1>New title</h1>")
    assert now.context["addressing"] == 0


def test_issue_pages_escape_what_was_recorded(client: Client) -> None:
    issue = make_issue("cap", title=HOSTILE, question=HOSTILE)
    option = issue.options.all()[0]
    option.label = HOSTILE
    option.save()
    make_stance(make_red_line(issue=issue, title=HOSTILE), option)
    make_position(make_clause(heading=HOSTILE), option)
    make_coupling(option, make_issue(title=HOSTILE).options.all()[0], note=HOSTILE)

    for url in ("/issues/", "/issues/cap/"):
        response = client.get(url)
        assertContains(response, ESCAPED)
        assertNotContains(response, HOSTILE)


def test_issue_pages_take_the_same_queries_for_more_rows(client: Client) -> None:
    issue = make_issue("cap", options=("none", "cap"))
    none, cap = issue.options.all()

    def add_rows() -> None:
        other = make_issue()
        line = make_red_line(make_actor(), issue)
        make_stance(line, cap, "conditional", requires=tuple(other.options.all()))
        cite_line(line, make_source())
        make_position(make_clause(), cap, make_actor())
        make_coupling(cap, *other.options.all())

    urls = ("/issues/", "/issues/cap/")
    add_rows()
    before = [queries(client, url) for url in urls]
    for _ in range(2):
        add_rows()

    after = [queries(client, url) for url in urls]

    assert after == before
    assert before[0] == 5
    assert before[1] <= 12
