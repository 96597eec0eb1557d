"""Changes written to the tables, each with its revision."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from plans import models
from plans.dataset.changes import Altered, Changes, New
from plans.dataset.problems import quote
from plans.dataset.report import name_of
from plans.dataset.stored import Stored
from plans.dataset.tables import (
    KEYS,
    KINDS,
    LASTING,
    TABLES,
    Key,
    Table,
    owner_of,
    record_of,
    targets,
)
from plans.models.recording import Recording

BATCH = 500
# They have no annotations.
create_rows: Any = bulk_create_with_history
update_rows: Any = bulk_update_with_history
Progress = Callable[[int, int], None]

# Users' records beside the dataset: what points into it, and what that belongs to.
BESIDE: dict[Any, str] = {models.ScenarioChoice: "scenario"}


class Writer:
    """Writes what was gathered, in an order that the tables allow."""

    def __init__(
        self, stored: Stored, changes: Changes, recorded: Recording, progress: Progress
    ) -> None:
        self.stored, self.changes, self.recorded = stored, changes, recorded
        self.progress = progress
        self.done = 0
        self.total = sum(map(len, changes.new.values()))
        self.total += sum(map(len, changes.altered.values()))

    def write(self) -> None:
        """Write all but the deletion of options, which others may still take."""
        self._delete(table for table in reversed(TABLES) if table is not models.Option)
        for table in LASTING:
            self._free_names(table)
        for table in TABLES:
            self._create(table)
            self._alter(table)

    def delete_options(self) -> None:
        """Delete the options that are gone; nothing may take them any more."""
        self._delete([models.Option])

    def _delete(self, tables: Iterable[Table]) -> None:
        for table in tables:
            for _, instance in self.changes.deleted[table]:
                instance.delete()

    def _free_names(self, table: Table) -> None:
        """Take away the names of rows that get others, so that two may swap theirs."""
        words = [name for name in KEYS[table] if name not in targets(table)]
        for pk, altered in self.changes.altered[table].items():
            if words and altered.names.intersection(words):
                rows = table._default_manager.filter(pk=pk)
                rows.update(**{words[0]: f"~{pk}"})

    def _create(self, table: Table) -> None:
        waiting = list(self.changes.new[table].values())
        while waiting:
            # A row that points at another new one of its table comes after it.
            ready = [new for new in waiting if self._can_resolve(new)] or waiting
            for new in ready:
                for name in targets(table):
                    pk = self.pk(targets(table)[name], new.row.values[name])
                    setattr(new.instance, f"{name}_id", pk)
            create_rows(
                [new.instance for new in ready],
                table,
                batch_size=BATCH,
                default_change_reason=self.recorded.reason,
                default_date=self.recorded.moment,
            )
            self._report(len(ready))
            waiting = [new for new in waiting if new.instance.pk is None]

    def _can_resolve(self, new: New) -> bool:
        return all(
            new.row.values[name] is None
            or self.pk(target, new.row.values[name]) is not None
            for name, target in targets(new.row.table).items()
        )

    def _alter(self, table: Table) -> None:
        by_names: dict[tuple[str, ...], list[Any]] = {}
        for altered in self.changes.altered[table].values():
            self._set(altered)
            names = tuple(sorted(altered.names))
            by_names.setdefault(names, []).append(altered.instance)
        for names, instances in by_names.items():
            update_rows(
                instances,
                table,
                list(names),
                batch_size=BATCH,
                default_change_reason=self.recorded.reason,
                default_date=self.recorded.moment,
            )
            self._report(len(instances))

    def _set(self, altered: Altered) -> None:
        # The order stands in the instance already.
        for name in altered.names - {"order"}:
            assert altered.row is not None
            value = altered.row.values[name]
            if target := targets(altered.row.table).get(name):
                setattr(altered.instance, f"{name}_id", self.pk(target, value))
            else:
                setattr(altered.instance, name, value)

    def pk(self, table: Table, key: Key | None) -> int | None:
        """The primary key of the row that a key stands for."""
        if key is None:
            return None
        row = self.stored.find(table, key) or self.changes.made(table, key)
        pk: int | None = row.pk if row is not None else None
        return pk

    def _report(self, count: int) -> None:
        self.done += count
        self.progress(self.done, self.total)


def references(row: Any) -> Iterator[Any]:
    """The rows of other records that point at a row, or at an option of it."""
    record = record_of(type(row))
    for relation in row._meta.related_objects:
        table = relation.related_model
        if table not in TABLES and table not in BESIDE:
            continue
        rows = table._base_manager.filter(**{relation.field.attname: row.pk})
        own = table in TABLES and record_of(table) is record
        if not own or relation.field.name != owner_of(table):
            yield from rows
        elif table is models.Option:
            for option in rows:
                yield from references(option)


def record_name(row: Any, stored: Stored) -> str:
    """Name the record that a row belongs to."""
    if (owner := BESIDE.get(type(row))) is not None:
        return f"{owner} {quote(str(getattr(row, owner)))}"
    while type(row) not in KINDS:
        row = getattr(row, owner_of(type(row)))
    table: Table = type(row)
    key = stored.keys[table].get(row.pk)
    return f"{KINDS[table]} {name_of(table, key) if key else row}"
