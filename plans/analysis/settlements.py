"""Is there a settlement, what stands in its way, and what would have to give?"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from plans.analysis.concessions import (
    Compromise,
    Group,
    cheapest_of,
    find_cheapest,
    find_groups,
)
from plans.analysis.conflicts import Conflict, Conflicts, find_conflicts
from plans.analysis.settlements_draft import Amendment, Change, find_amendment
from plans.analysis.settlements_question import Question
from plans.analysis.settlements_sources import Fragile, find_fragile
from plans.analysis.settlements_zone import (
    Known,
    Silence,
    Zone,
    ZoneAnswer,
    find_zone,
)
from plans.analysis.solver import OutOfTime, Search, Stop

__all__ = [
    "Amendment",
    "Answer",
    "Change",
    "Compromise",
    "Conflict",
    "Fragile",
    "Group",
    "Kind",
    "KindAnswer",
    "Question",
    "Silence",
    "Zone",
    "ZoneAnswer",
    "find_kind",
    "settle",
]

T = TypeVar("T")


class Kind(StrEnum):
    """Whether better offers could settle it, or a requirement must change first."""

    DILEMMA = "dilemma"
    TRAP = "trap"


@dataclass(frozen=True, slots=True)
class KindAnswer:
    """For a trap with the smallest conflict among absolute red lines that proves it."""

    kind: Kind
    proof: Conflict | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything asked of a question; what time did not suffice for is named.

    `kind`, `cheapest`, `amendment` and `fragile` are None where they were not asked
    for or not finished; `unfinished` then names them. It names `conflicts` where those
    found may not be all, and `groups` where concession sets are missing. `free` are
    the issues on which nobody has a line: their options in the settlement bind nobody.
    """

    zone: ZoneAnswer
    kind: KindAnswer | None
    conflicts: tuple[Conflict, ...]
    groups: tuple[Group, ...]
    cheapest: Compromise | None
    amendment: Amendment | None
    fragile: tuple[Fragile, ...] | None
    free: tuple[str, ...]
    unfinished: tuple[str, ...]


def settle(question: Question, stop: Stop, *, sources: bool = True) -> Answer:
    """Answer a question; `stop` tells whether the time for it is over.

    The quick answers go first, and the amendment only where a draft is named. Without
    `sources` no fragile ones are sought. Raises ValueError where the couplings alone
    leave no settlement: then no red line is at fault.
    """
    known: Known = {}
    late: list[str] = []
    if couplings_contradict(question, stop):
        raise ValueError("the couplings contradict each other")
    zone = find_zone(question, stop, known)
    if zone.zone is Zone.UNFINISHED:
        late.append("zone")
    kind = _in_time(late, "kind", lambda: find_kind(question, stop))
    cheapest = _in_time(
        late, "cheapest", lambda: find_cheapest(question.parts, question.lines, stop)
    )
    amendment = None
    if question.draft is not None:
        amendment = _in_time(late, "amendment", lambda: find_amendment(question, stop))
    conflicts = find_conflicts(question.parts, stop)
    groups = find_groups(conflicts, question.lines, stop)
    if not conflicts.finished:
        late.append("conflicts")
    if not conflicts.finished or not all(group.finished for group in groups):
        late.append("groups")
    else:
        # The same weight; but of several as cheap, the first by ids.
        cheapest = cheapest_of(groups, question.lines)
    fragile = None
    if sources:
        fragile = _in_time(
            late, "fragile", lambda: _fragile(question, zone, conflicts, stop, known)
        )
    return Answer(
        zone=zone,
        kind=kind,
        conflicts=conflicts.found,
        groups=groups,
        cheapest=cheapest,
        amendment=amendment,
        fragile=fragile,
        free=tuple(each for each in question.options if each not in question.lines_on),
        unfinished=tuple(late),
    )


def find_kind(question: Question, stop: Stop) -> KindAnswer:
    """Say whether the absolute red lines alone can be kept. Raises OutOfTime."""
    absolute = question.keeping(
        line for line in question.lines.values() if line.strength == "absolute"
    )
    if find_zone_without_silences(absolute, stop):
        return KindAnswer(Kind.DILEMMA)
    conflicts = find_conflicts(absolute.parts, stop)
    if not conflicts.finished:
        raise OutOfTime
    return KindAnswer(Kind.TRAP, conflicts.found[0])


def find_zone_without_silences(question: Question, stop: Stop) -> bool:
    """Say whether some settlement crosses no red line. Raises OutOfTime."""
    for part in question.parts:
        with Search[str](part.options, [(None, r) for r in part.rules], stop) as search:
            if search.settle(()) is None:
                return False
    return True


def couplings_contradict(question: Question, stop: Stop) -> bool:
    """Say whether the couplings alone leave no settlement: no red line is at fault.

    Where time ran out that is unknown, and so not said.
    """
    try:
        return not find_zone_without_silences(question.keeping(()), stop)
    except OutOfTime:
        return False


def _fragile(
    question: Question,
    zone: ZoneAnswer,
    conflicts: Conflicts,
    stop: Stop,
    known: Known,
) -> tuple[Fragile, ...]:
    if zone.zone is Zone.UNFINISHED or not conflicts.finished:
        raise OutOfTime
    return find_fragile(question, zone.zone, conflicts.found, stop, known)


def _in_time(late: list[str], name: str, ask: Callable[[], T]) -> T | None:
    try:
        return ask()
    except OutOfTime:
        late.append(name)
        return None
