"""When a line was last restated: in an event, or by a newer version of it."""

import pytest

from plans.analysis.facts import RedLine
from plans.line_tests import Restated, last_restated
from plans.standing import Line, LineTest


def a_line(slug: str, stated_on: str, successor: str = "") -> Line:
    nothing: frozenset[str] = frozenset()
    fact = RedLine(
        slug, "ukraine", "", "red-line", "firm", nothing, nothing, (), stated_on
    )
    return Line(0, slug, slug, "", stated_on, "", "ukraine", "", successor, fact)


def a_test(day: str, outcome: str) -> LineTest:
    return LineTest(0, 0, outcome, "", "", day, "", "")


LINE = a_line("line", "2025-01-01", "second")
SECOND = a_line("second", "2025-06-01", "third")
THIRD = a_line("third", "2025-09-01")
EARLIER = a_line("second", "2025-01-01")
AGAIN = a_line("second", "2025-06-01", "line")


@pytest.mark.parametrize(
    ("tests", "versions", "expected"),
    [
        ([], [], None),
        ([("2025-03-01", "upheld")], [], None),
        ([("2025-03-01", "restated")], [], ("2025-03-01", "")),
        ([("2025-02", "restated"), ("2025-03", "restated")], [], ("2025-03", "")),
        ([], [SECOND], ("2025-06-01", "second")),
        ([("2025-03-01", "restated")], [SECOND], ("2025-06-01", "second")),
        ([("2025-07-01", "restated")], [SECOND], ("2025-07-01", "")),
        ([("2025-07-01", "bent")], [SECOND], ("2025-06-01", "second")),
        ([("2025-06-01", "restated")], [SECOND], ("2025-06-01", "")),
        ([("2025-07-01", "restated")], [SECOND, THIRD], ("2025-09-01", "third")),
        ([], [THIRD], None),  # the version between is not stated yet
        ([], [EARLIER], None),
        ([], [AGAIN], ("2025-06-01", "second")),
    ],
)
def test_last_restated(
    tests: list[tuple[str, str]],
    versions: list[Line],
    expected: tuple[str, str] | None,
) -> None:
    stated = {line.slug: line for line in [LINE, *versions]}

    found = last_restated(LINE, [a_test(*each) for each in tests], stated)

    assert (found and (found.date, found.version.slug if found.version else "")) == (
        expected
    )
    if found and not found.version:
        assert found == Restated(found.date, test=a_test(found.date, "restated"))
