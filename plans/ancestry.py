"""A clause through all drafts: what it came from and what came of it, with texts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from plans import models
from plans.addresses import address
from plans.analysis.alignment import ClauseText
from plans.analysis.changes import changes, sentence
from plans.analysis.facts import first_day
from plans.analysis.lineage import Link as Fact
from plans.lineage import Lineage, Link, LinkedClause, all_lineage
from plans.markup import takes
from plans.page_rows import ClauseRow, DraftRow
from plans.snapshot import Snapshot


@dataclass
class Stage:
    """A draft on the way, with the clauses of the line and the steps that led there.

    A stage without clauses is where the line came to an end.
    """

    slug: str
    title: str
    date: str
    url: str
    clauses: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """The clauses of one line through the drafts, by key, and the links among them."""

    clauses: dict[int, LinkedClause]
    links: list[Link]


def line_of(snapshot: Snapshot, draft: DraftRow, clause: ClauseRow) -> Line:
    """Follow a clause back to all that it came from and on to all that came of it."""
    lineage = all_lineage(snapshot)
    own = LinkedClause(
        clause.id, clause.number, clause.heading, draft.slug, draft.short_title
    )
    clauses = {clause.id: own}
    links: dict[int, Link] = {}
    for back in (True, False):
        waiting = [clause.id]
        seen = {clause.id}
        for pk in waiting:  # grows while it is read
            found = lineage.get(pk, Lineage())
            for link in found.earlier if back else found.later:
                links[link.id] = link
                for other in link.older if back else link.newer:
                    clauses[other.id] = other
                    if other.id not in seen:
                        seen.add(other.id)
                        waiting.append(other.id)
    return Line(clauses, list(links.values()))


def stages(
    snapshot: Snapshot, draft: DraftRow, clause: ClauseRow, query: str
) -> list[Stage]:
    """The line of a clause draft by draft, oldest first, with texts and mark-up."""
    line = line_of(snapshot, draft, clause)
    wanted = {each.id for link in line.links for each in (*link.older, *link.newer)}
    rows = {
        row.id: row
        for row in (
            ClauseRow(*values)
            for values in snapshot.values(
                models.Clause, *ClauseRow._fields, id__in=[*wanted, clause.id]
            )
        )
    }
    positions = snapshot.positions_by_clause(rows, proponents=False)
    found = _stages(draft, line)
    for stage in found.values():
        stage.url += query
    for pk, row in rows.items():
        if pk in line.clauses:
            slug = line.clauses[pk].draft
            found[slug].clauses.append(
                _shown(snapshot, slug, row, positions[pk], pk == clause.id, query)
            )
    for link in sorted(line.links, key=_nearest_first):
        found[link.newer_draft].steps.append(_step(link, rows, query))
    return sorted(found.values(), key=lambda stage: (first_day(stage.date), stage.slug))


def _stages(draft: DraftRow, line: Line) -> dict[str, Stage]:
    """An empty stage for each draft that the line touches."""
    found = {draft.slug: Stage(draft.slug, draft.short_title, draft.date, draft.url)}
    for link in line.links:
        for slug, title, date in (
            (link.older_draft, link.older_title, link.older_date),
            (link.newer_draft, link.newer_title, link.newer_date),
        ):
            # A clause that came in has no stage before it.
            if slug == link.newer_draft or link.older:
                url = address("draft-detail", slug)
                found.setdefault(slug, Stage(slug, title, date, url))
    return found


def _nearest_first(link: Link) -> tuple[Any, ...]:
    # Of the steps into a draft, that from the latest draft comes first.
    day = tuple(-int(part) for part in first_day(link.older_date).split("-"))
    return (*day, link.id)


def _shown(
    snapshot: Snapshot,
    slug: str,
    row: ClauseRow,
    positions: Iterable[Any],
    is_subject: bool,
    query: str,
) -> dict[str, Any]:
    return {
        "number": row.number,
        "heading": row.heading,
        "text": row.text,
        "is_public": row.is_public,
        "basis": row.basis_label,
        "is_subject": is_subject,
        "url": address("clause-detail", slug, row.number) + query,
        "takes": _takes(snapshot, positions, query),
    }


def _takes(snapshot: Snapshot, positions: Iterable[Any], query: str) -> SafeString:
    return takes(
        (
            each.alternative,
            address("issue-detail", each.issue) + query,
            snapshot.issue_names[each.issue],
            snapshot.option_names[each.issue, each.option],
        )
        for each in positions
    )


def _step(link: Link, rows: dict[int, ClauseRow], query: str) -> dict[str, Any]:
    """A link as the page shows it; marked up where both texts are public."""
    older = [rows[each.id] for each in link.older if each.id in rows]
    newer = [rows[each.id] for each in link.newer if each.id in rows]
    fact = Fact(
        tuple(row.number for row in older),
        tuple(row.number for row in newer),
        link.change,
    )
    (change,) = changes([fact], _texts(older), _texts(newer))
    return {
        "id": link.id,
        "older_title": link.older_title,
        "newer_title": link.newer_title,
        "older": [(each.url + query, each.number) for each in link.older],
        "newer": [(each.url + query, each.number) for each in link.newer],
        "change": link.change_label,
        "note": link.note,
        "sentence": sentence(change),
        "compared": bool(change.older_text and change.newer_text),
        "is_same": change.older_text == change.newer_text,
        "replaced": change.replaced,
        "spans": change.spans,
    }


def _texts(rows: Iterable[ClauseRow]) -> list[ClauseText]:
    return [
        ClauseText(row.number, row.heading, row.text, public=row.is_public)
        for row in rows
    ]
