"""The Word file in a word processor: what remains when changes are settled."""

from pathlib import Path

import pytest

from plans.files.word import END, MARKED_TEXT, comparison_docx
from tests.files.make import everything
from tests.files.office import SOFFICE, settled_by_office
from tests.files.revisions import lines_of

pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is not on the path"
)


@pytest.mark.parametrize("accept", [True, False], ids=["accept", "reject"])
def test_office_settles_changes_to_one_of_the_texts(
    accept: bool, tmp_path: Path
) -> None:
    document = everything()
    lines = settled_by_office(comparison_docx(document), accept, tmp_path)
    first, last = lines.index(MARKED_TEXT) + 1, lines.index(END)

    wanted = lines_of(document.newer if accept else document.older)
    assert lines[first:last] == wanted
