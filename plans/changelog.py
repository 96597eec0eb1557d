"""What changed lately in the records, save by save, newest first.

A save is what one person recorded at one moment for one reason, through rows included.
Large saves, such as a load of the dataset, are told as counts. The work grows with
what is shown: each table gives its newest moments by an index, and only rows of the
saves shown are read. The number of queries depends on the kinds of records alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count, F, IntegerField, Model, Value
from django.db.models.functions import Cast

from plans.change_details import Details, Touched
from plans.record_parts import PARTS, Part, all_parts
from plans.revisions import KINDS as HISTORY_KINDS
from plans.revisions import SAME_SAVE

PER_PAGE = 20
# Moments read for a page. Rows of one save share theirs where `recording` was open;
# others are joined as revisions are.
MOMENTS = 3 * PER_PAGE + 1
LISTED = 40  # a save of more rows is told as counts

RECORDS: dict[str, type[Model]] = {
    str(model._meta.verbose_name).replace(" ", "-"): model for model in PARTS
}


class Tally(NamedTuple):
    """How many records of one kind a save created, changed or deleted."""

    what: str
    number: int
    label: str


@dataclass
class Save:
    """One save: when, by whom, why, and what it touched.

    `user` is empty where nobody was signed in, `reason` where none was given. Large
    saves have only the tally, others also the records.
    """

    at: datetime
    user: str
    reason: str
    first: datetime
    tally: list[Tally] = field(default_factory=list)
    records: list[Touched] = field(default_factory=list)

    @property
    def stamp(self) -> str:
        """The moment as an address carries it."""
        return self.at.isoformat().replace("+00:00", "Z")


class _Table(NamedTuple):
    """The history of a record's own rows, or of one of its parts."""

    number: int
    record: type[Model]
    part: Part | None
    path: tuple[Part, ...]  # the parts above a nested one

    @property
    def model(self) -> type[Model]:
        return self.part.model if self.part else self.record

    @property
    def rows(self) -> Any:
        model: Any = self.model
        return model.history.model._default_manager.order_by()


def _tables() -> Iterator[_Table]:
    number = 0
    for record, parts in PARTS.items():
        yield _Table(number, record, None, ())
        number += 1
        for part in all_parts(parts):
            above = tuple(each for each in parts if part in each.parts)
            yield _Table(number, record, part, above)
            number += 1


TABLES = tuple(_tables())


def latest_saves(limit: int) -> list[Save]:
    """The newest saves of all records, without what they touched: one query.

    Written as SQL once, from the tables' names alone: putting a union of so many
    tables together by the ORM takes longer than a page that shows six lines of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_latest_sql(3 * limit + 1))
        moments = [(_moment(at), user, reason) for at, user, reason in cursor]
    changes = Changes(limit=limit)
    changes.__dict__["_moments"] = moments
    return changes._all[:limit]


@lru_cache
def _latest_sql(limit: int) -> str:
    quote = connection.ops.quote_name
    branches = [
        "SELECT history_date, history_user_id, history_change_reason "
        f"FROM {name} WHERE history_date IN (SELECT DISTINCT history_date FROM {name} "
        f"ORDER BY history_date DESC LIMIT {limit})"
        for table in TABLES
        for name in (quote(table.rows.model._meta.db_table),)
    ]
    return f"{' UNION '.join(branches)} ORDER BY history_date DESC LIMIT {limit}"


def _moment(value: datetime | str) -> datetime:
    # SQLite hands a moment over in UTC, as text or without saying so.
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Changes:
    """The saves before a moment, of one kind of record or of all."""

    def __init__(
        self,
        kind: type[Model] | None = None,
        before: datetime | None = None,
        until: datetime | None = None,
        limit: int = PER_PAGE,
    ) -> None:
        self.tables = [table for table in TABLES if kind in (None, table.record)]
        self.before, self.until, self.limit = before, until, limit

    @cached_property
    def saves(self) -> list[Save]:
        """The newest saves, at most as many as a page shows."""
        saves = self._all[: self.limit]
        if saves:
            self._describe(saves)
        return saves

    @property
    def older(self) -> str:
        """The stamp before which older saves are found; empty if there are none."""
        more = len(self._all) > self.limit or len(self._moments) == MOMENTS
        if not (more and self.saves):
            return ""
        return self.saves[-1].first.isoformat().replace("+00:00", "Z")

    @cached_property
    def _moments(self) -> list[tuple[datetime, int | None, str | None]]:
        branches = [self._newest(table) for table in self.tables]
        if len(branches) == 1:
            rows = branches[0].order_by("-history_date")
        else:
            rows = branches[0].union(*branches[1:]).order_by("-history_date")
        return list(rows[:MOMENTS])

    def _newest(self, table: _Table) -> Any:
        rows = table.rows
        if self.before:
            rows = rows.filter(history_date__lt=self.before)
        if self.until:
            rows = rows.filter(history_date__lte=self.until)
        moments = rows.order_by("-history_date").values("history_date").distinct()
        return (
            table.rows.filter(history_date__in=moments[:MOMENTS])
            .values_list("history_date", "history_user_id", "history_change_reason")
            .distinct()
        )

    @cached_property
    def _all(self) -> list[Save]:
        users = _user_names({user for _, user, _ in self._moments if user})
        saves: list[Save] = []
        for at, user, reason in self._moments:
            who, why = users.get(user or 0, ""), reason or ""
            last = saves[-1] if saves else None
            if last and last.first == at:
                # One moment is one save, whoever its rows name: what goes along with
                # a deletion may name nobody.
                last.user, last.reason = last.user or who, last.reason or why
            elif (
                last
                and (last.user, last.reason) == (who, why)
                and last.first - at <= SAME_SAVE
            ):
                last.first = at
            else:
                saves.append(Save(at, who, why, first=at))
        return saves

    def _describe(self, saves: list[Save]) -> None:
        moments = [at for at, _, _ in self._moments if at >= saves[-1].first]
        small = set()
        for save, rows in self._counted(saves, moments).items():
            saves[save].tally = _tally(rows)
            if sum(count for _, _, count in rows) <= LISTED:
                small.add(save)
        listed = [at for at in moments if _save_of(saves, at) in small]
        details = Details(self._rows(listed))
        for at, touched in details.touched():
            saves[_save_of(saves, at)].records.append(touched)

    def _counted(
        self, saves: list[Save], moments: Sequence[datetime]
    ) -> dict[int, list[tuple[_Table, str, int]]]:
        """Count the rows of each save by table and kind of change."""
        branches = [
            table.rows.filter(history_date__in=moments)
            .values("history_date", "history_type")
            .annotate(table=_number(table.number), rows=Count("history_id"))
            .values_list("history_date", "history_type", "table", "rows")
            for table in self.tables
        ]
        found: dict[int, list[tuple[_Table, str, int]]] = defaultdict(list)
        for at, kind, table, count in _union(branches):
            found[_save_of(saves, at)].append((TABLES[table], kind, count))
        return found

    def _rows(self, moments: Sequence[datetime]) -> Iterable[Any]:
        """The rows saved at these moments: table, keys, kind of change, moment."""
        if not moments:
            return
        branches = [
            table.rows.filter(history_date__in=moments)
            .annotate(
                table=_number(table.number),
                owner=F(f"{table.part.owner}_id" if table.part else "id"),
            )
            .values_list(
                "table", "history_id", "id", "owner", "history_type", "history_date"
            )
            for table in self.tables
        ]
        for number, *row in _union(branches):
            table = TABLES[number]
            yield table.record, table.part, table.path, *row


def _union(branches: list[Any]) -> Any:
    return branches[0].union(*branches[1:], all=True) if branches[1:] else branches[0]


def _number(value: int) -> Any:
    return Cast(Value(value), IntegerField())


def _save_of(saves: Sequence[Save], at: datetime) -> int:
    """Which of the saves, newest first, a moment belongs to."""
    return next(n for n, save in enumerate(saves) if at >= save.first)


def _tally(rows: list[tuple[_Table, str, int]]) -> list[Tally]:
    counts: dict[tuple[str, int], int] = defaultdict(int)
    own = [row for row in rows if row[0].part is None] or rows
    for table, kind, count in own:
        counts[kind, table.number] += count
    return [
        Tally(HISTORY_KINDS[kind], count, _label(TABLES[number].model, count))
        for (kind, number), count in sorted(
            counts.items(), key=lambda item: ("+~-".index(item[0][0]), item[0][1])
        )
    ]


def _label(model: type[Model], count: int) -> str:
    names = model._meta
    return str(names.verbose_name if count == 1 else names.verbose_name_plural)


def _user_names(users: set[int]) -> dict[int, str]:
    rows = get_user_model()._default_manager.filter(pk__in=users) if users else ()
    return {row.pk: row.get_full_name() or row.get_username() for row in rows}
