"""What lines leave of the options of issues."""

import pytest

from plans.analysis.facts import RedLine
from plans.analysis.settlements import Question
from plans.analysis.settlements_room import IssueRoom, Room, count_room, find_room
from tests.analysis.make import make_red_line, only_if
from tests.analysis.settlement_brute_force import Case, make_case

ISSUES = {"cap": ("none", "high", "low"), "veto": ("yes", "no"), "empty": ()}


def room(refused: str = "", tied: str = "", accepted: str = "", rest: str = "") -> Room:
    groups = (refused, tied, accepted, rest)
    return Room(*(tuple(group.split()) for group in groups))


def line(id: str, actor: str = "ukraine", **values: object) -> RedLine:
    return make_red_line(id, actor=actor, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("a")], room(rest="none high low")),
        (
            [line("a", accepts="none", refuses="low")],
            room("low", accepted="none", rest="high"),
        ),
        # All of an actor's lines bind: the worst counts.
        (
            [line("a", accepts="none low"), line("b", refuses="low")],
            room("low", accepted="none", rest="high"),
        ),
        (
            [
                line("a", accepts="none high"),
                line("b", conditional=(only_if("none", ["veto: no"]),)),
            ],
            room(tied="none", accepted="high", rest="low"),
        ),
        (
            [
                line("a", refuses="none"),
                line("b", conditional=(only_if("none", ["veto: no"]),)),
            ],
            room("none", rest="high low"),
        ),
        # Within one line an acceptance goes before a condition.
        (
            [line("a", accepts="none", conditional=(only_if("none", ["veto: no"]),))],
            room(accepted="none", rest="high low"),
        ),
        # A condition outside the frame is one all the same.
        (
            [line("a", conditional=(only_if("low", note="With a vote."),))],
            room(tied="low", rest="none high"),
        ),
        ([line("a", refuses="low none high")], room("none high low")),
    ],
)
def test_room_of_an_actor_is_the_worst_of_its_lines(
    lines: list[RedLine], expected: Room
) -> None:
    found = find_room(Question(ISSUES, lines))

    assert found == {"cap": IssueRoom({"ukraine": expected}, expected)}


def test_room_of_all_together_is_what_each_of_them_leaves() -> None:
    lines = [
        line("a", accepts="high", refuses="low"),
        line("b", "russia", conditional=(only_if("high", ["veto: no"]),)),
        line("c", "e3", accepts="none high"),
        line("d", "e3", issue="veto", refuses="yes no"),
        line("e", "nato", issue="", refuses="no"),
    ]

    found = find_room(Question(ISSUES, lines))

    assert {issue: each.together for issue, each in found.items()} == {
        "cap": room("low", tied="high", rest="none"),
        "veto": room("yes no"),
    }
    assert list(found["cap"].actors) == ["e3", "russia", "ukraine"]
    assert list(found["veto"].actors) == ["e3"]
    assert count_room(found.values()) == (2, 5)


def test_accepted_together_is_what_all_with_a_line_accept() -> None:
    lines = [line("a", accepts="none high"), line("b", "russia", accepts="high low")]

    together = find_room(Question(ISSUES, lines))["cap"].together

    assert together == room(accepted="high", rest="none low")
    assert (together.left, together.total) == (3, 3)


def test_no_line_leaves_no_room_to_speak_of() -> None:
    assert find_room(Question(ISSUES, [])) == {}
    assert count_room([]) == (0, 0)


def test_room_is_that_of_every_line_and_option() -> None:
    for case in map(make_case, range(150)):
        found = find_room(Question(case.issues, case.red_lines))
        assert set(found) == {each.issue for each in case.red_lines}
        for issue, rooms in found.items():
            on_issue = [each for each in case.red_lines if each.issue == issue]
            actors = {each.actor for each in on_issue}
            assert set(rooms.actors) == actors
            said = {
                actor: [
                    worst(
                        [
                            stance(each, option)
                            for each in on_issue
                            if each.actor == actor
                        ]
                    )
                    for option in case.issues[issue]
                ]
                for actor in actors
            }
            for actor in actors:
                assert written(case, issue, rooms.actors[actor]) == said[actor]
            assert written(case, issue, rooms.together) == [
                worst_of_all([said[actor][place] for actor in actors])
                for place in range(len(case.issues[issue]))
            ]


def stance(each: RedLine, option: str) -> str:
    if option in each.unacceptable:
        return "refused"
    if option in each.acceptable:
        return "accepted"
    tied = any(condition.option == option for condition in each.conditional)
    return "conditional" if tied else "unstated"


def worst(said: list[str]) -> str:
    return min(said, key=["refused", "conditional", "accepted", "unstated"].index)


def worst_of_all(said: list[str]) -> str:
    return min(said, key=["refused", "conditional", "unstated", "accepted"].index)


def written(case: Case, issue: str, found: Room) -> list[str]:
    names = ("refused", "conditional", "accepted", "unstated")
    return [
        name
        for option in case.issues[issue]
        for name in names
        if option in getattr(found, name)
    ]
