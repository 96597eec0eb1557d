"""Options chosen one by one, held to brute force; and what is said of them."""

import random
from dataclasses import replace

import pytest

from plans.analysis.choices import (
    as_positions,
    condition_in_words,
    explain_choice,
    find_contradictions,
    look_ahead,
)
from plans.analysis.explain import Names
from plans.analysis.facts import Conditional, Coupling, RedLine, Requirement
from plans.analysis.settlement_explain import Words, explain_contradiction
from plans.analysis.settlements import Question
from plans.analysis.verdicts import evaluate
from tests.analysis.make import make_red_line, only_if
from tests.analysis.settlement_brute_force import Case, make_case

ISSUES = {"cap": ("none", "c800", "c600"), "timing": ("first", "after")}
WORDS = Words(
    Names(
        actors={"ukraine": "Ukraine", "gulf": "the Gulf mediators"},
        issues={"cap": "Size of the army", "timing": "Timing of the ceasefire"},
        options={
            ("cap", "none"): "No ceiling",
            ("cap", "c800"): "A ceiling of 800,000",
            ("cap", "c600"): "A ceiling of 600,000",
            ("timing", "first"): "Before talks",
            ("timing", "after"): "After withdrawal",
        },
        plural=frozenset({"gulf"}),
    ),
    {},
    ISSUES,
)
NEEDS_TIMING = "timing: first"


def never() -> bool:
    return False


def at_once() -> bool:
    return True


def question(case: Case) -> Question:
    return Question(case.issues, case.red_lines, case.couplings, taken=case.taken)


def chosen_cases() -> list[Case]:
    """Small questions in which some issues are settled beforehand."""
    cases = []
    for seed in range(400):
        case, chance = make_case(seed), random.Random(seed)
        issues = chance.sample(list(case.issues), chance.randint(0, len(case.issues)))
        taken = {each: chance.choice(case.issues[each]) for each in issues}
        cases.append(replace(case, taken=taken))
    return cases


CASES = chosen_cases()


def test_outlook_is_that_of_all_settlements() -> None:
    zones = []
    for case in (case for case in CASES if case.settlements):
        outlook = look_ahead(question(case), never)
        lost = [each.red_lines[0] for each in outlook.lost]
        assert (outlook.contradictions, outlook.finished) == ((), True)
        assert lost == [
            line.id for line in case.red_lines if not case.can_keep([line.id])
        ]
        assert [each.red_lines for each in outlook.ahead] == [
            each for each in case.conflicts() if len(each) > 1
        ]
        assert outlook.rest
        assert outlook.rest.zone.value == case.without(lost).zone()
        zones.append(outlook.rest.zone.value)

    assert {zone: zones.count(zone) > 20 for zone in set(zones)} == {
        "yes": True,
        "if-silence": True,
        "no": True,
    }


def test_whatever_a_choice_crosses_is_lost() -> None:
    crossings = 0
    for case in (case for case in CASES if case.settlements):
        judged = evaluate(as_positions(case.taken.items()), case.red_lines).lines
        crossed = {id for id, each in judged.items() if each.verdict == "crosses"}
        lost = {each.red_lines[0] for each in look_ahead(question(case), never).lost}
        assert crossed <= lost
        crossings += len(crossed)

    assert crossings > 100


def test_further_silences_are_the_fewest_on_what_is_undecided() -> None:
    told = 0
    for case in (case for case in CASES if case.settlements):
        asked = question(case)
        outlook = look_ahead(asked, never)
        assert outlook.rest
        left = case.without(each.red_lines[0] for each in outlook.lost)
        counts = [
            sum(issue not in case.taken for _, issue, _ in left.silences(text))
            for text, crossed in left.settlements
            if not crossed
        ]
        further = outlook.further(asked)
        assert len(further) == min(counts, default=0)
        told += len(further) < len(outlook.rest.silences)

    assert told > 20


def test_contradictions_are_found_where_no_settlement_is_left() -> None:
    broken = 0
    for case in CASES:
        found = find_contradictions(question(case), never)
        assert bool(found) == (not case.settlements)
        named = {rule.coupling for each in found for rule in each.rules}
        left = tuple(each for each in case.couplings if each.id not in named)
        assert replace(case, couplings=left).settlements
        broken += bool(found)

    assert broken > 20


def test_every_coupling_that_two_choices_break_is_named() -> None:
    first = Requirement("timing", frozenset({"first"}))
    asked = Question(
        ISSUES,
        [make_red_line(refuses="none")],
        [Coupling(id, "cap", "none", (first,)) for id in ("a", "b")],
        taken={"cap": "none", "timing": "after"},
    )

    outlook = look_ahead(asked, never)

    assert [
        {rule.coupling for rule in each.rules} - {""} for each in outlook.contradictions
    ] in ([{"a"}, {"b"}], [{"b"}, {"a"}])
    assert (outlook.lost, outlook.ahead, outlook.rest) == ((), (), None)


def test_contradiction_is_told_without_a_red_line() -> None:
    first = Requirement("timing", frozenset({"first"}))
    asked = Question(
        ISSUES,
        [],
        [Coupling("a", "cap", "none", (first,), "it takes time.")],
        taken={"cap": "none", "timing": "after"},
    )
    (found,) = find_contradictions(asked, never)

    assert explain_contradiction(found, asked, WORDS) == (
        "Whoever takes “No ceiling” on Size of the army has to take “Before talks” on "
        "Timing of the ceasefire. It takes time.",
        "“No ceiling” is already chosen on Size of the army.",
        "“After withdrawal” is already chosen on Timing of the ceasefire.",
    )


@pytest.mark.parametrize("couplings", [[], [Coupling("a", "cap", "none", ())]])
def test_what_is_not_finished_is_no_answer(couplings: list[Coupling]) -> None:
    lines = [
        make_red_line("a", accepts="none", refuses="c800 c600"),
        make_red_line("b", accepts="c600", refuses="none c800"),
    ]

    outlook = look_ahead(Question(ISSUES, lines, couplings), at_once)

    assert not outlook.finished
    assert outlook.rest is None


@pytest.mark.parametrize(
    ("line", "taken", "sentence"),
    [
        (
            make_red_line(refuses="none"),
            {"cap": "none"},
            "On Size of the army, Ukraine refuses “No ceiling”.",
        ),
        (
            make_red_line(accepts="none", actor="gulf"),
            {"cap": "none"},
            "On Size of the army, the Gulf mediators accept “No ceiling”.",
        ),
        (
            make_red_line(refuses="none", actor="gulf"),
            {"cap": "c600"},
            "On Size of the army, the Gulf mediators have not said whether “A ceiling "
            "of 600,000” will do.",
        ),
        (
            make_red_line(conditional=(only_if("c800", [NEEDS_TIMING]),)),
            {"cap": "c800"},
            "On Size of the army, Ukraine accepts “A ceiling of 800,000” only if "
            "Timing of the ceasefire is “Before talks”; Timing of the ceasefire is "
            "undecided.",
        ),
        (
            make_red_line(conditional=(only_if("c800", [NEEDS_TIMING]),)),
            {"cap": "c800", "timing": "after"},
            "On Size of the army, Ukraine accepts “A ceiling of 800,000” only if "
            "Timing of the ceasefire is “Before talks”; on Timing of the ceasefire "
            "“After withdrawal” is chosen.",
        ),
        (
            make_red_line(conditional=(only_if("c800", note="If it is paid for."),)),
            {"cap": "c800"},
            "On Size of the army, Ukraine accepts “A ceiling of 800,000” only on a "
            "condition outside the coding frame: If it is paid for.",
        ),
    ],
)
def test_choice_is_told_in_a_sentence(
    line: RedLine, taken: dict[str, str], sentence: str
) -> None:
    cells = evaluate(as_positions(taken.items()), [line]).cells

    assert explain_choice(cells["cap", line.actor].evidence[0], WORDS) == sentence


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (
            only_if("c800", ["cap: c600 none", NEEDS_TIMING]),
            "if Size of the army is “No ceiling” or “A ceiling of 600,000”, and Timing "
            "of the ceasefire is “Before talks”",
        ),
        (only_if("c800", note="If it is paid for."), "If it is paid for"),
        (only_if("c800"), "a condition outside the coding frame"),
    ],
)
def test_condition_is_told_in_words(condition: Conditional, words: str) -> None:
    assert condition_in_words(condition, WORDS) == words
