"""What has been written to the tables since a moment of a test."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from plans.dataset.tables import TABLES, Table


@dataclass(frozen=True, order=True)
class Entry:
    """A revision in short: of which table, of what kind, for what reason."""

    table: str
    kind: str
    reason: str


class Ledger:
    """Lists the revisions written, and the rows, since it was opened."""

    def __init__(self) -> None:
        self.opened = state()

    def entries(self) -> list[Entry]:
        found = []
        for table in TABLES:
            since = self.opened[table.__name__][1]
            rows = history(table).filter(history_id__gt=since)
            found += [
                Entry(table.__name__, row.history_type, row.history_change_reason or "")
                for row in rows
            ]
        return sorted(found)

    def is_empty(self) -> bool:
        return state() == self.opened


def history(table: Table) -> Any:
    model: Any = table
    return model.history.order_by("history_id")


def state() -> dict[str, tuple[list[Any], int]]:
    """Every row of every table, and the last revision of each."""
    return {
        table.__name__: (
            list(table._default_manager.order_by("pk").values()),
            history(table).aggregate(last=Max("history_id"))["last"] or 0,
        )
        for table in TABLES
    }
