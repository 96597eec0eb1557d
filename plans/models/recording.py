"""How revisions learn why they were made, and that they belong together."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords


class Recording(NamedTuple):
    reason: str
    moment: datetime


_current: ContextVar[Recording | None] = ContextVar("recording", default=None)


@contextmanager
def recording(reason: str) -> Iterator[Recording]:
    """Give every revision written inside one reason and one moment.

    Rows that are deleted along with others get them too. A reason set on a row itself
    goes before. Open it inside the transaction, after the lock, so that moments follow
    each other as the saves do.
    """
    recorded = Recording(reason, timezone.now())
    token = _current.set(recorded)
    try:
        yield recorded
    finally:
        _current.reset(token)


class Records(HistoricalRecords):
    """Revisions that take reason and moment from the enclosing `recording`."""

    def get_change_reason_for_object(
        self, instance: models.Model, history_type: str, using: str | None
    ) -> str | None:
        own = super().get_change_reason_for_object(instance, history_type, using)
        current = _current.get()
        return own if own or current is None else current.reason

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        current = _current.get()
        if current is None or hasattr(instance, "_history_date"):
            super().create_historical_record(instance, history_type, using)
            return
        row: Any = instance
        row._history_date = current.moment
        try:
            super().create_historical_record(instance, history_type, using)
        finally:
            del row._history_date
