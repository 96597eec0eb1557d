"""What single answers of the settlement engine mean, on questions of a few lines."""

from collections.abc import Sequence

import pytest

from plans.analysis.concessions import Compromise, find_groups
from plans.analysis.conflicts import Conflict, Conflicts, find_conflicts, prove
from plans.analysis.facts import Coupling, Position, RedLine, Requirement
from plans.analysis.settlements import (
    Amendment,
    Answer,
    Change,
    Kind,
    Question,
    Silence,
    Zone,
    settle,
)
from plans.analysis.settlements_rules import Rule
from tests.analysis.make import make_red_line, only_if

ISSUES = {
    "cap": ("c600", "c800", "none"),
    "timing": ("first", "after"),
    "veto": ("no",),
}
# Many options refused two by two: plenty of conflicts, so that time can run out.
WIDE = {f"i{number}": tuple("abcdef") for number in range(4)}


class Clock:
    """Says that time is over after so many looks at it."""

    def __init__(self, looks: int) -> None:
        self.left = looks

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


def ask(
    *lines: RedLine,
    couplings: Sequence[Coupling] = (),
    draft: Sequence[Position] | None = None,
    looks: int = 10**9,
) -> Answer:
    return settle(Question(ISSUES, lines, couplings, draft), Clock(looks))


def takes(option: str, letter: str = "", issue: str = "cap") -> Position:
    return Position("1", issue, option, letter)


def crowded() -> Question:
    """A question with dozens of conflicts in one part."""
    lines = [
        make_red_line(
            f"{issue}-{number}",
            issue,
            refuses=" ".join(pair),
            accepts=" ".join(set("abcdef") - set(pair)),
        )
        for issue in list(WIDE)[:3]
        for number, pair in enumerate(["ab", "cd", "ef", "ad", "bc", "be", "cf"])
    ]
    lines += [
        make_red_line(
            f"tie-{number}",
            f"i{number}",
            conditional=(only_if("a", [f"i{number + 1}: b"]),),
        )
        for number in range(2)
    ]
    return Question(WIDE, lines, draft=(takes("a", issue="i0"),))


def test_an_issue_without_a_line_is_free() -> None:
    answer = ask(make_red_line(accepts="c800"))

    assert answer.zone.zone is Zone.YES
    assert answer.zone.settlement == {"cap": "c800", "timing": "first", "veto": "no"}
    assert answer.free == ("timing", "veto")


def test_no_line_at_all_leaves_everything_free() -> None:
    answer = ask()

    assert (answer.zone.zone, answer.zone.silences) == (Zone.YES, ())
    assert answer.kind and answer.kind.kind is Kind.DILEMMA
    assert (answer.conflicts, answer.groups) == ((), ())
    assert answer.cheapest == Compromise(0, ())
    assert answer.free == ("cap", "timing", "veto")


def test_a_line_outside_the_frame_takes_no_part() -> None:
    assert ask(make_red_line(issue="")) == ask()


def test_silence_is_not_consent() -> None:
    answer = ask(
        make_red_line("ua", accepts="c800", refuses="c600 none"),
        make_red_line("ru", accepts="c600", actor="russia"),
    )

    assert answer.zone.zone is Zone.IF_SILENCE
    assert answer.zone.silences == (Silence("russia", "cap", "c800"),)


def test_another_line_of_the_actor_can_vouch() -> None:
    answer = ask(
        make_red_line("ua", refuses="c600"),
        make_red_line("ua-too", accepts="c800"),
    )

    assert answer.zone.zone is Zone.YES
    assert answer.zone.settlement["cap"] == "c800"


def test_a_condition_that_is_met_vouches() -> None:
    line = make_red_line(
        refuses="c600 none", conditional=(only_if("c800", ["timing: after"]),)
    )
    answer = ask(line)

    assert answer.zone.zone is Zone.YES
    assert (answer.zone.settlement["cap"], answer.zone.settlement["timing"]) == (
        "c800",
        "after",
    )


def test_a_condition_outside_the_frame_neither_forbids_nor_vouches() -> None:
    line = make_red_line(refuses="c600 none", conditional=(only_if("c800"),))
    answer = ask(line)

    assert answer.zone.zone is Zone.IF_SILENCE
    assert answer.zone.silences == (Silence("ukraine", "cap", "c800"),)
    assert answer.conflicts == ()


def test_a_conflict_can_run_through_a_coupling() -> None:
    coupling = Coupling(
        "big-army-later", "cap", "c800", (Requirement("timing", frozenset(["after"])),)
    )
    answer = ask(
        make_red_line("ua", refuses="c600 none"),
        make_red_line("ru", "timing", refuses="after", actor="russia"),
        couplings=[coupling],
    )

    assert answer.zone.zone is Zone.NO
    (conflict,) = answer.conflicts
    assert conflict.red_lines == ("ru", "ua")
    assert conflict.issues == ("cap", "timing")
    assert [each.coupling for each in conflict.rules if each.coupling] == [coupling.id]


def test_conflicts_without_a_common_issue_are_groups_of_their_own() -> None:
    # The coupling joins the issues, but neither conflict needs it.
    coupling = Coupling(
        "c", "cap", "c600", (Requirement("timing", frozenset(["after"])),)
    )
    answer = ask(
        make_red_line("a", refuses="c600 c800"),
        make_red_line("b", refuses="none", actor="russia"),
        make_red_line("c", "timing", refuses="first"),
        make_red_line("d", "timing", refuses="after", actor="russia"),
        couplings=[coupling],
    )

    assert [group.issues for group in answer.groups] == [("cap",), ("timing",)]
    assert [group.concessions for group in answer.groups] == [
        (("a",), ("b",)),
        (("c",), ("d",)),
    ]


def test_a_heavier_line_is_not_given_up_for_a_lighter_one() -> None:
    answer = ask(
        make_red_line("a", refuses="c600 c800", strength="absolute"),
        make_red_line("b", refuses="c800 none", actor="russia"),
        make_red_line("c", refuses="none", actor="e3", strength="negotiable"),
    )

    assert [each.red_lines for each in answer.conflicts] == [("a", "b"), ("a", "c")]
    assert answer.groups[0].concessions == (("a",), ("b", "c"))
    assert answer.cheapest == Compromise(4, ("b", "c"))
    assert answer.kind and answer.kind.kind is Kind.DILEMMA


def test_absolute_lines_alone_in_conflict_are_a_trap() -> None:
    answer = ask(
        make_red_line("a", refuses="c600 c800", strength="absolute"),
        make_red_line("b", refuses="none", actor="russia", strength="absolute"),
    )

    assert answer.kind and answer.kind.kind is Kind.TRAP
    assert answer.kind.proof and answer.kind.proof.red_lines == ("a", "b")


def test_a_draft_that_crosses_nothing_needs_no_change() -> None:
    answer = ask(make_red_line(refuses="c600"), draft=[takes("c800")])

    assert answer.amendment == Amendment((), ())
    assert answer.zone.settlement["cap"] == "c800"


def test_a_position_that_crosses_is_changed() -> None:
    answer = ask(make_red_line(refuses="c600 c800"), draft=[takes("c600")])

    assert answer.amendment == Amendment((Change("cap", ("c600",), "none"),), ())


def test_a_position_side_by_side_with_another_goes_alone() -> None:
    answer = ask(make_red_line(refuses="c600"), draft=[takes("c600"), takes("c800")])

    assert answer.amendment == Amendment((Change("cap", ("c600",), "c800"),), ())


def test_to_choose_an_alternative_is_no_change() -> None:
    draft = [takes("c600", "A"), takes("c800", "B")]

    assert ask(make_red_line(refuses="c600"), draft=draft).amendment == Amendment(
        (), ()
    )
    assert ask(make_red_line(refuses="c600 c800"), draft=draft).amendment == Amendment(
        (Change("cap", ("c600", "c800"), "none"),), ()
    )


def test_where_no_zone_is_the_draft_crosses_the_least() -> None:
    answer = ask(
        make_red_line("a", refuses="c600 c800"),
        make_red_line("b", refuses="none", actor="russia", strength="negotiable"),
        draft=[takes("c600")],
    )

    assert answer.amendment == Amendment((Change("cap", ("c600",), "none"),), ("b",))
    assert answer.zone.settlement == {}


def test_a_position_outside_the_frame_is_no_position() -> None:
    answer = ask(make_red_line(refuses="c600"), draft=[takes("x"), takes("y", "", "z")])

    assert answer.amendment == Amendment((), ())


def test_an_issue_without_options_is_left_out() -> None:
    line = make_red_line("a", "bare")
    answer = settle(Question({**ISSUES, "bare": ()}, [line]), Clock(10**9))

    assert answer.zone == ask().zone


@pytest.mark.parametrize(
    ("lines", "couplings", "message"),
    [
        ([make_red_line(issue="x")], [], "ua-cap: no issue x"),
        ([make_red_line(refuses="z c600 y")], [], "ua-cap: no option y, z of cap"),
        (
            [make_red_line(conditional=(only_if("c600", ["timing: x"]),))],
            [],
            "ua-cap: no option x of timing",
        ),
        ([], [Coupling("c", "cap", "x", ())], "c: no option x of cap"),
        ([make_red_line(), make_red_line()], [], "ua-cap is given twice"),
    ],
)
def test_facts_that_fit_no_frame_are_refused(
    lines: list[RedLine], couplings: list[Coupling], message: str
) -> None:
    with pytest.raises(ValueError) as error:
        Question(ISSUES, lines, couplings)
    assert str(error.value) == message


def test_what_can_be_kept_has_no_proof() -> None:
    (part, *_) = Question(ISSUES, [make_red_line(refuses="c600")]).parts
    with pytest.raises(ValueError, match="ua-cap can be kept together"):
        prove(part, ["ua-cap"], Clock(10**9))


def test_time_that_is_over_at_once_is_no_answer() -> None:
    answer = settle(crowded(), Clock(0))

    assert answer.zone.zone is Zone.UNFINISHED
    assert answer.unfinished == (
        "zone",
        "kind",
        "cheapest",
        "amendment",
        "conflicts",
        "groups",
        "fragile",
    )
    assert (answer.kind, answer.cheapest, answer.amendment, answer.fragile) == (
        None,
        None,
        None,
        None,
    )


def test_what_was_found_in_time_is_true_and_the_rest_is_named() -> None:
    """However early time runs out, no answer is wrong: at most it is missing."""
    question = crowded()
    whole = settle(question, Clock(10**9))
    assert whole.unfinished == ()
    assert whole.zone.zone is Zone.NO
    assert len(whole.conflicts) > 30
    seen = set()
    for looks in [*range(0, 200, 20), *range(200, 12_000, 500)]:
        answer = settle(question, Clock(looks))
        seen.add(answer.unfinished)
        assert answer.zone.zone in (Zone.NO, Zone.UNFINISHED)
        assert ("zone" in answer.unfinished) == (answer.zone.zone is Zone.UNFINISHED)
        assert set(answer.conflicts) <= set(whole.conflicts)
        for name in ("kind", "cheapest", "amendment", "fragile"):
            found = getattr(answer, name)
            assert (found is None) == (name in answer.unfinished)
            if name not in ("cheapest", "fragile") and found is not None:
                assert found == getattr(whole, name)
        if answer.cheapest:
            assert answer.cheapest.weight == whole.cheapest.weight  # type: ignore[union-attr]
        if "conflicts" not in answer.unfinished:
            assert answer.conflicts == whole.conflicts
        for group in answer.groups:
            assert group.finished or group.concessions == ()
        if "groups" not in answer.unfinished:
            assert answer.groups == whole.groups
    assert len(seen) >= 4


def test_more_sets_than_anyone_could_read_are_not_finished() -> None:
    # A conflict for each issue, all tied to the first issue by their proofs.
    issues = {f"i{number}": tuple("abc") for number in range(10)}
    lines = [
        make_red_line(f"{issue}-{option}", issue, refuses=option)
        for issue in issues
        for option in "abc"
    ]
    members = [
        Conflict(
            tuple(f"{issue}-{option}" for option in "abc"),
            tuple(Rule(issue, option, None, f"{issue}-{option}") for option in "abc")
            + (Rule("i0", "a", Requirement(issue, frozenset("a")), f"{issue}-a"),),
        )
        for issue in issues
    ]
    facts = {line.id: line for line in lines}

    (group,) = find_groups(Conflicts(tuple(members), True), facts, Clock(10**9))
    assert (group.finished, group.concessions) == (False, ())
    (small,) = find_groups(Conflicts(tuple(members[:8]), True), facts, Clock(10**9))
    assert (small.finished, len(small.concessions)) == (True, 3**8)


def test_a_zone_is_not_called_certain_before_its_silences_are() -> None:
    lines = [
        make_red_line(
            f"{issue}-{actor}",
            issue,
            actor=actor,
            accepts="a",
            refuses="b",
            conditional=(only_if("c", [f"{other}: c d"]),),
        )
        for issue, other in (("i0", "i1"), ("i1", "i2"), ("i2", "i3"), ("i3", "i0"))
        for actor in ("russia", "ukraine")
    ]
    question = Question(WIDE, lines)
    whole = settle(question, Clock(10**9))
    assert whole.zone.zone is Zone.YES
    late = [settle(question, Clock(looks)).zone for looks in range(12)]
    assert Zone.UNFINISHED in {each.zone for each in late}
    for zone in late:
        assert zone.zone in (Zone.UNFINISHED, Zone.YES)
        assert zone.zone is Zone.YES or not zone.settlement or len(zone.settlement) == 4
    assert any(each.settlement for each in late if each.zone is Zone.UNFINISHED)


def test_conflicts_found_so_far_are_kept() -> None:
    question = crowded()
    every = find_conflicts(question.parts, Clock(10**9))
    some = find_conflicts(question.parts, Clock(300))

    assert every.finished and not some.finished
    assert 0 < len(some.found) < len(every.found)
    assert set(some.found) < set(every.found)
