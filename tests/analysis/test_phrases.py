"""Parts of sentences."""

import pytest

from plans.analysis.phrases import counted, joined, listed


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a or b"),
        (["a", "b", "c"], "a, b or c"),
    ],
)
def test_items_are_listed(items: list[str], expected: str) -> None:
    assert listed(items, "or") == listed(iter(items), "or") == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["a"], "a"),
        (["a or b", "c"], "a or b, and c"),
        (["a", "b", "c"], "a, b, and c"),
    ],
)
def test_parts_are_joined(parts: list[str], expected: str) -> None:
    assert joined(parts) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 lines"), (1, "1 line"), (2, "2 lines")]
)
def test_number_is_told_with_what_it_counts(number: int, expected: str) -> None:
    assert counted(number, "line") == expected
