"""What a cell or a clause rests on, ready for a page to show."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from plans import models
from plans.analysis.explain import Names, explain
from plans.analysis.facts import Assessment, Position, RedLine, Verdict
from plans.analysis.verdicts import Cell, Judgement
from plans.citing import Cited, citations, weakness
from plans.models.choices import Outcome
from plans.page_rows import LineRow
from plans.snapshot import Snapshot
from plans.standing import Heads, Held, Needed, OptionStance, heads

# How names stand inside a sentence.
WITH_ARTICLE = frozenset(
    {
        "e3",
        "european-union",
        "frontline-states",
        "gulf-mediators",
        "united-kingdom",
        "united-states",
    }
)
PLURAL = frozenset({"frontline-states", "gulf-mediators"})


@dataclass(frozen=True)
class LineEvidence:
    """A red line with all that a verdict on it rests on.

    `taken` are the options of its issue that the clause takes, `reasons` a sentence
    for each of them.
    """

    row: LineRow
    heads: Heads
    taken: Set[str]
    cited: Sequence[Cited]
    tests: list[tuple[str, int]]  # outcome, how often
    reasons: list[tuple[Judgement, str]]
    assessment: Assessment | None

    @property
    def derived(self) -> Verdict:
        return min((each.verdict for each, _ in self.reasons), key=lambda v: v.rank)

    @property
    def verdict(self) -> Verdict:
        """The worst that stands."""
        return self.assessment.verdict if self.assessment else self.derived

    @property
    def weakness(self) -> str:
        return weakness(self.cited)

    @property
    def test_count(self) -> int:
        return sum(count for _, count in self.tests)


class Version(NamedTuple):
    """One of the contested versions that a clause carries."""

    letter: str
    proponents: str
    verdict: Verdict


@dataclass(frozen=True)
class CellEvidence:
    cell: Cell
    actor_name: str
    versions: list[Version]
    lines: list[LineEvidence]


class EvidenceReader:
    """Turns cells of one draft into evidence; the queries are the same for any number.

    `clauses` are the primary keys of the clauses whose own sources are wanted too.
    """

    def __init__(
        self, snapshot: Snapshot, lines: Iterable[LineRow], clauses: Collection[int]
    ) -> None:
        self.snapshot = snapshot
        self.lines = {line.slug: line for line in lines}
        ids = [line.id for line in self.lines.values()]
        found = citations(
            snapshot, {models.RedLineSource: ids, models.ClauseSource: clauses}
        )
        self._cited = found[models.RedLineSource]
        self.clause_cited = found[models.ClauseSource]
        self._tests: dict[int, Counter[str]] = defaultdict(Counter)
        for line, outcome in snapshot.values(
            models.RedLineTest, "red_line_id", "outcome", red_line_id__in=ids
        ):
            self._tests[line][outcome] += 1
        self.names = names(snapshot)

    def of(self, cell: Cell) -> CellEvidence:
        """The evidence of a cell, its red lines worst verdict first."""
        by_line: dict[str, list[Judgement]] = {}
        for judgement in cell.evidence:
            by_line.setdefault(judgement.red_line.id, []).append(judgement)
        assessed = {each.red_line: each for each in cell.assessed}
        found = [
            self.line(judgements[0].red_line, judgements, assessed.get(slug))
            for slug, judgements in by_line.items()
        ]
        found.sort(key=lambda line: line.verdict.rank)
        known = self.snapshot.actor_names
        versions = [
            Version(
                each.letter,
                " and ".join(_inside(actor, known[actor]) for actor in each.proponents),
                each.verdict,
            )
            for each in cell.alternatives
        ]
        return CellEvidence(cell, known[cell.actor], versions, found)

    def line(
        self,
        red_line: RedLine,
        judgements: Iterable[Judgement] = (),
        assessment: Assessment | None = None,
    ) -> LineEvidence:
        """What a verdict on one line rests on; without judgements, the line alone."""
        judgements = list(judgements)
        row = self.lines[red_line.id]
        outcomes = self._tests[row.id]
        return LineEvidence(
            row=row,
            heads=heads(stated(self.snapshot, red_line)),
            taken={each.position.option for each in judgements},
            cited=self._cited.get(row.id, []),
            tests=[
                (outcome.label, outcomes[outcome.value])
                for outcome in Outcome
                if outcomes[outcome.value]
            ],
            reasons=[(each, explain(each, self.names)) for each in judgements],
            assessment=assessment,
        )


def stated(snapshot: Snapshot, line: RedLine) -> Iterator[OptionStance]:
    """What a line says of options, from what the snapshot has read of it.

    Unlike `standing.stances` it leaves out the options of which the line says nothing.
    """
    labels, issues = snapshot.option_names, snapshot.issue_names
    for held, options in [
        (Held.REFUSED, line.unacceptable),
        (Held.ACCEPTED, line.acceptable),
    ]:
        for option in sorted(options, key=lambda each: labels[line.issue, each]):
            yield OptionStance(option, labels[line.issue, option], held)
    for condition in line.conditional:
        needs = tuple(
            Needed(
                need.issue,
                issues[need.issue],
                sorted(labels[need.issue, option] for option in need.options),
            )
            for need in condition.requires
        )
        label = labels[line.issue, condition.option]
        yield OptionStance(
            condition.option, label, Held.CONDITIONAL, needs, condition.note
        )


def names(snapshot: Snapshot) -> Names:
    """What the facts that a snapshot has read are called inside a sentence."""
    actors = {slug: _inside(slug, name) for slug, name in snapshot.actor_names.items()}
    return Names(actors, snapshot.issue_names, snapshot.option_names, PLURAL)


def _inside(actor: str, name: str) -> str:
    return f"the {name}" if actor in WITH_ARTICLE else name


@dataclass(frozen=True)
class TakenPosition:
    """A position of a clause, in words."""

    position: Position
    issue: str
    issue_name: str
    label: str
    proponents: tuple[str, ...]


def in_words(snapshot: Snapshot, positions: Iterable[Position]) -> list[TakenPosition]:
    return [
        TakenPosition(
            each,
            each.issue,
            snapshot.issue_names[each.issue],
            snapshot.option_names[each.issue, each.option],
            tuple(
                _inside(actor, snapshot.actor_names[actor]) for actor in each.proponents
            ),
        )
        for each in positions
    ]
