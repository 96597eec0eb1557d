"""Drafts and scenarios side by side, issue by issue: what each takes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from plans import models
from plans.analysis.choices import as_positions
from plans.analysis.facts import Assessment, Position, RedLine
from plans.analysis.verdicts import Outcome, select, survey
from plans.models.choices import TextBasis
from plans.page_rows import Beside, ClauseRow, DraftRow, IssueRow, ScenarioRow
from plans.scenarios import choices
from plans.snapshot import Snapshot

NOT_ADDRESSED, NOT_PUBLIC = "not addressed", "not public"
UNDECIDED = "undecided"


class Taken(NamedTuple):
    """An option that a draft takes, with the clauses that say so.

    A scenario has no clauses.
    """

    label: str
    alternative: str
    proponents: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """What one draft says on one issue, or what a scenario takes there.

    `step` says how that differs from the last draft before it whose answer is known:
    "new", "gone", "changed" or nothing; `since` names that draft unless it is the
    one just before. `hidden` are clauses on the issue whose content is not public.

    A scenario stands in no row of drafts: its `since` is always named, nothing is told
    by how it differs, and where it takes nothing its answer is not known.
    """

    taken: tuple[Taken, ...] = ()
    hidden: tuple[str, ...] = ()
    step: str = ""
    since: str = ""
    outcome: Outcome | None = None
    is_scenario: bool = False

    @property
    def absence(self) -> str:
        if self.is_scenario:
            return UNDECIDED
        return NOT_PUBLIC if self.hidden else NOT_ADDRESSED

    @property
    def answer(self) -> frozenset[tuple[str, str]] | None:
        """The options with their letters; None where they are not known."""
        if (self.hidden or self.is_scenario) and not self.taken:
            return None
        return frozenset((each.label, each.alternative) for each in self.taken)


@dataclass(frozen=True)
class Row:
    issue: IssueRow
    cells: list[Cell]

    @property
    def is_addressed(self) -> bool:
        return any(cell.taken or cell.hidden for cell in self.cells)

    @property
    def differs(self) -> bool:
        """Whether two of the answers that are known are not the same."""
        answers = {cell.answer for cell in self.cells}
        return len(answers - {None}) > 1


@dataclass(frozen=True)
class Gathered:
    """A synopsis; `days` are those whose red lines count, one for each column.

    `hidden` are the numbers of clauses that are not public, by the drafts' keys.
    """

    drafts: list[Beside]
    days: list[date]
    rows: list[Row]
    hidden: dict[str, list[str]] = field(default_factory=dict)

    def shown(self, only: str, area: str) -> list[Row]:
        """The rows that a reader asks for."""
        return [
            row
            for row in self.rows
            if (not area or row.issue.category == area)
            and (
                only == "all" or (row.differs if only == "differ" else row.is_addressed)
            )
        ]


def by_default(
    drafts: Sequence[DraftRow], plans: Iterable[str], number: int = 4
) -> list[DraftRow]:
    """The newest drafts of the first plan that has several; empty if none has."""
    for plan in plans:
        own = [draft for draft in drafts if draft.plan == plan]
        if len(own) > 1:
            return own[-number:]
    return []


def gather(
    snapshot: Snapshot,
    drafts: Sequence[Beside],
    days: Sequence[date],
    actor: str = "",
) -> Gathered:
    """Read what each draft takes on every issue, and the verdicts for an actor.

    `days` has for each draft the day whose red lines count.
    """
    texts = [draft for draft in drafts if isinstance(draft, DraftRow)]
    scenarios = [each for each in drafts if isinstance(each, ScenarioRow)]
    chosen = choices(snapshot, [each.id for each in scenarios]) if scenarios else {}
    clauses: dict[int, dict[int, ClauseRow]] = {draft.id: {} for draft in texts}
    for draft, *values in snapshot.values(
        models.Clause, "draft_id", *ClauseRow._fields, draft_id__in=list(clauses)
    ):
        row = ClauseRow(*values)
        clauses[draft][row.id] = row
    every = {pk: row for own in clauses.values() for pk, row in own.items()}
    positions = snapshot.positions_by_clause(every)
    hidden = _hidden(snapshot, every)
    verdicts = _Verdicts(snapshot, actor, every)
    columns = []
    for draft, day in zip(drafts, days, strict=True):
        if isinstance(draft, ScenarioRow):
            columns.append(_of_scenario(snapshot, draft, chosen, verdicts, day))
            continue
        own = clauses[draft.id]
        taken = [each for pk in own for each in positions[pk]]
        columns.append(
            _Column(
                draft.short_title,
                _by_issue(snapshot, taken),
                _hidden_by_issue(own, hidden),
                verdicts.on(taken, day, own),
            )
        )
    return Gathered(
        list(drafts),
        list(days),
        [Row(issue, _cells(issue.slug, columns)) for issue in snapshot.issues.values()],
        {
            draft.key: [
                row.number for row in clauses[draft.id].values() if not row.is_public
            ]
            for draft in texts
        },
    )


class _Column(NamedTuple):
    title: str
    taken: Mapping[str, tuple[Taken, ...]]
    hidden: Mapping[str, list[str]]
    outcomes: Mapping[str, Outcome]
    is_scenario: bool = False


def _of_scenario(
    snapshot: Snapshot,
    scenario: ScenarioRow,
    chosen: Mapping[int, Mapping[str, str]],
    verdicts: "_Verdicts",
    day: date,
) -> _Column:
    own = chosen[scenario.id]
    labels = snapshot.option_labels
    return _Column(
        scenario.name,
        {issue: (Taken(labels[issue, own[issue]], "", (), ()),) for issue in own},
        {},
        verdicts.on(as_positions(own.items()), day, ()),
        is_scenario=True,
    )


def _cells(issue: str, columns: Sequence[_Column]) -> list[Cell]:
    cells: list[Cell] = []
    known: tuple[int, Cell] | None = None
    for place, column in enumerate(columns):
        cell = Cell(
            column.taken.get(issue, ()),
            tuple(column.hidden.get(issue, ())),
            outcome=column.outcomes.get(issue),
            is_scenario=column.is_scenario,
        )
        if cell.answer is not None:
            if known is not None:
                is_next = known[0] == place - 1 and not cell.is_scenario
                since = "" if is_next else columns[known[0]].title
                step = _step(known[1], cell)
                cell = replace(cell, step=step, since=since if step else "")
            known = known if cell.is_scenario else (place, cell)
        cells.append(cell)
    return cells


def _step(before: Cell, after: Cell) -> str:
    if before.answer == after.answer:
        return ""
    if not after.answer:
        return "gone"
    return "changed" if before.answer else "new"


def _by_issue(
    snapshot: Snapshot, positions: Iterable[Position]
) -> dict[str, tuple[Taken, ...]]:
    """The options taken on each issue; the clauses that take one alike go together."""
    found: dict[str, dict[tuple[str, str, tuple[str, ...]], list[str]]] = {}
    for each in positions:
        key = each.option, each.alternative, each.proponents
        found.setdefault(each.issue, {}).setdefault(key, []).append(each.clause)
    names = snapshot.actor_names
    return {
        issue: tuple(
            Taken(
                snapshot.option_names[issue, option],
                letter,
                tuple(names.get(actor, actor) for actor in proponents),
                tuple(dict.fromkeys(numbers)),
            )
            for (option, letter, proponents), numbers in options.items()
        )
        for issue, options in found.items()
    }


def _hidden(
    snapshot: Snapshot, clauses: Mapping[int, ClauseRow]
) -> dict[int, set[str]]:
    """The issues that clauses of unknown content are about, as far as lineage tells.

    These are the issues of the clauses that they continue or that continue them.
    """
    unknown = [
        pk for pk, row in clauses.items() if row.text_basis == TextBasis.NOT_PUBLIC
    ]
    if not unknown:
        return {}
    own: dict[int, list[int]] = defaultdict(list)
    for link, clause in snapshot.values(
        models.ClauseLinkEnd, "link_id", "clause_id", clause_id__in=unknown
    ):
        own[link].append(clause)
    others = {
        (link, clause)
        for link, clause in snapshot.values(
            models.ClauseLinkEnd, "link_id", "clause_id", link_id__in=list(own)
        )
        if clause not in own[link]
    }
    issues: dict[int, set[str]] = defaultdict(set)
    for clause, issue in snapshot.values(
        models.ClausePosition,
        "clause_id",
        "option__issue__slug",
        clause_id__in=[clause for _, clause in others],
    ):
        issues[clause].add(issue)
    found: dict[int, set[str]] = defaultdict(set)
    for link, clause in others:
        for hidden in own[link]:
            found[hidden] |= issues.get(clause, set())
    return dict(found)


def _hidden_by_issue(
    clauses: Mapping[int, ClauseRow], hidden: Mapping[int, set[str]]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for pk, row in clauses.items():
        for issue in sorted(hidden.get(pk, ())):
            found[issue].append(row.number)
    return found


class _Verdicts:
    """What drafts do to one actor's red lines; nothing where no actor is named."""

    def __init__(
        self, snapshot: Snapshot, actor: str, clauses: Mapping[int, ClauseRow]
    ) -> None:
        self.lines: tuple[RedLine, ...] = ()
        self.assessed: dict[int, list[Assessment]] = {}
        if actor:
            self.lines = snapshot.red_lines(actor__slug=actor)
            self.assessed = snapshot.assessments_by_clause(clauses)

    def on(
        self, positions: Sequence[Position], day: date, clauses: Iterable[int]
    ) -> dict[str, Outcome]:
        """The outcome on each issue for the red lines in force on a day."""
        if not self.lines:
            return {}
        assessments = [each for pk in clauses for each in self.assessed[pk]]
        lines = select(self.lines, day.isoformat())
        outcomes, _ = survey(positions, lines, assessments, "issue")
        return {issue: outcome for (issue, _), outcome in outcomes.items()}
