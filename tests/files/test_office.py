"""The Word file in a word processor: what remains when changes are settled."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from plans.files.document import ComparisonDocument, Passage
from plans.files.word import END, MARKED_TEXT, comparison_docx
from tests.files.make import everything, make_change
from tests.files.office import SOFFICE, settled_by_office
from tests.files.revisions import lines_of


def with_neighbours() -> ComparisonDocument:
    """Add a clause rewritten whole, with an added one right after it."""
    document = everything()
    older, newer = document.older, document.newer
    return replace(
        document,
        older=replace(
            older, clauses=(*older.clauses, Passage("10", "Mines", "Demining begins."))
        ),
        newer=replace(
            newer,
            clauses=(
                *newer.clauses,
                Passage("9", "Shelling", "No shells fall on any town or village."),
                Passage("10", "Water", "Water flows."),
                Passage("11", "Air", "Flights resume."),
            ),
        ),
        changes=(
            *document.changes,
            make_change("10", "9"),
            make_change("", "10", "added"),
            make_change("", "11", "added"),
        ),
    )


pytestmark = pytest.mark.skipif(
    SOFFICE is None and not os.environ.get("REQUIRE_OFFICE"),
    reason="LibreOffice (soffice) is not on the path; REQUIRE_OFFICE=1 makes that fail",
)


@pytest.mark.parametrize("accept", [True, False], ids=["accept", "reject"])
def test_office_settles_changes_to_one_of_the_texts(
    accept: bool, tmp_path: Path
) -> None:
    document = with_neighbours()
    lines = settled_by_office(comparison_docx(document), accept, tmp_path)
    first, last = lines.index(MARKED_TEXT) + 1, lines.index(END)

    wanted = lines_of(document.newer if accept else document.older)
    assert lines[first:last] == wanted
