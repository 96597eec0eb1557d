"""What rests on a source: every record that cites it, and which cite nothing else."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    F,
    Model,
    OuterRef,
    QuerySet,
    Value,
)
from django.urls import reverse

from plans import models
from plans.models.choices import (
    AssessedVerdict,
    Category,
    Change,
    DraftStatus,
    EventKind,
    RedLineKind,
    Strength,
)
from plans.snapshot import Snapshot


class Record(NamedTuple):
    """A record as a list shows it: what it is called, where it is, what it is."""

    title: str
    url: str
    facts: tuple[str, ...] = ()
    date: str = ""


@dataclass(frozen=True)
class Resting:
    """A record that rests on the source; `alone` where it cites no other."""

    record: Record
    locators: tuple[str, ...]
    alone: bool


@dataclass(frozen=True)
class Group:
    heading: str
    resting: tuple[Resting, ...]


class _Kind(NamedTuple):
    name: str
    heading: str
    model: type[Model]
    owner: str  # the column that leads to the record that cites


KINDS = (
    _Kind("drafts", "Drafts", models.DraftSource, "draft_id"),
    _Kind("clauses", "Clauses", models.ClauseSource, "clause_id"),
    _Kind("red_lines", "Red lines", models.RedLineSource, "red_line_id"),
    _Kind("events", "Events", models.EventSource, "event_id"),
    _Kind("links", "Lineage", models.ClauseLinkSource, "link_id"),
    _Kind("actors", "Actors", models.ActorSource, "actor_id"),
    _Kind("foundations", "Foundations of actors", models.ActorFoundation, "id"),
    _Kind("indicators", "Indicators", models.IndicatorSource, "indicator_id"),
    _Kind("couplings", "Couplings", models.CouplingSource, "coupling_id"),
    _Kind("assessments", "Assessments", models.AssessmentSource, "assessment_id"),
)


def tally(snapshot: Snapshot, sources: Collection[int]) -> dict[int, int]:
    """Count the records that rest on each source; one without any is left out."""
    counts: dict[int, int] = {}
    branches = [
        snapshot.rows(kind.model)
        .filter(source_id__in=sources)
        .values("source_id")
        .annotate(kind=_text(kind.name), records=Count(kind.owner, distinct=True))
        .values_list("source_id", "kind", "records")
        for kind in KINDS
    ]
    for source, _, records in branches[0].union(*branches[1:], all=True):
        counts[source] = counts.get(source, 0) + records
    return counts


def rests_on(snapshot: Snapshot, source: int) -> list[Group]:
    """Group the records that rest on a source; a group without any is left out."""
    branches = [_citing(snapshot, kind, source) for kind in KINDS]
    cited: dict[str, dict[int, tuple[list[str], bool]]] = {}
    for name, owner, locator, alone in branches[0].union(*branches[1:], all=True):
        locators, _ = cited.setdefault(name, {}).setdefault(owner, ([], bool(alone)))
        if locator:
            locators.append(locator)
    records = _Records(snapshot, {name: set(owners) for name, owners in cited.items()})
    groups = []
    for kind in KINDS:
        owners = cited.get(kind.name, {})
        resting = tuple(
            Resting(record, tuple(sorted(owners[pk][0])), owners[pk][1])
            for pk, record in records.of(kind.name)
        )
        if resting:
            groups.append(Group(kind.heading, resting))
    return groups


def _citing(snapshot: Snapshot, kind: _Kind, source: int) -> QuerySet[Any]:
    if kind.owner == "id":  # a foundation has one source and no locator
        locator: Any = _text("")
        alone: Any = Value(True, BooleanField())
    else:
        locator = F("locator")
        alone = ~Exists(
            snapshot.rows(kind.model)
            .filter(**{kind.owner: OuterRef(kind.owner)})
            .exclude(source_id=source)
        )
    return (
        snapshot.rows(kind.model)
        .filter(source_id=source)
        .annotate(
            kind=_text(kind.name), cited_by=F(kind.owner), where=locator, alone=alone
        )
        .values_list("kind", "cited_by", "where", "alone")
    )


def _text(value: str) -> Value:
    return Value(value, CharField())


class _Records:
    """The citing records by kind, loaded with one query for each kind that occurs."""

    def __init__(self, snapshot: Snapshot, wanted: dict[str, set[int]]) -> None:
        self.snapshot = snapshot
        self.wanted = wanted

    def of(self, kind: str) -> Iterable[tuple[int, Record]]:
        if not self.wanted.get(kind):
            return []
        read: Callable[[], Iterable[tuple[int, Record]]] = getattr(self, f"_{kind}")
        return read()

    def _rows(self, model: type[Model], name: str, *fields: str) -> Iterable[Any]:
        return self.snapshot.values(
            model, "id", *fields, id__in=self.wanted.get(name, ())
        )

    @cached_property
    def drafts(self) -> dict[int, Any]:
        rows = self.snapshot.rows(models.Draft, "date", "order", "slug")
        names = ("id", "slug", "title", "short_title", "date", "status")
        return {row.id: row for row in rows.values_list(*names, named=True)}

    @cached_property
    def links(self) -> dict[int, tuple[int, int, str]]:
        fields = ("older_draft_id", "newer_draft_id", "change")
        rows = self._rows(models.ClauseLink, "links", *fields)
        return {row[0]: row[1:] for row in rows}

    @cached_property
    def link_ends(self) -> list[tuple[int, int, str]]:
        return list(
            self.snapshot.values(
                models.ClauseLinkEnd,
                "link_id",
                "clause_id",
                "side",
                link_id__in=list(self.links),
            )
        )

    @cached_property
    def assessments(self) -> list[tuple[int, int, int, str]]:
        fields = ("clause_id", "red_line_id", "verdict")
        return list(self._rows(models.Assessment, "assessments", *fields))

    @cached_property
    def clauses(self) -> dict[int, Any]:
        wanted = set(self.wanted.get("clauses", ()))
        if self.wanted.get("links"):
            wanted |= {clause for _, clause, _ in self.link_ends}
        if self.wanted.get("assessments"):
            wanted |= {row[1] for row in self.assessments}
        rows = self.snapshot.in_order(models.Clause).filter(id__in=wanted)
        names = ("id", "draft_id", "number", "heading")
        return {row.id: row for row in rows.values_list(*names, named=True)}

    @cached_property
    def lines(self) -> dict[int, Any]:
        wanted = set(self.wanted.get("red_lines", ()))
        if self.wanted.get("assessments"):
            wanted |= {row[2] for row in self.assessments}
        rows = self.snapshot.in_order(models.RedLine).filter(id__in=wanted)
        names = ("id", "slug", "actor_id", "title", "kind", "strength", "stated_on")
        return {row.id: row for row in rows.values_list(*names, named=True)}

    def _drafts(self) -> Iterable[tuple[int, Record]]:
        for pk, draft in self.drafts.items():
            if pk in self.wanted["drafts"]:
                facts = (DraftStatus(draft.status).label,)
                url = reverse("plans:draft-detail", args=[draft.slug])
                yield pk, Record(draft.title, url, facts, draft.date)

    def _clauses(self) -> Iterable[tuple[int, Record]]:
        found: dict[int, list[Any]] = {pk: [] for pk in self.drafts}
        for pk, clause in self.clauses.items():
            if pk in self.wanted["clauses"] and clause.draft_id in found:
                found[clause.draft_id].append(clause)
        for draft_id, clauses in found.items():
            draft = self.drafts[draft_id]
            for clause in clauses:
                title = f"{draft.short_title}, {clause.number}: {clause.heading}"
                yield clause.id, Record(title, self._clause_url(clause))

    def _clause_url(self, clause: Any) -> str:
        draft = self.drafts[clause.draft_id]
        return reverse("plans:clause-detail", args=[draft.slug, clause.number])

    def _red_lines(self) -> Iterable[tuple[int, Record]]:
        for pk, line in self.lines.items():
            if pk in self.wanted["red_lines"]:
                actor = self.snapshot.actors[line.actor_id].short_name
                kind = RedLineKind(line.kind).label
                facts = (kind, Strength(line.strength).label)
                url = reverse("plans:red-line-detail", args=[line.slug])
                yield pk, Record(f"{actor}: {line.title}", url, facts, line.stated_on)

    def _events(self) -> Iterable[tuple[int, Record]]:
        rows = self.snapshot.rows(models.Event, "date", "slug")
        rows = rows.filter(id__in=self.wanted["events"])
        for pk, slug, title, kind, date in rows.values_list(
            "id", "slug", "title", "kind", "date"
        ):
            url = reverse("plans:event-detail", args=[slug])
            yield pk, Record(title, url, (EventKind(kind).label,), date)

    def _links(self) -> Iterable[tuple[int, Record]]:
        ends: dict[tuple[int, str], list[Any]] = {}
        for link, clause, side in self.link_ends:
            if clause in self.clauses:
                ends.setdefault((link, side), []).append(self.clauses[clause])
        for pk, (older, newer, change) in self.links.items():
            sides = []
            for draft_id, side in ((older, "older"), (newer, "newer")):
                numbers = [clause.number for clause in ends.get((pk, side), ())]
                name = self.drafts[draft_id].short_title
                sides.append(" ".join([name, ", ".join(numbers) or "(no clause)"]))
            clauses = ends.get((pk, "newer")) or ends.get((pk, "older"))
            url = (
                self._clause_url(clauses[0])
                if clauses
                else reverse("plans:draft-detail", args=[self.drafts[newer].slug])
            )
            yield pk, Record(" → ".join(sides), url, (Change(change).label,))

    def _actors(self) -> Iterable[tuple[int, Record]]:
        for pk, actor in self.snapshot.actors.items():
            if pk in self.wanted["actors"]:
                yield pk, Record(actor.name, _actor_url(actor.slug))

    def _foundations(self) -> Iterable[tuple[int, Record]]:
        fields = ("actor_id", "text", "date")
        rows = self._rows(models.ActorFoundation, "foundations", *fields)
        for pk, actor_id, text, date in rows:
            actor = self.snapshot.actors[actor_id]
            title = f"{actor.short_name}: {text}"
            yield pk, Record(title, _actor_url(actor.slug), (), date)

    def _indicators(self) -> Iterable[tuple[int, Record]]:
        fields = ("actor_id", "variable", "as_of")
        rows = self._rows(models.Indicator, "indicators", *fields)
        for pk, actor_id, variable, as_of in rows:
            actor = self.snapshot.actors[actor_id]
            title = f"{actor.short_name}: {variable.replace('-', ' ')}"
            yield pk, Record(title, _actor_url(actor.slug), (), as_of)

    def _couplings(self) -> Iterable[tuple[int, Record]]:
        rows = self._rows(models.Coupling, "couplings", "option_id", "note")
        for pk, option_id, note in rows:
            issue = self.snapshot.options[option_id].issue
            url = reverse("plans:issue-detail", args=[issue.slug])
            facts = (issue.title, Category(issue.category).label)
            yield pk, Record(note, url, facts)

    def _assessments(self) -> Iterable[tuple[int, Record]]:
        for pk, clause_id, line_id, verdict in self.assessments:
            clause, line = self.clauses[clause_id], self.lines[line_id]
            draft = self.drafts[clause.draft_id].short_title
            title = f"{draft}, {clause.number} against “{line.title}”"
            facts = (f"assessed as “{AssessedVerdict(verdict).label}”",)
            yield pk, Record(title, self._clause_url(clause), facts)


def _actor_url(slug: str) -> str:
    return reverse("plans:actor-detail", args=[slug])
