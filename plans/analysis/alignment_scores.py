"""How alike the clauses of two drafts are: words, headings, coded issues and order.

Words are weighed by how rare they are in the two drafts taken together, so nothing
outside the two texts decides. Only clauses that share something are ever paired.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain
from math import log, sqrt
from typing import NamedTuple

WORD = re.compile(r"\d[\w.,:/]*\w|\w+")
STEM = 6
# A word found in more clauses than this hardly tells them apart, and following it
# would make long drafts cost the square of their length.
COMMON = 64
COMMON_SHARE = 0.1
# How many counterparts of one clause are kept, the likeliest first.
CHOICES = 16


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause as comparison sees it.

    `parent` is the number of the clause above, or empty. `coded` holds the pairs of
    issue and option that the clause takes. A clause that is not `public` has no
    wording to go by: only its heading and place count.
    """

    number: str
    heading: str
    text: str
    parent: str = ""
    coded: frozenset[tuple[str, str]] = frozenset()
    public: bool = True


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much in a proposal; all from 0 to 1.

    `heading` and `coding` say how alike two clauses are by the same heading alone, or
    by being the only two on an issue. `order` is taken off for clauses at opposite
    ends of their drafts. `link` is the least score of a pair, `join` that of a further
    clause in a pair already made, `whole` the likeness from which a pair leaves
    nothing to be explained by a further clause. `wording` is the least likeness of the
    texts of two clauses without sub-clauses: below it the heading or the coding, alike
    as they may be, make no link.
    """

    heading: float = 0.4
    coding: float = 0.5
    order: float = 0.1
    link: float = 0.25
    join: float = 0.4
    whole: float = 0.9
    wording: float = 0.12


WEIGHTS = Weights()

Vector = dict[str, float]


class Pair(NamedTuple):
    """Two clauses, by their places in the drafts, and how well they fit."""

    score: float
    older: int
    newer: int


class _Terms(NamedTuple):
    """The words of one clause or of several, and the issues that they take."""

    heading: Counter[str]
    text: Counter[str]
    issues: frozenset[str]
    public: bool
    is_frame: bool  # has sub-clauses: its own text may only announce them


class _Vectors(NamedTuple):
    """Terms as vectors of length 1: all words, the heading's and the text's alone."""

    words: Vector
    heading: Vector
    text: Vector
    issues: frozenset[str]


class Scores:
    """The likeness of clauses of an older and a newer draft, by their places.

    Without `use_coding` the coded positions are not looked at.
    """

    def __init__(
        self,
        older: Sequence[ClauseText],
        newer: Sequence[ClauseText],
        *,
        use_coding: bool = True,
        weights: Weights = WEIGHTS,
    ) -> None:
        self.weights = weights
        self._older_terms = _all_terms(older, use_coding)
        self._newer_terms = _all_terms(newer, use_coding)
        self._rarity = _rarity([*self._older_terms, *self._newer_terms])
        self._older = [self._vectors(terms) for terms in self._older_terms]
        self._newer = [self._vectors(terms) for terms in self._newer_terms]
        self._share = _issue_shares(self._older_terms, self._newer_terms)

    def likeness(self, older: Iterable[int], newer: Iterable[int]) -> float:
        """Give the likeness, from 0 to 1, of clauses taken together on each side."""
        first = self._vectors(_together(self._older_terms[i] for i in older))
        second = self._vectors(_together(self._newer_terms[j] for j in newer))
        return self._likeness(first, second)

    def helps(self, older: int, newer: int, core: tuple[int, int]) -> bool:
        """Say whether a further link tells more than the core that it extends.

        The two have one end in common. It does where its clauses take a common
        issue, or where the texts, taken together, come closer than those of the core
        alone.
        """
        if self._coding(self._older[older], self._newer[newer]):
            return True
        first = _together(self._older_terms[i] for i in sorted({older, core[0]}))
        second = _together(self._newer_terms[j] for j in sorted({newer, core[1]}))
        together = _dot(self._vectors(first).words, self._vectors(second).words)
        return together > self.same_wording(*core)

    def by_texts(self, older: int, newer: int) -> float:
        """Give the likeness of two clauses by their texts alone, without headings."""
        return _dot(self._older[older].text, self._newer[newer].text)

    def witnesses(self, older: int, newer: int) -> tuple[float, float]:
        """Give what the headings and what the coding alone say for two clauses."""
        first, second = self._older[older], self._newer[newer]
        return (
            self._combined(0.0, _dot(first.heading, second.heading), 0.0),
            self._combined(0.0, 0.0, self._coding(first, second)),
        )

    def same_wording(self, older: int, newer: int) -> float:
        """Give the likeness of two clauses by the words of heading and text alone."""
        return _dot(self._older[older].words, self._newer[newer].words)

    def pairs(self, older: Iterable[int], newer: Iterable[int]) -> list[Pair]:
        """Give the pairs of these clauses that fit well enough to link, best first.

        Of a clause that fits many others only the best pairs are given.
        """
        columns = list(newer)
        words = _Index((j, self._newer[j].words) for j in columns)
        headings = _Index((j, self._newer[j].heading) for j in columns)
        coded = _Index((j, dict.fromkeys(self._newer[j].issues, 1.0)) for j in columns)
        found: list[Pair] = []
        for i in older:
            vectors = self._older[i]
            shares = {issue: self._share[issue] for issue in vectors.issues}
            # Summed over issues instead of taking the rarest: near enough to choose.
            near = words.dots(vectors.words), headings.dots(vectors.heading)
            found += self._best(i, *near, coded.dots(shares))
        return sorted(found, key=_best_first)

    def _best(
        self,
        i: int,
        words: dict[int, float],
        headings: dict[int, float],
        coded: dict[int, float],
    ) -> list[Pair]:
        """Choose the counterparts of an older clause, then score them exactly."""
        least = self.weights.link
        row = []
        for j in words.keys() | headings.keys() | coded.keys():
            word, heading = words.get(j, 0.0), headings.get(j, 0.0)
            if word < least and not heading and j not in coded:
                continue
            alike = self._combined(word, heading, min(coded.get(j, 0.0), 1.0))
            score = alike - self._distance(i, j)
            if score >= least:
                row.append(Pair(score, i, j))
        chosen = nsmallest(CHOICES, row, key=_best_first)
        exact = (self._pair(pair.older, pair.newer) for pair in chosen)
        return [
            pair for pair in exact if pair.score >= least and self._shares_wording(pair)
        ]

    def _pair(self, i: int, j: int) -> Pair:
        alike = self._likeness(self._older[i], self._newer[j])
        return Pair(alike - self._distance(i, j), i, j)

    def _likeness(self, first: _Vectors, second: _Vectors) -> float:
        return self._combined(
            _dot(first.words, second.words),
            _dot(first.heading, second.heading),
            self._coding(first, second),
        )

    def _coding(self, first: _Vectors, second: _Vectors) -> float:
        shared = first.issues & second.issues
        return max((self._share[issue] for issue in shared), default=0.0)

    def _combined(self, words: float, heading: float, coding: float) -> float:
        """Take each likeness for a witness of its own: one that is sure is enough."""
        doubt = (1 - words) * (1 - self.weights.heading * heading)
        return 1 - doubt * (1 - self.weights.coding * coding)

    def _distance(self, i: int, j: int) -> float:
        older, newer = max(1, len(self._older) - 1), max(1, len(self._newer) - 1)
        return self.weights.order * abs(i / older - j / newer)

    def _shares_wording(self, pair: Pair) -> bool:
        """Say whether the texts bear out the pair, where they hold what it is about."""
        first, second = self._older_terms[pair.older], self._newer_terms[pair.newer]
        if not (first.public and second.public) or first.is_frame or second.is_frame:
            return True
        return self.by_texts(pair.older, pair.newer) >= self.weights.wording

    def _vectors(self, terms: _Terms) -> _Vectors:
        words = self._unit(terms.heading + terms.text) if terms.public else {}
        heading, text = self._unit(terms.heading), self._unit(terms.text)
        return _Vectors(words, heading, text, terms.issues)

    def _unit(self, counts: Counter[str]) -> Vector:
        rarity = self._rarity
        vector = {
            word: (1 + log(count)) * rarity[word] for word, count in counts.items()
        }
        length = sqrt(sum(value * value for value in vector.values())) or 1.0
        return {word: value / length for word, value in vector.items()}


class _Index:
    """Which vectors hold a word, to find those near to another without trying all."""

    def __init__(self, vectors: Iterable[tuple[int, Vector]]) -> None:
        self._places: dict[str, list[tuple[int, float]]] = {}
        size = 0
        for place, vector in vectors:
            size += 1
            for word, value in vector.items():
                self._places.setdefault(word, []).append((place, value))
        longest = max(COMMON, int(COMMON_SHARE * size))
        for word in [w for w, found in self._places.items() if len(found) > longest]:
            del self._places[word]

    def dots(self, vector: Vector) -> dict[int, float]:
        """Give the products with all vectors that share a word not too common."""
        sums: dict[int, float] = {}
        for word, value in vector.items():
            for place, other in self._places.get(word, ()):
                sums[place] = sums.get(place, 0.0) + value * other
        return sums


def _best_first(pair: Pair) -> tuple[float, int, int]:
    # Rounded, so that sums taken in another order never decide.
    return (-round(pair.score, 9), pair.older, pair.newer)


def _dot(first: Vector, second: Vector) -> float:
    if len(first) > len(second):
        first, second = second, first
    return sum(value * second[word] for word, value in first.items() if word in second)


def _all_terms(clauses: Sequence[ClauseText], use_coding: bool) -> list[_Terms]:
    parents = {clause.parent for clause in clauses}
    return [
        _Terms(
            heading=_stems(clause.heading),
            text=_stems(clause.text) if clause.public else Counter(),
            issues=frozenset(issue for issue, _ in clause.coded if use_coding),
            public=clause.public,
            is_frame=clause.number in parents,
        )
        for clause in clauses
    ]


def _stems(text: str) -> Counter[str]:
    return Counter(
        word if word[0].isdigit() else word[:STEM]
        for word in WORD.findall(text.casefold())
    )


def _together(parts: Iterable[_Terms]) -> _Terms:
    """Take clauses as one; it is public as soon as one of them is."""
    heading: Counter[str] = Counter()
    text: Counter[str] = Counter()
    issues: frozenset[str] = frozenset()
    public = is_frame = False
    for part in parts:
        heading.update(part.heading)
        text.update(part.text)
        issues |= part.issues
        public = public or part.public
        is_frame = is_frame or part.is_frame
    return _Terms(heading, text, issues, public, is_frame)


def _rarity(clauses: Sequence[_Terms]) -> Vector:
    found = Counter(
        chain.from_iterable(
            clause.heading.keys() | clause.text.keys() for clause in clauses
        )
    )
    return {word: log((len(clauses) + 1) / count) for word, count in found.items()}


def _issue_shares(older: Iterable[_Terms], newer: Iterable[_Terms]) -> Vector:
    """Weigh issues: the fewer clauses of a draft take one, the more it tells."""
    first = Counter(issue for clause in older for issue in clause.issues)
    second = Counter(issue for clause in newer for issue in clause.issues)
    return {
        issue: 1 / max(first[issue], second[issue])
        for issue in first.keys() | second.keys()
    }
