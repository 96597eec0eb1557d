"""Proposals against the lineage that ships."""

import pytest

from plans.analysis.alignment import propose
from plans.analysis.alignment_quality import (
    Case,
    Quality,
    leave_one_out,
    mean_f1,
    measure,
    measure_case,
    pooled,
)
from tests.analysis.drafts import (
    CEILING,
    GRAIN,
    PLANT,
    link,
    numbered,
    shipped,
    shipped_links,
    shipped_pairs,
)

CASES = [
    Case(newer, shipped(older), shipped(newer), shipped_links(older, newer))
    for older, newer in shipped_pairs()
]


def test_measure_counts_pairs_of_clauses() -> None:
    found = measure(
        [link("1", "1"), link("2 3", "2", "merged"), link("4", "", "dropped")],
        [link("1", "1"), link("2", "2"), link("4", "3"), link("", "9", "added")],
    )

    assert found == Quality(
        right=frozenset({("1", "1"), ("2", "2")}),
        wrong=frozenset({("3", "2")}),
        missed=frozenset({("4", "3")}),
    )
    assert found.precision == found.recall == found.f1 == pytest.approx(2 / 3)


def test_nothing_to_find_and_nothing_found() -> None:
    found = measure([link("1", "", "dropped")], [])

    assert (found.precision, found.recall, found.f1) == (1, 1, 1)
    assert mean_f1([]) == 0


def test_pooled_counts_each_draft_on_its_own() -> None:
    one = measure([link("1", "1")], [link("1", "1")])
    two = measure([link("1", "1")], [link("1", "2")])

    found = pooled([("a", one), ("b", two)])

    assert (len(found.right), len(found.wrong), len(found.missed)) == (1, 1, 1)


@pytest.mark.parametrize(("use_coding", "least"), [(False, 0.88), (True, 0.91)])
def test_quality_on_the_shipped_pairs(use_coding: bool, least: float) -> None:
    found = [measure_case(case, use_coding=use_coding) for case in CASES]

    assert mean_f1(found) >= least
    assert all(quality.f1 >= 0.8 for quality in found)


def test_the_record_is_hidden_from_the_proposal() -> None:
    older, newer = numbered(CEILING, PLANT), numbered(CEILING, GRAIN)
    links = propose(older, newer)
    case = Case("bare", tuple(older), tuple(newer), (link("2", "2", "reworded"),))

    assert measure_case(case, use_coding=False) == measure(links, case.recorded)


def test_leave_one_out_answers_for_each_case() -> None:
    cases = sorted(CASES, key=lambda case: len(case.older) * len(case.newer))[:2]

    found = leave_one_out(cases, use_coding=False)

    assert len(found) == 2
    assert all(0.7 < quality.f1 <= 1 for quality in found)
