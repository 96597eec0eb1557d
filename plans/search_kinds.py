"""What is searched: the models, the weight of their fields, and how a hit reads."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import add
from typing import Any, NamedTuple

from django.contrib.postgres.search import CombinedSearchVector, SearchVector
from django.db.models import Model
from django.urls import reverse

from plans import models
from plans.models.choices import (
    ActorKind,
    ActorRole,
    Category,
    Completeness,
    DraftStatus,
    EventKind,
    RedLineKind,
    Strength,
    Tier,
)
from plans.snapshot import Snapshot

CONFIG = "english"
WEIGHTS = {"A": 1.0, "B": 0.4, "C": 0.2}  # as PostgreSQL's ts_rank has them


class DraftRow(NamedTuple):
    id: int
    slug: str
    short_title: str
    date: str


class Shown(NamedTuple):
    title: str
    url: str
    context: str
    date: str = ""


Show = Callable[[Any, Snapshot, Mapping[int, DraftRow]], Shown]


class Kind(NamedTuple):
    """A searched model: its fields by weight, and those that `show` reads."""

    name: str
    label: str
    plural: str
    model: type[Model]
    show: Show
    shown: tuple[str, ...]
    title: tuple[str, ...]
    text: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        by_weight = (("A", self.title), ("B", self.text), ("C", self.notes))
        return tuple((weight, names) for weight, names in by_weight if names)

    def vector(self) -> SearchVector | CombinedSearchVector:
        """The weighted words of a record; the indexes hold the same expression."""
        vectors = (
            SearchVector(*names, weight=weight, config=CONFIG)
            for weight, names in self.fields
        )
        return reduce(add, vectors)


def _clause(row: Any, snapshot: Snapshot, drafts: Mapping[int, DraftRow]) -> Shown:
    draft = drafts[row.draft_id]
    url = reverse("plans:clause-detail", args=[draft.slug, row.number])
    context = f"{draft.short_title}, clause {row.number}"
    return Shown(row.heading, url, context, draft.date)


def _red_line(row: Any, snapshot: Snapshot, drafts: Any) -> Shown:
    actor = snapshot.actors[row.actor_id].short_name
    context = f"{actor}, {Strength(row.strength).label} {RedLineKind(row.kind).label}"
    url = reverse("plans:red-line-detail", args=[row.slug])
    return Shown(row.title, url, context, row.stated_on)


def _issue(row: Any, snapshot: Snapshot, drafts: Any) -> Shown:
    url = reverse("plans:issue-detail", args=[row.slug])
    return Shown(row.title, url, Category(row.category).label)


def _actor(row: Any, snapshot: Snapshot, drafts: Any) -> Shown:
    url = reverse("plans:actor-detail", args=[row.slug])
    context = f"{ActorKind(row.kind).label}, {ActorRole(row.role).label}"
    return Shown(row.name, url, context)


def _draft(row: Any, snapshot: Snapshot, drafts: Any) -> Shown:
    url = reverse("plans:draft-detail", args=[row.slug])
    status = DraftStatus(row.status).label
    context = f"{status}, {Completeness(row.completeness).label}"
    return Shown(row.title, url, context, row.date)


def _event(row: Any, snapshot: Snapshot, drafts: Any) -> Shown:
    url = reverse("plans:event-detail", args=[row.slug])
    return Shown(row.title, url, EventKind(row.kind).label, row.date)


def _source(row: Any, snapshot: Snapshot, drafts: Any) -> Shown:
    url = reverse("plans:source-detail", args=[row.slug])
    return Shown(row.title, url, Tier(row.tier).label, row.date)


_ALL = (
    Kind(
        "clause",
        "clause",
        "Clauses",
        models.Clause,
        _clause,
        ("draft_id", "number", "heading"),
        title=("heading",),
        text=("text",),
        notes=("note", "deadline"),
    ),
    Kind(
        "red-line",
        "red line",
        "Red lines",
        models.RedLine,
        _red_line,
        ("slug", "title", "actor_id", "strength", "kind", "stated_on"),
        title=("title",),
        text=("statement",),
    ),
    Kind(
        "issue",
        "issue",
        "Issues",
        models.Issue,
        _issue,
        ("slug", "title", "category"),
        title=("title",),
        text=("question", "labels"),  # the labels of its options, joined
    ),
    Kind(
        "actor",
        "actor",
        "Actors",
        models.Actor,
        _actor,
        ("slug", "name", "kind", "role"),
        title=("name", "short_name"),
        text=("summary", "threat", "requirement"),
        notes=("normative_register", "strategic_register", "systemic_register"),
    ),
    Kind(
        "draft",
        "draft",
        "Drafts",
        models.Draft,
        _draft,
        ("slug", "title", "status", "completeness", "date"),
        title=("title", "short_title"),
        text=("summary",),
    ),
    Kind(
        "event",
        "event",
        "Events",
        models.Event,
        _event,
        ("slug", "title", "kind", "date"),
        title=("title",),
        text=("summary",),
    ),
    Kind(
        "source",
        "source",
        "Sources",
        models.Source,
        _source,
        ("slug", "title", "tier", "date"),
        title=("title",),
        text=("publisher",),
    ),
)
KINDS = {kind.name: kind for kind in _ALL}
# Few rows and a text put together from two tables: an index would not pay.
UNINDEXED = frozenset({"issue"})
