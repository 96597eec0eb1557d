"""Options chosen one by one: whether they fit together, and what they leave."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from plans.analysis.conflicts import Conflict, find_conflicts, prove
from plans.analysis.explain import Names
from plans.analysis.facts import Conditional, Position
from plans.analysis.phrases import joined
from plans.analysis.rules import Judgement, RequirementOutcome, RequirementState, Rule
from plans.analysis.settlement_explain import Words, required
from plans.analysis.settlements_question import Question
from plans.analysis.settlements_rules import Part
from plans.analysis.settlements_zone import Silence, ZoneAnswer, find_zone
from plans.analysis.solver import OutOfTime, Stop


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the options taken leave of a question.

    `contradictions` are couplings that the options break, with the rules that show it;
    no red line is at fault, and nothing else is then said. `lost` are conflicts of one
    red line each, which no settlement with these options keeps; `ahead` are those among
    the others. `rest` is the zone of the red lines that are not lost, None where it was
    not asked for or `finished` is False: then there may be more than was found.
    """

    contradictions: tuple[Conflict, ...]
    lost: tuple[Conflict, ...]
    ahead: tuple[Conflict, ...]
    rest: ZoneAnswer | None
    finished: bool

    def further(self, question: Question) -> tuple[Silence, ...]:
        """The silences that the rest leans on, those on options taken left out."""
        silences = self.rest.silences if self.rest else ()
        return tuple(each for each in silences if each.issue not in question.taken)


def look_ahead(question: Question, stop: Stop) -> Outlook:
    """Say what the options taken leave; `stop` tells whether the time is over."""
    try:
        broken = find_contradictions(question, stop)
    except OutOfTime:
        return Outlook((), (), (), None, finished=False)
    if broken:
        return Outlook(broken, (), (), None, finished=True)
    conflicts = find_conflicts(question.parts, stop)
    lost = tuple(each for each in conflicts.found if len(each.red_lines) == 1)
    ahead = tuple(each for each in conflicts.found if len(each.red_lines) > 1)
    if not conflicts.finished:
        return Outlook((), lost, ahead, None, finished=False)
    gone = {line for each in lost for line in each.red_lines}
    kept = (line for line in question.lines.values() if line.id not in gone)
    rest = find_zone(question.keeping(kept), stop)
    return Outlook((), lost, ahead, rest, finished=True)


def find_contradictions(question: Question, stop: Stop) -> tuple[Conflict, ...]:
    """Give what is wrong with the options taken as couplings go, none where they fit.

    Each is a conflict without red lines. Without the couplings that they name, the
    options fit. Raises OutOfTime.
    """
    return tuple(
        each
        for part in question.keeping(()).parts
        for each in _contradictions(part, stop)
    )


def _contradictions(part: Part, stop: Stop) -> Iterable[Conflict]:
    while any(rule.coupling for rule in part.rules):
        try:
            found = prove(part, (), stop)
        except ValueError:  # what is left can be kept
            return
        yield found
        named = {rule for rule in found.rules if rule.coupling}
        left = tuple(rule for rule in part.rules if rule not in named)
        part = replace(part, rules=left)


def as_positions(taken: Iterable[tuple[str, str]]) -> list[Position]:
    """Put options, by issue, as the positions of a text: a clause for each issue."""
    return [Position(issue, issue, option) for issue, option in taken]


# --- In words


def explain_choice(judgement: Judgement, words: Words) -> str:
    """Say in one sentence what a red line makes of an option that was chosen.

    Raises KeyError for an actor, issue or option that has no name.
    """
    names, position = words.names, judgement.position
    actor = judgement.red_line.actor
    plural = actor in names.plural
    option = f"“{names.options[position.issue, position.option]}”"
    start = f"On {names.issues[position.issue]}, {names.actors[actor]}"
    accepts = f"{start} {'accept' if plural else 'accepts'} {option}"
    reason = judgement.reason
    match reason.rule:
        case Rule.ACCEPTED:
            return f"{accepts}."
        case Rule.REFUSED:
            return f"{start} {'refuse' if plural else 'refuses'} {option}."
        case Rule.UNSTATED:
            has = "have" if plural else "has"
            return f"{start} {has} not said whether {option} will do."
        case Rule.CONDITION_OUTSIDE_FRAME:
            note = f": {reason.note.rstrip('.')}" if reason.note else ""
            return f"{accepts} only on a condition outside the coding frame{note}."
        case _:
            needed = joined(required(each, words) for each in reason.requirements)
            found = joined(_found(each, names) for each in reason.requirements)
            return f"{accepts} only if {needed}; {found}."


def condition_in_words(condition: Conditional, words: Words) -> str:
    """Say on what an option hangs: "if …"; a note, where it lies outside the frame."""
    if not condition.requires:
        return condition.note.rstrip(".") or "a condition outside the coding frame"
    return f"if {joined(required(each, words) for each in condition.requires)}"


def _found(outcome: RequirementOutcome, names: Names) -> str:
    issue = names.issues[outcome.issue]
    if outcome.state is RequirementState.UNADDRESSED:
        return f"{issue} is undecided"
    taken = " and ".join(
        f"“{names.options[each.issue, each.option]}”" for each in outcome.taken
    )
    return f"on {issue} {taken} is chosen"
