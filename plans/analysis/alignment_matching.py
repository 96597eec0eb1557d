"""Matching the clauses of two drafts by how alike they are.

The clauses that fit best are paired, one to one. Further clauses then join a pair
that they help to explain: that makes a merger or a split. Sub-clauses go with their
point where the other draft puts the whole point into one clause.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from plans.analysis.alignment_scores import ClauseText, Pair, Scores


@dataclass(frozen=True, slots=True)
class Match:
    """Places of clauses that belong together, one of them alone on its side.

    `core` is the pair that was found first, `by_point` says that some came along only
    as sub-clauses of their point.
    """

    older: tuple[int, ...]
    newer: tuple[int, ...]
    core: tuple[int, int]
    by_point: bool


@dataclass(slots=True)
class _Side:
    """One draft while it is matched; clauses are known by their places."""

    free: set[int]
    parent: dict[int, int]
    children: dict[int, list[int]]
    # What a clause is paired with, and what it joined as a further one.
    partner: dict[int, int] = field(default_factory=dict)
    joined: dict[int, int] = field(default_factory=dict)
    by_point: set[int] = field(default_factory=set)  # joined only with their point
    # Clauses that others joined, with the places of those in the other draft.
    hubs: dict[int, list[int]] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)  # pairs that explain all they say

    def pair(self, place: int, partner: int, *, whole: bool) -> None:
        self.free.remove(place)
        self.partner[place] = partner
        if whole:
            self.whole.add(place)


def match(
    scores: Scores,
    older: Sequence[ClauseText],
    newer: Sequence[ClauseText],
    free_older: Iterable[int],
    free_newer: Iterable[int],
) -> list[Match]:
    """Match the free clauses; a clause that fits none is in no match.

    Matches come in the order of their core's older clauses.
    """
    first, second = _side(older, free_older), _side(newer, free_newer)
    for i, j in _unchanged(older, newer, first.free, second.free):
        first.pair(i, j, whole=True)
        second.pair(j, i, whole=True)
    pairs = scores.pairs(sorted(first.free), sorted(second.free))
    for _, i, j in pairs:
        if i in first.free and j in second.free:
            whole = scores.same_wording(i, j) >= scores.weights.whole
            first.pair(i, j, whole=whole)
            second.pair(j, i, whole=whole)
    _join_pairs(first, second, scores, pairs)
    _follow_points(first, second)
    _follow_points(second, first)
    _gather_points(first, second)
    _gather_points(second, first)
    return [_matched(first, second, core) for core in sorted(first.partner.items())]


def _unchanged(
    older: Sequence[ClauseText],
    newer: Sequence[ClauseText],
    free_older: Iterable[int],
    free_newer: Iterable[int],
) -> Iterator[tuple[int, int]]:
    """Pair the clauses that both drafts have word for word, each with the nearest."""
    places: dict[tuple[str, str], list[int]] = {}
    for j in sorted(free_newer):
        if newer[j].public:
            places.setdefault(_wording(newer[j]), []).append(j)
    alike: dict[tuple[str, str], list[int]] = {}
    for i in sorted(free_older):
        if older[i].public and _wording(older[i]) in places:
            alike.setdefault(_wording(older[i]), []).append(i)
    for wording, first in alike.items():
        second = places[wording]
        if len(first) > len(second):
            yield from ((i, j) for j, i in _nearest(second, first))
        else:
            yield from _nearest(first, second)


def _nearest(few: Sequence[int], many: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pair each of the few with one of the many, nearby and without crossing."""
    spare = len(many) - len(few)
    at = 0
    for place in few:
        while spare and abs(many[at + 1] - place) < abs(many[at] - place):
            at += 1
            spare -= 1
        yield place, many[at]
        at += 1


def _wording(clause: ClauseText) -> tuple[str, str]:
    return clause.heading, " ".join(clause.text.split())


def _side(clauses: Sequence[ClauseText], free: Iterable[int]) -> _Side:
    places = {clause.number: place for place, clause in enumerate(clauses)}
    parent = {
        place: places[clause.parent]
        for place, clause in enumerate(clauses)
        if clause.parent in places
    }
    children: dict[int, list[int]] = {}
    for place, above in parent.items():
        children.setdefault(above, []).append(place)
    return _Side(set(free), parent, children)


def _join_pairs(
    first: _Side, second: _Side, scores: Scores, pairs: Iterable[Pair]
) -> None:
    """Let clauses without a partner join pairs that they help to explain."""
    for score, i, j in pairs:
        if score < scores.weights.join:
            return
        partner = second.partner.get(j)
        if i in first.free and partner is not None:
            if scores.helps(i, j, (partner, j)):
                _join(first, second, i, j)
            continue
        partner = first.partner.get(i)
        if (
            j in second.free
            and partner is not None
            and scores.helps(i, j, (i, partner))
        ):
            _join(second, first, j, i)


def _join(own: _Side, other: _Side, place: int, goal: int) -> bool:
    """Let a free clause join a pair, by the pair's clause in the other draft.

    False where the pair leaves nothing to explain, or where others joined it on the
    other side: a clause is merged or split, never both.
    """
    if place not in own.free or goal not in other.partner or goal in other.whole:
        return False
    if other.partner[goal] in own.hubs:
        return False
    own.free.remove(place)
    own.joined[place] = goal
    other.hubs.setdefault(goal, []).append(place)
    return True


def _follow_points(own: _Side, other: _Side) -> None:
    """Send sub-clauses after their point where it went into one whole clause."""
    for place, above in own.parent.items():
        goal = own.partner.get(above)
        if goal is None or goal in other.children or goal in other.parent:
            continue
        if _join(own, other, place, goal):
            own.by_point.add(place)


def _gather_points(own: _Side, other: _Side) -> None:
    """Send a point after its sub-clauses where two or more went the same way."""
    for place, below in own.children.items():
        ways = Counter(
            goal
            for child in below
            for goal in (own.partner.get(child), own.joined.get(child))
            if goal is not None
        )
        for goal, times in ways.most_common(1):
            if times > 1:
                _join(own, other, place, goal)


def _matched(first: _Side, second: _Side, core: tuple[int, int]) -> Match:
    i, j = core
    older, newer = second.hubs.get(j, []), first.hubs.get(i, [])
    return Match(
        older=tuple(sorted([i, *older])),
        newer=tuple(sorted([j, *newer])),
        core=core,
        by_point=not first.by_point.isdisjoint(older)
        or not second.by_point.isdisjoint(newer),
    )
