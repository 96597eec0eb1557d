"""The synopsis as a Word file and as a workbook."""

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl import load_workbook

from plans.files.document import ActorVerdict, Synopsis, SynopsisRow
from plans.files.synopsis import synopsis_docx
from plans.files.wording import clean
from plans.files.workbook import synopsis_xlsx
from tests.files.make import ADDRESS, make_synopsis

HOSTILE = ["=1+1", "@SUM(A1)", "<script>]]>&", "a\x00\x0bb\ud800", "https://a.example"]


def test_word_table_shows_option_clause_and_verdicts_in_words() -> None:
    table = Document(io.BytesIO(synopsis_docx(make_synopsis()))).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]

    assert rows[0] == [
        "Issue",
        "Draft 1\n1 November 2025",
        "Draft 2\n2 November 2025",
        "Draft 3\n3 November 2025",
    ]
    assert rows[1] == ["Security"] * 4
    assert rows[2] == [
        "Force cap",
        "Cap of 600,000, clauses 6, 10.b\nUkraine: crosses\nRussia: open",
        "As today (version A, Ukraine), clause 4\n"
        "Demilitarised (version B, Russia), clause 4\nUkraine: contested",
        "not public",
    ]
    assert [row[0] for row in rows[3:]] == ["NATO", "Territory", "Donbas"]
    assert rows[-1][2] == "not addressed"


def test_word_table_lies_across_the_page_and_repeats_its_head() -> None:
    document = Document(io.BytesIO(synopsis_docx(make_synopsis(8))))
    section, table = document.sections[0], document.tables[0]
    heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for row in table.rows]

    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width > section.page_height
    assert [head is not None for head in heads] == [True] + [False] * 5
    assert len(table.columns) == 9


def test_word_file_says_what_as_of_when_from_which_revisions() -> None:
    document = Document(io.BytesIO(synopsis_docx(make_synopsis(2))))
    facts = {row.cells[0].text: row.cells[1].text for row in document.tables[1].rows}

    assert document.core_properties.title == "Synopsis of the drafts of 2025"
    assert facts == {
        "Red lines of": "Ukraine, Russia",
        "Red lines as of": "23 November 2025",
        "Records as of": "24 November 2025, 10:30 UTC",
        "Draft 1": "Draft 1, 1 November 2025; revision 7",
        "Draft 2": "Draft 2, 2 November 2025; revision 7",
        "Address": ADDRESS,
    }


def test_workbook_holds_every_cell_in_columns_of_its_draft() -> None:
    sheet = load_workbook(io.BytesIO(synopsis_xlsx(make_synopsis(2))))["Synopsis"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]

    assert rows[0] == [
        "Category",
        "Issue",
        "Question",
        "Draft 1, 1 November 2025: option",
        "Draft 1, 1 November 2025: clauses",
        "Draft 1, 1 November 2025: verdicts",
        "Draft 2, 2 November 2025: option",
        "Draft 2, 2 November 2025: clauses",
        "Draft 2, 2 November 2025: verdicts",
    ]
    assert rows[1] == [
        "Security",
        "Force cap",
        "What of Force cap?",
        "Cap of 600,000",
        "6, 10.b",
        "Ukraine: crosses\nRussia: open",
        "As today (version A, Ukraine)\nDemilitarised (version B, Russia)",
        "4\n4",
        "Ukraine: contested",
    ]
    assert rows[3][3:6] == ["not public", None, None]


def test_workbook_has_frozen_panes_filters_and_widths() -> None:
    sheet = load_workbook(io.BytesIO(synopsis_xlsx(make_synopsis(2))))["Synopsis"]

    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:I4"
    assert sheet.column_dimensions["C"].width > 30
    assert sheet.row_dimensions[2].height > sheet.row_dimensions[4].height >= 15


def test_workbook_says_what_as_of_when_from_which_revisions() -> None:
    book = load_workbook(io.BytesIO(synopsis_xlsx(make_synopsis(2))))
    rows = [[cell for cell in row if cell] for row in book["About"].values]

    assert book.properties.title == "Synopsis of the drafts of 2025"
    assert [row for row in rows if row] == [
        ["Synopsis of the drafts of 2025"],
        ["Red lines of", "Ukraine, Russia"],
        ["Red lines as of", "23 November 2025"],
        ["Records as of", "24 November 2025, 10:30 UTC"],
        ["Draft 1", "Draft 1, 1 November 2025; revision 7"],
        ["Draft 2", "Draft 2, 2 November 2025; revision 7"],
        ["Address", ADDRESS],
        ["The texts are restated."],
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_stay_text(hostile: str) -> None:
    table = replace(
        make_synopsis(2, hostile), title=hostile, address=hostile, actors=hostile
    )
    book = load_workbook(io.BytesIO(synopsis_xlsx(table)))
    word = Document(io.BytesIO(synopsis_docx(table)))
    kinds = {cell.data_type for sheet in book for row in sheet.rows for cell in row}

    assert kinds <= {"s", "n"}  # n: empty
    assert book["Synopsis"]["D2"].value == clean(hostile)
    assert word.tables[0].rows[2].cells[1].text.startswith(clean(hostile))


@pytest.mark.parametrize("write", [synopsis_docx, synopsis_xlsx])
def test_same_synopsis_gives_the_same_bytes(write) -> None:
    first, second = write(make_synopsis(4)), write(make_synopsis(4))
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        dates = {info.date_time for info in archive.infolist()}

    assert first == second
    assert dates == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("write", [synopsis_docx, synopsis_xlsx])
@pytest.mark.parametrize("drafts", [1, 9])
def test_number_of_drafts_that_fits_no_page_is_refused(write, drafts: int) -> None:
    with pytest.raises(ValueError, match=f"2 to 8 drafts, not {drafts}"):
        write(make_synopsis(drafts))


@pytest.mark.parametrize("write", [synopsis_docx, synopsis_xlsx])
def test_row_without_a_cell_for_each_draft_is_refused(write) -> None:
    table = make_synopsis(2)
    broken = replace(table, rows=(SynopsisRow("Security", "Aid", "", ()),))
    with pytest.raises(ValueError, match="“Aid” does not have one cell"):
        write(broken)


def test_verdict_is_coloured_and_still_a_word() -> None:
    table: Synopsis = make_synopsis(2)
    cell = replace(table.rows[0].cells[0], verdicts=(ActorVerdict("Russia", "meets"),))
    row = replace(table.rows[0], cells=(cell, cell))
    document = Document(io.BytesIO(synopsis_docx(replace(table, rows=(row,)))))
    run = document.tables[0].rows[2].cells[1].paragraphs[1].runs[-1]

    assert (run.text, str(run.font.color.rgb)) == ("meets", "0B5B50")
