"""A dataset into the tracker's tables, in one transaction."""

from collections import defaultdict
from typing import Any

from django.db import IntegrityError, connection, transaction

from plans.dataset.changes import Changes
from plans.dataset.dataset import Dataset
from plans.dataset.decide import Decisions, Status, decide
from plans.dataset.hindrances import find_hindrances, find_takers
from plans.dataset.past import REASON
from plans.dataset.places import Places, families
from plans.dataset.problems import Problem, shorten
from plans.dataset.prune import prune_gone
from plans.dataset.report import LoadError, LoadReport
from plans.dataset.stored import Stored
from plans.dataset.tables import KINDS, LASTING, TABLES, Key, Table
from plans.dataset.units import Unit, units_of
from plans.dataset.writing import Progress, Writer
from plans.models.recording import Recording, recording


def load(
    dataset: Dataset,
    *,
    overwrite: bool = False,
    prune: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Make the stored records those of a dataset, and report what was done.

    Only rows that differ are written, each with a revision that names the dataset, so
    that loading twice writes nothing. A record whose last revision is an editor's is
    kept as it is and reported, as is one that an editor deleted; `overwrite` takes the
    dataset's word instead. Records that an earlier dataset brought and this one does
    not have are reported, and deleted with `prune`. Records that editors added stay.

    `progress` is told how many rows are written, of how many.

    Raises LoadError, with nothing written, where what was kept stands in the way.
    """
    try:
        with transaction.atomic():
            _lock()
            with recording(f"{REASON}{dataset.version}") as recorded:
                loader = _Loader(dataset, overwrite, recorded, progress or _quiet)
                report = loader.load(prune)
            # Some constraints would wait for the end of the transaction.
            connection.check_constraints()
            return report
    except IntegrityError as error:
        message = f"the database refused the records: {shorten(str(error), 200)}"
        raise LoadError([Problem("", None, "", "", message)]) from error


def _quiet(done: int, total: int) -> None:
    """Report no progress."""


def _lock() -> None:
    """Keep editors from changing what has been read but is not yet written."""
    # On SQLite a transaction is the only one that writes.
    if connection.vendor == "postgresql":
        quote = connection.ops.quote_name
        names = ", ".join(quote(table._meta.db_table) for table in TABLES)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


class _Loader:
    def __init__(
        self,
        dataset: Dataset,
        overwrite: bool,
        recorded: Recording,
        progress: Progress,
    ) -> None:
        self.dataset, self.overwrite = dataset, overwrite
        self.recorded, self.progress = recorded, progress
        self.units = list(units_of(dataset))
        self.stored = Stored(_wanted(self.units))
        self.changes = Changes(self.stored)
        self.report = LoadReport(dataset.version)

    def load(self, prune: bool) -> LoadReport:
        decisions = decide(self.dataset, self.units, self.stored, self.overwrite)
        self._gather(decisions)
        self._refuse(find_hindrances(self.dataset, self.stored, self.changes))
        writer = Writer(self.stored, self.changes, self.recorded, self.progress)
        writer.write()
        self._refuse(find_takers(self.dataset, self.stored, self.changes))
        writer.delete_options()
        gone = prune_gone(self.units, self.stored, prune, self.overwrite)
        self._count(decisions)
        self.report.gone += gone
        for each in gone:
            self.report.counts[each.kind].removed += each.removed
        return self.report

    def _gather(self, decisions: Decisions) -> None:
        for unit, status in decisions.statuses:
            if status is Status.CREATED:
                self.changes.create(unit)
            elif status is Status.CHANGED:
                record = self.stored.find(unit.table, unit.key)
                self.changes.change(unit, record)
        for family, units in families(self.units).items():
            places = Places(self.stored, self.changes, family)
            for unit, touch in places.arrange(units, keep=not self.overwrite):
                decisions.keep(unit, "moved", (), touch)

    def _refuse(self, problems: list[Problem]) -> None:
        if problems:
            raise LoadError(problems)

    def _count(self, decisions: Decisions) -> None:
        touched = {(unit.table, unit.key) for unit in self.changes.touched()}
        kept = {(unit.table, unit.key) for unit in decisions.kept}
        for unit, status in decisions.statuses:
            counts: Any = self.report.counts[KINDS[unit.table]]
            name = (unit.table, unit.key)
            if name in kept:
                status = Status.KEPT
            elif status is Status.UNCHANGED and name in touched:
                status = Status.CHANGED
            setattr(counts, status, getattr(counts, status) + 1)
        self.report.kept += decisions.listed


def _wanted(units: list[Unit]) -> dict[Table, list[Key]]:
    """The keys that a dataset uses, of rows that last."""
    wanted: dict[Table, list[Key]] = defaultdict(list)
    for unit in units:
        for row in unit.rows:
            if row is unit.rows[0] or row.table in LASTING:
                wanted[row.table].append(row.key)
    return wanted
