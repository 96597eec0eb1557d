"""What analytical drafts, which no party has tabled, leave of actors' stated lines."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

from plans import models
from plans.addresses import address
from plans.analysis.explain import UNMET_DEMAND, explain, verdict_in_words
from plans.analysis.facts import Assessment, Position, RedLine, Verdict
from plans.analysis.tally import Tally, tally
from plans.analysis.verdicts import (
    STRENGTHS,
    DraftVerdicts,
    Judgement,
    LineStanding,
    evaluate,
)
from plans.citing import Cited, citations
from plans.evidence import EvidenceReader, LineEvidence
from plans.page_rows import ClauseRow, DraftRow, LineRow
from plans.snapshot import Snapshot
from plans.tables import bar_of

# What leaves a line unmet, worst first.
UNMET = ("crosses", "contested", "open", UNMET_DEMAND)


class Reason(NamedTuple):
    """What one position of a clause does to a line, in a sentence.

    `verdict` is what stands: an editor's assessment where there is one.
    """

    clause: ClauseRow
    url: str
    sentence: str
    note: str
    derived: Verdict
    verdict: Verdict
    assessment: Assessment | None
    cited: Sequence[Cited]


@dataclass(frozen=True)
class LeftLine:
    """A line and what a formula leaves of it; `word` is its verdict, or says more.

    `evidence` is what the line itself rests on. It and the reasons are given for what
    is left unmet only.
    """

    anchor: str
    row: LineRow
    verdict: Verdict
    word: str
    clauses: list[tuple[str, str]]  # number and address
    reasons: list[Reason]
    evidence: LineEvidence | None

    @property
    def is_unmet(self) -> bool:
        return self.word in UNMET


class Left(NamedTuple):
    """How much a formula leaves unmet; `others` are not addressed and no demands."""

    tally: Tally
    unmet: int
    others: int
    bar: list[tuple[str, int, int]]  # what, start, width


@dataclass(frozen=True)
class Party:
    """An actor's lines under one formula, strongest first."""

    slug: str
    name: str
    url: str
    anchor: str
    left: Left
    lines: list[LeftLine]

    def _with(self, word: str) -> list[LeftLine]:
        return [line for line in self.lines if line.word == word]

    @property
    def unmet(self) -> list[LeftLine]:
        return [line for line in self.lines if line.is_unmet]

    @property
    def met(self) -> list[LeftLine]:
        return self._with(Verdict.MEETS)

    @property
    def silent(self) -> list[LeftLine]:
        return self._with(Verdict.SILENT)

    @property
    def unaddressed(self) -> list[LeftLine]:
        return self._with(Verdict.UNADDRESSED)


@dataclass(frozen=True)
class Formula:
    """An analytical draft with what it leaves of each actor's lines."""

    draft: DraftRow
    cited: Sequence[Cited]
    clause_count: int
    left: Left  # of all actors together
    parties: list[Party]


class TableRow(NamedTuple):
    """An actor under each formula."""

    name: str
    url: str
    cells: list[tuple[Formula, Party]]


class SharedLine(NamedTuple):
    """A line that every formula leaves unmet, with what each does to it."""

    row: LineRow
    lefts: list[tuple[Formula, LeftLine]]


def formulas(
    snapshot: Snapshot,
    drafts: Sequence[DraftRow],
    rows: Mapping[str, LineRow],
    red_lines: Sequence[RedLine],
) -> list[Formula]:
    """Judge each draft against the lines; `rows` has what a page shows of them, by id.

    A constant number of queries serves any number of drafts and lines.
    """
    coded = _coded(snapshot, drafts)
    judged = [evaluate(each.positions, red_lines, each.assessments) for each in coded]
    reader = _reader(snapshot, rows, coded, judged)
    ids = [draft.id for draft in drafts]
    cited = citations(snapshot, {models.DraftSource: ids})[models.DraftSource]
    return [
        Formula(
            each.draft,
            cited.get(each.draft.id, []),
            len(each.clauses),
            _left(_total(tally(verdicts.lines.values()).values())),
            _parties(_Leaver(each, verdicts, rows, reader), verdicts),
        )
        for each, verdicts in zip(coded, judged, strict=True)
    ]


def table(found: Sequence[Formula]) -> list[TableRow]:
    """A row for each actor: all formulas are judged against the same lines."""
    return [
        TableRow(
            parties[0].name, parties[0].url, list(zip(found, parties, strict=True))
        )
        for parties in zip(*(each.parties for each in found), strict=True)
    ]


def unmet_by_all(found: Sequence[Formula]) -> list[SharedLine]:
    """The lines that each of several formulas leaves unmet; none of a single one."""
    if len(found) < 2:
        return []
    unmet = [
        {line.row.slug: line for party in each.parties for line in party.unmet}
        for each in found
    ]
    return [
        SharedLine(
            line.row,
            [(each, own[slug]) for each, own in zip(found, unmet, strict=True)],
        )
        for slug, line in unmet[0].items()
        if all(slug in own for own in unmet)
    ]


# --- Reading


@dataclass(frozen=True)
class _Coded:
    """A draft's clauses, by number, and what they take."""

    draft: DraftRow
    clauses: dict[str, ClauseRow]
    positions: list[Position]
    assessments: list[Assessment]


def _coded(snapshot: Snapshot, drafts: Iterable[DraftRow]) -> list[_Coded]:
    clauses: dict[int, dict[int, ClauseRow]] = {draft.id: {} for draft in drafts}
    for draft, *values in snapshot.values(
        models.Clause, "draft_id", *ClauseRow._fields, draft_id__in=list(clauses)
    ):
        row = ClauseRow(*values)
        clauses[draft][row.id] = row
    every = {pk: row for own in clauses.values() for pk, row in own.items()}
    positions = snapshot.positions_by_clause(every)
    assessed = snapshot.assessments_by_clause(every)
    return [
        _Coded(
            draft,
            {row.number: row for row in own.values()},
            [each for pk in own for each in positions[pk]],
            [each for pk in own for each in assessed[pk]],
        )
        for draft in drafts
        for own in (clauses[draft.id],)
    ]


def _reader(
    snapshot: Snapshot,
    rows: Mapping[str, LineRow],
    coded: Iterable[_Coded],
    judged: Iterable[DraftVerdicts],
) -> EvidenceReader:
    """A reader of the evidence on every line that some draft leaves unmet."""
    unmet: set[str] = set()
    clauses: set[int] = set()
    for each, verdicts in zip(coded, judged, strict=True):
        for standing in verdicts.lines.values():
            if _word(standing) in UNMET:
                unmet.add(standing.red_line.id)
                clauses |= {each.clauses[number].id for number in standing.clauses}
    lines = [row for slug, row in rows.items() if slug in unmet]
    return EvidenceReader(snapshot, lines, sorted(clauses))


# --- Putting together


def _word(standing: LineStanding) -> str:
    return verdict_in_words(standing.verdict, standing.red_line.kind)


class _Leaver:
    """Says of one draft what it leaves of a line, and why."""

    def __init__(
        self,
        coded: _Coded,
        verdicts: DraftVerdicts,
        rows: Mapping[str, LineRow],
        reader: EvidenceReader,
    ) -> None:
        self.coded, self.rows, self.reader = coded, rows, reader
        self.base = coded.draft.url
        self._reasons: dict[str, list[tuple[Judgement, Verdict]]] = defaultdict(list)
        self._assessed: dict[tuple[str, str], Assessment] = {}
        for cell in verdicts.cells.values():
            for judgement in cell.evidence:
                found = judgement, cell.standing(judgement)
                self._reasons[judgement.red_line.id].append(found)
            for each in cell.assessed:
                self._assessed[each.clause, each.red_line] = each

    def of(self, standing: LineStanding) -> LeftLine:
        slug, word = standing.red_line.id, _word(standing)
        unmet = word in UNMET
        return LeftLine(
            f"{self.coded.draft.slug}-{slug}",
            self.rows[slug],
            standing.verdict,
            word,
            [(number, self._url(number)) for number in standing.clauses],
            list(self._explained(slug)) if unmet else [],
            self.reader.line(standing.red_line) if unmet else None,
        )

    def _explained(self, slug: str) -> Iterator[Reason]:
        for judgement, verdict in self._reasons[slug]:
            clause = self.coded.clauses[judgement.position.clause]
            yield Reason(
                clause,
                self._url(clause.number),
                explain(judgement, self.reader.names),
                judgement.position.note,
                judgement.verdict,
                verdict,
                self._assessed.get((clause.number, slug)),
                self.reader.clause_cited.get(clause.id, []),
            )

    def _url(self, number: str) -> str:
        return f"{self.base}clauses/{number}/"


def _parties(leaver: _Leaver, verdicts: DraftVerdicts) -> list[Party]:
    by_actor: dict[str, list[LeftLine]] = defaultdict(list)
    for standing in verdicts.lines.values():
        by_actor[standing.red_line.actor].append(leaver.of(standing))
    counts = tally(verdicts.lines.values())
    draft = leaver.coded.draft.slug
    return [
        Party(
            actor,
            lines[0].row.actor_name,
            address("actor-detail", actor),
            f"{draft}-{actor}",
            _left(counts[actor]),
            sorted(lines, key=_strongest_first),
        )
        for actor, lines in sorted(
            by_actor.items(), key=lambda item: (item[1][0].row.actor_order, item[0])
        )
    ]


def _strongest_first(line: LeftLine) -> tuple[int, int]:
    rank = UNMET.index(line.word) if line.is_unmet else len(UNMET)
    return STRENGTHS.index(line.row.strength), rank


def _left(count: Tally) -> Left:
    return Left(
        count,
        count.crossed + count.contested + count.open + count.unmet_demands,
        count.unaddressed - count.unmet_demands,
        _bar(count),
    )


def _bar(count: Tally) -> list[tuple[str, int, int]]:
    """The parts of a bar, what is left unmet first; the rest is not addressed."""
    return bar_of(
        [
            ("crosses", count.crossed),
            ("contested", count.contested),
            ("open", count.open),
            ("unmet", count.unmet_demands),
            ("meets", count.met),
            ("silent", count.silent),
        ]
    )


def _total(tallies: Iterable[Tally]) -> Tally:
    counts = list(tallies)
    _, *names = [each.name for each in fields(Tally)]
    return Tally(
        "", **{name: sum(getattr(each, name) for each in counts) for name in names}
    )
