"""The places of records among their siblings: actors, drafts of a plan, clauses."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plans.dataset.changes import Changes
from plans.dataset.past import Touch
from plans.dataset.stored import Stored
from plans.dataset.tables import SIBLINGS, Key, Table
from plans.dataset.units import Unit
from plans.rows import longest_rise, place

Family = tuple[Table, tuple[Key | None, ...]]


def families(units: Iterable[Unit]) -> Mapping[Family, list[Unit]]:
    """Records by those that they stand among, in the order of the dataset."""
    found: dict[Family, list[Unit]] = {}
    for unit in units:
        if unit.table in SIBLINGS:
            values = unit.rows[0].values
            names = SIBLINGS[unit.table]
            family = (unit.table, tuple(values[name] for name in names))
            found.setdefault(family, []).append(unit)
    return found


class Places:
    """Finds the order of one family's rows, moving as few as can be."""

    def __init__(self, stored: Stored, changes: Changes, family: Family) -> None:
        self.stored, self.changes = stored, changes
        self.table, self.shared = family
        self.siblings = [
            row for row in stored.rows[self.table] if self._belongs(row, self.shared)
        ]

    def arrange(self, units: Sequence[Unit], keep: bool) -> list[tuple[Unit, Touch]]:
        """Give the rows of `units` their order, and list those that an editor moved.

        These stay where they are if they are to be kept.
        """
        rows = {unit.key: self._row(unit) for unit in units}
        members = [unit for unit in units if rows[unit.key] is not None]
        moved: list[tuple[Unit, Touch]] = []
        while keep and (found := self._moved_by_editors(members, rows)):
            moved += found
            gone = {unit.key for unit, _ in found}
            members = [unit for unit in members if unit.key not in gone]
        self._write(members, rows)
        return moved

    def _row(self, unit: Unit) -> Any | None:
        made = self.changes.made(self.table, unit.key)
        return made or self.stored.find(self.table, unit.key)

    def _belongs(self, row: Any, shared: tuple[Key | None, ...]) -> bool:
        values = self.stored.values(row, SIBLINGS[self.table])
        return tuple(values[name] for name in SIBLINGS[self.table]) == shared

    def _order(self, row: Any) -> int | None:
        """The order that a row has in this family, None where it is new to it."""
        if row.pk is None or not self._belongs(row, self.shared):
            return None
        order: int = row.order
        return order

    def _moved_by_editors(
        self, members: Sequence[Unit], rows: Mapping[Key, Any]
    ) -> list[tuple[Unit, Touch]]:
        orders = [self._order(rows[unit.key]) for unit in members]
        if len(longest_rise(orders)) == sum(order is not None for order in orders):
            return []
        pks = [rows[unit.key].pk for unit in members]
        found = self.stored.past.last_touches(self.table, filter(None, pks))
        edits = {pk: touch for pk, touch in found.items() if not touch.loaded}
        # Where either of two may have moved, it was the one that an editor touched.
        steady = {at for at, pk in enumerate(pks) if pk not in edits}
        rise = longest_rise(orders, steady)
        return [
            (unit, edits[pk])
            for at, (unit, pk) in enumerate(zip(members, pks, strict=True))
            if pk in edits and orders[at] is not None and at not in rise
        ]

    def _write(self, members: Sequence[Unit], rows: Mapping[Key, Any]) -> None:
        by_pk = {rows[unit.key].pk: unit for unit in members}
        wanted = self._with_others([rows[unit.key] for unit in members])
        orders = place([self._order(row) for row in wanted])
        for row, order in zip(wanted, orders, strict=True):
            if row.pk is None:
                row.order = order
            elif row.order != order:
                row.order = order
                # An editor's own row moves only where no room is left between.
                unit = by_pk.get(row.pk) or members[0]
                self.changes.alter(unit, row, ["order"])

    def _with_others(self, wanted: list[Any]) -> list[Any]:
        """Put the stored siblings that are not among these behind their neighbours.

        One that has the order of another stays out, and so where it is.
        """
        known = {row.pk for row in wanted if row.pk is not None}
        merged, before = wanted[:], None
        for row in self.siblings:
            if row.pk not in known:
                at = 0 if before is None else _index(merged, before) + 1
                low = max((row.order for row in merged[:at] if row.pk), default=-1)
                high = min((row.order for row in merged[at:] if row.pk), default=None)
                if row.order <= low or (high is not None and row.order >= high):
                    continue
                merged.insert(at, row)
            before = row
        return merged


def _index(rows: Sequence[Any], wanted: Any) -> int:
    return next(at for at, row in enumerate(rows) if row.pk == wanted.pk)
