"""Two drafts side by side: which clause continues which, recorded or proposed."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from plans.analysis.alignment_matching import Match, match
from plans.analysis.alignment_scores import WEIGHTS, ClauseText, Scores, Weights
from plans.analysis.lineage import Link

__all__ = ["WEIGHTS", "ClauseText", "Link", "Weights", "align", "propose"]

BY_HEADING = "Linked by heading; the texts have little in common."
NOT_PUBLIC = "Linked by heading; a text is not public."
BY_CODING = "Linked by coded positions; the texts have little in common."
WITH_POINT = "Sub-clauses follow their point."
# Below this likeness the words alone would not have made the link.
LITTLE = WEIGHTS.link

Places = Mapping[str, int]


def propose(
    older: Sequence[ClauseText],
    newer: Sequence[ClauseText],
    *,
    use_coding: bool = True,
    weights: Weights = WEIGHTS,
) -> tuple[Link, ...]:
    """Propose how the clauses of two drafts hang together; each is in one link.

    The changes are kept, moved, reworded, merged, split, dropped and added. Without
    `use_coding`, headings, texts and order alone decide. The links come in the order
    in which the newer draft is read, dropped clauses where they would have stood.
    Raises ValueError where two clauses of a draft have one number.
    """
    return align(older, newer, use_coding=use_coding, weights=weights)


def align(
    older: Sequence[ClauseText],
    newer: Sequence[ClauseText],
    recorded: Iterable[Link] = (),
    composed: Iterable[Link] = (),
    *,
    use_coding: bool = True,
    weights: Weights = WEIGHTS,
) -> tuple[Link, ...]:
    """Link every clause of two drafts, by record first, then as composed or proposed.

    Composed links count for clauses without a record, proposals for those without
    either. A clause that ended on the way, or came in, may still have a counterpart:
    what composition says of it stands only where no proposal is found. Clauses that a
    link names but the drafts do not have are left out. Links come as from `propose`,
    and say whether their clauses moved. Raises ValueError where two clauses of a
    draft have one number.
    """
    places = _places(older), _places(newer)
    links = list(_within(recorded, *places))
    passed = list(_within(composed, *_free(places, links)))
    links += [link for link in passed if link.older and link.newer]
    rest = _free(places, links)
    if all(rest):
        scores = Scores(older, newer, use_coding=use_coding, weights=weights)
        matches = match(scores, older, newer, rest[0].values(), rest[1].values())
        links += [_proposal(each, older, newer, scores) for each in matches]
    ended = [link for link in passed if not (link.older and link.newer)]
    links += _within(ended, *_free(places, links))
    rest = _free(places, links)
    links += [Link((number,), (), "dropped", "proposed") for number in rest[0]]
    links += [Link((), (number,), "added", "proposed") for number in rest[1]]
    return tuple(_in_reading_order(_with_moves(links, *places), *places))


def _places(clauses: Sequence[ClauseText]) -> dict[str, int]:
    places = {clause.number: place for place, clause in enumerate(clauses)}
    if len(places) < len(clauses):
        raise ValueError("two clauses of a draft have one number")
    return places


def _within(links: Iterable[Link], older: Places, newer: Places) -> Iterator[Link]:
    """Trim links to the clauses given, less those that lose a whole side."""
    for link in links:
        trimmed = replace(
            link,
            older=tuple(number for number in link.older if number in older),
            newer=tuple(number for number in link.newer if number in newer),
        )
        sides = (link.older, trimmed.older), (link.newer, trimmed.newer)
        if all(after or not before for before, after in sides):
            yield trimmed


def _free(
    places: tuple[Places, Places], links: Iterable[Link]
) -> tuple[Places, Places]:
    """Give the clauses that no link names yet."""
    links = tuple(links)
    older = {number for link in links for number in link.older}
    newer = {number for link in links for number in link.newer}
    first, second = places
    return (
        {number: place for number, place in first.items() if number not in older},
        {number: place for number, place in second.items() if number not in newer},
    )


def _proposal(
    found: Match,
    older: Sequence[ClauseText],
    newer: Sequence[ClauseText],
    scores: Scores,
) -> Link:
    first, second = older[found.core[0]], newer[found.core[1]]
    change = "reworded"
    if len(found.older) > 1:
        change = "merged"
    elif len(found.newer) > 1:
        change = "split"
    elif not (first.public and second.public):
        change = "unknown"
    elif first.text.split() == second.text.split():
        change = "kept"
    return Link(
        older=tuple(older[place].number for place in found.older),
        newer=tuple(newer[place].number for place in found.newer),
        change=change,
        basis="proposed",
        likeness=round(scores.likeness(found.older, found.newer), 3),
        note=""
        if change == "kept"
        else " ".join(_reasons(found, older, newer, scores)),
    )


def _reasons(
    found: Match,
    older: Sequence[ClauseText],
    newer: Sequence[ClauseText],
    scores: Scores,
) -> Iterator[str]:
    """Say what a link rests on, where it is not the words of the texts."""
    first, second = found.core
    if not (older[first].public and newer[second].public):
        yield NOT_PUBLIC
    elif scores.by_texts(first, second) < LITTLE:
        by_heading, by_coding = scores.witnesses(first, second)
        yield BY_HEADING if by_heading >= by_coding else BY_CODING
    if found.by_point:
        yield WITH_POINT


def _with_moves(links: Sequence[Link], older: Places, newer: Places) -> Iterator[Link]:
    """Mark the links that a longest run of links in the same order leaves out."""
    steps = sorted(
        (older[link.older[0]], newer[link.newer[0]], at)
        for at, link in enumerate(links)
        if link.older and link.newer
    )
    staying = _longest_rise(steps)
    for at, link in enumerate(links):
        moved = bool(link.older and link.newer) and at not in staying
        kept = moved and link.basis == "proposed" and link.change == "kept"
        yield replace(link, moved=moved, change="moved" if kept else link.change)


def _longest_rise(steps: Sequence[tuple[int, int, int]]) -> set[int]:
    """Choose the most steps whose newer places never fall; give their last parts."""
    ends: list[int] = []  # of the runs of each length, the lowest last place
    heads: list[int] = []  # and the step that it belongs to
    before: list[int] = []
    for at, (_, place, _) in enumerate(steps):
        length = bisect_left(ends, place + 1)
        before.append(heads[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        heads[length : length + 1] = [at]
    chosen = set()
    at = heads[-1] if heads else -1
    while at >= 0:
        chosen.add(steps[at][2])
        at = before[at]
    return chosen


def _in_reading_order(
    links: Iterable[Link], older: Places, newer: Places
) -> list[Link]:
    """Sort by the newer draft; what was dropped comes after what went before it."""
    links = tuple(links)
    last: dict[int, int] = {}
    for link in links:
        if link.newer and not link.moved:
            for number in link.older:
                last[older[number]] = newer[link.newer[0]]
    reached = -1
    stood = []
    for place in range(len(older)):
        reached = max(reached, last.get(place, -1))
        stood.append(reached)

    def order(link: Link) -> tuple[int, int, int]:
        if link.newer:
            return (newer[link.newer[0]], 0, older[link.older[0]] if link.older else -1)
        first = older[link.older[0]] if link.older else -1
        return (stood[first], 1, first)

    return sorted(links, key=order)
