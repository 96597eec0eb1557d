from itertools import chain, combinations

import pytest

from plans.analysis.minimums import meetings, minimums
from tests.analysis.make import make_red_line, only_if

OPTIONS = {"cap": ("none", "c800", "c600"), "nato": ("path", "barred")}


def left(lines):
    return {(each.issue, each.actor): each.left for each in minimums(lines, OPTIONS)}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), ()),
        ((make_red_line(),), ("none", "c800", "c600")),
        ((make_red_line(refuses="c600"),), ("none", "c800")),
        ((make_red_line(accepts="c800"),), ("none", "c800", "c600")),
        ((make_red_line(conditional=(only_if("c600"),)),), ("none", "c800", "c600")),
        # Refusal goes first, in one line and over several.
        ((make_red_line(accepts="none", refuses="none"),), ("c800", "c600")),
        (
            (make_red_line("a", refuses="c600"), make_red_line("b", refuses="none")),
            ("c800",),
        ),
        ((make_red_line(refuses="none c800 c600"),), ()),
    ],
)
def test_minimum_leaves_what_no_line_refuses(lines, expected):
    assert left(lines).get(("cap", "ukraine"), ()) == expected


def test_minimums_come_by_issue_and_then_by_actor():
    lines = [
        make_red_line("a", "nato", actor="russia", refuses="path"),
        make_red_line("b", "cap", actor="ukraine"),
        make_red_line("c", "cap", actor="russia", refuses="none"),
        make_red_line("outside", "", actor="russia"),
    ]

    assert left(lines) == {
        ("cap", "russia"): ("c800", "c600"),
        ("cap", "ukraine"): ("none", "c800", "c600"),
        ("nato", "russia"): ("barred",),
    }
    assert list(left(lines)) == [
        ("cap", "russia"),
        ("cap", "ukraine"),
        ("nato", "russia"),
    ]


def test_meetings_are_of_two_actors_or_more():
    lines = [
        make_red_line("a", "cap", actor="russia"),
        make_red_line("b", "nato", actor="russia", refuses="path"),
        make_red_line("c", "nato", actor="ukraine", refuses="barred"),
    ]

    (meeting,) = meetings(minimums(lines, OPTIONS))

    assert (meeting.issue, meeting.left) == ("nato", ())
    assert [each.actor for each in meeting.minimums] == ["russia", "ukraine"]


def test_meetings_leave_the_options_that_nobody_refuses():
    scale = OPTIONS["cap"]
    sets = list(chain.from_iterable(combinations(scale, n) for n in range(4)))
    for first in sets:
        for second in sets:
            for third in sets:
                refusals = {"a": first, "b": second, "c": third}
                lines = [
                    make_red_line(actor, actor=actor, refuses=" ".join(refused))
                    for actor, refused in refusals.items()
                ]

                (meeting,) = meetings(minimums(lines, OPTIONS))

                refused = {*first, *second, *third}
                assert meeting.left == tuple(o for o in scale if o not in refused)
