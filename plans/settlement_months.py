"""How the answer about a settlement moved, month by month, as a table and a chart."""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateformat import format as format_date

from plans import models
from plans.addresses import address
from plans.analysis.facts import RedLine, first_day
from plans.analysis.settlements_time import Standing, follow, month_ends
from plans.analysis.solver import Stop
from plans.analysis.verdicts import select
from plans.models.choices import EventKind
from plans.page_rows import DraftRow
from plans.settlement_chart import ZONES, Band, Chart, draw
from plans.settling import Asked
from plans.snapshot import Snapshot

YEARS = 50  # as many are listed: every month up to the year 9999 serves nobody
# Events of these kinds are shown even where they tried no line.
MAIN_KINDS = (EventKind.TALKS.value, EventKind.AGREEMENT.value)


@dataclass(frozen=True)
class MonthEvent:
    """An event, with how many of the chosen lines it tried."""

    title: str
    date: str
    url: str
    tested: int


@dataclass(frozen=True)
class Month:
    """A month by the state of its last day, or of the day asked if it is in it."""

    slug: str
    day: date
    is_last_day: bool
    standing: Standing
    url: str
    drafts: list[DraftRow]
    events: list[MonthEvent]

    @property
    def zone(self) -> str:
        return ZONES[self.standing.zone]

    @property
    def name(self) -> str:
        return format_date(self.day, "F Y" if self.is_last_day else "j F Y")


@dataclass(frozen=True)
class Months:
    """The months in order; none where no chosen line was stated by the day asked.

    `first` is the month in which the first one was, empty where none was; `is_cut`
    where months before those listed were asked for, too.
    """

    months: list[Month]
    first: str
    chart: Chart | None
    is_cut: bool = False

    @property
    def is_finished(self) -> bool:
        return all(month.standing.conflicts is not None for month in self.months)


def follow_months(
    snapshot: Snapshot,
    asked: Asked,
    drafts: Sequence[DraftRow],
    on: date,
    chosen: Mapping[str, Any],
    since: str,
    query: Callable[..., str],
    stop: Stop,
    table_url: str = "",
) -> Months:
    """Ask the question again for each month up to a day.

    `chosen` are the actors, strength and kinds as `select` takes them. `since` is the
    month to begin with, empty for that of the first line. `query` gives the query of
    the question on another day. The marks of the chart lead into the table of months,
    which stands at `table_url`, empty for the same page. A constant number of queries.
    """
    rows = snapshot.line_rows(stated_on__lte=on.isoformat())
    lines = snapshot.as_facts(rows)
    first = _first_month(lines, on, chosen)
    if not first:
        return Months([], "", None)
    start = max(first, since)
    earliest = f"{max(on.year - YEARS, 1):04}-{on.month:02}"
    days = {
        day: select(lines, day, **chosen)
        for day in month_ends(max(start, earliest), on)
        or month_ends(on.isoformat(), on)
    }
    ever = {line.id for held in days.values() for line in held}
    by_month = _drafts_by_month(drafts, on)
    events = _events_by_month(snapshot, ever, on)
    base = address("settlement")
    months = []
    for standing in follow(asked.question, days, stop):
        day, slug = date.fromisoformat(standing.day), standing.day[:7]
        months.append(
            Month(
                slug,
                day,
                day.day == monthrange(day.year, day.month)[1],
                standing,
                base + query(as_of=standing.day),
                by_month.get(slug, []),
                events.get(slug, []),
            )
        )
    bands = [_band(month, table_url) for month in months]
    return Months(months, first, draw(bands), is_cut=start < earliest)


def _first_month(lines: Sequence[RedLine], on: date, chosen: Mapping[str, Any]) -> str:
    """The month of the first chosen line, empty where none was stated by then."""
    dates = sorted({first_day(line.stated_on) for line in lines})
    days = (day for day in dates if day <= on.isoformat())
    return next((day[:7] for day in days if select(lines, day, **chosen)), "")


def _drafts_by_month(drafts: Sequence[DraftRow], on: date) -> dict[str, list[DraftRow]]:
    found: dict[str, list[DraftRow]] = {}
    for draft in drafts:
        if len(draft.date) > 4 and draft.first_day <= on.isoformat():
            found.setdefault(draft.date[:7], []).append(draft)
    return found


def _events_by_month(
    snapshot: Snapshot, lines: set[str], on: date
) -> dict[str, list[MonthEvent]]:
    """The events that tried one of these lines, or are of the main kinds."""
    tested: dict[int, int] = {}
    for event, line in snapshot.values(
        models.RedLineTest, "event_id", "red_line__slug"
    ):
        if line in lines:
            tested[event] = tested.get(event, 0) + 1
    found: dict[str, list[MonthEvent]] = {}
    rows = snapshot.values(models.Event, "id", "slug", "title", "date", "kind")
    for pk, slug, title, day, kind in sorted(rows, key=lambda row: (row[3], row[1])):
        if len(day) == 4 or first_day(day) > on.isoformat():
            continue
        if pk in tested or kind in MAIN_KINDS:
            event = MonthEvent(
                title, day, address("event-detail", slug), tested.get(pk, 0)
            )
            found.setdefault(day[:7], []).append(event)
    return found


def _band(month: Month, table_url: str) -> Band:
    return Band(
        month.slug,
        month.name,
        month.standing,
        month.url,
        f"{table_url}#month-{month.slug}",
        tuple(draft.short_title for draft in month.drafts),
        tuple(event.title for event in month.events),
    )
