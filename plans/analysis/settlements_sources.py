"""Which single source carries the answer.

A red line falls when the last of its sources is withdrawn. Sources of couplings do not
count: a coupling states what follows, not what somebody said.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from plans.analysis.conflicts import Conflict
from plans.analysis.settlements_question import Question
from plans.analysis.settlements_zone import Known, Zone, find_zone
from plans.analysis.solver import OutOfTime, Stop


@dataclass(frozen=True, slots=True)
class Fragile:
    """A source by id, the lines that fall with it, and what else would change.

    `zone` and `trap` are the answers without it, the conflicts those that go.
    """

    source: str
    red_lines: tuple[str, ...]
    zone: Zone
    trap: bool
    conflicts: tuple[Conflict, ...]


def find_fragile(
    question: Question,
    zone: Zone,
    conflicts: tuple[Conflict, ...],
    stop: Stop,
    known: Known | None = None,
) -> tuple[Fragile, ...]:
    """Give the sources whose withdrawal changes the answer or removes a conflict.

    `zone` and `conflicts` are the answer with all sources, the conflicts all there
    are. `known` is as in `find_zone`. Sources come by id. Raises OutOfTime.
    """
    known = {} if known is None else known
    proofs = sum(_is_absolute(each, question) for each in conflicts)
    holding: dict[str, list[int]] = {}
    for number, conflict in enumerate(conflicts):
        for line in conflict.red_lines:
            holding.setdefault(line, []).append(number)
    found = []
    for source, lines in _carried(question.sources, question).items():
        if stop():
            raise OutOfTime
        numbers = {number for line in lines for number in holding.get(line, ())}
        gone = tuple(conflicts[number] for number in sorted(numbers))
        after = Zone.NO
        if len(gone) == len(conflicts):
            rest = [each for each in question.lines.values() if each.id not in lines]
            after = find_zone(question.keeping(rest), stop, known).zone
        if after is Zone.UNFINISHED:
            raise OutOfTime
        if gone or after is not zone:
            trap = proofs > sum(_is_absolute(each, question) for each in gone)
            found.append(Fragile(source, lines, after, trap, gone))
    return tuple(found)


def _is_absolute(conflict: Conflict, question: Question) -> bool:
    """Say whether a conflict is among absolute red lines alone: it makes a trap."""
    return all(
        question.lines[line].strength == "absolute" for line in conflict.red_lines
    )


def _carried(
    sources: Mapping[str, frozenset[str]], question: Question
) -> dict[str, tuple[str, ...]]:
    """Give for each source the red lines that have no other."""
    carried: dict[str, list[str]] = {}
    for line in question.lines:
        own = sources.get(line, frozenset())
        if len(own) == 1:
            carried.setdefault(next(iter(own)), []).append(line)
    return {source: tuple(lines) for source, lines in sorted(carried.items())}
