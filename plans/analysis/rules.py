"""What one position does to one red line, and by which rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from plans.analysis.facts import (
    Conditional,
    Position,
    RedLine,
    Requirement,
    Verdict,
)


class Rule(StrEnum):
    """Why a verdict was given."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    CONDITION_MET = "condition-met"
    CONDITION_FAILED = "condition-failed"
    CONDITION_UNADDRESSED = "condition-unaddressed"
    CONDITION_CONTESTED = "condition-contested"
    CONDITION_OUTSIDE_FRAME = "condition-outside-frame"
    UNSTATED = "unstated"


class RequirementState(StrEnum):
    """How a draft stands to one requirement of a condition."""

    MET = "met"
    FAILED = "failed"
    CONTESTED = "contested"
    UNADDRESSED = "unaddressed"


@dataclass(frozen=True, slots=True)
class RequirementOutcome:
    """A requirement and the positions of the draft that decide it."""

    issue: str
    options: frozenset[str]
    taken: tuple[Position, ...]
    state: RequirementState


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule behind a verdict; for a condition its requirements and its note."""

    rule: Rule
    requirements: tuple[RequirementOutcome, ...] = ()
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        return VERDICTS[self.rule]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The derived verdict of a red line on a position, with its reason."""

    position: Position
    red_line: RedLine
    verdict: Verdict
    reason: Reason


VERDICTS = {
    Rule.ACCEPTED: Verdict.MEETS,
    Rule.REFUSED: Verdict.CROSSES,
    Rule.CONDITION_MET: Verdict.MEETS,
    Rule.CONDITION_FAILED: Verdict.CROSSES,
    Rule.CONDITION_UNADDRESSED: Verdict.OPEN,
    Rule.CONDITION_CONTESTED: Verdict.OPEN,
    Rule.CONDITION_OUTSIDE_FRAME: Verdict.OPEN,
    Rule.UNSTATED: Verdict.SILENT,
}

# Several requirements are as good as the first of these that one of them is in.
RULES_BY_STATE = {
    RequirementState.FAILED: Rule.CONDITION_FAILED,
    RequirementState.UNADDRESSED: Rule.CONDITION_UNADDRESSED,
    RequirementState.CONTESTED: Rule.CONDITION_CONTESTED,
    RequirementState.MET: Rule.CONDITION_MET,
}

ACCEPTED = Reason(Rule.ACCEPTED)
REFUSED = Reason(Rule.REFUSED)
UNSTATED = Reason(Rule.UNSTATED)


class Taken:
    """The positions of a whole draft, by issue and in the order given."""

    __slots__ = ("_by_issue",)

    def __init__(self, positions: Iterable[Position]) -> None:
        by_issue: dict[str, list[Position]] = {}
        for position in positions:
            by_issue.setdefault(position.issue, []).append(position)
        self._by_issue = {issue: tuple(taken) for issue, taken in by_issue.items()}

    def on(self, issue: str) -> tuple[Position, ...]:
        """Give the draft's positions on an issue, none where it is silent."""
        return self._by_issue.get(issue, ())

    def __contains__(self, issue: object) -> bool:
        return issue in self._by_issue


def judge(position: Position, red_line: RedLine, taken: Taken) -> Judgement:
    """Judge one position against one red line of the same issue.

    `taken` holds all positions of the draft, this one too: conditions ask for other
    issues. Raises ValueError if the red line is on another issue than the position.
    """
    if position.issue != red_line.issue:
        raise ValueError(f"{red_line.id} is not on the issue {position.issue}")
    reason = rule_on(red_line, position.option, taken)
    return Judgement(position, red_line, VERDICTS[reason.rule], reason)


def rule_on(red_line: RedLine, option: str, taken: Taken) -> Reason:
    """Find the rule by which a red line judges an option of its issue.

    Refusal goes before acceptance, should a line state both on one option.
    """
    if option in red_line.unacceptable:
        return REFUSED
    if option in red_line.acceptable:
        return ACCEPTED
    for conditional in red_line.conditional:
        if conditional.option == option:
            return _rule_on_condition(conditional, taken)
    return UNSTATED


def weigh(requirement: Requirement, taken: Taken) -> RequirementOutcome:
    """Say how the draft stands to a requirement.

    It is met when some position takes one of the required options and no
    *alternative* lies outside them. A draft may take two options of an issue side by
    side without letters, where parties, object or means differ: one of them inside is
    then enough, since the other does not replace it. An alternative outside could
    replace it, so the requirement stays contested until one is chosen. With no
    position inside it has failed, and with no position at all it is unaddressed.
    """
    on_issue = taken.on(requirement.issue)
    outside = [each for each in on_issue if each.option not in requirement.options]
    if not on_issue:
        state = RequirementState.UNADDRESSED
    elif len(outside) == len(on_issue):
        state = RequirementState.FAILED
    elif any(each.alternative for each in outside):
        state = RequirementState.CONTESTED
    else:
        state = RequirementState.MET
    return RequirementOutcome(requirement.issue, requirement.options, on_issue, state)


def _rule_on_condition(conditional: Conditional, taken: Taken) -> Reason:
    if not conditional.requires:
        return Reason(Rule.CONDITION_OUTSIDE_FRAME, (), conditional.note)
    outcomes = tuple(weigh(each, taken) for each in conditional.requires)
    states = {outcome.state for outcome in outcomes}
    rule = next(rule for state, rule in RULES_BY_STATE.items() if state in states)
    return Reason(rule, outcomes, conditional.note)
