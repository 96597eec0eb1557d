"""Records that an earlier dataset brought and that the loaded one does not have."""

from collections.abc import Iterable
from typing import Any

from plans.dataset.report import Gone, name_of
from plans.dataset.stored import Stored
from plans.dataset.tables import KINDS, Table
from plans.dataset.units import Unit
from plans.dataset.writing import record_name, references


def prune_gone(
    units: Iterable[Unit], stored: Stored, prune: bool, overwrite: bool
) -> list[Gone]:
    """List these records; with `prune`, delete those that nothing else needs.

    One that an editor changed since is deleted only with `overwrite` as well.
    """
    gone = _find(units, stored)
    hindered = {} if overwrite or not prune else _changed(gone, stored)
    left = [row for row in gone if (type(row), row.pk) not in hindered]
    names = {id(row): _name(row, stored) for row in gone}
    if prune:
        left = _delete(left)
        for row in left:
            other = next(references(row))
            said = f"still named by {record_name(other, stored)}"
            hindered[type(row), row.pk] = said
    found = []
    for row in gone:
        removed = prune and row.pk is None
        said = "" if removed else hindered.get((type(row), row.pk), "")
        found.append(Gone(KINDS[type(row)], names[id(row)], removed, said))
    return found


def _find(units: Iterable[Unit], stored: Stored) -> list[Any]:
    known = {(unit.table, unit.key) for unit in units}
    found = []
    for table in KINDS:
        rows = {
            row.pk: row
            for key, row in stored.by_key[table].items()
            if (table, key) not in known
        }
        if rows:
            loaded = stored.past.first_loaded(table, rows)
            found += [row for pk, row in rows.items() if pk in loaded]
    return found


def _changed(rows: Iterable[Any], stored: Stored) -> dict[tuple[Table, int], str]:
    by_table: dict[Table, list[int]] = {}
    for row in rows:
        by_table.setdefault(type(row), []).append(row.pk)
    return {
        (table, pk): f"changed by {touch.by or 'an unnamed user'}"
        for table, pks in by_table.items()
        for pk, touch in stored.past.last_touches(table, pks).items()
        if not touch.loaded
    }


def _delete(rows: list[Any]) -> list[Any]:
    """Delete what nothing points at, again and again; return what is left."""
    left = rows[::-1]
    while True:
        still = []
        for row in left:
            if next(references(row), None) is None:
                row.delete()
            else:
                still.append(row)
        if len(still) == len(left):
            return still
        left = still


def _name(row: Any, stored: Stored) -> str:
    table: Table = type(row)
    return name_of(table, stored.key(table, row.pk))
