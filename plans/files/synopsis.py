"""A synopsis of drafts, issue by issue, as a Word file."""

from collections.abc import Sequence

from docx.document import Document
from docx.shared import Length, Pt
from docx.table import Table, _Cell

from plans.files import word_parts
from plans.files.document import Synopsis, SynopsisCell, SynopsisRow
from plans.files.word_parts import add_row, add_table, add_verdict
from plans.files.wording import (
    about_synopsis,
    appeared,
    clean,
    day,
    numbers,
    option_line,
)

ISSUE_SHARE = 1.25  # of the width of a column with a draft
FACT_SHARE = 0.2
# Points, by the number of drafts: eight columns fit a page in small letters only.
SIZES = {2: 9.5, 3: 9.5, 4: 9, 5: 8.5, 6: 8, 7: 7.5, 8: 7.5}
DRAFTS = range(2, 9)


def check(table: Synopsis) -> None:
    """Refuse, with a ValueError, a number of drafts or cells that makes no table."""
    if len(table.drafts) not in DRAFTS:
        raise ValueError(f"A synopsis has 2 to 8 drafts, not {len(table.drafts)}.")
    for row in table.rows:
        if len(row.cells) != len(table.drafts):
            raise ValueError(f"“{row.issue}” does not have one cell for each draft.")


def synopsis_docx(table: Synopsis) -> bytes:
    """Write a synopsis as a Word file across the page; same synopsis, same bytes.

    Fewer than 2 or more than 8 drafts, a row without a cell for each draft, and a
    moment of the records without a time zone are a ValueError.
    """
    check(table)
    file = word_parts.blank(landscape=True)
    subject = "; ".join(draft.title for draft in table.drafts)
    word_parts.describe(file, table.title, subject, table.address, table.recorded_at)
    told = f"Red lines as of {day(table.as_of)}"
    word_parts.frame(file, table.title, told, table.address)
    file.add_paragraph(clean(table.title), "Title")
    file.add_paragraph("Drafts side by side, issue by issue", "Subtitle")
    _add_issues(file, table)
    file.add_paragraph("About this table", "Heading 1")
    for notice in table.notices:
        file.add_paragraph(clean(notice), "Notice")
    _add_facts(file, table)
    return word_parts.packed(file)


def _add_issues(file: Document, table: Synopsis) -> None:
    widths = _widths(len(table.drafts))
    size = Pt(SIZES[len(table.drafts)])
    for name in ("Table Text", "Table Head"):
        file.styles[name].font.size = size
    head = ("Issue", *(f"{draft.title}\n{appeared(draft)}" for draft in table.drafts))
    summary = "Rows: issues. Columns: drafts. Cells: option, clause and verdicts."
    made = add_table(file, widths, head, table.title, summary)
    category = ""
    for row in table.rows:
        if row.category != category:
            category = row.category
            _add_category(made, category, widths)
        cells = add_row(made, (row.issue, *("" for _ in row.cells)), widths)
        _fill_row(cells, row)
    if not table.rows:
        file.add_paragraph("No issue was chosen.")


def _widths(drafts: int) -> list[Length]:
    share = word_parts.WIDTH_ACROSS / (drafts + ISSUE_SHARE)
    return [Length(int(share * ISSUE_SHARE)), *[Length(int(share))] * drafts]


def _add_category(table: Table, category: str, widths: Sequence[Length]) -> None:
    cells = add_row(table, ["" for _ in widths], widths)
    whole = cells[0].merge(cells[-1])
    for surplus in whole.paragraphs[1:]:
        surplus._p.getparent().remove(surplus._p)
    paragraph = whole.paragraphs[0]
    paragraph.style = "Table Head"
    paragraph.add_run(clean(category))
    paragraph.paragraph_format.keep_with_next = True
    word_parts.shade(whole, word_parts.SOFT)


def _fill_row(cells: Sequence[_Cell], row: SynopsisRow) -> None:
    cells[0].paragraphs[0].runs[0].font.bold = True
    for cell, content in zip(cells[1:], row.cells, strict=True):
        _fill_cell(cell, content)


def _fill_cell(cell: _Cell, content: SynopsisCell) -> None:
    first = cell.paragraphs[0]
    if not content.options:
        first.add_run(clean(content.absence)).font.italic = True
    for place, option in enumerate(content.options):
        paragraph = cell.add_paragraph(style="Table Text") if place else first
        paragraph.add_run(clean(option_line(option)))
        if option.clauses:
            paragraph.add_run(f", {clean(numbers(option.clauses))}")
    for verdict in content.verdicts:
        paragraph = cell.add_paragraph(style="Table Text")
        paragraph.add_run(f"{clean(verdict.actor)}: ")
        add_verdict(paragraph, verdict.verdict)


def _add_facts(file: Document, table: Synopsis) -> None:
    whole = word_parts.WIDTH_ACROSS
    first = Length(int(whole * FACT_SHARE))
    widths = first, Length(whole - first)
    made = add_table(file, widths, (), "About this table", "Drafts, days and address")
    for label, value in about_synopsis(table):
        is_address = label == "Address"
        cells = add_row(made, (label, "" if is_address else value), widths)
        cells[0].paragraphs[0].runs[0].font.bold = True
        if is_address:
            word_parts.add_address(cells[1].paragraphs[0], value)
