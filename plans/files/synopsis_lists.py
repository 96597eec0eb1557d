"""A synopsis as a list for programs: CSV and JSON."""

import csv
import io
import json
from typing import Any

from plans.cells import escape_formula
from plans.files.document import Synopsis, SynopsisCell, SynopsisDraft
from plans.files.synopsis import check
from plans.files.wording import PROGRAM, about_synopsis, clean, moment, option_line

COLUMNS = (
    *("category", "issue", "question", "draft", "draft_date"),
    *("options", "clauses", "absence", "verdicts"),
    # Each row says where it is from, as a table has no other place for that.
    *("draft_revision", "red_lines_of", "red_lines_as_of", "records_as_of", "address"),
)


def synopsis_csv(table: Synopsis) -> bytes:
    """Write a synopsis as CSV (RFC 4180, UTF-8), a row for each issue and draft.

    A cell that a spreadsheet would take for a formula has an apostrophe before it.
    Errors as for the Word file.
    """
    check(table)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    about = (
        *(table.actors, table.as_of.isoformat(), table.recorded_at.isoformat()),
        table.address,
    )
    for row in table.rows:
        for draft, cell in zip(table.drafts, row.cells, strict=True):
            line = (
                *(row.category, row.issue, row.question),
                *(draft.title, _date(draft) or "", *_texts(cell)),
                *(draft.revision, *about),
            )
            writer.writerow(escape_formula(clean(each).strip()) for each in line)
    return written.getvalue().encode()


def synopsis_json(table: Synopsis) -> bytes:
    """Write a synopsis as one JSON object, in UTF-8. Errors as for the Word file."""
    check(table)
    moment(table.recorded_at)  # refuses a moment without a time zone
    content = {
        "title": table.title,
        "program": PROGRAM,
        "address": table.address,
        "red_lines_of": table.actors,
        "as_of": table.as_of.isoformat(),
        "recorded_at": table.recorded_at.isoformat(),
        "about": dict(about_synopsis(table)),
        "notices": table.notices,
        "drafts": [_draft(draft) for draft in table.drafts],
        "rows": [
            {
                "category": row.category,
                "issue": row.issue,
                "question": row.question,
                "cells": [_cell(cell) for cell in row.cells],
            }
            for row in table.rows
        ],
    }
    # Half a character, which UTF-8 cannot hold, becomes the escape that JSON has.
    return json.dumps(content, indent=2, ensure_ascii=False).encode(
        "utf-8", "backslashreplace"
    )


def _texts(cell: SynopsisCell) -> tuple[str, ...]:
    return (
        "\n".join(map(option_line, cell.options)),
        "\n".join(", ".join(option.clauses) for option in cell.options),
        "" if cell.options else cell.absence,
        "\n".join(f"{each.actor}: {each.verdict}" for each in cell.verdicts),
    )


def _draft(draft: SynopsisDraft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "date": _date(draft),
        "revision": draft.revision,
    }


def _date(draft: SynopsisDraft) -> str | None:
    return draft.date.isoformat() if draft.date else None


def _cell(cell: SynopsisCell) -> dict[str, Any]:
    return {
        "options": [
            {
                "option": option.label,
                "clauses": option.clauses,
                "alternative": option.alternative,
                "proponents": option.proponents,
            }
            for option in cell.options
        ],
        "absence": "" if cell.options else cell.absence,
        "verdicts": [
            {"actor": each.actor, "verdict": each.verdict} for each in cell.verdicts
        ],
    }
