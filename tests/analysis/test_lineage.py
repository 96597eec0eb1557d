"""Lineage over several steps, and where it contradicts a direct record."""

import pytest

from plans.analysis.lineage import Conflict, Link, compose, conflicts, inverse, route
from tests.analysis.drafts import link, shipped_links


def composed(older: str, newer: str, change: str = "kept") -> Link:
    return link(older, newer, change, basis="composed")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # One clause on its way.
        ([link("6", "4")], [link("4", "5")], [composed("6", "5")]),
        (
            [link("6", "4", "weakened")],
            [link("4", "5")],
            [composed("6", "5", "weakened")],
        ),
        (
            [link("6", "4", "weakened")],
            [link("4", "5", "expanded")],
            [composed("6", "5", "reworded")],
        ),
        # Merged, then kept; kept, then split.
        (
            [link("3 4", "7", "merged")],
            [link("7", "2")],
            [composed("3 4", "2", "merged")],
        ),
        (
            [link("3", "3")],
            [link("3", "3 5", "split")],
            [composed("3", "3 5", "split")],
        ),
        # Clauses that share a part of their way only stay apart.
        (
            [link("1", "a"), link("2", "a b", "split")],
            [link("a", "x"), link("b", "y")],
            [composed("1", "x"), composed("2", "x y", "split")],
        ),
        # What ends on the way, and what comes in.
        (
            [link("9", "", "moved-out")],
            [link("", "8", "added")],
            [composed("9", "", "moved-out"), composed("", "8", "added")],
        ),
        (
            [link("9", "7"), link("", "8", "added")],
            [link("7", "", "dropped"), link("8", "3")],
            [composed("9", "", "dropped"), composed("", "3", "added")],
        ),
        # An unknown fate stays unknown, a silent second step says nothing.
        (
            [link("25", "16", "unknown")],
            [link("16", "18")],
            [composed("25", "18", "unknown")],
        ),
        ([link("25", "16")], [link("1", "1")], []),
    ],
)
def test_compose(first: list[Link], second: list[Link], expected: list[Link]) -> None:
    assert list(compose(first, second)) == expected


def test_compose_carries_the_28_points_over_the_19_to_the_20() -> None:
    links = compose(
        shipped_links("us-28", "geneva-19"), shipped_links("geneva-19", "framework-20")
    )
    by_older = {number: each for each in links for number in each.older}

    assert by_older["6"] == composed("6", "4", "weakened")
    assert by_older["28"].newer == ("20",)
    assert by_older["26"] == composed("26", "", "dropped")
    assert by_older["7"] == composed("7", "", "moved-out")
    assert by_older["10.d"].change == "unknown"


def test_conflicts_of_the_28_and_the_20_points() -> None:
    over_19 = compose(
        shipped_links("us-28", "geneva-19"), shipped_links("geneva-19", "framework-20")
    )

    found = conflicts(shipped_links("us-28", "framework-20"), over_19)

    assert Conflict("older", "11", ("7",), ()) in found
    assert Conflict("newer", "2.a", (), ("2",)) in found
    assert not [each for each in found if each.clause in {"6", "12.a", "28"}]


@pytest.mark.parametrize(
    ("recorded", "passed", "expected"),
    [
        ([link("1", "1")], [composed("1", "1")], []),
        # A finer record, an unknown fate, a clause of which one is silent: no conflict.
        ([link("1", "1")], [composed("1 2", "1 2")], []),
        ([link("1", "1")], [composed("1", "", "unknown")], []),
        ([link("1", "1")], [], []),
        (
            [link("1", "1")],
            [composed("1", "2")],
            [Conflict("older", "1", ("1",), ("2",))],
        ),
        (
            [link("1", "", "dropped")],
            [composed("1", "2")],
            [Conflict("older", "1", (), ("2",))],
        ),
        (
            [link("1", "2")],
            [composed("1", "", "dropped")],
            [Conflict("older", "1", ("2",), ())],
        ),
        (
            [link("", "2", "added")],
            [composed("1", "2")],
            [Conflict("newer", "2", (), ("1",))],
        ),
    ],
)
def test_conflicts(
    recorded: list[Link], passed: list[Link], expected: list[Conflict]
) -> None:
    assert list(conflicts(recorded, passed)) == expected


def test_inverse_reads_backwards() -> None:
    links = [link("6", "4", "narrowed"), link("9", "", "dropped"), link("1 2", "3")]

    assert inverse(links) == (
        link("4", "6", "expanded"),
        link("", "9", "added"),
        link("3", "1 2"),
    )


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ({("a", "b"), ("b", "c")}, ("a", "b", "c")),
        ({("a", "c")}, ()),
        ({("a", "c"), ("a", "b"), ("b", "c")}, ("a", "b", "c")),
        ({("a", "b"), ("b", "d"), ("d", "c"), ("a", "e"), ("e", "c")}, ("a", "e", "c")),
        ({("a", "x"), ("x", "c"), ("a", "b"), ("b", "c")}, ("a", "b", "c")),
        ({("a", "b"), ("b", "a")}, ()),
    ],
)
def test_route(pairs: set[tuple[str, str]], expected: tuple[str, ...]) -> None:
    assert route(pairs, "a", "c") == expected
