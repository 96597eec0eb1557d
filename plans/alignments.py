"""What comparing two drafts needs from the records: clauses and lineage as facts."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce

from plans import models
from plans.analysis.alignment import ClauseText
from plans.analysis.lineage import Conflict, Link, compose, conflicts, inverse, route
from plans.models.choices import Side
from plans.page_rows import ClauseRow, DraftRow
from plans.snapshot import Snapshot


@dataclass(frozen=True)
class Recorded:
    """What the records say of two drafts.

    `recorded` are the direct links, `composed` those over the drafts of `way`, which
    is empty where no chain of records leads from the one to the other.
    """

    recorded: tuple[Link, ...]
    composed: tuple[Link, ...]
    way: tuple[str, ...]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return conflicts(self.recorded, self.composed)


def clause_texts(snapshot: Snapshot, draft: DraftRow) -> tuple[ClauseText, ...]:
    """The clauses of a draft as comparison sees them, in their order."""
    return texts_of(snapshot, snapshot.clauses(draft.id))


def texts_of(
    snapshot: Snapshot, clauses: Collection[ClauseRow]
) -> tuple[ClauseText, ...]:
    rows = {clause.id: clause for clause in clauses}
    positions = snapshot.positions_by_clause(rows, proponents=False)
    return tuple(
        ClauseText(
            number=clause.number,
            heading=clause.heading,
            text=clause.text,
            parent=rows[clause.parent_id].number if clause.parent_id in rows else "",
            coded=frozenset((each.issue, each.option) for each in positions[clause.id]),
            public=clause.is_public,
        )
        for clause in clauses
    )


def recorded_pairs(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The pairs of drafts between which lineage is recorded, older first, sorted."""
    return sorted(_links_by_pair(snapshot))


def recorded_lineage(snapshot: Snapshot, older: str, newer: str) -> Recorded:
    """What is recorded between two drafts, directly and over others.

    Where the only record was made the other way round, it is read backwards.
    """
    by_pair = _links_by_pair(snapshot)
    way = route(by_pair, older, newer) or route(by_pair, newer, older)[::-1]
    steps = list(zip(way, way[1:], strict=False))
    read = _read(snapshot, by_pair, [(older, newer), *steps])
    composed = reduce(compose, (read[step] for step in steps)) if steps else ()
    return Recorded(read[older, newer], composed, way)


Pair = tuple[str, str]
LinkRow = tuple[int, str, str]  # its key, the change, the note


def _links_by_pair(snapshot: Snapshot) -> dict[Pair, list[LinkRow]]:
    found: dict[Pair, list[LinkRow]] = defaultdict(list)
    for pk, older, newer, change, note in snapshot.values(
        models.ClauseLink,
        "id",
        "older_draft__slug",
        "newer_draft__slug",
        "change",
        "note",
    ):
        found[older, newer].append((pk, change, note))
    return dict(found)


def _read(
    snapshot: Snapshot,
    by_pair: dict[Pair, list[LinkRow]],
    wanted: Collection[Pair],
) -> dict[Pair, tuple[Link, ...]]:
    """The links of each pair, one query for all; backwards where need be."""
    sources = {
        pair: pair if pair in by_pair else pair[::-1]
        for pair in wanted
    }
    keys = [row[0] for pair in sources.values() for row in by_pair.get(pair, ())]
    ends: dict[tuple[int, str], list[str]] = defaultdict(list)
    for link, side, number in snapshot.values(
        models.ClauseLinkEnd, "link_id", "side", "clause__number", link_id__in=keys
    ):
        ends[link, side].append(number)
    links = {
        pair: tuple(
            Link(
                tuple(ends[pk, Side.OLDER]),
                tuple(ends[pk, Side.NEWER]),
                change,
                note=note,
            )
            for pk, change, note in by_pair.get(pair, ())
        )
        for pair in sources.values()
    }
    return {
        pair: links[source] if source == pair else inverse(links[source])
        for pair, source in sources.items()
    }
