"""Which clauses of a newer draft continue which of an older one, over several drafts.

Lineage that an editor recorded is taken as it is. From two steps it follows what
became of the clauses over both; where that and a direct record disagree, both are
reported.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

Basis = Literal["recorded", "composed", "proposed"]
Side = Literal["older", "newer"]

NOWHERE = ""
ENDED = frozenset({"dropped", "moved-out"})
OPPOSITES = {
    "narrowed": "expanded",
    "expanded": "narrowed",
    "weakened": "strengthened",
    "strengthened": "weakened",
    "merged": "split",
    "split": "merged",
    "dropped": "added",
    "moved-out": "added",
    "added": "dropped",
}


@dataclass(frozen=True, slots=True)
class Link:
    """Clauses of a newer draft that continue clauses of an older one, by number.

    Dropped clauses have an empty `newer`, added ones an empty `older`. `likeness` is
    that of a proposal, None for any other basis and for a clause left alone. `moved`
    says that the clauses changed their place among the others.
    """

    older: tuple[str, ...]
    newer: tuple[str, ...]
    change: str
    basis: Basis = "recorded"
    likeness: float | None = None
    note: str = ""
    moved: bool = False

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Each older clause with each newer one; none where one side is empty."""
        return frozenset(product(self.older, self.newer))


@dataclass(frozen=True, slots=True)
class Conflict:
    """A clause, of the side named, whose recorded and composed counterparts differ.

    An empty tuple says that there is none: the clause was dropped, or added.
    """

    side: Side
    clause: str
    recorded: tuple[str, ...]
    composed: tuple[str, ...]


def inverse(links: Iterable[Link]) -> tuple[Link, ...]:
    """Read links backwards, from the newer draft to the older."""
    return tuple(
        replace(
            link,
            older=link.newer,
            newer=link.older,
            change=OPPOSITES.get(link.change, link.change),
        )
        for link in links
    )


def route(
    recorded: Iterable[tuple[str, str]], older: str, newer: str
) -> tuple[str, ...]:
    """Find the drafts over which recorded lineage leads from one draft to another.

    `recorded` are pairs of drafts with a record. The fewest steps win, then the names;
    the direct step does not count. Both ends are part of the answer, which is empty
    where no way leads there.
    """
    onward: dict[str, list[str]] = {}
    for first, second in sorted(set(recorded) - {(older, newer)}):
        onward.setdefault(first, []).append(second)
    ways: list[tuple[str, ...]] = [(older,)]
    seen = {older}
    for way in ways:  # grows while it is read: the shorter ways come first
        if way[-1] == newer:
            return way if len(way) > 2 else ()
        for step in onward.get(way[-1], ()):
            if step not in seen:
                seen.add(step)
                ways.append((*way, step))
    return ()


def compose(first: Iterable[Link], second: Iterable[Link]) -> tuple[Link, ...]:
    """Follow clauses over two steps: from 28 to 19 and from 19 to 20, from 28 to 20.

    Clauses that lead to the same ones make one link. A clause that comes to an end on
    the way is linked to nothing, with the change that ended it; one that came in on
    the way is added. Where the second step is silent on a clause, nothing follows.
    Whatever passes through an unknown fate is of unknown fate.
    """
    first, second = tuple(first), tuple(second)
    onward: dict[str, list[Link]] = {}
    for link in second:
        for clause in link.older:
            onward.setdefault(clause, []).append(link)
    fates: dict[str, _Fate] = {}
    for link in first:
        for clause in link.older or (NOWHERE,):
            fates.setdefault(clause, _Fate({}, [])).follow(link, onward)
    entering = fates.pop(NOWHERE, _Fate({}, []))
    for link in second:
        if not link.older:
            entering.arrive(link)
    return (*_continued(fates), *_entered(entering, fates))


def conflicts(
    recorded: Iterable[Link], composed: Iterable[Link]
) -> tuple[Conflict, ...]:
    """Report the clauses on which a direct record and composed links disagree.

    A record that is finer than what was composed agrees with it. So does an unknown
    fate with anything, and a clause of which only one of the two speaks.
    """
    recorded, composed = tuple(recorded), tuple(composed)
    sides: tuple[Side, Side] = ("older", "newer")
    found = []
    for side in sides:
        indirect = _counterparts(composed, side)
        for clause, direct in _counterparts(recorded, side).items():
            others = indirect.get(clause, direct)
            if set(direct) - set(others) or (others and not direct):
                found.append(Conflict(side, clause, direct, others))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Fate:
    """The clauses that one clause leads to, in order, and the changes on the way."""

    reached: dict[str, None]
    changes: list[str]

    def follow(self, link: Link, onward: Mapping[str, Sequence[Link]]) -> None:
        if not link.newer:
            self.changes.append(link.change)
        for clause in link.newer:
            for step in onward.get(clause, ()):
                self.changes.append(link.change)
                self.arrive(step)

    def arrive(self, step: Link) -> None:
        self.reached.update(dict.fromkeys(step.newer))
        self.changes.append(step.change)


def _continued(fates: Mapping[str, _Fate]) -> Iterator[Link]:
    """Link the older clauses; those that reach the same clauses go together."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for clause, fate in fates.items():
        if fate.reached:
            groups.setdefault(tuple(sorted(fate.reached)), []).append(clause)
        elif fate.changes:
            change = _in_sum(fate.changes, 1, 0)
            yield Link((clause,), (), change, "composed")
    for clauses in groups.values():
        newer = tuple(fates[clauses[0]].reached)
        changes = [change for each in clauses for change in fates[each].changes]
        change = _in_sum(changes, len(clauses), len(newer))
        yield Link(tuple(clauses), newer, change, "composed")


def _entered(entering: _Fate, fates: Mapping[str, _Fate]) -> Iterator[Link]:
    continued = {clause for fate in fates.values() for clause in fate.reached}
    for clause in entering.reached:
        if clause not in continued:
            yield Link((), (clause,), "added", "composed")


def _in_sum(changes: Iterable[str], older: int, newer: int) -> str:
    """Name the change that several changes amount to."""
    kinds = set(changes) - {"kept"}
    if "unknown" in kinds:
        return "unknown"
    if not newer:
        return (kinds & ENDED).pop() if len(kinds & ENDED) == 1 else "dropped"
    if len(kinds) < 2:
        return kinds.pop() if kinds else "kept"
    if "merged" in kinds and newer == 1 < older:
        return "merged"
    if "split" in kinds and older == 1 < newer:
        return "split"
    return "reworded"


def _counterparts(links: Iterable[Link], side: Side) -> dict[str, tuple[str, ...]]:
    """Give the clauses linked to each of one side, none for one of unknown fate."""
    found: dict[str, dict[str, None]] = {}
    unknown = set()
    for link in links:
        own, others = link.older, link.newer
        if side == "newer":
            own, others = others, own
        for clause in own:
            found.setdefault(clause, {}).update(dict.fromkeys(others))
            if link.change == "unknown":
                unknown.add(clause)
    return {
        clause: tuple(others)
        for clause, others in found.items()
        if clause not in unknown
    }
