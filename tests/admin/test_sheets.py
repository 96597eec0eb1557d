"""Export and import of clauses and red lines as sheets."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from import_export.formats.base_formats import CSV, XLSX
from pytest_django import DjangoAssertNumQueries
from tablib import Dataset

from plans.cells import escape_formula, read_positions, unescape_formula
from plans.models import Clause, ClausePosition, PositionProponent, RedLine
from plans.resources import ClauseResource
from tests.admin.pages import page
from tests.admin.test_saving import full_clause
from tests.factories import (
    make_actor,
    make_clause,
    make_draft,
    make_issue,
    make_position,
    make_red_line,
    make_source,
    make_stance,
)

FORMATS = [("0", XLSX), ("1", CSV)]
REVISED = (Clause, ClausePosition, PositionProponent)


def export(client: Client, model: type, number: str) -> bytes:
    response = client.post(page("export", model), {"format": number, "resource": "0"})
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return response.content


def upload(client: Client, model: type, content: bytes, number: str = "1") -> Any:
    name = "sheet.csv" if number == "1" else "sheet.xlsx"
    file = SimpleUploadedFile(name, content)
    data = {"format": number, "resource": "0", "import_file": file}
    return client.post(page("import", model), data)


def confirm(client: Client, model: type, response: Any, **changes: str) -> Any:
    form = response.context["confirm_form"]
    data = {name: form[name].value() for name in form.fields}
    return client.post(page("process_import", model), {**data, **changes}, follow=True)


def sheet(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def row_errors(response: Any) -> list[tuple[int, str, str]]:
    """Row of the sheet, column and message of each error of a preview."""
    return [
        (row.number + 1, column, message)
        for row in response.context["result"].invalid_rows
        for column, messages in row.error_dict.items()
        for message in messages
    ]


def rich_clause() -> Clause:
    clause = full_clause()
    clause.text = '=SUM(1) is no formula; "quoted"\nsecond line'
    clause.save()
    parent = make_clause(clause.draft, "2", note="'=again", parent=clause)
    issue = make_issue("guarantees", ("nato-like", "none"))
    first, second = issue.options.all()
    russia = make_actor("united-states")
    note = 'as "reported"; see [1]'
    make_position(parent, first, russia, alternative="A", note=note, order=10)
    make_position(parent, second, make_actor("ukraine"), alternative="B", order=20)
    return clause


@pytest.mark.parametrize(("number", "format_class"), FORMATS)
def test_exported_clauses_come_back_unchanged(
    editor: Client, number: str, format_class: type
) -> None:
    rich_clause()
    before = [model.history.count() for model in REVISED]
    content = export(editor, Clause, number)
    response = upload(editor, Clause, content, number)
    result = response.context["result"]
    assert row_errors(response) == []
    assert (result.totals["skip"], result.totals["update"]) == (2, 0)
    assert "There is nothing to import." in response.content.decode()
    confirm(editor, Clause, response)
    assert [model.history.count() for model in REVISED] == before


@pytest.mark.parametrize(("number", "format_class"), FORMATS)
def test_exported_red_lines_come_back_unchanged(
    editor: Client, number: str, format_class: type
) -> None:
    issue, other = make_issue("cap"), make_issue("forces")
    line = make_red_line(issue=issue, stated_on="2025-11")
    yes, no = issue.options.all()
    make_stance(line, yes, order=10)
    make_stance(line, no, "conditional", tuple(other.options.all()), order=20)
    make_red_line(superseded_by=line)
    response = upload(editor, RedLine, export(editor, RedLine, number), number)
    assert row_errors(response) == []
    assert response.context["result"].totals["skip"] == 2


def test_export_cannot_run_as_a_formula(editor: Client) -> None:
    rich_clause()
    rows = list(
        csv.DictReader(io.StringIO(export(editor, Clause, "1").decode("utf-8-sig")))
    )
    texts = {row["number"]: row for row in rows}
    assert texts["1"]["text"].startswith("'=SUM(1)")
    assert texts["2"]["note"] == "''=again"


@pytest.mark.parametrize("text", ["=1", "'=1", "-1", "@a", "'a", "a", "", "+", "''-"])
def test_formula_escape_can_be_undone(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text


def test_import_shows_what_it_would_change_before_it_does(editor: Client) -> None:
    clause = rich_clause()
    draft = clause.draft.slug
    make_source("reuters-1")
    rows = [
        {
            "draft": draft,
            "number": "1",
            "heading": "Cap",
            "positions": 'force-cap=cap-800k [ukraine] "a note"',
            "sources": "reuters-1 @ page 2",
        },
        {
            "draft": draft,
            "number": "3",
            "heading": "New",
            "positions": "",
            "sources": "",
        },
    ]
    for row in rows:
        row |= {"text": "Text.", "text_basis": "reconstructed"}
    response = upload(editor, Clause, sheet(*rows))
    assert row_errors(response) == []
    shown = response.context["changed"]
    assert [row.import_type for row in shown] == ["update", "new"]
    assert [cell.column for cell in shown[0].diff] == [
        "heading",
        "text",
        "text_basis",
        "positions",
        "sources",
    ]
    assert not Clause.objects.filter(number="3").exists()

    html = confirm(editor, Clause, response).content.decode()
    assert "Import finished: 1 new, 1 updated, 0 deleted and 0 skipped" in html
    clause.refresh_from_db()
    position = clause.positions.get()
    assert (position.option.slug, position.note) == ("cap-800k", "a note")
    assert [row.actor.slug for row in position.proponents.all()] == ["ukraine"]
    # What the sheet has no column for is as it was.
    assert clause.parties.count() == 1
    assert Clause.objects.get(number="3").order == 30
    reasons = {
        row.history_change_reason
        for model in REVISED
        for row in model.history.filter(history_user__username="editor")
    }
    assert reasons == {"import of sheet.csv"}


def test_import_of_rows_alone_leaves_the_clause_without_a_revision(
    editor: Client,
) -> None:
    clause = full_clause()
    row = {"draft": clause.draft.slug, "number": "1", "obligors": ""}
    response = upload(editor, Clause, sheet(row))
    confirm(editor, Clause, response, change_reason="nobody named")
    assert clause.parties.count() == 0
    assert clause.history.count() == 1
    newest = type(clause.parties.model.history.first())
    assert newest.objects.first().history_change_reason == "nobody named"


def test_errors_name_row_and_column_and_the_way_out(editor: Client) -> None:
    make_draft("us-28", clauses=1)
    make_issue("force-cap", ("cap-600k",))
    make_actor("russia")
    good = {
        "draft": "us-28",
        "number": "2",
        "parent": "",
        "heading": "H",
        "text": "T",
        "text_basis": "reconstructed",
        "positions": "",
    }
    rows = [
        good,
        {**good, "draft": "us-82", "number": "3"},
        {**good, "number": "4", "parent": "9"},
        {**good, "number": "5", "text_basis": "guessed"},
        {**good, "number": "6", "positions": "force-cap=cap-60k"},
        {**good, "number": "7", "positions": "force-cap=cap-600k [A]"},
        {**good, "number": "8", "heading": ""},
        good,
        {
            **good,
            "number": "9",
            "text_basis": "not-public",
            "positions": "force-cap=cap-600k",
        },
    ]
    response = upload(editor, Clause, sheet(*rows))
    assert row_errors(response) == [
        (3, "draft", "There is no draft “us-82”: did you mean us-28?"),
        (
            4,
            "parent",
            "The draft has no clause 9: correct the number, or put the row of the "
            "parent above this one.",
        ),
        (
            5,
            "text_basis",
            "“guessed” is none of: restated-from-full-text, restated-from-report, "
            "reconstructed, not-public.",
        ),
        (
            6,
            "positions",
            "There is no option of force-cap “cap-60k”: did you mean cap-600k?",
        ),
        (
            7,
            "positions",
            "“force-cap=cap-600k [A]” is an alternative; name who put it forward: "
            "[A: russia].",
        ),
        (8, "heading", "This field cannot be blank."),
        (
            9,
            "__all__",
            "The clause us-28, 2 already stands in row 2; leave one out.",
        ),
        (
            10,
            "positions",
            "A clause whose text is not public takes no position: empty this cell, or "
            "correct text_basis.",
        ),
    ]
    assert "confirm_form" not in response.context
    assert Clause.objects.count() == 1


def test_unknown_and_missing_columns_are_named(editor: Client) -> None:
    response = upload(editor, Clause, sheet({"draft": "x", "title": "y"}))
    text = response.content.decode()
    assert "Unknown column “title”. The columns are: draft, number, parent" in text
    response = upload(editor, Clause, sheet({"draft": "x", "heading": "y"}))
    assert "The column number is missing" in response.content.decode()


def test_stances_follow_their_issue(editor: Client) -> None:
    line = make_red_line(issue=make_issue("cap"), slug="no-cap")
    make_stance(line, line.issue.options.first())
    make_issue("amnesty", ("full",))
    row = {"slug": "no-cap", "issue": "amnesty"}
    response = upload(editor, RedLine, sheet(row))
    assert [error[:2] for error in row_errors(response)] == [(2, "issue")]
    response = upload(editor, RedLine, sheet({**row, "stances": "full=acceptable"}))
    assert row_errors(response) == []
    confirm(editor, RedLine, response)
    stance = line.stances.get()
    assert (stance.option.slug, stance.issue.slug) == ("full", "amnesty")


def test_nothing_is_imported_that_the_preview_did_not_show(editor: Client) -> None:
    clause = full_clause()
    row = {"draft": clause.draft.slug, "number": "1", "heading": "Cap"}
    response = upload(editor, Clause, sheet(row))
    clause.heading = "Changed meanwhile"
    clause.save()
    html = confirm(editor, Clause, response).content.decode()
    assert "Nothing was imported: records changed after the preview." in html
    assert Clause.objects.get().heading == "Changed meanwhile"


def test_spreadsheet_numbers_and_dates_are_read_as_text(editor: Client) -> None:
    from datetime import datetime

    line = make_red_line(slug="no-cap")
    data = Dataset(headers=["slug", "stated_on", "title"])
    data.append(["no-cap", datetime(2025, 11, 20), 28.0])
    response = upload(editor, RedLine, data.export("xlsx"), "0")
    assert row_errors(response) == []
    confirm(editor, RedLine, response)
    line.refresh_from_db()
    assert (line.stated_on, line.title) == ("2025-11-20", "28")


def test_position_cells_keep_what_looks_like_syntax() -> None:
    text = 'a=b [A: x, y] "one; ""two"" [three]"; c=d'
    cells = read_positions(text)
    assert cells[0].note == 'one; "two" [three]'
    assert cells[1][:3] == ("c", "d", "")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 5])
def test_export_takes_the_same_queries_for_any_number(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft, actor = make_draft(clauses=count), make_actor()
    option = make_issue().options.first()
    for clause in draft.clauses.all():
        make_position(clause, option, actor)
    # The page count, the clauses, and their through rows with what these point at.
    with django_assert_num_queries(9):
        assert len(ClauseResource().export(draft.clauses.order_by("order"))) == count


@pytest.mark.parametrize("count", [1, 5])
def test_clause_list_takes_the_same_queries_for_any_number(
    editor: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = make_draft(clauses=count)
    address = page("changelist", Clause)
    editor.get(address)
    with django_assert_num_queries(7):
        response = editor.get(address)
    assert len(response.context["cl"].result_list) == draft.clauses.count()
