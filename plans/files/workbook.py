"""A synopsis of drafts, issue by issue, as a workbook."""

import io
from collections.abc import Sequence
from datetime import UTC
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from plans.files.document import Synopsis, SynopsisCell
from plans.files.synopsis import check
from plans.files.word_parts import ACCENT, MUTED, SOFT, VERDICT_COLOURS
from plans.files.wording import PROGRAM, about_synopsis, appeared, clean, option_line

LONGEST = 32_767  # characters in a cell
LINE, TALLEST = 15, 409  # points
FILLED = 0.85  # of a line, as words break where they end
SHEET, ABOUT = "Synopsis", "About"
FIXED = ("Category", "Issue", "Question")
FIXED_WIDTHS = (16, 24, 36)
PARTS = ("option", "clauses", "verdicts")
PART_WIDTHS = (32, 12, 24)


def synopsis_xlsx(table: Synopsis) -> bytes:
    """Write a synopsis as a workbook; the same synopsis gives the same bytes.

    Each draft has three columns: option, clauses and verdicts. Every cell is text:
    none is ever read as a formula, a number or a date. Errors as for the Word file.
    """
    check(table)
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False}
    with Workbook(written, options) as workbook:
        _describe(workbook, table)
        _add_issues(workbook, table)
        _add_about(workbook, table)
    return written.getvalue()


def _describe(workbook: Workbook, table: Synopsis) -> None:
    workbook.set_properties(
        {
            "title": clean(table.title)[:255],
            "subject": clean("; ".join(draft.title for draft in table.drafts))[:255],
            "author": PROGRAM,
            "category": "Comparison of peace-plan texts",
            "keywords": clean(table.address)[:255],
            "created": table.recorded_at.astimezone(UTC).replace(
                tzinfo=None, microsecond=0
            ),
        }
    )


def _add_issues(workbook: Workbook, table: Synopsis) -> None:
    sheet = workbook.add_worksheet(SHEET)
    head = workbook.add_format(
        {
            "bold": True,
            "text_wrap": True,
            "valign": "top",
            "bg_color": f"#{SOFT}",
            "bottom": 2,
            "bottom_color": f"#{ACCENT}",
        }
    )
    body = workbook.add_format({"text_wrap": True, "valign": "top"})
    strong = workbook.add_format({"text_wrap": True, "valign": "top", "bold": True})
    names = [
        *FIXED,
        *(
            f"{draft.title}, {appeared(draft)}: {part}"
            for draft in table.drafts
            for part in PARTS
        ),
    ]
    widths = (*FIXED_WIDTHS, *PART_WIDTHS * len(table.drafts))
    sheet.set_row(0, _height(names, widths))
    for column, (name, width) in enumerate(zip(names, widths, strict=True)):
        sheet.set_column(column, column, width)
        _write(sheet, 0, column, name, head)
    for number, row in enumerate(table.rows, start=1):
        texts = (row.category, row.issue, row.question, *_texts(row.cells))
        sheet.set_row(number, _height(texts, widths))
        for column, text in enumerate(texts):
            look = strong if FIXED[column : column + 1] == ("Issue",) else body
            _write(sheet, number, column, text, look)
    _set_view(workbook, sheet, len(table.rows), len(names))


def _set_view(workbook: Workbook, sheet: Worksheet, rows: int, columns: int) -> None:
    """Keep the head and the issue in sight, offer filters, and colour verdicts."""
    sheet.freeze_panes(1, FIXED.index("Issue") + 1)
    sheet.autofilter(0, 0, max(rows, 1), columns - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&F&RPage &P of &N")
    for column in range(len(FIXED) + len(PARTS) - 1, columns, len(PARTS)):
        for verdict in ("crosses", "contested", "open", "meets"):
            colour = workbook.add_format({"font_color": f"#{VERDICT_COLOURS[verdict]}"})
            rule = {
                "type": "text",
                "criteria": "containing",
                "value": f": {verdict}",
                "format": colour,
                "stop_if_true": True,
            }
            sheet.conditional_format(1, column, max(rows, 1), column, rule)


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """Give the height of a row, as not every program fits rows to wrapped text."""
    lines = max(
        sum(ceil(max(len(line), 1) / (width * FILLED)) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(LINE * lines + 2, TALLEST)


def _texts(cells: Sequence[SynopsisCell]) -> list[str]:
    """Give three texts for each cell, lines apart where it holds several things."""
    texts = []
    for cell in cells:
        options = cell.options
        texts += [
            "\n".join(map(option_line, options)) if options else cell.absence,
            "\n".join(", ".join(option.clauses) for option in options),
            "\n".join(f"{each.actor}: {each.verdict}" for each in cell.verdicts),
        ]
    return texts


def _add_about(workbook: Workbook, table: Synopsis) -> None:
    sheet = workbook.add_worksheet(ABOUT)
    label = workbook.add_format({"bold": True, "valign": "top"})
    title = workbook.add_format({"bold": True, "font_size": 14})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    small = workbook.add_format({"font_color": f"#{MUTED}", "text_wrap": True})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    _write(sheet, 0, 0, table.title, title)
    row = 2
    for name, value in about_synopsis(table):
        _write(sheet, row, 0, name, label)
        _write(sheet, row, 1, value, wrapped)
        row += 1
    for notice in table.notices:
        row += 1
        _write(sheet, row, 1, notice, small)


def _write(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    if text := clean(text)[:LONGEST]:
        sheet.write_string(row, column, text, look)
    else:
        sheet.write_blank(row, column, None, look)
