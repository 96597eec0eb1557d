"""Verdicts in plain sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from plans.analysis.facts import Position, Verdict
from plans.analysis.phrases import joined, listed
from plans.analysis.rules import (
    Judgement,
    RequirementOutcome,
    RequirementState,
    Rule,
)

UNMET_DEMAND = "unmet demand"


@dataclass(frozen=True, slots=True)
class Names:
    """How to call actors, issues and options (by issue and option) in a sentence.

    An actor's name is written as inside a sentence ("the United States"). `plural`
    holds the ids of the actors whose name takes "have".
    """

    actors: Mapping[str, str]
    issues: Mapping[str, str]
    options: Mapping[tuple[str, str], str]
    plural: frozenset[str] = frozenset()


def explain(judgement: Judgement, names: Names) -> str:
    """Say in one sentence what the clause takes and what the actor has said of it.

    Raises KeyError for an actor, issue or option that has no name.
    """
    position = judgement.position
    taken = f"{_subject(position, names)} takes {_option(position, names)}"
    actor = judgement.red_line.actor
    has = "have" if actor in names.plural else "has"
    speaker = f"{names.actors[actor]} {has}"
    reason = judgement.reason
    match reason.rule:
        case Rule.ACCEPTED:
            return f"{taken}, which {speaker} accepted."
        case Rule.REFUSED:
            return f"{taken}, which {speaker} refused."
        case Rule.UNSTATED:
            return f"{taken}, on which {speaker} said nothing in this statement."
        case Rule.CONDITION_OUTSIDE_FRAME:
            note = f": {reason.note.rstrip('.')}" if reason.note else ""
            condition = "only on a condition outside the coding frame"
            return f"{taken}, which {speaker} accepted {condition}{note}."
        case _:
            needed = joined(_needed(each, names) for each in reason.requirements)
            found = joined(_found(each, names) for each in reason.requirements)
            return (
                f"{taken}, which {speaker} accepted only if {needed}; the draft "
                f"{found}."
            )


def verdict_in_words(verdict: Verdict, kind: str) -> str:
    """Call what a whole draft does to a line of a kind by its name.

    A demand that it does not address is an unmet demand.
    """
    if verdict is Verdict.UNADDRESSED and kind == "demand":
        return UNMET_DEMAND
    return str(verdict)


def _subject(position: Position, names: Names) -> str:
    subject = "The clause"
    if position.alternative:
        subject = f"Alternative {position.alternative} of the clause"
    if position.proponents:
        proponents = listed((names.actors[each] for each in position.proponents), "and")
        subject += f" (put forward by {proponents})"
    return subject


def _needed(outcome: RequirementOutcome, names: Names) -> str:
    labels = [_label(outcome.issue, each, names) for each in sorted(outcome.options)]
    return f"{names.issues[outcome.issue]} is {listed(labels, 'or')}"


def _found(outcome: RequirementOutcome, names: Names) -> str:
    issue = names.issues[outcome.issue]
    options = dict.fromkeys(_option(each, names) for each in outcome.taken)
    taken = listed(options, "and")
    if outcome.state is RequirementState.UNADDRESSED:
        return f"takes no position on {issue}"
    if outcome.state is RequirementState.CONTESTED:
        return f"leaves {issue} contested between {taken}"
    return f"takes {taken} on {issue}"


def _option(position: Position, names: Names) -> str:
    return _label(position.issue, position.option, names)


def _label(issue: str, option: str, names: Names) -> str:
    return f"“{names.options[issue, option]}”"
