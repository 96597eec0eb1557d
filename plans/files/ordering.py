"""Which clauses of two texts are set side by side, and which of them moved."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from plans.analysis.comparison import likeness
from plans.files.document import ComparedClause, Passage


@dataclass(frozen=True, slots=True)
class Unit:
    """Neighbouring clauses of the older text that became neighbours in the newer."""

    change: ComparedClause
    older: range
    newer: range


def find_owners(
    side: str, passages: Sequence[Passage], changes: Sequence[ComparedClause]
) -> dict[str, ComparedClause]:
    """Find for each clause the first link that names it."""
    owners: dict[str, ComparedClause] = {}
    for change in changes:
        for number in getattr(change, side):
            owners.setdefault(number, change)
    known = {passage.number for passage in passages}
    if len(known) != len(passages):
        raise ValueError(f"A clause number stands twice in the {side} text.")
    if odd := sorted(known ^ owners.keys()):
        raise ValueError(f"Changes and {side} text differ on clauses {', '.join(odd)}.")
    return owners


def find_units(
    older: Sequence[Passage],
    newer: Sequence[Passage],
    changes: Sequence[ComparedClause],
) -> list[Unit]:
    """Find what can be compared word by word, in the order of the newer text."""
    old_places = {passage.number: place for place, passage in enumerate(older)}
    new_places = {passage.number: place for place, passage in enumerate(newer)}
    units = []
    for change in changes:
        # A dropped clause may name the newer one that records the removal.
        if change.change in ("dropped", "added"):
            continue
        pairs = [
            (old, new)
            for old in _runs(change.older, old_places)
            for new in _runs(change.newer, new_places)
        ]
        if not pairs:
            continue
        best = max(pairs, key=lambda pair: _shared(older, newer, *pair))
        unit = Unit(change, *best)
        units.append(unit)
        # A clause that two links name stands in the first one's comparison only.
        for number in change.older:
            if old_places.get(number) in unit.older:
                del old_places[number]
        for number in change.newer:
            if new_places.get(number) in unit.newer:
                del new_places[number]
    return sorted(units, key=lambda unit: unit.newer.start)


def _runs(numbers: Sequence[str], places: dict[str, int]) -> list[range]:
    """Give the stretches of neighbours among some clauses."""
    runs: list[range] = []
    for place in sorted({places[number] for number in numbers if number in places}):
        if runs and runs[-1].stop == place:
            runs[-1] = range(runs[-1].start, place + 1)
        else:
            runs.append(range(place, place + 1))
    return runs


def _shared(
    older: Sequence[Passage], newer: Sequence[Passage], old: range, new: range
) -> float:
    """Say how much text two stretches share, roughly in characters."""
    before = " ".join(older[place].text for place in old)
    after = " ".join(newer[place].text for place in new)
    return likeness(before, after) * (len(before) + len(after))


def in_order(units: Sequence[Unit]) -> list[Unit]:
    """Give the longest choice of units that has one order in both texts."""
    # For each length, where the choice that ends first ends, and with which unit.
    starts: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for place, unit in enumerate(units):
        length = bisect_left(starts, unit.older.start)
        before.append(ends[length - 1] if length else None)
        starts[length : length + 1] = [unit.older.start]
        ends[length : length + 1] = [place]
    chosen = []
    at = ends[-1] if ends else None
    while at is not None:
        chosen.append(units[at])
        at = before[at]
    return chosen[::-1]
