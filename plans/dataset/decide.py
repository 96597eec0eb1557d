"""Which records of a dataset are to be written, and which stay as editors left them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from plans.dataset.dataset import Dataset
from plans.dataset.dumper import Dumper
from plans.dataset.past import Touch
from plans.dataset.report import Kept, Why, name_of
from plans.dataset.stored import Stored
from plans.dataset.tables import KINDS, OWNERS, SIBLINGS, Key, Table, targets
from plans.dataset.units import Unit


class Status(StrEnum):
    """What becomes of a record; the values are the fields of Counts."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"


@dataclass
class Decisions:
    """What becomes of each record, and what is to be told of those kept."""

    dataset: Dataset
    statuses: list[tuple[Unit, Status]] = field(default_factory=list)
    kept: list[Unit] = field(default_factory=list)
    listed: list[Kept] = field(default_factory=list)

    def keep(self, unit: Unit, why: Why, fields: tuple[str, ...], touch: Touch) -> None:
        """Keep a record as an editor left it, and list it once."""
        if any(unit is each for each in self.kept):
            return
        self.kept.append(unit)
        place = self.dataset.place(unit.part, unit.index)
        line = place.line(*unit.path)
        kind, name = KINDS[unit.table], name_of(unit.table, unit.key)
        by = touch.by or "an unnamed user"
        self.listed.append(
            Kept(kind, name, why, fields, by, touch.at, place.file, line)
        )


def decide(
    dataset: Dataset, units: list[Unit], stored: Stored, overwrite: bool
) -> Decisions:
    """Compare all records with what is stored; with `overwrite`, keep none."""
    decider = _Decider(dataset, stored)
    for unit in units:
        decider.compare(unit)
    if not overwrite:
        decider.keep_changed()
        decider.keep_deleted()
    decider.decisions.statuses = [
        (unit, decider.status[unit.table, unit.key]) for unit in units
    ]
    return decider.decisions


class _Decider:
    def __init__(self, dataset: Dataset, stored: Stored) -> None:
        self.stored = stored
        self.dumper = Dumper(stored)
        self.status: dict[tuple[Table, Key], Status] = {}
        self.decisions = Decisions(dataset)
        self.missing: dict[Table, list[Unit]] = defaultdict(list)
        self.differing: dict[Table, dict[int, Unit]] = defaultdict(dict)

    def compare(self, unit: Unit) -> None:
        row = self.stored.find(unit.table, unit.key)
        status = Status.UNCHANGED
        if row is None:
            status = Status.CREATED
            self.missing[unit.table].append(unit)
        elif any(self._differences(unit, row)):
            status = Status.CHANGED
            self.differing[unit.table][row.pk] = unit
        self.status[unit.table, unit.key] = status

    def keep_changed(self) -> None:
        """Keep the records that an editor changed last."""
        for table, units in self.differing.items():
            touches = self.stored.past.last_touches(table, units)
            for pk, unit in units.items():
                if (touch := touches.get(pk)) and not touch.loaded:
                    row = self.stored.find(table, unit.key)
                    fields = tuple(self._differences(unit, row))
                    self.status[table, unit.key] = Status.KEPT
                    self.decisions.keep(unit, "changed", fields, touch)

    def keep_deleted(self) -> None:
        """Keep away the records that an editor deleted, and what belongs to them."""
        for table in KINDS:
            deleted = self.stored.past.deleted(table) if table in self.missing else {}
            for unit in self.missing[table]:
                if any(owner in self.status for owner in self._lost_owners(unit)):
                    self.status[table, unit.key] = Status.KEPT
                elif (touch := deleted.get(unit.key)) and not touch.loaded:
                    self.status[table, unit.key] = Status.KEPT
                    self.decisions.keep(unit, "deleted", (), touch)

    def _lost_owners(self, unit: Unit) -> Iterator[tuple[Table, Key]]:
        for name in OWNERS.get(unit.table, ()):
            owner = (targets(unit.table)[name], unit.rows[0].values[name])
            kept = self.status.get(owner) is Status.KEPT
            if kept and self.stored.find(*owner) is None:
                yield owner

    def _differences(self, unit: Unit, row: Any) -> Iterable[str]:
        """Name the fields in which a stored record differs."""
        record: Any = self.dumper.record(row)
        for name, info in type(unit.record).model_fields.items():
            if getattr(record, name) != getattr(unit.record, name):
                yield info.alias or name
        # Where it belongs, which the record itself does not say.
        names = {*SIBLINGS.get(unit.table, ()), *OWNERS.get(unit.table, ())}
        silent = sorted(names.difference(type(unit.record).model_fields))
        found = self.stored.values(row, silent)
        yield from (n for n in silent if found[n] != unit.rows[0].values[n])
