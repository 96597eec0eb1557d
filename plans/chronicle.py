"""The timeline: events, and drafts on the days they appeared, month by month."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.db.models import Prefetch

from plans.forms.events import DRAFTS, EventFilter
from plans.models import (
    Draft,
    DraftAuthor,
    Event,
    EventActor,
    EventDraft,
    RedLine,
    RedLineTest,
)
from plans.page_rows import ActorRow
from plans.snapshot import Snapshot

Drafts = Mapping[int, Draft]


class Tried(NamedTuple):
    """A red line that an event tried, whose it is, and what became of it."""

    test: RedLineTest
    red_line: RedLine
    actor: ActorRow


@dataclass(frozen=True)
class Entry:
    """One thing on the timeline: an event, or a draft on the day it appeared."""

    date: str
    end_date: str
    slug: str
    title: str
    url: str
    kind: str
    kind_label: str
    summary: str
    actors: tuple[ActorRow, ...]
    drafts: tuple[Draft, ...] = ()
    tests: tuple[Tried, ...] = ()

    @property
    def is_draft(self) -> bool:
        return self.kind == DRAFTS


class Month(NamedTuple):
    date: str  # 2025-11, or 2025 where no month is known
    entries: tuple[Entry, ...]


class Year(NamedTuple):
    year: str
    months: tuple[Month, ...]


def drafts_of(snapshot: Snapshot) -> Drafts:
    """All drafts by primary key, oldest first."""
    rows = snapshot.rows(Draft, "date", "order", "slug")
    return {draft.pk: draft for draft in rows}


def timeline(snapshot: Snapshot, drafts: Drafts, form: EventFilter) -> list[Entry]:
    """The events and drafts that the filter leaves, in the order that it asks for."""
    entries = [*_events(snapshot, drafts), *_drafts(snapshot, drafts)]
    kept = [entry for entry in entries if _passes(entry, form)]
    # An event comes after the draft that appeared on the same day.
    kept.sort(key=lambda entry: (entry.date, not entry.is_draft, entry.slug))
    return kept if form.oldest_first else kept[::-1]


def by_month(entries: Iterable[Entry]) -> list[Year]:
    """Group entries, which are in order of time, by year and month."""
    return [
        Year(
            year,
            tuple(
                Month(month, tuple(found))
                for month, found in groupby(of_year, lambda entry: entry.date[:7])
            ),
        )
        for year, of_year in groupby(entries, lambda entry: entry.date[:4])
    ]


def as_entry(event: Event, snapshot: Snapshot, drafts: Drafts) -> Entry:
    """An event, with what `with_parts` has loaded, as the timeline shows it."""
    actors = snapshot.actors
    return Entry(
        event.date,
        event.end_date,
        event.slug,
        event.title,
        event.get_absolute_url(),
        event.kind,
        event.get_kind_display(),
        event.summary,
        tuple(actors[row.actor_id] for row in event.actors.all()),
        tuple(drafts[row.draft_id] for row in event.drafts.all()),
        tuple(
            Tried(test, test.red_line, actors[test.red_line.actor_id])
            for test in event.tests.all()
        ),
    )


def with_parts(snapshot: Snapshot) -> tuple[Prefetch, ...]:
    """What to prefetch for `as_entry`: actors, drafts, and tests with their lines."""
    line = snapshot.prefetch("red_line", RedLine)
    return (
        snapshot.prefetch("actors", EventActor),
        snapshot.prefetch("drafts", EventDraft),
        snapshot.prefetch("tests", RedLineTest, line),
    )


def _events(snapshot: Snapshot, drafts: Drafts) -> Iterator[Entry]:
    rows = snapshot.rows(Event, "date", "slug")
    for event in rows.prefetch_related(*with_parts(snapshot)):
        yield as_entry(event, snapshot, drafts)


def _drafts(snapshot: Snapshot, drafts: Drafts) -> Iterator[Entry]:
    authors: dict[int, list[ActorRow]] = defaultdict(list)
    for draft_id, actor_id in snapshot.values(DraftAuthor, "draft_id", "actor_id"):
        authors[draft_id].append(snapshot.actors[actor_id])
    for draft in drafts.values():
        yield Entry(
            draft.date,
            "",
            draft.slug,
            draft.title,
            draft.get_absolute_url(),
            DRAFTS,
            f"draft, {draft.get_status_display()}",
            draft.summary,
            tuple(authors[draft.pk]),
            (draft,),
        )


def _passes(entry: Entry, form: EventFilter) -> bool:
    kind, actor, draft = map(form.chosen, ("kind", "actor", "draft"))
    concerned = {each.slug for each in entry.actors}
    concerned |= {tried.actor.slug for tried in entry.tests}
    return (
        (not kind or entry.kind == kind)
        and (not actor or actor in concerned)
        and (not draft or draft in {each.slug for each in entry.drafts})
        and (not form.with_tests or bool(entry.tests))
    )
