"""How little of a draft would have to change so that it crosses nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from plans.analysis.concessions import weigh
from plans.analysis.facts import Position
from plans.analysis.settlements_question import Question
from plans.analysis.settlements_rules import Part
from plans.analysis.settlements_zone import vouched_for
from plans.analysis.solver import Stop, Wish, best


@dataclass(frozen=True, slots=True)
class Change:
    """A position to change, by its issue: from an option, or a choice of them, to one.

    Contested alternatives on an issue are one position; `before` are then all of them.
    """

    issue: str
    before: tuple[str, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """Changes to a draft, by issue, and what it must still cross, by id.

    `crossed` is empty where a zone of possible agreement can be reached. Otherwise it
    is the least that any text must cross, by weight. `taken` are the options of the
    whole text that this comes to, those on issues that the draft leaves open too; an
    issue is missing from it where there is nothing to decide.
    """

    changes: tuple[Change, ...]
    crossed: tuple[str, ...]
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)


def find_amendment(question: Question, stop: Stop) -> Amendment:
    """Change as few positions of the draft as can be, so that it crosses least.

    Crossing least goes first, by weight, then changing least; of what is left it leans
    on the fewest silences. Issues that the draft leaves open may take any option;
    couplings hold. Options that the draft takes side by side may stay side
    by side; of contested alternatives one has to be chosen, which is no change.
    Raises ValueError where couplings contradict each other, and OutOfTime.
    """
    changes: list[Change] = []
    crossed: list[str] = []
    whole: dict[str, tuple[str, ...]] = {}
    vouched: dict[str, list[frozenset[str]]] = {}
    for (_, issue), options in vouched_for(question).items():
        if options:
            vouched.setdefault(issue, []).append(options)
    for part in question.parts:
        drafted = {
            issue: question.drafted[issue]
            for issue in part.options
            if issue in question.drafted
        }
        if part.red_lines or (drafted and part.rules):
            taken, given_up = _amend(question, part, drafted, vouched, stop)
            crossed += given_up
            whole |= taken
            for issue, positions in drafted.items():
                changes += _changes(issue, positions, taken[issue])
    return Amendment(
        tuple(changes), tuple(sorted(crossed)), dict(sorted(whole.items()))
    )


def _amend(
    question: Question,
    part: Part,
    drafted: Mapping[str, Sequence[Position]],
    vouched: Mapping[str, Sequence[frozenset[str]]],
    stop: Stop,
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    spoken = [
        Wish(issue, options, 1)
        for issue in part.options
        for options in vouched.get(issue, ())
    ]
    change = len(spoken) + 1
    wishes = [
        Wish(issue, frozenset(options), change)
        for issue, positions in drafted.items()
        for options in options_by_position(positions)
    ]
    dear = change * (len(wishes) + 1)
    prices = {line: weigh([line], question.lines) * dear for line in part.red_lines}
    found = best(
        part.options,
        [(rule.red_line or None, rule) for rule in part.rules],
        stop,
        prices,
        [*wishes, *spoken],
        {issue: _side_by_side(positions) for issue, positions in drafted.items()},
    )
    if found is None:
        raise ValueError("the couplings contradict each other")
    return found.taken, found.given_up


def options_by_position(positions: Sequence[Position]) -> list[tuple[str, ...]]:
    """Give the options of each position on an issue, those in brackets as one."""
    plain = dict.fromkeys((each.option,) for each in positions if not each.alternative)
    bracket = dict.fromkeys(each.option for each in positions if each.alternative)
    return [*plain, *([tuple(bracket)] if bracket else [])]


def _side_by_side(positions: Sequence[Position]) -> list[frozenset[str]]:
    """Give the options that the text has with each choice of an alternative."""
    letters = {each.alternative for each in positions if each.alternative} or {""}
    return [
        frozenset(each.option for each in positions if each.alternative in ("", letter))
        for letter in sorted(letters)
    ]


def _changes(
    issue: str, positions: Sequence[Position], taken: Sequence[str]
) -> list[Change]:
    return [
        Change(issue, options, taken[0])
        for options in options_by_position(positions)
        if not set(options) & set(taken)
    ]
