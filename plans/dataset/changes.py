"""What has to be written so that the stored rows are those of a dataset."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from plans.dataset.stored import Stored
from plans.dataset.tables import (
    GROUPS,
    KINDS,
    Key,
    Table,
    columns,
    has_order,
    owner_of,
    targets,
)
from plans.dataset.units import Row, Unit
from plans.rows import arrange


@dataclass(frozen=True, slots=True)
class New:
    """A row to be created; the instance lacks the foreign keys as yet."""

    unit: Unit
    row: Row
    instance: Any


@dataclass(slots=True)
class Altered:
    """A row of which some columns are to change; `row` is None for its order alone."""

    unit: Unit
    instance: Any
    row: Row | None = None
    names: set[str] = field(default_factory=set)


class Changes:
    """Gathers what is to be written, by table."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.new: dict[Table, dict[Key, New]] = defaultdict(dict)
        self.altered: dict[Table, dict[int, Altered]] = defaultdict(dict)
        self.deleted: dict[Table, list[tuple[Unit, Any]]] = defaultdict(list)

    def create(self, unit: Unit) -> None:
        """Create all rows of a record."""
        self._arrange_parts([(row, self._add(unit, row)) for row in unit.rows], unit)

    def change(self, unit: Unit, record: Any) -> None:
        """Make the rows of a stored record those of the dataset's."""
        left = {
            (type(row), self.stored.key(type(row), row.pk)): row
            for row in self.stored.unit(record)
        }
        pairs = []
        for row in unit.rows:
            instance = left.pop((row.table, row.key), None)
            if instance is None:
                instance = self._add(unit, row)
            elif names := self._differing(row, instance):
                self.alter(unit, instance, names, row)
            pairs.append((row, instance))
        going = {(type(row), row.pk) for row in left.values()}
        for instance in left.values():
            # What belongs to a deleted row goes along with it.
            table: Table = type(instance)
            owner = owner_of(table)
            above = (targets(table)[owner], getattr(instance, f"{owner}_id"))
            if above not in going:
                self.deleted[table].append((unit, instance))
        self._arrange_parts(pairs, unit)

    def alter(
        self, unit: Unit, instance: Any, names: Iterable[str], row: Row | None = None
    ) -> None:
        """Change some columns of a stored row to those of the dataset's row."""
        altered = self.altered[type(instance)].setdefault(
            instance.pk, Altered(unit, instance)
        )
        altered.row = row or altered.row
        altered.names.update(names)

    def made(self, table: Table, key: Key) -> Any | None:
        """Give the instance that is to be created for a key, if there is one."""
        new = self.new.get(table, {}).get(key)
        return new.instance if new else None

    def touched(self) -> Iterator[Unit]:
        """The records of which some row is to be altered."""
        for rows in self.altered.values():
            for altered in rows.values():
                yield altered.unit

    def _add(self, unit: Unit, row: Row) -> Any:
        plain = {
            name: value
            for name, value in row.values.items()
            if name not in targets(row.table)
        }
        if has_order(row.table):
            plain["order"] = None
        instance = row.table(**plain)
        self.new[row.table][row.key] = New(unit, row, instance)
        return instance

    def _differing(self, row: Row, instance: Any) -> list[str]:
        found = self.stored.values(instance, columns(row.table))
        return [
            name for name, value in row.values.items() if not _same(found[name], value)
        ]

    def _arrange_parts(self, pairs: Sequence[tuple[Row, Any]], unit: Unit) -> None:
        """Give the rows of each list in a record an order."""
        lists: dict[tuple[Table, Key], list[tuple[Row, Any]]] = {}
        for row, instance in pairs:
            if row.table not in KINDS and has_order(row.table):
                lists.setdefault((row.table, row.owner), []).append((row, instance))
        for (table, _), members in lists.items():
            altered = self.altered[table]
            rows = _sequence(table, members)
            steady = [at for at, row in enumerate(rows) if row.pk not in altered]
            for instance in arrange(rows, steady):
                if instance.pk is not None:
                    self.alter(unit, instance, ["order"])


def _same(stored: Any, wanted: Any) -> bool:
    if isinstance(stored, str) and isinstance(wanted, str):
        return stored.replace("\r\n", "\n").strip() == wanted
    return bool(stored == wanted)


def _sequence(table: Table, members: Sequence[tuple[Row, Any]]) -> list[Any]:
    """Give the rows of one owner in the order that they should have.

    Where a table holds several lists of an owner, only the order within each counts:
    as long as each rises, rows stay where they are among those of the other lists.
    """
    rows = [instance for _, instance in members]
    if table not in GROUPS:
        return rows
    groups: dict[str, list[Any]] = defaultdict(list)
    for row, instance in members:
        groups[row.values[GROUPS[table]]].append(instance)
    if not all(map(_rises, groups.values())):
        return rows
    placed = sorted(
        (row for row in rows if row.pk is not None), key=lambda row: row.order
    )
    for group in groups.values():
        insert_new(placed, group)
    return placed


def _rises(rows: Iterable[Any]) -> bool:
    orders = [row.order for row in rows if row.order is not None]
    return all(a < b for a, b in zip(orders, orders[1:], strict=False))


def insert_new(placed: list[Any], group: Sequence[Any]) -> None:
    """Put what is not placed yet after the one before it in its own list.

    What comes first in its list is put before the next of it that is placed, or last.
    """
    for at, row in enumerate(group):
        if any(row is each for each in placed):
            continue
        if at:
            place = _index(placed, group[at - 1]) + 1
        else:
            later = [each for each in group[1:] if any(each is p for p in placed)]
            place = _index(placed, later[0]) if later else len(placed)
        placed.insert(place, row)


def _index(rows: Sequence[Any], wanted: Any) -> int:
    # New rows have no primary key yet, and so cannot be compared.
    return next(at for at, row in enumerate(rows) if row is wanted)
