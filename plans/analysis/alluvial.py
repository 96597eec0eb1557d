"""Where the boxes and ribbons of a picture of lineage stand.

Columns are drafts, boxes their clauses, ribbons the links between neighbours. All
lengths are in the picture's own units; the same question gives the same picture.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from plans.analysis.lineage import Link

Key = tuple[int, str]  # a column and a clause of it


class Sizes(NamedTuple):
    """How large things are drawn; `head` is the room above the boxes."""

    box: int = 244
    gap: int = 298
    line: int = 20
    ribbon: int = 6
    space: int = 4
    head: int = 46
    stub: int = 22


@dataclass(frozen=True, slots=True)
class Box:
    """A clause, by its number."""

    column: int
    clause: str
    x: int
    y: float
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One clause leading to one of the next column; `link` is its place in the gap."""

    gap: int
    link: int
    older: str
    newer: str
    path: str


@dataclass(frozen=True, slots=True)
class Stub:
    """A clause that leads nowhere, or comes from nowhere, over one gap."""

    gap: int
    link: int
    clause: str
    is_end: bool
    x: int
    y: float
    path: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The boxes by column, and what leads from one to the next, by gap."""

    width: int
    height: int
    heads: tuple[int, ...]
    columns: tuple[tuple[Box, ...], ...]
    ribbons: tuple[tuple[Ribbon, ...], ...]
    stubs: tuple[tuple[Stub, ...], ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """A clause with all that it came from and all that came of it.

    `boxes` are columns and clauses, `flows` gaps with two clauses, one of which is
    empty where the clause came to its end or came in.
    """

    boxes: frozenset[Key]
    flows: frozenset[tuple[int, str, str]]


class _Flow(NamedTuple):
    """A link's part that leads from one clause to one clause, or to none."""

    link: int
    older: str
    newer: str


def lay_out(
    columns: Sequence[Sequence[str]],
    gaps: Sequence[Sequence[Link]],
    sizes: Sizes | None = None,
) -> Picture:
    """Place the clauses of each column below one another and lead ribbons across.

    Columns keep the order given; those with fewer clauses are spread over the height
    of the tallest. Raises ValueError unless there is one gap fewer than columns, and
    for a clause that stands twice in a column or that only a link names.
    """
    sizes = sizes or Sizes()
    flows = [_flows(links) for links in gaps]
    _check(columns, flows)
    left = [_slots(columns, flows, column, "left") for column in range(len(columns))]
    right = [_slots(columns, flows, column, "right") for column in range(len(columns))]
    heights = [
        [
            max(
                sizes.line,
                sizes.ribbon * max(len(left[at][clause]), len(right[at][clause])),
            )
            for clause in clauses
        ]
        for at, clauses in enumerate(columns)
    ]
    tall = max((sum(own) + sizes.space * len(own) for own in heights), default=0)
    boxes = [
        tuple(_boxes(at, clauses, heights[at], tall, sizes))
        for at, clauses in enumerate(columns)
    ]
    places = {(box.column, box.clause): box for own in boxes for box in own}
    ribbons, stubs = [], []
    for gap, own in enumerate(flows):
        ends = _Ends(gap, places, right[gap], left[gap + 1], sizes)
        ribbons.append(tuple(ends.ribbon(flow) for flow in own if _is_whole(flow)))
        stubs.append(tuple(ends.stub(flow) for flow in own if not _is_whole(flow)))
    step = sizes.box + sizes.gap
    return Picture(
        width=max(0, step * len(columns) - sizes.gap),
        height=sizes.head + tall,
        heads=tuple(step * column for column in range(len(columns))),
        columns=tuple(boxes),
        ribbons=tuple(ribbons),
        stubs=tuple(stubs),
    )


def follow(gaps: Sequence[Sequence[Link]], column: int, clause: str) -> Followed:
    """Follow a clause to its ancestors and its descendants, over all columns.

    What its ancestors became besides, and what else went into its descendants, is
    no part of the answer.
    """
    flows = [_flows(links) for links in gaps]
    boxes: set[Key] = {(column, clause)}
    found: set[tuple[int, str, str]] = set()
    reached = {clause}
    for gap in range(column, len(flows)):
        own = [flow for flow in flows[gap] if flow.older in reached and flow.older]
        found |= {(gap, flow.older, flow.newer) for flow in own}
        reached = {flow.newer for flow in own} - {""}
        boxes |= {(gap + 1, each) for each in reached}
    reached = {clause}
    for gap in range(min(column, len(flows)) - 1, -1, -1):
        own = [flow for flow in flows[gap] if flow.newer in reached and flow.newer]
        found |= {(gap, flow.older, flow.newer) for flow in own}
        reached = {flow.older for flow in own} - {""}
        boxes |= {(gap, each) for each in reached}
    return Followed(frozenset(boxes), frozenset(found))


def longest_chain(
    pairs: Iterable[tuple[str, str]], order: Sequence[str]
) -> tuple[str, ...]:
    """Find the longest way over linked drafts that keeps an order, oldest first.

    Pairs with a draft outside the order, or against it, are left out. Of several
    longest ways the one that ends latest wins, then the one whose last steps are
    latest. Empty where no two drafts are linked.
    """
    places = {draft: place for place, draft in enumerate(order)}
    best: dict[str, tuple[str, ...]] = {draft: (draft,) for draft in order}

    def rank(way: tuple[str, ...]) -> tuple[int, list[int]]:
        return len(way), [places[draft] for draft in reversed(way)]

    known = {pair for pair in pairs if pair[0] in places and pair[1] in places}
    for newer in order:
        ways = [
            (*best[older], newer)
            for older in order[: places[newer]]
            if (older, newer) in known
        ]
        best[newer] = max([best[newer], *ways], key=rank)
    longest = max(best.values(), key=rank, default=())
    return longest if len(longest) > 1 else ()


def _flows(links: Iterable[Link]) -> list[_Flow]:
    return [
        _Flow(place, older, newer)
        for place, link in enumerate(links)
        for older in link.older or ("",)
        for newer in link.newer or ("",)
        if older or newer
    ]


def _is_whole(flow: _Flow) -> bool:
    return bool(flow.older and flow.newer)


def _check(columns: Sequence[Sequence[str]], gaps: Sequence[Sequence[_Flow]]) -> None:
    if len(gaps) != max(0, len(columns) - 1):
        raise ValueError(f"{len(columns)} columns do not have {len(gaps)} gaps.")
    for clauses in columns:
        if len(set(clauses)) < len(clauses):
            raise ValueError("A clause stands twice in a column.")
    for (older, newer), flows in zip(pairwise(columns), gaps, strict=True):
        odd = {flow.older for flow in flows} - {*older, ""}
        odd |= {flow.newer for flow in flows} - {*newer, ""}
        if odd:
            raise ValueError(f"No column has clause {', '.join(sorted(odd))}.")


def _slots(
    columns: Sequence[Sequence[str]],
    gaps: Sequence[Sequence[_Flow]],
    column: int,
    side: str,
) -> Mapping[str, list[_Flow]]:
    """The flows at one side of each box, so ordered that they cross least there.

    An end or a beginning comes below the ribbons.
    """
    slots: dict[str, list[_Flow]] = {clause: [] for clause in columns[column]}
    gap = column if side == "right" else column - 1
    if not 0 <= gap < len(gaps):
        return slots
    other = columns[column + 1 if side == "right" else column - 1]
    places = {clause: place for place, clause in enumerate(other)}
    for flow in gaps[gap]:
        own = flow.older if side == "right" else flow.newer
        if own:
            slots[own].append(flow)
    for own_flows in slots.values():
        own_flows.sort(
            key=lambda flow: (
                places.get(flow.newer if side == "right" else flow.older, len(other)),
                flow.link,
            )
        )
    return slots


def _boxes(
    column: int,
    clauses: Sequence[str],
    heights: Sequence[int],
    tall: int,
    sizes: Sizes,
) -> Iterator[Box]:
    used = sum(heights) + sizes.space * len(heights)
    spread = (tall - used) / max(1, len(clauses))
    y = sizes.head + spread / 2
    for clause, height in zip(clauses, heights, strict=True):
        x = column * (sizes.box + sizes.gap)
        yield Box(column, clause, x, round(y, 1), sizes.box, height)
        y += height + sizes.space + spread


class _Ends:
    """Where the flows of one gap begin and end."""

    def __init__(
        self,
        gap: int,
        places: Mapping[Key, Box],
        leaving: Mapping[str, list[_Flow]],
        arriving: Mapping[str, list[_Flow]],
        sizes: Sizes,
    ) -> None:
        self.gap, self.sizes = gap, sizes
        self.starts = self._tops(gap, places, leaving)
        self.ends = self._tops(gap + 1, places, arriving)
        self.x = gap * (sizes.box + sizes.gap) + sizes.box

    def ribbon(self, flow: _Flow) -> Ribbon:
        start, end = self.starts[flow], self.ends[flow]
        wide = self.sizes.ribbon - 1
        x, far = self.x, self.x + self.sizes.gap
        half = x + self.sizes.gap // 2
        path = (
            f"M{x} {start:g}C{half} {start:g} {half} {end:g} {far} {end:g}v{wide}"
            f"C{half} {end + wide:g} {half} {start + wide:g} {x} {start + wide:g}z"
        )
        return Ribbon(self.gap, flow.link, flow.older, flow.newer, path)

    def stub(self, flow: _Flow) -> Stub:
        is_end = bool(flow.older)
        y = (self.starts if is_end else self.ends)[flow]
        wide, stub = self.sizes.ribbon - 1, self.sizes.stub
        x = self.x if is_end else self.x + self.sizes.gap - stub
        path = f"M{x} {y:g}h{stub}v{wide}h{-stub}z"
        middle = round(y + wide / 2, 1)
        return Stub(
            self.gap,
            flow.link,
            flow.older or flow.newer,
            is_end,
            self.x + stub if is_end else x,
            middle,
            path,
        )

    def _tops(
        self, column: int, places: Mapping[Key, Box], slots: Mapping[str, list[_Flow]]
    ) -> dict[_Flow, float]:
        tops = {}
        for clause, flows in slots.items():
            box = places[column, clause]
            first = box.y + (box.height - self.sizes.ribbon * len(flows)) / 2
            for place, flow in enumerate(flows):
                tops[flow] = round(first + place * self.sizes.ribbon, 1)
        return tops
