"""The layout of pictures of lineage."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.analysis.alluvial import Sizes, follow, lay_out, longest_chain
from plans.analysis.lineage import Link

SIZES = Sizes(box=100, gap=50, line=20, ribbon=6, space=4, head=30, stub=10)
FIRST = ("1", "2", "3", "4")
SECOND = ("1", "2")
THIRD = ("1", "2", "3")
ONE_TO_TWO = (
    Link(("1",), ("1",), "kept"),
    Link(("2", "3"), ("2",), "merged"),
    Link(("4",), (), "dropped"),
)
TWO_TO_THREE = (
    Link(("1",), ("2",), "reworded"),
    Link(("2",), ("1", "3"), "split"),
)
GAPS = (ONE_TO_TWO, TWO_TO_THREE)


def test_columns_stand_in_order_beside_one_another() -> None:
    picture = lay_out([FIRST, SECOND, THIRD], GAPS, SIZES)

    assert picture.heads == (0, 150, 300)
    assert picture.width == 400
    assert [box.clause for box in picture.columns[0]] == list(FIRST)
    assert {box.x for box in picture.columns[2]} == {300}


def test_boxes_keep_their_order_and_do_not_overlap() -> None:
    picture = lay_out([FIRST, SECOND, THIRD], GAPS, SIZES)

    for boxes in picture.columns:
        for above, below in pairwise(boxes):
            assert above.y + above.height + SIZES.space <= below.y
        assert boxes[0].y >= SIZES.head
        assert boxes[-1].y + boxes[-1].height <= picture.height


def test_box_has_room_for_its_ribbons() -> None:
    many = [str(number) for number in range(1, 9)]
    picture = lay_out([many, ["1"]], [[Link(tuple(many), ("1",), "merged")]], SIZES)

    assert picture.columns[1][0].height == 8 * SIZES.ribbon
    assert len(picture.ribbons[0]) == 8


def test_ribbons_lead_from_edge_to_edge_without_crossing_at_a_box() -> None:
    picture = lay_out([FIRST, SECOND], [ONE_TO_TWO], SIZES)

    merged = [each for each in picture.ribbons[0] if each.newer == "2"]
    ends = [each.path.split(" 150 ")[1].partition("v")[0] for each in merged]
    assert [each.older for each in merged] == ["2", "3"]
    assert all(each.path.startswith("M100 ") for each in merged)
    assert float(ends[0]) + SIZES.ribbon == float(ends[1])


def test_dropped_and_added_clauses_have_ends() -> None:
    links = [Link(("1",), (), "dropped"), Link((), ("1",), "added")]
    picture = lay_out([["1"], ["1"]], [links], SIZES)

    assert picture.ribbons == ((),)
    assert [(each.clause, each.is_end, each.x) for each in picture.stubs[0]] == [
        ("1", True, 110),
        ("1", False, 140),
    ]


def test_dropped_clause_may_name_the_one_that_records_it() -> None:
    picture = lay_out([["1"], ["1"]], [[Link(("1",), ("1",), "dropped")]], SIZES)

    assert len(picture.ribbons[0]) == 1
    assert picture.stubs == ((),)


def test_same_question_gives_the_same_picture() -> None:
    assert lay_out([FIRST, SECOND], [ONE_TO_TWO]) == lay_out(
        [FIRST, SECOND], [ONE_TO_TWO]
    )


def test_nothing_to_draw_is_an_empty_picture() -> None:
    assert lay_out([], []).width == 0
    assert lay_out([["1"]], []).ribbons == ()


@pytest.mark.parametrize(
    ("columns", "gaps", "message"),
    [
        ([FIRST, SECOND], [], "2 columns do not have 0 gaps."),
        ([("1", "1")], [], "A clause stands twice in a column."),
        (
            [("1",), ("1",)],
            [[Link(("9",), ("1",), "kept")]],
            "No column has clause 9.",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(columns, gaps, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        lay_out(columns, gaps)


@given(
    st.lists(st.integers(0, 12), min_size=2, max_size=4),
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(0, 12)),
        max_size=40,
    ),
)
def test_no_picture_overlaps(counts: list[int], ties: list[tuple[int, int, int]]):
    columns = [[str(number) for number in range(count)] for count in counts]
    gaps: list[list[Link]] = [[] for _ in counts[1:]]
    for gap, older, newer in ties:
        if gap < len(gaps) and older < counts[gap] and newer < counts[gap + 1]:
            gaps[gap].append(Link((str(older),), (str(newer),), "kept"))

    picture = lay_out(columns, gaps, SIZES)

    assert sum(map(len, picture.ribbons)) == sum(map(len, gaps))
    for boxes in picture.columns:
        # Places are rounded to a tenth.
        assert all(a.y + a.height < b.y for a, b in pairwise(boxes))
        assert all(box.y + box.height <= picture.height + 0.1 for box in boxes)


def test_clause_is_followed_to_its_ancestors_and_descendants() -> None:
    found = follow(GAPS, 1, "2")

    assert found.boxes == {(1, "2"), (0, "2"), (0, "3"), (2, "1"), (2, "3")}
    assert found.flows == {(0, "2", "2"), (0, "3", "2"), (1, "2", "1"), (1, "2", "3")}


def test_siblings_are_not_followed() -> None:
    found = follow(GAPS, 0, "2")

    assert (0, "3") not in found.boxes
    assert found.boxes == {(0, "2"), (1, "2"), (2, "1"), (2, "3")}


def test_end_of_a_clause_is_followed() -> None:
    assert follow(GAPS, 0, "4").flows == {(0, "4", "")}
    assert follow([[Link((), ("1",), "added")]], 1, "1").flows == {(0, "", "1")}


@pytest.mark.parametrize(
    ("pairs", "chain"),
    [
        ([], ()),
        ([("a", "b")], ("a", "b")),
        ([("a", "c"), ("a", "b"), ("b", "c")], ("a", "b", "c")),
        ([("a", "b"), ("c", "d")], ("c", "d")),
        ([("b", "a")], ()),
        ([("a", "x")], ()),
    ],
)
def test_longest_chain(pairs: list[tuple[str, str]], chain: tuple[str, ...]) -> None:
    assert longest_chain(pairs, ["a", "b", "c", "d"]) == chain
