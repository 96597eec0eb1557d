"""The revisions of a record, through rows included, and the record at a moment.

A record is a row of a model in `record_parts.PARTS`. The number of queries depends on
the model alone, never on how many revisions or rows there are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Literal, NamedTuple

from django.db.models import Field, ForeignKey, Max, Model
from django.utils import timezone
from django.utils.formats import date_format

from plans.record_parts import NAMED_WITH, Part, all_parts, parts_of

Kind = Literal["created", "changed", "deleted"]
KINDS: dict[str, Kind] = {"+": "created", "~": "changed", "-": "deleted"}
# Rows that were saved one by one within this time, by the same user for the same
# reason, were one save.
SAME_SAVE = timedelta(seconds=2)
# What `latest_revision_stamp` gives: a number of each table, none larger than a key.
STAMP = re.compile(r"[0-9]{1,19}(\.[0-9]{1,19})*")


@dataclass(frozen=True)
class Change:
    field: str
    older: str
    newer: str


@dataclass(frozen=True)
class Revision:
    """One save of a record: when, by whom, why, and what it changed.

    `user` is empty where no user was signed in; `version` is the record's own history
    row that was in force after the save.
    """

    at: datetime
    user: str
    reason: str
    kind: Kind
    changes: tuple[Change, ...]
    version: int | None


def revisions_of(record: Model) -> list[Revision]:
    """All revisions of a record, newest first."""
    return _History(record).revisions()


def revisions_since(record: Model, stamp: str) -> list[Revision]:
    """The revisions that `latest_revision_stamp` did not know yet, newest first.

    All of them, where `stamp` is none that it gives.
    """
    known = stamp.split(".") if STAMP.fullmatch(stamp) else []
    return _History(record).revisions([int(number) for number in known])


def state_at(record: Model, moment: datetime) -> list[tuple[str, str]]:
    """Every field and through row of a record at a moment, as (label, text).

    Empty where the record did not exist. A text is empty where the field was.
    """
    return _History(record).state_at(moment)


def state_now(record: Model) -> list[tuple[str, str]]:
    """Every field and through row of a record as it stands, as (label, text)."""
    return state_at(record, timezone.now() + timedelta(days=1))


def changes_between(
    older: Sequence[tuple[str, str]], newer: Sequence[tuple[str, str]]
) -> tuple[Change, ...]:
    """What differs between two states of a record, in the order of the fields."""
    before, after = dict(older), dict(newer)
    return tuple(
        Change(label, before.get(label, ""), after.get(label, ""))
        for label in dict.fromkeys([*before, *after])
        if before.get(label, "") != after.get(label, "")
    )


def latest_revision_stamp(record: Model) -> str:
    """A token that changes with every revision of a record or its through rows."""
    newest = [
        rows.order_by().aggregate(newest=Max("history_id"))["newest"] or 0
        for _, rows in _tables(record)
    ]
    return ".".join(map(str, newest))


def _tables(record: Model) -> Iterator[tuple[Part | None, Any]]:
    """The historical rows of a record and of each of its parts, as querysets."""
    model: Any = type(record)
    yield None, model.history.model._default_manager.filter(id=record.pk)
    yield from _part_tables(parts_of(model), [record.pk])


def _part_tables(
    parts: Iterable[Part], owners: Any
) -> Iterator[tuple[Part | None, Any]]:
    for part in parts:
        model: Any = part.model
        rows = model.history.model._default_manager.filter(
            **{f"{part.owner}_id__in": owners}
        )
        yield part, rows
        yield from _part_tables(part.parts, rows.order_by().values("id"))


class _Entry(NamedTuple):
    table: int
    part: Part | None
    row: Any


class _History:
    """The historical rows of a record, replayed from the first to the last."""

    def __init__(self, record: Model) -> None:
        self.model = type(record)
        self.entries: list[_Entry] = []
        for table, (part, rows) in enumerate(_tables(record)):
            rows = rows.order_by("history_date", "history_id")
            for row in rows.select_related("history_user"):
                self.entries.append(_Entry(table, part, row))
        self.entries.sort(key=lambda entry: entry.row.history_date)

    def revisions(self, known: Sequence[int] = ()) -> list[Revision]:
        state = _State(self.model, self.names)
        before, revisions = state.read(), []
        for save in self._saves():
            for entry in save:
                state.apply(entry)
            after = state.read()
            if not known or any(_is_news(entry, known) for entry in save):
                revisions.append(_revision(save, before, after, state.version))
            before = after
        return revisions[::-1]

    def state_at(self, moment: datetime) -> list[tuple[str, str]]:
        state = _State(self.model, self.names)
        for entry in self.entries:
            if entry.row.history_date <= moment:
                state.apply(entry)
        return state.read()

    def _saves(self) -> Iterator[list[_Entry]]:
        save: list[_Entry] = []
        for entry in self.entries:
            if save and not _same_save(save[-1].row, entry.row):
                yield save
                save = []
            save.append(entry)
        if save:
            yield save

    @cached_property
    def names(self) -> dict[tuple[type[Model], int], str]:
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        for entry in self.entries:
            model = entry.part.model if entry.part else self.model
            owner = entry.part.owner if entry.part else ""
            for field in model._meta.concrete_fields:
                if isinstance(field, ForeignKey) and field.name != owner:
                    wanted[field.related_model].add(getattr(entry.row, field.attname))
        return {
            (model, row.pk): str(row)
            for model, keys in wanted.items()
            for row in _named(model, keys - {None})
        }


class _State:
    """A record in the middle of its history; reads as (label, text)."""

    def __init__(
        self, model: type[Model], names: dict[tuple[type[Model], int], str]
    ) -> None:
        self.model, self.names = model, names
        self.parts = parts_of(model)
        self.version: int | None = None
        self.main: Any = None
        self.live: dict[Part, dict[int, Any]] = {
            part: {} for part in all_parts(self.parts)
        }

    def apply(self, entry: _Entry) -> None:
        gone = entry.row.history_type == "-"
        if entry.part is None:
            self.main = None if gone else entry.row
            self.version = entry.row.history_id
        elif gone:
            self.live[entry.part].pop(entry.row.id, None)
        else:
            self.live[entry.part][entry.row.id] = entry.row

    def read(self) -> list[tuple[str, str]]:
        if self.main is None:
            return []
        fields = [
            (str(field.verbose_name), self._text(field))
            for field in self.model._meta.concrete_fields
            if not field.primary_key
        ]
        lines: dict[str, list[str]] = {
            heading: [] for part in self.parts for heading in part.headings
        }
        for part in self.parts:
            for row in self.rows(part, self.main.id):
                lines[part.heading_of(row)].append(part.line(row, self))
        return fields + [(label, "\n".join(texts)) for label, texts in lines.items()]

    def name(self, model: type[Model], pk: int | None) -> str:
        if pk is None:
            return ""
        return self.names.get((model, pk), f"{model._meta.verbose_name} {pk}")

    def rows(self, part: Part, owner: int) -> list[Any]:
        owned = (
            row
            for row in self.live[part].values()
            if getattr(row, f"{part.owner}_id") == owner
        )
        # Choices of a scenario stand in the order in which they were made.
        return sorted(owned, key=lambda row: (getattr(row, "order", 0), row.id))

    def _text(self, field: "Field[Any, Any]") -> str:
        value = getattr(self.main, field.attname)
        if isinstance(field, ForeignKey):
            return self.name(field.related_model, value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, date):
            return date_format(value, "j F Y")
        if isinstance(value, list):
            return "\n".join(map(str, value))
        return "" if value is None else str(value)


def _revision(
    save: list[_Entry],
    before: list[tuple[str, str]],
    after: list[tuple[str, str]],
    version: int | None,
) -> Revision:
    last = save[-1].row
    own = [entry.row.history_type for entry in save if entry.part is None]
    kind = "-" if own[-1:] == ["-"] else "+" if "+" in own else "~"
    return Revision(
        at=last.history_date,
        user=_user_name(last.history_user),
        reason=last.history_change_reason or "",
        kind=KINDS[kind],
        changes=changes_between(before, after),
        version=version,
    )


def _same_save(one: Any, other: Any) -> bool:
    return (
        one.history_user_id == other.history_user_id
        and one.history_change_reason == other.history_change_reason
        and other.history_date - one.history_date <= SAME_SAVE
    )


def _is_news(entry: _Entry, known: Sequence[int]) -> bool:
    return entry.table >= len(known) or entry.row.history_id > known[entry.table]


def _user_name(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""


def _named(model: type[Model], keys: set[Any]) -> list[Any]:
    """Rows by key; of those that are gone, as they last were."""
    with_names = NAMED_WITH.get(model, ())
    rows: Any = model._default_manager.filter(pk__in=keys)
    found = list(rows.select_related(*with_names))
    if gone := keys - {row.pk for row in found}:
        history: Any = getattr(model, "history").model._default_manager  # noqa: B009
        last = {
            row.id: row for row in history.filter(id__in=gone).order_by("history_id")
        }
        found += [row.instance for row in last.values()]
    return found
