"""The list of changes as CSV and JSON."""

import csv
import io
import json
from dataclasses import replace

import pytest

from plans.files.document import Passage
from plans.files.lists import COLUMNS, changes_csv, changes_json
from tests.files.make import ADDRESS, EFFECT, everything, make_change, make_document


def test_csv_has_a_row_for_each_link_that_says_where_it_is_from() -> None:
    rows = list(csv.DictReader(io.StringIO(changes_csv(everything()).decode())))

    assert len(rows) == len(everything().changes)
    assert rows[1] == {
        "older_clauses": "2",
        "newer_clauses": "3",
        "change": "weakened",
        "basis": "recorded",
        "likeness": "",
        "sentence": "2: weakened.",
        "older_text": "The armed forces have at most 600,000 members.",
        "newer_text": "In peacetime the forces have 800,000 members.",
        "note": "Reported by one.",
        "effects": "Ukraine, “No limit on the armed forces”: crosses → open. Source: "
        "Joint statement, Office of the President, 23 November 2025, point 3",
        "older_draft": "Older points, 20 November 2025",
        "newer_draft": "Newer points, 23 November 2025",
        "older_revision": "revision of 21 November 2025",
        "newer_revision": "revision of 21 November 2025",
        "red_lines_as_of": "2025-11-23",
        "records_as_of": "2025-11-24T10:30:00+00:00",
        "address": ADDRESS,
    }


def test_csv_is_plain_utf_8_with_the_line_ends_of_its_standard() -> None:
    written = changes_csv(
        make_document(
            [], [Passage("1", "Мир", 'So "it" is')], [make_change("", "1", "added")]
        )
    )
    head, row, end = written.split(b"\r\n")

    assert head.decode() == ",".join(COLUMNS)
    assert b'"So ""it"" is"' in row
    assert end == b""
    assert written == changes_csv(
        make_document(
            [], [Passage("1", "Мир", 'So "it" is')], [make_change("", "1", "added")]
        )
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\x00=", "\r\n="])
def test_csv_has_no_cell_that_a_spreadsheet_runs(start: str) -> None:
    hostile = f"{start}HYPERLINK(A1)"
    change = make_change("", "1", "added", sentence=hostile, note=hostile)
    document = replace(
        make_document([], [Passage("1", hostile, hostile)], [change]), address=hostile
    )
    rows = list(csv.reader(io.StringIO(changes_csv(document).decode())))

    assert "HYPERLINK" in rows[1][COLUMNS.index("newer_text")]
    assert not [cell for cell in rows[1] if cell.lstrip()[:1] in ("=", "+", "-", "@")]
    assert "\x00" not in "".join(rows[1])


def test_json_holds_the_comparison_and_what_it_is() -> None:
    told = json.loads(changes_json(everything()))

    assert list(told) == [
        *("title", "program", "address", "as_of", "recorded_at", "about", "notices"),
        *("older", "newer", "changes", "for_whom"),
    ]
    assert told["about"]["Records as of"] == "24 November 2025, 10:30 UTC"
    assert told["older"]["revision"] == "revision of 21 November 2025"
    assert [change["older"] for change in told["changes"]][5] == ["6", "7"]
    assert told["changes"][6]["likeness"] == 0.625
    assert told["for_whom"][0]["source"] == EFFECT.source
    assert told["newer"]["clauses"][7]["text"] == everything().newer.clauses[7].text


def test_json_takes_any_character() -> None:
    hostile = "</script>]]>\x00\ud800"
    document = make_document(
        [], [Passage("1", "", hostile)], [make_change("", "1", "added")]
    )

    assert json.loads(changes_json(document))["newer"]["clauses"][0]["text"] == hostile
