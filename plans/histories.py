"""The revisions of a record for its public history page, any two of them compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from plans.analysis.comparison import Span, compare
from plans.forms.reading import MomentField
from plans.revisions import Change, Revision, changes_between, revisions_of, state_at


@dataclass(frozen=True)
class MarkedChange:
    """A field that differs, its texts marked up word by word."""

    field: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Entry:
    """A revision; `stamp` is its moment as an address carries it."""

    revision: Revision
    stamp: str
    changes: list[MarkedChange]


@dataclass(frozen=True)
class Compared:
    older: datetime
    newer: datetime
    changes: list[MarkedChange]


def history(
    record: Model, asked: Mapping[str, str], until: datetime | None = None
) -> dict[str, Any]:
    """What the shared part `_history.html` shows.

    `asked` may hold the moments of two revisions as "older" and "newer"; what is no
    moment is ignored, and the order of the two does not matter. `until` leaves out
    later revisions.
    """
    entries = [
        Entry(revision, _stamp(revision.at), _marked(revision.changes))
        for revision in revisions_of(record)
        if until is None or revision.at <= until
    ]
    chosen = sorted(filter(None, map(_moment, map(asked.get, ("older", "newer")))))
    compared = None
    if len(chosen) == 2:
        older, newer = chosen
        changes = changes_between(state_at(record, older), state_at(record, newer))
        compared = Compared(older, newer, _marked(changes))
    return {
        "entries": entries,
        "compared": compared,
        **_picked(entries, chosen if compared else []),
    }


def _picked(entries: list[Entry], chosen: list[datetime]) -> dict[str, str]:
    """The stamps chosen in the form; at first those of the newest two revisions."""
    stamps = [_stamp(moment) for moment in chosen]
    if not stamps:
        stamps = [entry.stamp for entry in entries[1::-1]]
    return {"older": stamps[0], "newer": stamps[-1]} if stamps else {}


def _moment(text: str | None) -> datetime | None:
    field = MomentField(required=False)
    try:
        return field.clean(text)
    except ValidationError:
        return None


def _stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _marked(changes: Iterable[Change]) -> list[MarkedChange]:
    return [
        MarkedChange(change.field, compare(change.older, change.newer))
        for change in changes
    ]
