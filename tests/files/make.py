"""Comparisons and synopses for the tests of files."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from plans.files.document import (
    ActorVerdict,
    ComparedClause,
    ComparisonDocument,
    DraftText,
    Effect,
    OptionTaken,
    Passage,
    Synopsis,
    SynopsisCell,
    SynopsisDraft,
    SynopsisRow,
)

AS_OF = date(2025, 11, 23)
RECORDED_AT = datetime(2025, 11, 24, 10, 30, tzinfo=UTC)
ADDRESS = "https://tracker.example/drafts/newer/compare/older/?as_of=2025-11-23&x=1"
EFFECT = Effect(
    "Ukraine",
    "No limit on the armed forces",
    "crosses",
    "open",
    "Joint statement, Office of the President, 23 November 2025, point 3",
    ("6",),
    ("4",),
)


def make_draft(title: str, day: date, clauses: Iterable[Passage]) -> DraftText:
    return DraftText(title, day, "revision of 21 November 2025", tuple(clauses))


def make_document(
    older: Iterable[Passage],
    newer: Iterable[Passage],
    changes: Iterable[ComparedClause],
    effects: Iterable[Effect] = (EFFECT,),
) -> ComparisonDocument:
    return ComparisonDocument(
        title="Older points compared with newer points",
        older=make_draft("Older points", date(2025, 11, 20), older),
        newer=make_draft("Newer points", date(2025, 11, 23), newer),
        as_of=AS_OF,
        recorded_at=RECORDED_AT,
        address=ADDRESS,
        notices=("Both texts are restated; what changed is substance.",),
        changes=tuple(changes),
        effects=tuple(effects),
    )


def make_change(
    older: str, newer: str, change: str = "reworded", **fields: object
) -> ComparedClause:
    """Make a link between clauses whose numbers stand apart by spaces."""
    made = ComparedClause(
        tuple(older.split()), tuple(newer.split()), change, f"{older}: {change}."
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def everything() -> ComparisonDocument:
    """A comparison in which clauses are kept, moved, merged, split, dropped, added."""
    older = [
        Passage("1", "Sovereignty", "Sovereignty is confirmed."),
        Passage("2", "Forces", "The armed forces have at most 600,000 members."),
        Passage("3", "Dialogue", "Russia and NATO hold a dialogue.\nIt is open."),
        Passage("4", "Energy", "The station is run by both sides in equal shares."),
        Passage("5", "Amnesty", "All parties receive a full amnesty."),
        Passage("6", "Relations", "Relations are restored step by step."),
        Passage("7", "Trade", "Trade is resumed\tat once."),
        Passage("8", "", "Prisoners and children are returned, all for all."),
        Passage("9", "Elections", "Elections are held in 100 days."),
    ]
    newer = [
        Passage("1", "Sovereignty", "Sovereignty is confirmed."),
        Passage("2", "Elections", "Elections are held as soon as they can be."),
        Passage("3", "Armed forces", "In peacetime the forces have 800,000 members."),
        Passage("4", "Dialogue", "Russia and NATO hold a dialogue."),
        Passage("4.a", "Form", "It is open to others."),
        Passage(
            "5", "Relations and trade", "Relations are restored. Trade is resumed."
        ),
        Passage("6", "Prisoners", "Prisoners are returned, all for all."),
        Passage("7", "Observers", "Спостерігачі прибувають <одразу> & надовго ]]>."),
        Passage("8", "Children", "Children are returned."),
    ]
    changes = [
        make_change("1", "1", "kept"),
        make_change("2", "3", "weakened", effects=(EFFECT,), note="Reported by one."),
        make_change("3", "4 4.a", "split"),
        make_change("4", "", "dropped"),
        make_change("5", "2", "dropped"),
        make_change("6 7", "5", "merged"),
        make_change("8", "6 8", "split", basis="proposed", likeness=0.625),
        make_change("9", "2", "reworded"),
        make_change("", "7", "added"),
    ]
    return make_document(older, newer, changes)


def make_synopsis(drafts: int = 3, option: str = "Cap of 600,000") -> Synopsis:
    """Two issues in one category and one in another, against some drafts."""
    cells = [
        SynopsisCell(
            (OptionTaken(option, ("6", "10.b")),),
            (ActorVerdict("Ukraine", "crosses"), ActorVerdict("Russia", "open")),
        ),
        SynopsisCell(
            (
                OptionTaken("As today", ("4",), "A", ("Ukraine",)),
                OptionTaken("Demilitarised", ("4",), "B", ("Russia",)),
            ),
            (ActorVerdict("Ukraine", "contested"),),
        ),
        SynopsisCell(absence="not public"),
        SynopsisCell(),
    ]
    rows = [
        SynopsisRow(
            category,
            issue,
            f"What of {issue}?",
            tuple(cells[(place + start) % 4] for place in range(drafts)),
        )
        for start, (category, issue) in enumerate(
            [("Security", "Force cap"), ("Security", "NATO"), ("Territory", "Donbas")]
        )
    ]
    return Synopsis(
        title="Synopsis of the drafts of 2025",
        drafts=tuple(
            SynopsisDraft(f"Draft {place}", date(2025, 11, place), "revision 7")
            for place in range(1, drafts + 1)
        ),
        rows=tuple(rows),
        actors="Ukraine, Russia",
        as_of=AS_OF,
        recorded_at=RECORDED_AT,
        address=ADDRESS,
        notices=("The texts are restated.",),
    )
