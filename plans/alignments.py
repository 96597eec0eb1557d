"""What comparing two drafts needs from the records: clauses and lineage as facts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from plans import models
from plans.analysis.alignment import ClauseText
from plans.analysis.facts import Position
from plans.analysis.lineage import Conflict, Link, compose, conflicts, inverse, route
from plans.models.choices import Side
from plans.page_rows import ClauseRow, DraftRow
from plans.snapshot import Snapshot

Pair = tuple[str, str]  # two drafts, older first


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
    clauses = snapshot.clauses(draft.id)
    by_id = {clause.id: clause for clause in clauses}
    return texts_of(clauses, snapshot.positions_by_clause(by_id, proponents=False))


def texts_of(
    clauses: Sequence[ClauseRow], positions: Mapping[int, Sequence[Position]]
) -> tuple[ClauseText, ...]:
    """Clauses as comparison sees them, with the positions of each by its key."""
    numbers = {clause.id: clause.number for clause in clauses}
    return tuple(
        ClauseText(
            number=clause.number,
            heading=clause.heading,
            text=clause.text,
            parent=numbers.get(clause.parent_id, "") if clause.parent_id else "",
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
    return recorded_lineages(snapshot, [(older, newer)])[older, newer]


def recorded_lineages(
    snapshot: Snapshot, pairs: Collection[Pair]
) -> dict[Pair, Recorded]:
    """What is recorded between each pair of drafts, older first: two queries."""
    by_pair = _links_by_pair(snapshot)
    ways = {
        (older, newer): route(by_pair, older, newer)
        or route(by_pair, newer, older)[::-1]
        for older, newer in pairs
    }
    steps = {pair: list(zip(way, way[1:], strict=False)) for pair, way in ways.items()}
    wanted = [*ways, *(step for own in steps.values() for step in own)]
    read = _read(snapshot, by_pair, wanted)
    return {
        pair: Recorded(
            read[pair],
            reduce(compose, (read[step] for step in steps[pair])) if way else (),
            way,
        )
        for pair, way in ways.items()
    }


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
    sources = {pair: pair if pair in by_pair else pair[::-1] for pair in wanted}
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
