"""The lineage of a plan's clauses, as a picture and as a table of the same links."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.text import Truncator

from plans import models
from plans.addresses import address
from plans.alignments import Recorded, recorded_lineages, texts_of
from plans.analysis.alignment import align
from plans.analysis.alluvial import Followed, follow, lay_out
from plans.analysis.lineage import Link
from plans.models.choices import Change
from plans.page_rows import ClauseRow, DraftRow
from plans.snapshot import Snapshot

LABEL = 30  # characters of a heading that a box has room for
# Changes of the text as little as possible, or known least, are drawn apart.
LOOKS = {"kept": "is-kept", "moved": "is-kept", "unknown": "is-unknown"}
NO_LINK: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Column:
    """A draft of the picture with its clauses."""

    draft: DraftRow
    clauses: list[ClauseRow]

    @property
    def numbers(self) -> list[str]:
        return [clause.number for clause in self.clauses]


class Followable(NamedTuple):
    """The clause that is followed: its column, and its number there."""

    column: int
    number: str


class Gap(NamedTuple):
    """Two neighbouring drafts and the links between them."""

    older: Column
    newer: Column
    links: tuple[Link, ...]


def read_columns(snapshot: Snapshot, drafts: Sequence[DraftRow]) -> list[Column]:
    """The drafts with their clauses, one query for all."""
    found: dict[int, list[ClauseRow]] = {draft.id: [] for draft in drafts}
    for draft, *values in snapshot.values(
        models.Clause, "draft_id", *ClauseRow._fields, draft_id__in=list(found)
    ):
        found[draft].append(ClauseRow(*values))
    return [Column(draft, found[draft.id]) for draft in drafts]


def read_gaps(
    snapshot: Snapshot, columns: Sequence[Column], *, propose: bool
) -> list[Gap]:
    """The links between neighbours: recorded first, then composed over other drafts.

    With `propose` clauses without either get a proposal.
    """
    pairs = [(old.draft.slug, new.draft.slug) for old, new in pairwise(columns)]
    if not pairs:
        return []
    records = recorded_lineages(snapshot, pairs)
    known = [
        (old, new, records[old.draft.slug, new.draft.slug])
        for old, new in pairwise(columns)
    ]
    if not propose:
        return [Gap(old, new, _known(old, new, each)) for old, new, each in known]
    clauses = {clause.id: clause for column in columns for clause in column.clauses}
    positions = snapshot.positions_by_clause(clauses, proponents=False)
    texts = {each.draft.id: texts_of(each.clauses, positions) for each in columns}
    return [
        Gap(
            old,
            new,
            align(
                texts[old.draft.id],
                texts[new.draft.id],
                each.recorded,
                each.composed,
            ),
        )
        for old, new, each in known
    ]


def _known(older: Column, newer: Column, record: Recorded) -> tuple[Link, ...]:
    """Recorded links, and composed ones for the clauses that none of them names."""
    links = [*_within(record.recorded, set(older.numbers), set(newer.numbers))]
    first = set(older.numbers) - {each for link in links for each in link.older}
    second = set(newer.numbers) - {each for link in links for each in link.newer}
    links += _within(record.composed, first, second)
    return tuple(links)


def _within(links: Iterable[Link], older: set[str], newer: set[str]) -> Iterable[Link]:
    """Links cut to some clauses; one that thereby loses a whole side is left out."""
    for link in links:
        first = tuple(each for each in link.older if each in older)
        second = tuple(each for each in link.newer if each in newer)
        if bool(first) == bool(link.older) and bool(second) == bool(link.newer):
            yield replace(link, older=first, newer=second)


def followable(columns: Sequence[Column], asked: str) -> Followable | None:
    """The clause named as "us-28/6", None where the picture has no such clause."""
    slug, _, number = asked.partition("/")
    for place, column in enumerate(columns):
        if column.draft.slug == slug and number in column.numbers:
            return Followable(place, number)
    return None


def unlinked(gaps: Sequence[Gap]) -> list[tuple[str, str]]:
    """The neighbours, by name, between which there is no link at all."""
    return [
        (gap.older.draft.short_title, gap.newer.draft.short_title)
        for gap in gaps
        if not gap.links
    ]


class Drawn:
    """The picture and the table of a plan's lineage, made of ready strings."""

    def __init__(
        self,
        columns: Sequence[Column],
        gaps: Sequence[Gap],
        chosen: Followable | None,
        page: Any,
        query: str,
    ) -> None:
        self.columns, self.gaps, self.query = columns, gaps, query
        self.page = page  # gives the page's address with another clause followed
        links = [gap.links for gap in gaps]
        self.picture = lay_out([each.numbers for each in columns], links)
        self.followed = follow(links, *chosen) if chosen else None
        self.headings = [
            {clause.number: clause for clause in column.clauses} for column in columns
        ]

    def view_box(self) -> dict[str, str]:
        return {"width": str(self.picture.width), "height": str(self.picture.height)}

    def heads(self) -> list[dict[str, str]]:
        return [
            {
                "x": str(x),
                "title": column.draft.short_title,
                "date": column.draft.date,
                "url": column.draft.url + self.query,
            }
            for x, column in zip(self.picture.heads, self.columns, strict=True)
        ]

    def parts(self) -> list[dict[str, Any]]:
        """For each column its boxes, then what leads on to the next, as tabbed to."""
        return [
            {
                "boxes": [self._box(place, box) for box in boxes],
                "ribbons": self._ribbons(place) if place < len(self.gaps) else [],
                "stubs": self._stubs(place) if place < len(self.gaps) else [],
            }
            for place, boxes in enumerate(self.picture.columns)
        ]

    def _box(self, place: int, box: Any) -> dict[str, str]:
        clause = self.headings[place][box.clause]
        draft = self.columns[place].draft
        title = f"{draft.short_title}, clause {clause.number}: {clause.heading}"
        return {
            "x": str(box.x),
            "y": f"{box.y:g}",
            "width": str(box.width),
            "height": str(box.height),
            "number_x": str(box.x + 6),
            "text_x": str(box.x + 44),
            "text_y": f"{box.y + box.height / 2 + 4:g}",
            "number": clause.number,
            "text": Truncator(clause.heading).chars(LABEL),
            "title": f"{title}. Follow this clause",
            "url": self.page(f"{draft.slug}/{clause.number}"),
            "look": self._look((place, box.clause) in self._boxes),
        }

    def _ribbons(self, place: int) -> list[dict[str, str]]:
        gap = self.gaps[place]
        return [
            {
                "path": each.path,
                "look": " ".join(
                    [
                        LOOKS.get(link.change, "is-changed"),
                        f"is-{link.basis}",
                        self._look((place, each.older, each.newer) in self._flows),
                    ]
                ),
                "title": f"{gap.older.draft.short_title} {each.older} → "
                f"{gap.newer.draft.short_title} {each.newer}: {told(link)}",
                "url": _step_url(gap, each.older, self.query),
            }
            for each in self.picture.ribbons[place]
            for link in (gap.links[each.link],)
        ]

    def _stubs(self, place: int) -> list[dict[str, str]]:
        gap = self.gaps[place]
        return [
            {
                "path": each.path,
                "text": told(gap.links[each.link]),
                "x": str(each.x + (5 if each.is_end else -5)),
                "y": f"{each.y + 4:g}",
                "anchor": "start" if each.is_end else "end",
                "look": self._look(
                    (place, each.clause, "") in self._flows
                    if each.is_end
                    else (place, "", each.clause) in self._flows
                ),
            }
            for each in self.picture.stubs[place]
        ]

    @property
    def _boxes(self) -> Any:
        return self.followed.boxes if self.followed else ()

    @property
    def _flows(self) -> Any:
        return self.followed.flows if self.followed else ()

    def _look(self, is_followed: bool) -> str:
        if self.followed is None:
            return ""
        return "is-followed" if is_followed else "is-faded"

    def tables(self) -> list[dict[str, Any]]:
        """The links gap by gap; only those that are followed where a clause is."""
        return [
            {
                "older": gap.older.draft,
                "newer": gap.newer.draft,
                "rows": [
                    self._row(place, link)
                    for link in gap.links
                    if _is_shown(place, link, self.followed)
                ],
            }
            for place, gap in enumerate(self.gaps)
        ]

    def _row(self, place: int, link: Link) -> dict[str, Any]:
        return {
            "older": self._named(place, link.older),
            "newer": self._named(place + 1, link.newer),
            "change": told(link),
            "basis": _basis(link),
            "is_proposed": link.basis == "proposed",
            "note": link.note,
        }

    def _named(self, place: int, numbers: Iterable[str]) -> list[tuple[str, str, str]]:
        draft = self.columns[place].draft
        return [
            (
                address("clause-lineage", draft.slug, number) + self.query,
                number,
                self.headings[place][number].heading,
            )
            for number in numbers
        ]


def told(link: Link) -> str:
    """The change in words."""
    labels: Mapping[str, str] = dict(Change.choices)
    return labels.get(link.change, link.change)


def _basis(link: Link) -> str:
    likeness = "" if link.likeness is None else f", likeness {link.likeness:.2f}"
    return f"{link.basis}{likeness}"


def _step_url(gap: Gap, older: str, query: str) -> str:
    page = address("clause-lineage", gap.older.draft.slug, older)
    return f"{page}{query}#{gap.newer.draft.slug}"


def _is_shown(place: int, link: Link, followed: Followed | None) -> bool:
    return followed is None or any(
        (place, older, newer) in followed.flows
        for older in link.older or ("",)
        for newer in link.newer or ("",)
    )
