"""What a small save did to each record: created, deleted, or changed word by word."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import ForeignKey, Model, OuterRef, Subquery
from django.utils.text import capfirst

from plans import models
from plans.analysis.comparison import Span, compare
from plans.record_parts import PARTS, Part
from plans.revisions import KINDS

AROUND = 8  # words kept on either side of a change

# What the names and addresses of records are made of.
WITH: dict[type[Model], tuple[str, ...]] = {
    models.Clause: ("draft",),
    models.RedLine: ("actor",),
    models.Option: ("issue",),
    models.ClauseLink: ("older_draft", "newer_draft"),
    models.Indicator: ("actor",),
    models.Coupling: ("option__issue",),
    models.Assessment: ("clause__draft", "red_line__actor"),
}
# Where a record without a page of its own is shown.
SHOWN_ON: dict[type[Model], Callable[[Any], Any]] = {
    models.ClauseLink: lambda link: link.newer_draft,
    models.Indicator: lambda indicator: indicator.actor,
    models.Coupling: lambda coupling: coupling.option.issue,
    models.Assessment: lambda assessment: assessment.clause,
}
WORDS = {"+": "added", "~": "changed", "-": "removed"}


class FieldChange(NamedTuple):
    field: str
    spans: tuple[Span, ...]


@dataclass
class Touched:
    """A record in a save. `url` is empty where it is gone."""

    label: str
    title: str
    url: str
    what: str
    changes: list[FieldChange] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)


class Row(NamedTuple):
    """A historical row of a record or of one of its parts."""

    record: type[Model]
    part: Part | None
    above: tuple[Part, ...]
    history_id: int
    id: int
    owner: int
    kind: str
    at: datetime


Key = tuple[type[Model], int]


class Details:
    """The records that the rows of some saves touched, loaded kind by kind."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows = [Row(*row) for row in rows]

    def touched(self) -> Iterator[tuple[datetime, Touched]]:
        """Give each record once for each moment, the records of a moment in order."""
        saves: dict[tuple[datetime, Key], list[Row]] = defaultdict(list)
        for row in self.rows:
            saves[row.at, self._record_of(row)].append(row)
        order = {model: place for place, model in enumerate(PARTS)}
        for (at, key), rows in sorted(
            saves.items(),
            key=lambda item: (item[0][0], order[item[0][1][0]], item[0][1][1]),
        ):
            yield at, self._touched(key, rows)

    def _record_of(self, row: Row) -> Key:
        if row.above:
            return row.record, self._owners.get((row.above[-1].model, row.owner), 0)
        return row.record, row.owner

    @cached_property
    def _owners(self) -> dict[Key, int]:
        """The records that hold the rows which hold nested ones."""
        wanted: dict[Part, set[int]] = defaultdict(set)
        for row in self.rows:
            if row.above:
                wanted[row.above[-1]].add(row.owner)
        return {
            (part.model, pk): owner
            for part, keys in wanted.items()
            for pk, owner in _history(part.model)
            .filter(id__in=keys)
            .values_list("id", f"{part.owner}_id")
        }

    def _touched(self, key: Key, rows: list[Row]) -> Touched:
        model, pk = key
        own = sorted(
            (row for row in rows if not row.part), key=lambda row: row.history_id
        )
        kinds = [row.kind for row in own]
        kind = "-" if kinds[-1:] == ["-"] else "+" if "+" in kinds else "~"
        record = self._records.get(key)
        touched = Touched(
            label=str(model._meta.verbose_name),
            title=str(record) if record else self._last_name(key),
            url=_url(record) if record else "",
            what=KINDS[kind],
        )
        if kind == "~":
            touched.changes = self._changes.get(own[-1].history_id, []) if own else []
            touched.parts = _parts(row for row in rows if row.part)
        return touched

    @cached_property
    def _records(self) -> dict[Key, Any]:
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        for row in self.rows:
            model, pk = self._record_of(row)
            wanted[model].add(pk)
        return {
            (model, row.pk): row
            for model, keys in wanted.items()
            for row in _live(model, keys)
        }

    @cached_property
    def _gone(self) -> dict[Key, Any]:
        """The last rows of records that are no more."""
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        for row in self.rows:
            key = self._record_of(row)
            if key not in self._records:
                wanted[key[0]].add(key[1])
        return {
            (model, row.id): row
            for model, keys in wanted.items()
            for row in _history(model).filter(id__in=keys).order_by("history_id")
        }

    def _last_name(self, key: Key) -> str:
        row = self._gone.get(key)
        names = ("number", "heading", "title", "name", "slug")
        found = [str(getattr(row, name)) for name in names if getattr(row, name, "")]
        return ": ".join(found[:2] if hasattr(row, "number") else found[:1]) or (
            f"number {key[1]}"
        )

    @cached_property
    def _changes(self) -> dict[int, list[FieldChange]]:
        """What changed in records' own fields, by historical row."""
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        for row in self.rows:
            if not row.part and row.kind == "~":
                wanted[row.record].add(row.history_id)
        pairs = [pair for model, keys in wanted.items() for pair in _pairs(model, keys)]
        differing = [
            (newer, older, each)
            for newer, older in pairs
            for each in newer.instance_type._meta.concrete_fields
            if getattr(newer, each.attname) != getattr(older, each.attname)
        ]
        names = _names(differing)
        changes: dict[int, list[FieldChange]] = defaultdict(list)
        for newer, older, each in differing:
            texts = (_text(row, each, names) for row in (older, newer))
            spans = shortened(compare(*texts))
            label = capfirst(str(each.verbose_name))
            changes[newer.history_id].append(FieldChange(label, spans))
        return changes


def shortened(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Leave of the text that was kept only the words next to a change."""
    spans = tuple(spans)
    short = []
    for place, span in enumerate(spans):
        words = span.text.split(" ")
        head = AROUND if place else 0
        tail = AROUND if place < len(spans) - 1 else 0
        if span.kind == "kept" and len(words) > head + tail + 1:
            ends = (words[:head], ["…"], words[len(words) - tail :])
            span = replace(span, text=" ".join(word for end in ends for word in end))
        short.append(span)
    return tuple(short)


def _parts(rows: Iterable[Row]) -> list[str]:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row.part:
            counts[" or ".join(row.part.headings)][row.kind] += 1
    return [
        f"{capfirst(heading)}: "
        + ", ".join(f"{kinds[kind]} {WORDS[kind]}" for kind in "+~-" if kinds[kind])
        for heading, kinds in counts.items()
    ]


def _pairs(model: type[Model], keys: set[int]) -> Iterator[tuple[Any, Any]]:
    """Historical rows, each with the one before it."""
    history = _history(model)
    before = history.filter(
        id=OuterRef("id"), history_date__lt=OuterRef("history_date")
    ).order_by("-history_date", "-history_id")
    rows = list(
        history.filter(history_id__in=keys).annotate(
            previous=Subquery(before.values("history_id")[:1])
        )
    )
    older = history.in_bulk([row.previous for row in rows if row.previous])
    for row in rows:
        if row.previous in older:
            yield row, older[row.previous]


def _names(differing: Iterable[tuple[Any, Any, Any]]) -> dict[Key, str]:
    """The names of what changed foreign keys pointed and point to."""
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for newer, older, each in differing:
        if isinstance(each, ForeignKey):
            for row in (newer, older):
                wanted[each.related_model].add(getattr(row, each.attname))
    return {
        (model, row.pk): str(row)
        for model, keys in wanted.items()
        for row in _live(model, keys)
    }


def _text(row: Any, each: Any, names: dict[Key, str]) -> str:
    value = getattr(row, each.attname)
    if value is None or value == "":
        return ""
    if isinstance(each, ForeignKey):
        return names.get((each.related_model, value), f"number {value}")
    if each.choices:
        return str(dict(each.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _live(model: type[Model], keys: set[Any]) -> Iterable[Any]:
    rows = model._default_manager.filter(pk__in=keys - {None})
    return rows.select_related(*WITH.get(model, ()))


def _history(model: Any) -> Any:
    return model.history.model._default_manager.order_by()


def _url(record: Any) -> str:
    page = SHOWN_ON.get(type(record), lambda record: record)(record)
    return str(page.get_absolute_url())
