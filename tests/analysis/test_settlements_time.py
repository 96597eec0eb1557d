"""A question followed over days gives each day the answer asked afresh."""

from dataclasses import replace
from datetime import date

import pytest

from plans.analysis.settlements import Question, Zone, settle
from plans.analysis.settlements_room import count_room, find_room
from plans.analysis.settlements_time import Standing, follow, month_ends
from tests.analysis.make import make_red_line
from tests.analysis.settlement_brute_force import make_case

DAYS = [f"2025-{month:02}-28" for month in range(1, 9)]


def never() -> bool:
    return False


def always() -> bool:
    return True


def test_each_day_is_answered_as_if_asked_afresh() -> None:
    answered = 0
    for case in map(make_case, range(120)):
        if not case.settlements:
            continue  # the couplings alone leave none
        # Each line holds for a while of its own, some for no day at all.
        lines = [
            replace(each, stated_on=DAYS[place % 5], valid_until=DAYS[4 + place % 4])
            for place, each in enumerate(case.red_lines)
        ]
        question = Question(case.issues, (), case.couplings)
        held = {day: [each for each in lines if each.in_force(day)] for day in DAYS}

        found = follow(question, held, never)

        assert [each.day for each in found] == DAYS
        for standing in found:
            fresh = question.keeping(held[standing.day])
            answer = settle(fresh, never, sources=False)
            rooms = find_room(fresh)
            assert (standing.zone, standing.conflicts) == (
                answer.zone.zone,
                len(answer.conflicts),
            )
            assert (standing.left, standing.options) == count_room(rooms.values())
            assert standing.issues == len(rooms)
            answered += bool(answer.conflicts)
    assert answered > 50


def test_days_tell_what_began_and_what_ended() -> None:
    issues = {"cap": ("none", "low"), "veto": ("yes", "no")}
    first = make_red_line("a", refuses="none")
    second = make_red_line("b", refuses="low", actor="russia")
    third = make_red_line("c", issue="veto", accepts="no")
    outside = make_red_line("d", issue="", refuses="none")
    days = {
        "2025-01-31": [first, outside],
        "2025-02-28": [first, second],
        "2025-03-31": [second, first],
        "2025-04-30": [third],
        "2025-05-31": [],
    }

    assert follow(Question(issues, ()), days, never) == (
        Standing("2025-01-31", 1, 1, 1, 2, 1, 0, Zone.IF_SILENCE, 1, 0),
        Standing("2025-02-28", 2, 2, 1, 2, 0, 1, Zone.NO, 1, 0),
        Standing("2025-03-31", 2, 2, 1, 2, 0, 1, Zone.NO, 0, 0),
        Standing("2025-04-30", 1, 1, 1, 2, 2, 0, Zone.YES, 1, 2),
        Standing("2025-05-31", 0, 0, 0, 0, 0, 0, Zone.YES, 0, 1),
    )


def test_days_without_time_are_unfinished_and_never_no() -> None:
    lines = [
        make_red_line("a", "cap", refuses="none"),
        make_red_line("b", "cap", refuses="low"),
    ]
    question = Question({"cap": ("none", "low")}, ())

    (found,) = follow(question, {"2025-01-31": lines}, always)

    assert (found.conflicts, found.zone) == (None, Zone.UNFINISHED)
    assert (found.lines, found.left) == (2, 0)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2025-11-30", date(2025, 11, 20), ["2025-11-20"]),
        ("2025-11", date(2025, 11, 30), ["2025-11-30"]),
        ("2025-12", date(2026, 2, 3), ["2025-12-31", "2026-01-31", "2026-02-03"]),
        ("2023-12-05", date(2024, 2, 29), ["2023-12-31", "2024-01-31", "2024-02-29"]),
        ("2025", date(2025, 1, 5), ["2025-01-05"]),
        ("2025-12", date(2025, 11, 30), []),
        ("9999-11", date(9999, 12, 31), ["9999-11-30", "9999-12-31"]),
    ],
)
def test_month_ends_go_to_the_last_day(
    first: str, last: date, expected: list[str]
) -> None:
    assert month_ends(first, last) == expected
