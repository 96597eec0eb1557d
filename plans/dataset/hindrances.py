"""What stands in the way of a load: records that editors changed or deleted."""

from collections.abc import Iterator

from plans.dataset.changes import Changes
from plans.dataset.dataset import Dataset
from plans.dataset.problems import Problem, quote
from plans.dataset.report import name_of
from plans.dataset.stored import Stored
from plans.dataset.tables import (
    KINDS,
    LASTING,
    Key,
    Table,
    columns,
    owner_of,
    targets,
)
from plans.dataset.units import Row, Unit
from plans.dataset.writing import record_name, references

ADVICE = "--overwrite takes the dataset's version"


def find_hindrances(
    dataset: Dataset, stored: Stored, changes: Changes
) -> list[Problem]:
    """List what the rows to be written point at in vain, and names already taken."""
    return [
        dataset.problem(unit.part, unit.index, unit.path, message)
        for unit, message in [*_dangling(stored, changes), *_taken(stored, changes)]
    ]


def find_takers(dataset: Dataset, stored: Stored, changes: Changes) -> list[Problem]:
    """List what still points at options that are to be deleted."""
    problems = []
    for table, deleted in changes.deleted.items():
        if table not in LASTING:
            continue
        for unit, row in deleted:
            for other in references(row):
                name = stored.key(table, row.pk)[-1]
                message = f"option {quote(name)} is not listed any more, but "
                message += f"{record_name(other, stored)} still names it"
                message += "; list it, or change that record first"
                where = (*unit.path, "options")
                problems.append(dataset.problem(unit.part, unit.index, where, message))
                break
    return problems


def _written(changes: Changes) -> Iterator[tuple[Unit, Row, set[str]]]:
    for new_rows in changes.new.values():
        for new in new_rows.values():
            yield new.unit, new.row, set(columns(new.row.table))
    for altered_rows in changes.altered.values():
        for altered in altered_rows.values():
            if altered.row is not None:
                yield altered.unit, altered.row, altered.names


def _dangling(stored: Stored, changes: Changes) -> Iterator[tuple[Unit, str]]:
    told: set[tuple[str, Table, Key]] = set()
    for unit, row, names in _written(changes):
        for name, target in targets(row.table).items():
            key = row.values[name]
            if name not in names or name == owner_of(row.table) or key is None:
                continue
            if stored.find(target, key) or changes.made(target, key):
                continue
            said = (unit.part + " ".join(unit.key), target, key)
            if said not in told:
                told.add(said)
                message = f"needs {_title(target, key)}, which an editor removed"
                yield unit, f"{message}; {ADVICE}"


def _taken(stored: Stored, changes: Changes) -> Iterator[tuple[Unit, str]]:
    """Find records that would get a name that another one keeps."""
    for table in LASTING:
        renamed = changes.altered[table]
        going = {row.pk for _, row in changes.deleted[table]}
        holders = {
            key: pk
            for pk, key in stored.own_keys[table].items()
            if pk not in going and not (pk in renamed and renamed[pk].row)
        }
        claims = [(new.unit, new.row) for new in changes.new[table].values()]
        claims += [(each.unit, each.row) for each in renamed.values() if each.row]
        for unit, row in claims:
            if (pk := holders.get(row.key)) is not None:
                message = f"is the name that an editor gave to {_title(table, row.key)}"
                known = stored.key(table, pk)
                if known != row.key:
                    message += f", once {name_of_row(table, known)}"
                yield unit, f"{message}; rename one of the two"


def _title(table: Table, key: Key) -> str:
    if table in KINDS:
        return f"{KINDS[table]} {quote(name_of(table, key))}"
    return f"option {quote(key[-1])} of issue {quote(key[0])}"


def name_of_row(table: Table, key: Key) -> str:
    """Name a record, or an option, in a message."""
    return quote(name_of(table, key) if table in KINDS else key[-1])
