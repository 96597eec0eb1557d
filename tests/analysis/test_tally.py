from dataclasses import astuple

import pytest

from plans.analysis.facts import Verdict
from plans.analysis.tally import Tally, tally
from plans.analysis.verdicts import LineStanding, evaluate
from tests.analysis.make import make_position, make_red_line


def make_standing(verdict, actor="ukraine", kind="red-line"):
    red_line = make_red_line(f"{actor}-{verdict}", actor=actor, kind=kind)
    return LineStanding(red_line, Verdict(verdict), (), (), Verdict(verdict))


@pytest.mark.parametrize(
    ("verdict", "counts"),
    [
        ("crosses", (1, 0, 0, 0, 0, 0)),
        ("contested", (0, 1, 0, 0, 0, 0)),
        ("open", (0, 0, 1, 0, 0, 0)),
        ("meets", (0, 0, 0, 1, 0, 0)),
        ("silent", (0, 0, 0, 0, 1, 0)),
        ("unaddressed", (0, 0, 0, 0, 0, 1)),
    ],
)
def test_tally_counts_each_verdict(verdict, counts):
    (found,) = tally([make_standing(verdict)]).values()
    assert astuple(found) == ("ukraine", 1, *counts, 0)


def test_tally_counts_demands_among_the_unaddressed_only():
    standings = [
        make_standing("unaddressed", kind="demand"),
        make_standing("unaddressed", kind="red-line"),
        make_standing("unaddressed", kind="preference"),
        make_standing("crosses", kind="demand"),
    ]
    found = tally(standings)["ukraine"]
    assert (found.total, found.unaddressed, found.unmet_demands) == (4, 3, 1)


def test_tally_is_by_actor_in_the_order_of_lines():
    lines = [
        make_red_line("ru-cap", accepts="c600", actor="russia"),
        make_red_line("ua-cap", refuses="c600"),
        make_red_line("ru-veto", "veto", actor="russia", kind="demand"),
        make_red_line("nato-talks", "", actor="nato"),
    ]
    found = tally(evaluate([make_position()], lines).lines.values())
    assert list(found.items()) == [
        ("russia", Tally("russia", 2, 0, 0, 0, 1, 0, 1, 1)),
        ("ukraine", Tally("ukraine", 1, 1, 0, 0, 0, 0, 0, 0)),
    ]


def test_tally_of_nothing_is_empty():
    assert tally([]) == {}
