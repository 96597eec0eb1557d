"""The settlement engine, complete and exact on hundreds of small questions."""

import os
import random
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from plans.analysis.concessions import cheapest_sets, find_cheapest, weigh
from plans.analysis.facts import Coupling, Requirement
from plans.analysis.settlements import Answer, Question, Zone, settle
from tests.analysis.make import make_red_line
from tests.analysis.settlement_brute_force import Case, Text, by_size, make_case

ROOT = Path(__file__).resolve().parents[2]
SEEDS = range(400)


def question(case: Case) -> Question:
    return Question(
        case.issues,
        case.red_lines,
        case.couplings,
        case.draft,
        case.sources,
        case.taken,
    )


def needs(issue: str, *options: str) -> Requirement:
    return Requirement(issue, frozenset(options))


def never() -> bool:
    return False


@pytest.fixture(scope="module")
def answered() -> list[tuple[Case, Answer]]:
    """The cases that have a settlement at all, with what the engine answers."""
    cases = [case for case in map(make_case, SEEDS) if case.settlements]
    return [(case, settle(question(case), never)) for case in cases]


def test_cases_are_of_every_kind(answered: list[tuple[Case, Answer]]) -> None:
    zones = [case.zone() for case, _ in answered]
    assert len(answered) > 300
    assert {zone: zones.count(zone) > 30 for zone in set(zones)} == {
        "yes": True,
        "if-silence": True,
        "no": True,
    }
    assert sum(case.is_trap() for case, _ in answered) > 30
    assert sum(len(answer.groups) > 1 for _, answer in answered) > 10
    assert sum(len(answer.fragile or ()) > 0 for _, answer in answered) > 100


def test_couplings_that_contradict_each_other_are_no_conflict() -> None:
    barred = [
        Coupling(f"{option}-needs-{other}", "i", option, (needs("i", other),))
        for option, other in (("a", "b"), ("b", "a"))
    ]
    line = make_red_line(issue="i", refuses="a")

    with pytest.raises(ValueError, match="the couplings contradict each other"):
        settle(Question({"i": ("a", "b")}, [line], barred), never)


def test_zone_is_that_of_all_settlements(answered: list[tuple[Case, Answer]]) -> None:
    for case, answer in answered:
        assert answer.zone.zone.value == case.zone()


def test_settlements_with_given_options_are_all_there_is() -> None:
    """The same answers by brute force where some issues are settled beforehand."""
    narrowed = 0
    for seed in SEEDS:
        case, chance = make_case(seed), random.Random(seed)
        issues = chance.sample(list(case.issues), chance.randint(1, len(case.issues)))
        case = replace(
            case, taken={each: chance.choice(case.issues[each]) for each in issues}
        )
        if not case.settlements:
            with pytest.raises(ValueError, match="the couplings contradict"):
                settle(question(case), never)
            continue
        answer = settle(question(case), never)
        assert answer.zone.zone.value == case.zone()
        assert [each.red_lines for each in answer.conflicts] == case.conflicts()
        if answer.zone.settlement:
            assert (as_text(answer.zone.settlement), frozenset()) in case.settlements
        for conflict in answer.conflicts:
            choices = [rule for rule in conflict.rules if rule.is_choice]
            assert all(case.taken[each.issue] != each.option for each in choices)
            narrowed += bool(choices)
    assert narrowed > 100


def test_an_option_taken_must_be_one_of_its_issue() -> None:
    with pytest.raises(ValueError, match="taken: no option c of i"):
        Question({"i": ("a", "b")}, [], taken={"i": "c"})


def test_the_settlement_shown_leans_on_least_and_is_nearest(
    answered: list[tuple[Case, Answer]],
) -> None:
    for case, answer in answered:
        if answer.zone.zone is Zone.NO:
            assert (answer.zone.settlement, answer.zone.silences) == ({}, ())
            continue
        text = as_text(answer.zone.settlement)
        assert list(text) == list(case.issues)
        assert (text, frozenset()) in case.settlements
        silences = {(s.actor, s.issue, s.option) for s in answer.zone.silences}
        assert silences == case.silences(text)
        assert len(silences) == len(answer.zone.silences)
        assert (len(silences), case.distance(text)) == case.fewest()


def test_all_conflicts_are_found_smallest_first(
    answered: list[tuple[Case, Answer]],
) -> None:
    for case, answer in answered:
        assert [each.red_lines for each in answer.conflicts] == case.conflicts()


def test_a_proof_collides_and_has_no_rule_to_spare(
    answered: list[tuple[Case, Answer]],
) -> None:
    for case, answer in answered:
        for conflict in answer.conflicts:
            assert {r.red_line for r in conflict.rules if r.red_line} == set(
                conflict.red_lines
            )
            assert not keepable(case, conflict.rules)
            for rule in conflict.rules:
                assert keepable(case, [r for r in conflict.rules if r != rule])


def test_groups_are_independent_and_multiply_to_all_concessions(
    answered: list[tuple[Case, Answer]],
) -> None:
    for case, answer in answered:
        issues = [issue for group in answer.groups for issue in group.issues]
        assert len(issues) == len(set(issues))
        together = [each for group in answer.groups for each in group.conflicts]
        assert sorted(together, key=lambda each: each.order) == list(answer.conflicts)
        multiplied = {
            frozenset(line for each in sets for line in each)
            for sets in product(*(group.concessions for group in answer.groups))
        }
        assert multiplied == case.concessions()
        for group in answer.groups:
            assert list(group.concessions) == sorted(group.concessions, key=by_size)


def test_groups_count_the_lines_of_each_actor(
    answered: list[tuple[Case, Answer]],
) -> None:
    for case, answer in answered:
        for group in answer.groups:
            given = {line for each in group.concessions for line in each}
            owners = [line.actor for line in case.red_lines if line.id in given]
            assert group.by_actor == {actor: owners.count(actor) for actor in owners}


def test_the_cheapest_compromise_weighs_least(
    answered: list[tuple[Case, Answer]],
) -> None:
    for case, answer in answered:
        cheapest = answer.cheapest
        assert cheapest is not None
        assert frozenset(cheapest.red_lines) in case.concessions()
        assert cheapest.weight == case.weight(cheapest.red_lines) == case.cheapest()
        facts = {line.id: line for line in case.red_lines}
        multiplied = {
            frozenset(line for each in sets for line in each)
            for sets in product(*(cheapest_sets(each, facts) for each in answer.groups))
        }
        assert multiplied == {
            each for each in case.concessions() if case.weight(each) == case.cheapest()
        }


def test_the_cheapest_is_found_without_the_conflicts_too(
    answered: list[tuple[Case, Answer]],
) -> None:
    for case, answer in answered:
        asked = question(case)
        found = find_cheapest(asked.parts, asked.lines, never)
        assert answer.cheapest is not None
        assert found.weight == answer.cheapest.weight
        assert len(found.red_lines) == len(answer.cheapest.red_lines)
        assert weigh(found.red_lines, asked.lines) == found.weight
        assert case.can_keep(set(asked.lines) - set(found.red_lines))


def test_a_draft_is_changed_as_little_as_can_be(
    answered: list[tuple[Case, Answer]],
) -> None:
    for case, answer in answered:
        amendment = answer.amendment
        assert amendment is not None
        found = case.weight(amendment.crossed), len(amendment.changes)
        assert found == case.amendment()
        for change in amendment.changes:
            assert change.after not in change.before
            assert change.after in case.issues[change.issue]


def test_a_trap_is_proved_by_a_smallest_conflict(
    answered: list[tuple[Case, Answer]],
) -> None:
    for case, answer in answered:
        assert answer.kind is not None
        assert (answer.kind.kind == "trap") == case.is_trap()
        strengths = {line.id: line.strength for line in case.red_lines}
        proofs = [
            each
            for each in case.conflicts()
            if {strengths[line] for line in each} == {"absolute"}
        ]
        proof = answer.kind.proof
        assert (proof.red_lines if proof else None) == (proofs[0] if proofs else None)


def test_fragile_sources_are_those_that_change_an_answer(
    answered: list[tuple[Case, Answer]],
) -> None:
    for case, answer in answered:
        assert answer.fragile is not None
        found = {
            each.source: (
                each.zone.value,
                each.trap,
                {conflict.red_lines for conflict in each.conflicts},
            )
            for each in answer.fragile
        }
        assert found == case.fragile()
        assert list(found) == sorted(found)
        for each in answer.fragile:
            fall = {line for line, own in case.sources.items() if own == {each.source}}
            assert set(each.red_lines) == fall


def test_the_order_of_the_facts_makes_no_difference(
    answered: list[tuple[Case, Answer]],
) -> None:
    chance = random.Random(1)
    for case, answer in answered[::3]:
        asked = question(case)
        shuffled = replace(
            asked,
            issues=dict(chance.sample(list(case.issues.items()), len(case.issues))),
            red_lines=chance.sample(case.red_lines, len(case.red_lines)),
            couplings=chance.sample(case.couplings, len(case.couplings)),
        )
        assert settle(shuffled, never) == answer


def test_nothing_is_unfinished_without_a_limit(
    answered: list[tuple[Case, Answer]],
) -> None:
    assert {answer.unfinished for _, answer in answered} == {()}


def test_the_answer_does_not_hang_on_the_seed_of_hashes() -> None:
    program = (
        "from tests.analysis.test_settlements import *\n"
        "for seed in range(40):\n"
        "    print(in_order(settle(question(make_case(seed)), never)))"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]
    assert len(printed[0].splitlines()) == 40
    assert len(set(printed)) == 1


def in_order(answer: Answer) -> object:
    """Everything in an answer that has an order; sets inside of rules have none."""
    return (
        list(answer.zone.settlement.items()),
        answer.zone.silences,
        [
            (each.red_lines, [(r.issue, r.option, r.coupling) for r in each.rules])
            for each in answer.conflicts
        ],
        [(each.issues, each.concessions, each.by_actor) for each in answer.groups],
        answer.cheapest,
        answer.amendment,
        [(each.source, each.red_lines) for each in answer.fragile or ()],
    )


def as_text(settlement: object) -> Text:
    assert isinstance(settlement, dict)
    return {issue: frozenset([option]) for issue, option in settlement.items()}


def keepable(case: Case, rules: object) -> bool:
    """Say whether some settlement breaks none of these rules."""
    assert isinstance(rules, tuple | list)
    return any(
        not any(
            rule.broken_by(dict(zip(case.issues, each, strict=True))) for rule in rules
        )
        for each in product(*case.issues.values())
    )
