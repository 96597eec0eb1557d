"""The changes between two texts as a list for programs: CSV and JSON."""

import csv
import io
import json
from typing import Any

from plans.cells import escape_formula
from plans.files.document import (
    ComparedClause,
    ComparisonDocument,
    DraftText,
    Effect,
    Passage,
)
from plans.files.wording import (
    PROGRAM,
    about_comparison,
    clean,
    dated,
    effect_line,
    moment,
)

COLUMNS = (
    *("older_clauses", "newer_clauses", "change", "basis", "likeness", "sentence"),
    *("older_text", "newer_text", "note", "effects"),
    # Each row says where it is from, as a table has no other place for that.
    *("older_draft", "newer_draft", "older_revision", "newer_revision"),
    *("red_lines_as_of", "records_as_of", "address"),
)


def changes_csv(document: ComparisonDocument) -> bytes:
    """Write the list of changes as CSV (RFC 4180, UTF-8), one row for each link.

    Each row also says which texts are compared, as of when, from which revisions,
    and the address. A cell that a spreadsheet would take for a formula has an
    apostrophe before it.
    """
    older, newer = _passages(document.older), _passages(document.newer)
    origin = (
        *(dated(document.older), dated(document.newer)),
        *(document.older.revision, document.newer.revision),
        *(document.as_of.isoformat(), document.recorded_at.isoformat()),
        document.address,
    )
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for change in document.changes:
        row = (
            *(", ".join(change.older), ", ".join(change.newer)),
            *(change.change, change.basis, _likeness(change), change.sentence),
            *(_texts(older, change.older), _texts(newer, change.newer), change.note),
            "\n".join(map(effect_line, change.effects)),
        )
        writer.writerow(escape_formula(clean(cell).strip()) for cell in (*row, *origin))
    return written.getvalue().encode()


def changes_json(document: ComparisonDocument) -> bytes:
    """Write the list of changes as one JSON object, in UTF-8.

    `about` says what it is in words; lists are in the order of the comparison. A
    clause's text stands with the draft, once.
    """
    moment(document.recorded_at)  # refuses a moment without a time zone
    content = {
        "title": document.title,
        "program": PROGRAM,
        "address": document.address,
        "as_of": document.as_of.isoformat(),
        "recorded_at": document.recorded_at.isoformat(),
        "about": dict(about_comparison(document)),
        "notices": document.notices,
        "older": _draft(document.older),
        "newer": _draft(document.newer),
        "changes": [_change(change) for change in document.changes],
        "for_whom": [_effect(effect) for effect in document.effects],
    }
    # Half a character, which UTF-8 cannot hold, becomes the escape that JSON has.
    return json.dumps(content, indent=2, ensure_ascii=False).encode(
        "utf-8", "backslashreplace"
    )


def _passages(draft: DraftText) -> dict[str, Passage]:
    return {clause.number: clause for clause in draft.clauses}


def _texts(passages: dict[str, Passage], numbers: tuple[str, ...]) -> str:
    return "\n".join(passages[number].text for number in numbers)


def _likeness(change: ComparedClause) -> str:
    return "" if change.likeness is None else f"{change.likeness:.2f}"


def _draft(draft: DraftText) -> dict[str, Any]:
    return {
        "title": draft.title,
        "date": draft.date.isoformat(),
        "revision": draft.revision,
        "clauses": [
            {
                "number": clause.number,
                "heading": clause.heading,
                "text": clause.text,
                "basis": clause.basis,
            }
            for clause in draft.clauses
        ],
    }


def _change(change: ComparedClause) -> dict[str, Any]:
    return {
        "older": change.older,
        "newer": change.newer,
        "change": change.change,
        "basis": change.basis,
        "likeness": change.likeness,
        "sentence": change.sentence,
        "note": change.note,
        "spans": [{"kind": span.kind, "text": span.text} for span in change.spans],
        "effects": [_effect(effect) for effect in change.effects],
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "actor": effect.actor,
        "red_line": effect.red_line,
        "before": effect.before,
        "after": effect.after,
        "older_clauses": effect.older_clauses,
        "newer_clauses": effect.newer_clauses,
        "source": effect.source,
    }
