"""Proposed links, and links that fill the gaps of a record."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.analysis.alignment import ClauseText, Link, align, propose
from tests.analysis.drafts import (
    AMNESTY,
    CEILING,
    CHILDREN,
    COMMITTEE,
    ELECTIONS,
    GRAIN,
    PLANT,
    PRISONERS,
    clause,
    link,
    numbered,
    shipped,
    shipped_pairs,
)


def told(links: tuple[Link, ...]) -> list[tuple[str, str, str]]:
    return [(" ".join(each.older), " ".join(each.newer), each.change) for each in links]


def test_kept_reworded_dropped_and_added_clauses() -> None:
    older = numbered(CEILING, PLANT, GRAIN, AMNESTY)
    newer = numbered(CEILING.replace("600", "800"), GRAIN, ELECTIONS)

    assert told(propose(older, newer)) == [
        ("1", "1", "reworded"),
        ("2", "", "dropped"),
        ("3", "2", "kept"),
        ("4", "", "dropped"),
        ("", "3", "added"),
    ]


def test_a_proposal_shows_its_basis_and_likeness() -> None:
    older, newer = numbered(CEILING, PLANT), numbered(CEILING, GRAIN)

    kept, dropped, added = propose(older, newer)

    assert (kept.basis, kept.likeness) == ("proposed", 1.0)
    assert {dropped.likeness, added.likeness} == {None}
    reworded = propose(numbered(CEILING), numbered(CEILING.replace("no more", "less")))
    assert 0.25 < (reworded[0].likeness or 0) < 1


def test_moved_text_is_known_as_moved() -> None:
    older = numbered(CEILING, PLANT, GRAIN, ELECTIONS)
    newer = numbered(PLANT, GRAIN, ELECTIONS, CEILING)

    assert told(propose(older, newer)) == [
        ("2", "1", "kept"),
        ("3", "2", "kept"),
        ("4", "3", "kept"),
        ("1", "4", "moved"),
    ]


def test_a_new_number_alone_is_no_move() -> None:
    links = propose(numbered(CEILING, PLANT, GRAIN), numbered(PLANT, GRAIN))

    assert [each.moved for each in links] == [False, False, False]


def test_split_and_merged_clauses() -> None:
    apart = numbered(CEILING, PRISONERS, CHILDREN, PLANT)
    together = numbered(CEILING, f"{PRISONERS} {CHILDREN}", PLANT)

    assert ("2 3", "2", "merged") in told(propose(apart, together))
    assert ("2", "2 3", "split") in told(propose(together, apart))


def test_wholly_different_text_is_dropped_and_added_under_any_heading() -> None:
    older = [clause("1", PLANT, "Energy"), clause("2", GRAIN, "Sea")]
    newer = [clause("1", CHILDREN, "Energy"), clause("2", GRAIN, "Sea")]

    assert told(propose(older, newer)) == [
        ("1", "", "dropped"),
        ("", "1", "added"),
        ("2", "2", "kept"),
    ]


def test_a_text_that_is_not_public_is_linked_by_its_heading_only() -> None:
    hidden = "The content of this point has not been made public."
    older = [
        clause("1", hidden, "Elections", public=False),
        clause("2", hidden, "Not known", public=False),
    ]
    newer = [
        clause("1", ELECTIONS, "Elections"),
        clause("2", hidden, "Nuclear plant", public=False),
    ]

    links = propose(older, newer)

    assert told(links) == [
        ("1", "1", "unknown"),
        ("2", "", "dropped"),
        ("", "2", "added"),
    ]
    assert links[0].note == "Linked by heading; a text is not public."


def test_coded_positions_link_what_the_words_do_not() -> None:
    coded = frozenset({("election-date", "soon")})
    older = [clause("1", ELECTIONS, coded=coded), clause("2", PLANT)]
    newer = [
        clause(
            "1",
            "Elections in Ukraine follow the signature of a treaty.",
            coded=coded,
        ),
        clause("2", PLANT),
    ]

    assert ("1", "1", "reworded") in told(propose(older, newer))
    assert ("1", "", "dropped") in told(propose(older, newer, use_coding=False))


def test_sub_clauses_follow_their_point_into_one_clause() -> None:
    older = [
        clause("1", COMMITTEE, "Humanitarian committee"),
        clause("1.a", PRISONERS, "Prisoners"),
        clause("1.b", CHILDREN, "Children"),
        clause("2", PLANT, "Nuclear plant"),
    ]
    newer = [
        clause("1", "A humanitarian committee is formed.", "Humanitarian committee"),
        clause("2", PLANT, "Nuclear plant"),
    ]

    first, _ = propose(older, newer)

    assert (first.older, first.newer, first.change) == (
        ("1", "1.a", "1.b"),
        ("1",),
        "merged",
    )
    assert first.note == "Sub-clauses follow their point."


def test_equal_clauses_are_paired_with_the_nearest() -> None:
    older = numbered(PRISONERS, CEILING, PLANT, PRISONERS)
    newer = numbered(CEILING, PLANT, PRISONERS)

    assert told(propose(older, newer))[-1] == ("4", "3", "kept")


@pytest.mark.parametrize(("older", "newer"), [([], []), ([CEILING], []), ([], [PLANT])])
def test_empty_drafts(older: list[str], newer: list[str]) -> None:
    links = propose(numbered(*older), numbered(*newer))

    assert len(links) == len(older) + len(newer)


def test_numbers_must_differ() -> None:
    twice = [clause("1", PLANT), clause("1", GRAIN)]

    with pytest.raises(ValueError, match="one number"):
        propose(twice, [])


def test_the_record_comes_first_then_what_is_composed_then_proposals() -> None:
    older = numbered(CEILING, PLANT, GRAIN, ELECTIONS)
    newer = numbered(CEILING, PLANT, GRAIN, ELECTIONS)
    recorded = [link("1", "2", "reworded")]
    composed = [link("1", "1", basis="composed"), link("3", "4", basis="composed")]

    links = align(older, newer, recorded, composed)

    assert [(*each.older, "→", *each.newer, each.basis) for each in links] == [
        ("→", "1", "proposed"),
        ("1", "→", "2", "recorded"),
        ("2", "→", "proposed"),
        ("→", "3", "proposed"),
        ("3", "→", "4", "composed"),
        ("4", "→", "proposed"),
    ]


def test_a_proposal_goes_before_an_end_on_the_way() -> None:
    older, newer = numbered(CEILING, PLANT), numbered(CEILING)
    composed = [
        link("1", "", "dropped", basis="composed"),
        link("2", "", "moved-out", basis="composed"),
        link("", "1", "added", basis="composed"),
    ]

    links = align(older, newer, (), composed)

    assert [(each.change, each.basis) for each in links] == [
        ("kept", "proposed"),
        ("moved-out", "composed"),
    ]


@pytest.mark.parametrize("use_coding", [False, True])
@pytest.mark.parametrize(("older", "newer"), shipped_pairs())
def test_every_clause_is_in_one_proposal(
    older: str, newer: str, use_coding: bool
) -> None:
    first, second = shipped(older), shipped(newer)

    links = propose(first, second, use_coding=use_coding)

    sides = [each.older for each in links], [each.newer for each in links]
    for side, clauses in zip(sides, (first, second), strict=True):
        named = sorted(number for numbers in side for number in numbers)
        assert named == sorted(clause.number for clause in clauses)


texts = st.lists(
    st.sampled_from([CEILING, PLANT, GRAIN, AMNESTY, PRISONERS, "", "the", "…"]),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(texts, texts)
def test_any_two_drafts_are_linked_whole_and_always_alike(
    older: list[str], newer: list[str]
) -> None:
    first, second = numbered(*older), numbered(*newer)

    links = propose(first, second)

    assert links == propose(first, second)
    assert sorted(n for each in links for n in each.older) == sorted(
        each.number for each in first
    )
    assert sorted(n for each in links for n in each.newer) == sorted(
        each.number for each in second
    )
    assert all(len(each.older) < 2 or len(each.newer) < 2 for each in links)


def test_a_long_draft_takes_time_in_proportion() -> None:
    def draft(size: int) -> list[ClauseText]:
        words = [
            [f"word{at % 97}", f"term{at * 7 % 389}", f"item{at}"] for at in range(size)
        ]
        return numbered(*(f"The {' and '.join(each)} are agreed." for each in words))

    def took(size: int) -> float:
        older = draft(size)
        newer = [
            ClauseText(each.number, "", each.text.replace("agreed", "settled"))
            for each in older
        ]
        start = time.process_time()
        links = propose(older, newer)
        assert {each.change for each in links} == {"reworded"}
        return time.process_time() - start

    # Eight times the clauses: a matrix of all pairs would take 64 times as long. The
    # best of some rounds each, as others use the processor too.
    assert min(took(1600) for _ in range(3)) < 40 * min(took(200) for _ in range(3))
