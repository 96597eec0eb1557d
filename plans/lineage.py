"""Lineage as pages show it: what a clause was before and what became of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from plans import models
from plans.addresses import address
from plans.analysis.facts import first_day
from plans.models.choices import Change, Side
from plans.snapshot import Snapshot


class LinkedClause(NamedTuple):
    id: int
    number: str
    heading: str
    draft: str
    draft_title: str

    @property
    def url(self) -> str:
        return address("clause-detail", self.draft, self.number)


@dataclass
class Link:
    """A lineage link; `older` and `newer` are clauses, one side may be empty."""

    id: int
    change: str
    note: str
    older_draft: str
    older_title: str
    older_date: str
    newer_draft: str
    newer_title: str
    newer_date: str
    older: list[LinkedClause] = field(default_factory=list)
    newer: list[LinkedClause] = field(default_factory=list)

    @property
    def change_label(self) -> str:
        return Change(self.change).label


@dataclass
class Lineage:
    """The links by which a clause came about, and those that lead on from it."""

    earlier: list[Link] = field(default_factory=list)
    later: list[Link] = field(default_factory=list)


END = (
    "side",
    "link__id",
    "link__change",
    "link__note",
    "link__older_draft__slug",
    "link__older_draft__short_title",
    "link__older_draft__date",
    "link__newer_draft__slug",
    "link__newer_draft__short_title",
    "link__newer_draft__date",
    "clause__id",
    "clause__number",
    "clause__heading",
)


def lineage_of_clause(snapshot: Snapshot, clause: int) -> Lineage | None:
    """The lineage of a clause by its primary key, None where no link is recorded."""
    ends = snapshot.values(models.ClauseLinkEnd, *END, link__ends__clause_id=clause)
    return _lineages(ends).get(clause)


def lineage_of_draft(snapshot: Snapshot, draft: int) -> dict[int, Lineage]:
    """The lineage of a draft's clauses, by primary key.

    A clause without a recorded link has none.
    """
    ends = [
        *snapshot.values(models.ClauseLinkEnd, *END, link__newer_draft_id=draft),
        *snapshot.values(models.ClauseLinkEnd, *END, link__older_draft_id=draft),
    ]
    return _lineages(ends)


def all_lineage(snapshot: Snapshot) -> dict[int, Lineage]:
    """The lineage of every clause with a recorded link, by primary key: one query."""
    return _lineages(snapshot.values(models.ClauseLinkEnd, *END))


def _lineages(ends: Iterable[Any]) -> dict[int, Lineage]:
    links: dict[int, Link] = {}
    for side, *values in ends:
        link_values, (pk, number, heading) = values[:9], values[9:]
        link = links.get(link_values[0])
        if link is None:
            link = links[link_values[0]] = Link(*link_values)
        if side == Side.OLDER:
            draft, title = link.older_draft, link.older_title
            link.older.append(LinkedClause(pk, number, heading, draft, title))
        else:
            draft, title = link.newer_draft, link.newer_title
            link.newer.append(LinkedClause(pk, number, heading, draft, title))
    found: dict[int, Lineage] = defaultdict(Lineage)
    for link in sorted(links.values(), key=_nearest_first):
        for clause in link.newer:
            found[clause.id].earlier.append(link)
        for clause in link.older:
            found[clause.id].later.append(link)
    return dict(found)


def _nearest_first(link: Link) -> tuple[int, str, int]:
    # Of the earlier drafts the latest comes first, of the later ones the earliest.
    gap = date_number(link.newer_date) - date_number(link.older_date)
    return (gap, link.newer_date, link.id)


def date_number(date: str) -> int:
    """A whole or partial date as days enough to compare distances in time."""
    year, month, day = first_day(date).split("-")
    return int(year) * 372 + int(month) * 31 + int(day)
