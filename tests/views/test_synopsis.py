"""The synopsis of drafts, as a page and as files."""

import csv
import io
import json

import pytest
from django.test import Client
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import (
    Actor,
    Assessment,
    ClauseLink,
    ClauseLinkEnd,
    Draft,
    Issue,
    Option,
    Plan,
    RedLine,
)
from plans.page_rows import IssueRow
from plans.synopses import Cell, Row, Taken
from tests.factories import (
    make_actor,
    make_clause,
    make_draft,
    make_issue,
    make_plan,
    make_position,
    make_red_line,
    make_stance,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
DRAFTS = "draft=a&draft=b&draft=c"


def make_story(issues: int = 1) -> None:
    """Three drafts on some issues: no, yes, and both as alternatives."""
    plan = make_plan("p")
    first, second, third = (
        make_draft(slug, plan=plan, date=f"2025-11-{day}", order=day)
        for slug, day in (("a", 10), ("b", 20), ("c", 30))
    )
    holder, other = make_actor("holder"), make_actor("other")
    for number in range(1, issues + 1):
        issue = make_issue(f"army-{number}", order=number)
        yes, no = issue.options.all()
        name = str(number)
        make_position(make_clause(first, name), no)
        make_position(make_clause(second, name), yes)
        both = make_clause(third, name)
        make_position(both, yes, other, alternative="A")
        make_position(both, no, holder, alternative="B")
        line = make_red_line(holder, issue, stated_on="2025-11-15")
        make_stance(line, no, "unacceptable")
        make_stance(line, yes, "acceptable")


def cells(response, title: str = "Army 1") -> str:
    rows = [row for group in response.context["groups"] for row in group["rows"]]
    return next(row["cells"] for row in rows if row["title"] == title)


def test_rows_are_issues_and_columns_drafts(client: Client):
    make_story()

    response = client.get(f"/synopsis/?{DRAFTS}")

    assert [c["draft"].slug for c in response.context["columns"]] == ["a", "b", "c"]
    found = cells(response).split("</td>")
    assert "No " in found[0]
    assert 'href="/drafts/a/clauses/1/?as_of=' in found[0]
    assert "Yes " in found[1]
    assert '<span class="tag">A</span> Yes' in found[2]
    assert "put forward by Holder" in found[2]


def test_change_is_marked_in_words_and_with_a_sign(client: Client):
    make_story()
    make_draft("silent", date="2025-12-01")

    response = client.get("/synopsis/?draft=a&draft=b&draft=silent&draft=a")
    found = cells(response).split("</td>")

    assert "step" not in found[0]
    assert '<span aria-hidden="true">→</span> changed' in found[1]
    assert "not addressed" in found[2]
    assert '<span aria-hidden="true">−</span> no longer addressed' in found[2]


def test_drafts_that_agree_are_not_marked(client: Client):
    make_story()
    issue = Issue.objects.get()
    again = make_draft("again", date="2025-12-01")
    make_position(make_clause(again, "7"), issue.options.get(slug="no"))

    response = client.get("/synopsis/?draft=a&draft=again")

    assert "step" not in cells(response)
    assert response.context["differ_count"] == 0


def test_hidden_clause_on_the_issue_is_not_public(client: Client):
    make_story()
    hidden_draft = make_draft("h", date="2025-11-12")
    hidden = make_clause(hidden_draft, "9", text_basis="not-public")
    older = Draft.objects.get(slug="a")
    link = ClauseLink.objects.create(
        older_draft=older, newer_draft=hidden_draft, change="unknown"
    )
    for clause, side in ((older.clauses.get(), "older"), (hidden, "newer")):
        ClauseLinkEnd.objects.create(link=link, clause=clause, side=side)

    response = client.get("/synopsis/?draft=a&draft=h&draft=b")
    found = cells(response).split("</td>")

    assert "not public, clause " in found[1]
    assert "step" not in found[1]
    assert "changed since a" in found[2]
    assertContains(response, "h: clause 9 is not public.")


def test_verdicts_of_one_actor_shade_the_cells(client: Client):
    make_story()

    response = client.get(f"/synopsis/?{DRAFTS}&actor=holder&as_of=2025-12-01")
    found = cells(response).split("</td>")

    assert 'class="answer v-crosses"' in found[0]
    assert 'href="/drafts/a/issues/army-1/holder/?as_of=2025-12-01"' in found[0]
    assert "</span>crosses" in found[0]
    assert 'class="answer v-meets"' in found[1]
    assert 'class="answer v-contested"' in found[2]


def test_each_draft_is_judged_on_its_own_day(client: Client):
    make_story()

    response = client.get(f"/synopsis/?{DRAFTS}&actor=holder&days=own")
    found = cells(response).split("</td>")

    assert 'class="answer"' in found[0]  # the line was stated five days later
    assert "?as_of=2025-11-20" in found[1]
    assert 'class="answer v-meets"' in found[1]


def test_assessment_stands_in_place_of_the_derived_verdict(client: Client):
    make_story()
    Assessment.objects.create(
        clause=Draft.objects.get(slug="a").clauses.get(),
        red_line=RedLine.objects.get(),
        verdict="open",
        reason="The annex says otherwise.",
    )

    response = client.get(f"/synopsis/?{DRAFTS}&actor=holder&as_of=2025-12-01")
    found = cells(response).split("</td>")

    assert 'class="answer v-open"' in found[0]
    assert 'class="answer v-meets"' in found[1]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Army 1", "Same"]),
        ("&only=differ", ["Army 1"]),
        ("&only=all", ["Army 1", "Same", "Untouched"]),
        ("&area=territory", ["Same"]),
        ("&only=differ&area=territory", []),
        ("&only=nonsense&area=nonsense&as_of=nonsense", ["Army 1", "Same"]),
    ],
)
def test_filters(client: Client, query: str, titles: list[str]):
    make_story()
    same = make_issue("same", category="territory")
    make_issue("untouched", category="territory")
    for draft in Draft.objects.all():
        make_position(make_clause(draft, "50"), same.options.get(slug="yes"))

    response = client.get(f"/synopsis/?{DRAFTS}{query}")

    groups = response.context["groups"]
    assert [row["title"] for group in groups for row in group["rows"]] == titles


def test_drafts_are_added_moved_and_taken_out_by_links(client: Client):
    make_story()

    response = client.get("/synopsis/?draft=c&draft=a&actor=holder")

    first, second = response.context["columns"]
    assert first["left"] == "" and second["right"] == ""
    assert first["right"] == second["left"] == "?draft=a&draft=c&actor=holder"
    assert first["without"] == "?draft=a&actor=holder"
    assert response.context["in_time_url"] == "?draft=a&draft=c&actor=holder"
    assertContains(response, '<input type="hidden" name="draft" value="c">')
    assertContains(response, '<option value="b">b, 20 November 2025</option>')


def test_default_is_the_newest_drafts_of_the_first_plan_with_several(client: Client):
    make_draft("alone", plan=make_plan("lonely", order=1))
    make_story()
    Plan.objects.filter(slug="p").update(order=2)

    response = client.get("/synopsis/")

    assert [draft.slug for draft in response.context["drafts"]] == ["a", "b", "c"]


def test_more_than_eight_drafts_and_unknown_ones_are_left_out(client: Client):
    for number in range(1, 11):
        make_draft(f"d{number}")
    query = "&".join(f"draft=d{number}" for number in range(1, 11))

    response = client.get(f"/synopsis/?draft=nonsense&{query}&draft=d1")

    assert len(response.context["drafts"]) == 8
    assertContains(response, "Eight are the most.")


def test_one_draft_or_none_is_told(client: Client):
    empty = client.get("/synopsis/")
    make_story()
    one = client.get("/synopsis/?draft=a")

    assertContains(empty, "No plan has two drafts yet.")
    assertContains(one, "Add another.")
    assert client.get("/synopsis/files/csv/?draft=a").status_code == 404


def test_past_shows_what_was_recorded_then(client: Client):
    make_story()
    before = timezone.now()
    option = Option.objects.get(slug="no")
    option.label = "Not at all"
    option.save()
    Draft.objects.get(slug="b").clauses.get().positions.get().delete()

    now = client.get(f"/synopsis/?{DRAFTS}&actor=holder")
    then = client.get(
        "/synopsis/",
        {
            "draft": ["a", "b", "c"],
            "actor": "holder",
            "revision_at": before.isoformat(),
        },
    )

    assert "Not at all" in cells(now)
    assert "not addressed" in cells(now)
    assert "Not at all" not in cells(then)
    assert "not addressed" not in cells(then)
    assert "revision_at=" in cells(then)
    assertContains(then, "You see the records as they stood on")


def test_hostile_texts_are_escaped(client: Client):
    plan = make_plan("p")
    drafts = [
        make_draft(slug, plan=plan, short_title=HOSTILE, title=HOSTILE)
        for slug in ("a", "b")
    ]
    issue = make_issue("i", title=HOSTILE, question=HOSTILE)
    Option.objects.update(label=HOSTILE)
    actor = make_actor("mean", short_name='"><b>', name=HOSTILE)
    for draft in drafts:
        make_position(
            make_clause(draft, "1"), issue.options.first(), actor, alternative="A"
        )
    make_stance(make_red_line(actor, issue), issue.options.first())

    response = client.get("/synopsis/?draft=a&draft=b&actor=mean")

    assertContains(response, "&lt;script&gt;")
    assertNotContains(response, HOSTILE)
    assertNotContains(response, '"><b>')


@pytest.mark.parametrize("query", ["", "&actor=holder", "&actor=holder&days=own"])
def test_queries_do_not_grow(client: Client, query: str):
    make_story()
    path = f"/synopsis/?{DRAFTS}{query}"
    few = queries(client, path)
    for model in (Draft, Plan, RedLine, Issue, Actor):
        model.objects.all().delete()

    make_story(issues=3)

    assert queries(client, path) == few <= 12


def test_files_open_again_and_say_what_they_are(client: Client):
    make_story()
    query = f"{DRAFTS}&actor=holder&as_of=2025-12-01"

    found = {
        kind: client.get(f"/synopsis/files/{kind}/?{query}")
        for kind in ("docx", "xlsx", "csv", "json")
    }

    for kind, response in found.items():
        assert response.status_code == 200
        assert response["Content-Disposition"] == (
            f'attachment; filename="synopsis-a-b-c-as-of-2025-12-01.{kind}"'
        )
    word = Document(io.BytesIO(found["docx"].content))
    assert "No, clause 1\nHolder: crosses" in word.tables[0].rows[2].cells[1].text
    book = load_workbook(io.BytesIO(found["xlsx"].content))
    assert book["Synopsis"]["D2"].value == "No"
    rows = list(csv.DictReader(io.StringIO(found["csv"].content.decode())))
    assert [row["options"] for row in rows][:2] == ["No", "Yes"]
    assert rows[0]["verdicts"] == "Holder: crosses"
    told = json.loads(found["json"].content)
    assert told["as_of"] == "2025-12-01"
    assert told["rows"][0]["cells"][2]["verdicts"] == [
        {"actor": "Holder", "verdict": "contested"}
    ]
    assert told["drafts"][0]["revision"].startswith("revision of ")
    assert "revision_at=" in told["address"]


def test_file_of_a_pinned_address_is_the_same_each_time(client: Client):
    make_story()
    moment = timezone.now().isoformat().replace("+00:00", "Z")
    path = f"/synopsis/files/json/?{DRAFTS}&as_of=2025-12-01&revision_at={moment}"

    assert client.get(path).content == client.get(path).content


def test_formula_in_a_record_stays_text(client: Client):
    make_story()
    Option.objects.update(label="=1+1")

    content = client.get(f"/synopsis/files/csv/?{DRAFTS}").content.decode()

    assert ",'=1+1," in content


def test_unknown_kind_of_file_is_not_found(client: Client):
    make_story()

    assert client.get(f"/synopsis/files/pdf/?{DRAFTS}").status_code == 404


def test_unknown_answers_do_not_make_a_difference():
    issue = IssueRow(1, "i", "forces", "I", "I?", "")
    taken = Cell((Taken("No", "", (), ("1",)),))

    assert not Row(issue, [taken, Cell(hidden=("9",))]).differs
    assert Row(issue, [taken, Cell()]).differs
    assert Row(issue, [Cell(hidden=("9",))]).is_addressed
