"""A comparison as one run of paragraphs that holds both texts.

Accepting every change leaves the newer text, rejecting every change the older one,
each with its clauses in its own order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate
from typing import NamedTuple

from plans.analysis.comparison import Span, compare, likeness
from plans.files.document import ComparedClause, Passage
from plans.files.ordering import Unit, find_owners, find_units, in_order
from plans.files.wording import numbers

# Texts with less in common are told apart whole: a comparison word by word of two
# different sentences cannot be read.
ALIKE = 0.2


class Hand(Enum):
    """Why text was put in or taken out: it was edited, or its clause moved."""

    EDIT = "edit"
    MOVE = "move"


class Trace(NamedTuple):
    """By whose hand text was put in and taken out; text with neither is in both."""

    inserted: Hand | None = None
    deleted: Hand | None = None


KEPT = Trace()
REMOVED = Trace(deleted=Hand.EDIT)
ADDED = Trace(inserted=Hand.EDIT)
MOVED_AWAY = Trace(deleted=Hand.MOVE)
MOVED_HERE = Trace(inserted=Hand.MOVE)
# Left out on the way from one place to the other: text of the older draft, which
# already stands in its own place.
LEFT_OUT = Trace(inserted=Hand.MOVE, deleted=Hand.EDIT)

TRACES = {"kept": KEPT, "removed": REMOVED, "added": ADDED}
MOVED = {"kept": MOVED_HERE, "removed": LEFT_OUT, "added": ADDED}


class Role(Enum):
    HEADING = "heading"
    SUBHEADING = "subheading"
    TEXT = "text"


class Piece(NamedTuple):
    text: str
    trace: Trace


@dataclass(slots=True)
class Paragraph:
    """Pieces of text, and what happens to the end of the paragraph.

    Where the end goes, the text runs on into the next paragraph. `change` is the
    link of the clause that begins here, and `leads` is true in one place for each
    link; `place` says where a clause apart from its link's others has those.
    """

    role: Role = Role.TEXT
    pieces: list[Piece] = field(default_factory=list)
    end: Trace = KEPT
    change: ComparedClause | None = None
    place: str = ""
    leads: bool = True


def title(passage: Passage) -> str:
    """Give the line that opens a clause, in the file as in both texts alone."""
    return _number(passage) + passage.heading


def mark_up(
    older: Sequence[Passage],
    newer: Sequence[Passage],
    changes: Sequence[ComparedClause],
) -> list[Paragraph]:
    """Put two texts into one run of paragraphs.

    A link whose clauses stand side by side in both texts is compared word by word.
    Clauses of a link that stand apart, and those dropped or added, are taken out or
    put in whole. Where the order changed, as few links as possible count as moved.
    A clause of which the changes say nothing, or a clause that they name and the
    texts do not have, is a ValueError; so are spans that do not make up the texts.
    """
    owners = (
        find_owners("older", older, changes),
        find_owners("newer", newer, changes),
    )
    units = find_units(older, newer, changes)
    staying = in_order(units)
    kept = set(map(id, staying))
    moved = [unit for unit in units if id(unit) not in kept]
    return list(_sequence(older, newer, owners, staying, moved))


def body_spans(
    older: Sequence[Passage], newer: Sequence[Passage], spans: Sequence[Span]
) -> tuple[Span, ...]:
    """Compare the texts of clauses, or check the spans of a comparison already made."""
    before = "\n".join(passage.text for passage in older)
    after = "\n".join(passage.text for passage in newer)
    if spans:
        if (_side(spans, "added"), _side(spans, "removed")) != (before, after):
            told = ", ".join(passage.number for passage in (*older, *newer))
            raise ValueError(f"The spans do not make up the texts of clauses {told}.")
        return tuple(spans)
    if before and after and likeness(before, after) < ALIKE:
        return Span("removed", before), Span("added", after)
    return compare(before, after)


def _side(spans: Sequence[Span], other: str) -> str:
    return "".join(span.text for span in spans if span.kind != other)


def _sequence(
    older: Sequence[Passage],
    newer: Sequence[Passage],
    owners: tuple[dict[str, ComparedClause], dict[str, ComparedClause]],
    staying: Sequence[Unit],
    moved: Sequence[Unit],
) -> Iterator[Paragraph]:
    """Walk both texts at once; between two units first what goes, then what comes."""
    leaving = {place: unit for unit in moved for place in unit.older}
    arriving = {unit.newer.start: unit for unit in moved}
    inside = {place for unit in moved for place in unit.newer}
    end = Unit(
        ComparedClause((), (), "", ""), range(len(older), 0), range(len(newer), 0)
    )
    led = {id(unit.change) for unit in (*staying, *moved)}
    old = new = 0
    for unit in (*staying, end):
        for place in range(old, unit.older.start):
            passage = older[place]
            if place in leaving:
                change = leaving[place].change
                where = f"Moved: it stands further on as {numbers(change.newer)}."
                if leaving[place].newer.start < new:
                    where = f"Moved: it stands above as {numbers(change.newer)}."
                yield from _whole(passage, MOVED_AWAY, change, where, led)
            else:
                yield from _apart(passage, REMOVED, owners[0], led)
        for place in range(new, unit.newer.start):
            passage = newer[place]
            if place in arriving:
                here = arriving[place]
                where = f"Moved: it stood as {numbers(here.change.older)}."
                yield from _compared(older, newer, here, MOVED, where)
            elif place not in inside:
                yield from _apart(passage, ADDED, owners[1], led)
        if unit is not end:
            yield from _compared(older, newer, unit, TRACES, "")
            old, new = unit.older.stop, unit.newer.stop


def _apart(
    passage: Passage, trace: Trace, owners: dict[str, ComparedClause], led: set[int]
) -> Iterator[Paragraph]:
    """A clause that is taken out or put in whole."""
    change = owners[passage.number]
    yield from _whole(passage, trace, change, _elsewhere(trace, change), led)


def _elsewhere(trace: Trace, change: ComparedClause) -> str:
    """Say where a clause went or came from that stands apart from its link's others."""
    others = change.newer if trace is REMOVED else change.older
    if not others:
        return ""
    if change.change == "dropped":
        recorded = f"The removal is recorded in {numbers(others)} of the newer text."
        return recorded if trace is REMOVED else ""
    if trace is REMOVED:
        return f"Taken up in {numbers(others)} of the newer text."
    return f"Drawn from {numbers(others)} of the older text."


def _whole(
    passage: Passage, trace: Trace, change: ComparedClause, place: str, led: set[int]
) -> Iterator[Paragraph]:
    name = Piece(title(passage), trace)
    leads = id(change) not in led
    led.add(id(change))
    yield Paragraph(_role(passage), [name], trace, change, place, leads)
    for line in passage.text.split("\n"):
        yield Paragraph(Role.TEXT, [Piece(line, trace)], trace)


def _role(passage: Passage) -> Role:
    return Role.SUBHEADING if "." in passage.number else Role.HEADING


def _number(passage: Passage) -> str:
    """Write a number with the mark before the heading, so that 12 → 8 is not 128."""
    return f"{passage.number}. " if passage.heading else passage.number


def _compared(
    older: Sequence[Passage],
    newer: Sequence[Passage],
    unit: Unit,
    traces: dict[str, Trace],
    place: str,
) -> Iterator[Paragraph]:
    before = [older[at] for at in unit.older]
    after = [newer[at] for at in unit.newer]
    given = unit.change.spans
    if len(before) != len(unit.change.older) or len(after) != len(unit.change.newer):
        given = ()  # they compare clauses that stand elsewhere
    paragraphs = _Unrolled(before, after, traces)
    for span in body_spans(before, after, given):
        paragraphs.add(span)
    found = paragraphs.close()
    found[0].change, found[0].place = unit.change, place
    yield from found


class _Unrolled:
    """Spans over joined texts, laid out in paragraphs with the clauses' headings."""

    def __init__(
        self,
        older: Sequence[Passage],
        newer: Sequence[Passage],
        traces: dict[str, Trace],
    ) -> None:
        self.traces = traces
        self.old_starts = _starts(older)
        self.new_starts = _starts(newer)
        self.old = self.new = 0
        self.done: list[Paragraph] = []
        self.pieces: list[Piece] = []
        self._open(older[0], newer[0])

    def add(self, span: Span) -> None:
        for part in _lines(span.text):
            if part == "\n":
                self._line_end(span.kind)
            else:
                self.pieces.append(Piece(part, self.traces[span.kind]))
            self.old += len(part) if span.kind != "added" else 0
            self.new += len(part) if span.kind != "removed" else 0

    def close(self) -> list[Paragraph]:
        self._end("kept", Role.TEXT)
        return self.done

    def _line_end(self, kind: str) -> None:
        old = self.old_starts.get(self.old + 1) if kind != "added" else None
        new = self.new_starts.get(self.new + 1) if kind != "removed" else None
        self._end(kind, Role.TEXT)
        if old or new:
            self._open(old, new)

    def _open(self, old: Passage | None, new: Passage | None) -> None:
        """Set the heading of the clause that begins here in one text or in both."""
        passage = new or old
        assert passage is not None
        kind = "kept" if old and new else "added" if new else "removed"
        for span in _title_spans(old, new):
            self.pieces.append(Piece(span.text, self.traces[span.kind]))
        self._end(kind, _role(passage))

    def _end(self, kind: str, role: Role) -> None:
        trace = self.traces[kind]
        if trace is LEFT_OUT:
            # In neither text: an end of a paragraph would only tear the next apart.
            self.pieces.append(Piece(" ", trace))
            return
        self.done.append(Paragraph(role, self.pieces, trace))
        self.pieces = []


def _title_spans(old: Passage | None, new: Passage | None) -> Iterator[Span]:
    if old is None or new is None:
        passage = new or old
        assert passage is not None
        yield Span("added" if new else "removed", title(passage))
        return
    if old.number == new.number and bool(old.heading) == bool(new.heading):
        yield Span("kept", _number(new))
    else:
        yield Span("removed", _number(old))
        yield Span("added", _number(new))
    yield from compare(old.heading, new.heading)


def _starts(passages: Sequence[Passage]) -> dict[int, Passage]:
    """Give by offset the clauses that begin within their joined texts."""
    lengths = (len(passage.text) + 1 for passage in passages)
    return dict(zip(accumulate(lengths), passages[1:], strict=False))


def _lines(text: str) -> Iterator[str]:
    """Cut a text before and after each line end."""
    for number, line in enumerate(text.split("\n")):
        if number:
            yield "\n"
        if line:
            yield line
