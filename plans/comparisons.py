"""Two drafts compared, or one draft at two moments of record time.

The page, its files and the command ask the same questions here. A constant number of
queries serves any number of clauses.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from plans.addresses import address
from plans.alignments import Recorded, recorded_lineage, texts_of
from plans.analysis.alignment import ClauseText, align
from plans.analysis.changes import Change, changes
from plans.analysis.effects import Effect, effects, effects_by_link
from plans.analysis.facts import Assessment, Position, RedLine, Verdict
from plans.analysis.lineage import Link
from plans.analysis.verdicts import DraftVerdicts, evaluate, select
from plans.models import Clause
from plans.page_rows import ClauseRow, DraftRow, LineRow
from plans.snapshot import Snapshot

UNRECORDED = Recorded((), (), ())


@dataclass(frozen=True)
class Lines:
    """Which red lines count: those in force on a day, narrowed by what is not None."""

    as_of: date
    actors: Collection[str] | None = None
    strength: str | None = None
    kinds: Collection[str] | None = None


@dataclass(frozen=True)
class Read:
    """One of the two texts with its coding and the red lines it is read against."""

    snapshot: Snapshot
    draft: DraftRow
    clauses: Sequence[ClauseRow]
    positions: dict[int, list[Position]]
    assessments: Sequence[Assessment]
    rows: dict[str, LineRow]
    red_lines: Sequence[RedLine]

    @cached_property
    def verdicts(self) -> DraftVerdicts:
        taken = [each for own in self.positions.values() for each in own]
        return evaluate(taken, self.red_lines, self.assessments)

    @cached_property
    def texts(self) -> tuple[ClauseText, ...]:
        return texts_of(self.clauses, self.positions)

    @cached_property
    def by_number(self) -> dict[str, ClauseRow]:
        return {clause.number: clause for clause in self.clauses}


@dataclass(frozen=True)
class Comparison:
    """What changed from one text to another, clause by clause, and for whom."""

    older: Read
    newer: Read
    changes: tuple[Change, ...]
    record: Recorded

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What becomes of each red line that both moments know, changed or not."""
        return effects(self.older.verdicts.lines, self.newer.verdicts.lines)

    @cached_property
    def effects_by_change(self) -> tuple[tuple[Effect, ...], ...]:
        """What the clauses of each change do to the red lines that they touch."""
        return effects_by_link(
            (change.link for change in self.changes),
            self.older.verdicts,
            self.newer.verdicts,
        )

    @cached_property
    def rows(self) -> dict[str, LineRow]:
        """The red lines by slug, as the newer text is read against them."""
        return {**self.older.rows, **self.newer.rows}

    @property
    def url(self) -> str:
        return address("draft-compare", self.newer.draft.slug, self.older.draft.slug)

    @property
    def one_draft(self) -> bool:
        """Whether one draft is compared with itself at another moment."""
        return self.older.draft.slug == self.newer.draft.slug


def still_crossed(effect: Effect) -> bool:
    return effect.before is effect.after is Verdict.CROSSES


def compare_drafts(
    snapshot: Snapshot,
    older: DraftRow,
    newer: DraftRow,
    lines: Lines,
    *,
    propose: bool = False,
    use_coding: bool = True,
) -> Comparison:
    """Compare two drafts, by recorded lineage first.

    `propose` leaves recorded lineage aside; without `use_coding` proposals rest on
    headings, texts and order alone.
    """
    before, after = _read(snapshot, (older, newer), lines)
    record = UNRECORDED
    if not propose:
        record = recorded_lineage(snapshot, older.slug, newer.slug)
    links = align(
        before.texts,
        after.texts,
        record.recorded,
        record.composed,
        use_coding=use_coding,
    )
    found = changes(links, before.texts, after.texts)
    return Comparison(before, after, found, record)


def compare_moments(
    before: Snapshot, older: DraftRow, after: Snapshot, newer: DraftRow, lines: Lines
) -> Comparison:
    """Compare a draft with itself at another moment of record time.

    A clause is the same one as long as its record lives, whatever its number. Each
    side is read against the red lines recorded at its moment.
    """
    (first,) = _read(before, (older,), lines)
    (second,) = _read(after, (newer,), lines)
    links = align(first.texts, second.texts, _same_records(first, second))
    return Comparison(
        first, second, changes(links, first.texts, second.texts), UNRECORDED
    )


def _read(
    snapshot: Snapshot, drafts: Sequence[DraftRow], lines: Lines
) -> tuple[Read, ...]:
    """Read drafts of one moment; one more costs a query for its assessments alone."""
    clauses: dict[int, list[ClauseRow]] = {draft.id: [] for draft in drafts}
    for draft_id, *values in snapshot.values(
        Clause, "draft_id", *ClauseRow._fields, draft_id__in=list(clauses)
    ):
        clauses[draft_id].append(ClauseRow(*values))
    by_clause = snapshot.positions_by_clause(
        {clause.id: clause for own in clauses.values() for clause in own},
        proponents=False,
    )
    rows = snapshot.line_rows(lines.as_of)
    red_lines = select(
        snapshot.as_facts(rows),
        lines.as_of.isoformat(),
        lines.actors,
        lines.strength,
        lines.kinds,
    )
    by_slug = {row.slug: row for row in rows}
    return tuple(
        Read(
            snapshot,
            draft,
            clauses[draft.id],
            {clause.id: by_clause[clause.id] for clause in clauses[draft.id]},
            snapshot.assessments({clause.id: clause for clause in clauses[draft.id]}),
            by_slug,
            red_lines,
        )
        for draft in drafts
    )


def _same_records(older: Read, newer: Read) -> list[Link]:
    """Link each clause with itself; what only one moment knows came or went."""
    after = {clause.id: clause for clause in newer.clauses}
    links = []
    for clause in older.clauses:
        now = after.pop(clause.id, None)
        if now is None:
            links.append(Link((clause.number,), (), "dropped"))
            continue
        change = "kept" if clause[3:5] == now[3:5] else "reworded"
        note = " ".join(_besides(older, clause, newer, now))
        links.append(Link((clause.number,), (now.number,), change, note=note))
    return [*links, *(Link((), (each.number,), "added") for each in after.values())]


def _besides(
    older: Read, clause: ClauseRow, newer: Read, now: ClauseRow
) -> Iterator[str]:
    """Say what changed in a clause besides its text."""
    if clause.heading != now.heading:
        yield "The heading changed."
    if clause.text_basis != now.text_basis:
        before, after = clause.basis_label, now.basis_label
        yield f"The basis of the text changed: {before} → {after}."
    if _coded(older, clause) != _coded(newer, now):
        yield "The coded positions changed."


def _coded(read: Read, clause: ClauseRow) -> set[tuple[str, str, str]]:
    return {
        (each.issue, each.option, each.alternative)
        for each in read.positions[clause.id]
    }
