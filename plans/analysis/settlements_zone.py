"""Is there a zone of possible agreement, and what does it lean on?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plans.analysis.settlements_question import Question
from plans.analysis.settlements_rules import Part
from plans.analysis.solver import OutOfTime, Search, Stop, Wish, best


class Zone(StrEnum):
    """Whether a settlement crosses no red line, and whether it leans on silences."""

    YES = "yes"
    IF_SILENCE = "if-silence"
    NO = "no"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True, order=True)
class Silence:
    """An option that an actor with a line on the issue has not vouched for."""

    actor: str
    issue: str
    option: str


@dataclass(frozen=True, slots=True)
class ZoneAnswer:
    """A zone with a settlement inside it, an option for each issue.

    The settlement leans on the fewest silences that it can, and among those it is the
    nearest to the draft. It is empty where there is none; where the search for the
    fewest silences did not finish, it is one that crosses no red line, if such a one
    was found, and the silences are those that it leans on.
    """

    zone: Zone
    settlement: Mapping[str, str]
    silences: tuple[Silence, ...]


Settlement = Mapping[str, str]
# The settlements of parts already worked out, by their issues and red lines.
Known = dict[tuple[tuple[str, ...], tuple[str, ...]], Settlement]


def find_zone(question: Question, stop: Stop, known: Known | None = None) -> ZoneAnswer:
    """Answer with a zone; unfinished where time ran out before it was certain.

    `known` takes and gives the settlements of parts, for questions that share them.
    It must not pass between questions with another frame, couplings or draft.
    """
    known = {} if known is None else known
    vouched = vouched_for(question)
    try:
        some = _settle_somehow(question, known, stop)
    except OutOfTime:
        return ZoneAnswer(Zone.UNFINISHED, {}, ())
    if some is None:
        return ZoneAnswer(Zone.NO, {}, ())
    try:
        found = _settle_best(question, vouched, known, stop)
    except OutOfTime:
        return ZoneAnswer(Zone.UNFINISHED, some, silences_of(some, vouched))
    silences = silences_of(found, vouched)
    return ZoneAnswer(Zone.IF_SILENCE if silences else Zone.YES, found, silences)


def vouched_for(question: Question) -> dict[tuple[str, str], frozenset[str]]:
    """Give the options that each actor with a line on an issue vouches for there.

    A condition counts as met: a settlement that crosses no red line meets it. Keys
    are actor and issue.
    """
    found: dict[tuple[str, str], frozenset[str]] = {}
    for line in question.lines.values():
        key = (line.actor, line.issue)
        tied = {each.option: each for each in reversed(line.conditional)}
        accepted = line.acceptable | {
            option for option, each in tied.items() if each.requires
        }
        found[key] = found.get(key, frozenset()) | (accepted - line.unacceptable)
    return dict(sorted(found.items()))


def silences_of(
    settlement: Settlement, vouched: Mapping[tuple[str, str], frozenset[str]]
) -> tuple[Silence, ...]:
    """Name what a settlement leans on that nobody vouched for, by actor and issue."""
    return tuple(
        Silence(actor, issue, settlement[issue])
        for (actor, issue), options in vouched.items()
        if settlement[issue] not in options
    )


def _settle_somehow(question: Question, known: Known, stop: Stop) -> Settlement | None:
    """Give any settlement that crosses no red line, or None.

    OutOfTime only where no part is known to have none.
    """
    settled: dict[str, str] = {}
    late = False
    for part in question.parts:
        try:
            own = _known(part, known) or _settle_one(part, [], stop)
        except OutOfTime:
            late = True
            continue
        if own is None:
            return None
        settled |= own
    if late:
        raise OutOfTime
    return dict(sorted(settled.items()))


def _settle_best(
    question: Question,
    vouched: Mapping[tuple[str, str], frozenset[str]],
    known: Known,
    stop: Stop,
) -> Settlement:
    """Settle every part, knowing that each can be settled."""
    settled: dict[str, str] = {}
    for part in question.parts:
        own = _known(part, known)
        if own is None:
            wishes = list(_wishes(question, part, vouched))
            own = known[_key(part)] = _settle_one(part, wishes, stop) or {}
        settled |= own
    return dict(sorted(settled.items()))


def _known(part: Part, known: Known) -> Settlement | None:
    return known.get(_key(part))


def _key(part: Part) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(part.options), part.red_lines


def _wishes(
    question: Question,
    part: Part,
    vouched: Mapping[tuple[str, str], frozenset[str]],
) -> Iterable[Wish]:
    dear = 1 + sum(issue in question.drafted for issue in part.options)
    actors = {question.lines[line].actor for line in part.red_lines}
    for issue in part.options:
        for actor in sorted(actors):
            if (actor, issue) in vouched:
                yield Wish(issue, vouched[actor, issue], dear)
        if taken := question.drafted.get(issue):
            yield Wish(issue, frozenset(each.option for each in taken), 1)


def _settle_one(part: Part, wishes: list[Wish], stop: Stop) -> Settlement | None:
    if stop():
        raise OutOfTime
    if len(part.options) == 1:
        return _settle_issue(part, wishes)
    rules = [(None, rule) for rule in part.rules]
    if not wishes:
        with Search[str](part.options, rules, stop) as search:
            return search.settle(())
    found = best(part.options, rules, stop, {}, wishes)
    if found is None:
        return None
    return {issue: options[0] for issue, options in found.taken.items()}


def _settle_issue(part: Part, wishes: list[Wish]) -> Settlement | None:
    """Settle an issue that stands alone: no search is needed."""
    ((issue, options),) = part.options.items()
    open_options = [
        option
        for option in options
        if not any(rule.broken_by({issue: option}) for rule in part.rules)
    ]
    if not open_options:
        return None
    prices = [
        sum(wish.price for wish in wishes if option not in wish.options)
        for option in open_options
    ]
    return {issue: open_options[prices.index(min(prices))]}
