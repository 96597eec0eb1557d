"""Changes in words, with the figures that changed."""

import pytest

from plans.analysis.alignment import ClauseText, Link, propose
from plans.analysis.changes import Change, WordChange, changes, sentence
from plans.analysis.changes_figures import FigureChange, changed_figures, figures
from tests.analysis.drafts import (
    CEILING,
    CHILDREN,
    PLANT,
    PRISONERS,
    clause,
    link,
    numbered,
    shipped,
    shipped_links,
)


def change(older: str, newer: str, found: Link | None = None) -> Change:
    found = found or link("6", "4", "reworded")
    sides = [clause("6", older)], [clause("4", newer)]
    return changes([found], *sides)[0]


def test_words_and_figures_of_the_ceiling() -> None:
    found = change(
        CEILING,
        CEILING.replace("600,000", "800,000").replace(
            "personnel", "personnel in peacetime"
        ),
    )

    assert found.words == (
        WordChange("replaced", "600,000", "800,000"),
        WordChange("added", "", "in peacetime"),
    )
    assert found.figures == (FigureChange("600,000", "800,000", "number"),)
    assert sentence(found) == (
        "Clause 6 → 4: 600,000 replaced by 800,000; “in peacetime” added"
    )


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        # "not" is no small word.
        (
            "Ukraine does not join NATO or any bloc.",
            "Ukraine does join NATO or any bloc.",
            "“not” removed",
        ),
        # A figure inside a reworded passage stands alone.
        (
            "Its armed forces may number no more than 600,000 personnel in all.",
            "Its armed forces stay at 800,000 personnel in all.",
            "“may number no more than” replaced by “stay at”; "
            "600,000 replaced by 800,000",
        ),
        (
            "The guarantee lasts 10 years from signature.",
            "The guarantee lasts 15 years from signature.",
            "10 years replaced by 15 years",
        ),
        (
            "It mirrors Article 5 and costs 100 billion US dollars.",
            "It mirrors Article 4 and costs 50 billion US dollars.",
            "Article 5 replaced by Article 4; "
            "100 billion US dollars replaced by 50 billion US dollars",
        ),
        (CEILING, CEILING, "text unchanged"),
        (CEILING, CEILING.replace(".", ";"), "punctuation changed"),
        (CEILING, f" {CEILING.replace(' ', '  ')}", "text unchanged"),
        (PLANT, CHILDREN, "text replaced"),
        (
            f"{PLANT} Ukraine receives 50 per cent of its electricity.",
            f"{CHILDREN} Russia gives way to all 33 per cent.",
            "text replaced; 50 per cent replaced by 33 per cent",
        ),
        (
            CEILING,
            f"{CEILING} {' '.join(f'word{n}' for n in range(20))}.",
            "“word0 word1 word2 word3 word4 word5 word6 word7 word8 … "
            "word16 word17 word18 word19” added",
        ),
    ],
)
def test_sentence(older: str, newer: str, expected: str) -> None:
    assert sentence(change(older, newer)) == f"Clause 6 → 4: {expected}"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (link("6", "4", "kept", moved=True), "Clause 6 → 4: moved; text unchanged"),
        (link("6", "4", "moved"), "Clause 6 → 4: moved, text unchanged"),
        (link("6", "4", "unknown"), "Clause 6 → 4: fate unknown; text unchanged"),
        (link("6", "", "dropped"), "Clause 6: dropped"),
        (link("6", "", "moved-out"), "Clause 6: moved out of the text"),
        (link("6", "", "kept"), "Clause 6: kept"),
        (link("", "4", "added"), "Clause 4: added"),
    ],
)
def test_sentence_on_what_became_of_a_clause(found: Link, expected: str) -> None:
    assert sentence(change(CEILING, CEILING, found)) == expected


def test_sentence_names_all_clauses() -> None:
    apart = numbered(PRISONERS, CHILDREN, PLANT)
    together = numbered(f"{PRISONERS} {CHILDREN}", PLANT)

    merged, kept = changes(propose(apart, together), apart, together)

    assert sentence(merged) == "Clauses 1 and 2 → 1: merged; text unchanged"
    assert sentence(kept) == "Clause 3 → 2: text unchanged"
    listed = link("1 2 3", "1", "merged")
    text = sentence(changes([listed], apart, together)[0])
    assert text.startswith("Clauses 1, 2 and 3 → 1: merged; “The Zaporizhzhia")


def test_one_number_is_named_once() -> None:
    same = [clause("5", CEILING)]

    found = changes([link("5", "5", "kept")], same, same)

    assert sentence(found[0]) == "Clause 5: text unchanged"


def test_spans_give_both_texts_back() -> None:
    older, newer = shipped("us-28"), shipped("framework-20")

    for each in changes(shipped_links("us-28", "framework-20"), older, newer):
        kept = [span.text for span in each.spans if span.kind != "added"]
        assert "".join(kept) == each.older_text
        kept = [span.text for span in each.spans if span.kind != "removed"]
        assert "".join(kept) == each.newer_text


def test_a_pair_that_shares_too_little_is_removed_and_added_as_a_whole() -> None:
    found = change(PLANT, CHILDREN)

    assert found.replaced
    assert [(span.kind, span.text) for span in found.spans] == [
        ("removed", PLANT),
        ("added", CHILDREN),
    ]
    assert found.words == ()


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        (False, True, "older text not public"),
        (True, False, "newer text not public"),
        (False, False, "texts not public"),
    ],
)
def test_text_that_is_not_public_is_not_compared(
    older: bool, newer: bool, expected: str
) -> None:
    sides = [clause("1", PLANT, public=older)], [clause("1", CEILING, public=newer)]

    found = changes([link("1", "1", "unknown")], *sides)[0]

    assert (found.words, found.figures, found.replaced) == ((), (), False)
    assert sentence(found) == f"Clause 1: fate unknown; {expected}"


def test_a_clause_that_the_draft_does_not_have() -> None:
    nothing: list[ClauseText] = []

    with pytest.raises(KeyError):
        changes([link("1", "", "dropped")], nothing, nothing)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("600,000 personnel", ["number 600,000"]),
        ("100 billion US dollars of 300", ["sum 100 billion US dollars", "number 300"]),
        ("$1.5 billion or €20", ["sum $1.5 billion", "sum €20"]),
        (
            "50 per cent, 33% and 50:50",
            ["share 50 per cent", "share 33%", "share 50:50"],
        ),
        ("within 100 days or ten years", ["term 100 days", "term ten years"]),
        ("a 15-year term", ["term 15-year"]),
        (
            "on 20 November 2025, in May 2026, from 2014 to 2025-12-01",
            [
                "date 20 November 2025",
                "date May 2026",
                "date 2014",
                "date 2025-12-01",
            ],
        ),
        ("mirrors Article 5 of it", ["reference Article 5"]),
        ("30 km from the line", ["distance 30 km"]),
        ("the G8, clause 10.b and START I", ["reference clause 10"]),
        ("no figure at all", []),
    ],
)
def test_figures(text: str, expected: list[str]) -> None:
    found = figures(text)

    assert [f"{each.kind} {each.text}" for each in found] == expected
    assert all(text[each.start : each.end] == each.text for each in found)


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        ("10 years", "15 years", [("10 years", "15 years")]),
        ("600,000 men by 2026", "by 2027 600,000 men", [("2026", "2027")]),
        ("100 days", "as soon as possible", [("100 days", "")]),
        ("soon", "by 1 May 2026", [("", "1 May 2026")]),
        ("a 10-year term", "a term of 10 years", [("10-year", "10 years")]),
        ("5 of 10 years", "10 of 5 years", [("5", "10"), ("10 years", "5 years")]),
        ("2 and 3", "3 and 2", []),
    ],
)
def test_changed_figures(
    older: str, newer: str, expected: list[tuple[str, str]]
) -> None:
    found = changed_figures(older, newer)

    assert [(each.older, each.newer) for each in found] == expected
