"""How good proposed lineage is, measured against lineage that editors recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from plans.analysis.alignment import ClauseText, Link, Weights, propose

# The settings among which `fit` chooses: each weight as shipped, less and more.
GRID = {
    "heading": (0.3, 0.4, 0.5),
    "order": (0.05, 0.1, 0.15),
    "link": (0.2, 0.25, 0.3),
    "join": (0.3, 0.4, 0.5),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A pair of drafts whose lineage is recorded."""

    name: str
    older: tuple[ClauseText, ...]
    newer: tuple[ClauseText, ...]
    recorded: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """Pairs of an older and a newer clause: proposed rightly, wrongly, or missed."""

    right: frozenset[tuple[str, str]]
    wrong: frozenset[tuple[str, str]]
    missed: frozenset[tuple[str, str]]

    @property
    def precision(self) -> float:
        """The share of the proposed pairs that are recorded; 1 without a proposal."""
        return _share(len(self.right), len(self.right) + len(self.wrong))

    @property
    def recall(self) -> float:
        """The share of the recorded pairs that are proposed; 1 without a record."""
        return _share(len(self.right), len(self.right) + len(self.missed))

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        errors = len(self.wrong) + len(self.missed)
        return _share(2 * len(self.right), 2 * len(self.right) + errors)


def measure(proposed: Iterable[Link], recorded: Iterable[Link]) -> Quality:
    """Compare proposed links with a record, pair of clauses by pair of clauses.

    A link of several clauses counts as every older one with every newer one; clauses
    dropped or added make no pair.
    """
    found = frozenset(pair for link in proposed for pair in link.pairs)
    known = frozenset(pair for link in recorded for pair in link.pairs)
    return Quality(found & known, found - known, known - found)


def measure_case(
    case: Case, *, use_coding: bool, weights: Weights | None = None
) -> Quality:
    """Propose links for a pair of drafts, its record hidden, and compare the two."""
    links = propose(
        case.older, case.newer, use_coding=use_coding, weights=weights or Weights()
    )
    return measure(links, case.recorded)


def mean_f1(qualities: Iterable[Quality]) -> float:
    """Give the mean of the F1 of each pair of drafts, however long; 0 of none."""
    values = [quality.f1 for quality in qualities]
    return sum(values) / len(values) if values else 0.0


def pooled(cases: Iterable[tuple[str, Quality]]) -> Quality:
    """Count the pairs of all drafts as one, each under its own name."""
    named = list(cases)
    return Quality(
        *(
            frozenset(
                (f"{name} {older}", newer)
                for name, quality in named
                for older, newer in getattr(quality, part)
            )
            for part in ("right", "wrong", "missed")
        )
    )


def leave_one_out(cases: Sequence[Case], *, use_coding: bool) -> list[Quality]:
    """Measure each pair with the weights that fit the others best.

    What it gives is what to expect of drafts that nobody has seen. The weights come
    from `GRID`; those as shipped win a tie. The answers are in the order of the cases.
    """
    settings = [replace(Weights(), **each) for each in _settings()]
    settings.sort(key=lambda weights: weights != Weights())
    table = [
        [measure_case(case, use_coding=use_coding, weights=weights) for case in cases]
        for weights in settings
    ]
    chosen = []
    for left_out in range(len(cases)):
        best = max(table, key=lambda row: mean_f1(row[:left_out] + row[left_out + 1 :]))
        chosen.append(best[left_out])
    return chosen


def _settings() -> list[dict[str, float]]:
    return [dict(zip(GRID, each, strict=True)) for each in product(*GRID.values())]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
