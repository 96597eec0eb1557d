"""A draft's positions against red lines: cells, lines and what they rest on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, NamedTuple

from plans.analysis.facts import Assessment, Position, RedLine, Verdict
from plans.analysis.rules import (
    VERDICTS,
    Judgement,
    Reason,
    RequirementOutcome,
    RequirementState,
    Rule,
    Taken,
    judge,
    rule_on,
)

__all__ = [
    "AlternativeVerdict",
    "By",
    "Cell",
    "DraftVerdicts",
    "Judgement",
    "LineStanding",
    "Outcome",
    "Reason",
    "RequirementOutcome",
    "RequirementState",
    "Rule",
    "Taken",
    "cell",
    "evaluate",
    "judge",
    "line_verdict",
    "outcomes",
    "select",
    "standings",
    "survey",
]

By = Literal["clause", "issue"]  # what the rows of a matrix are

STRENGTHS = ("absolute", "firm", "negotiable")


@dataclass(frozen=True, slots=True)
class AlternativeVerdict:
    """The worst verdict on one contested version of an issue."""

    issue: str
    letter: str
    verdict: Verdict
    proponents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A clause for an actor; where cells are by issue, `clause` is the issue's id.

    `verdict` is what stands after the assessments, `derived` what the rules give.
    `plain` is the worst verdict that stands on a position without a letter, or None
    where there is none: what holds whichever alternative is chosen.
    """

    clause: str
    actor: str
    verdict: Verdict
    evidence: tuple[Judgement, ...]
    alternatives: tuple[AlternativeVerdict, ...]
    derived: Verdict
    assessed: tuple[Assessment, ...]
    plain: Verdict | None

    def standing(self, judgement: Judgement) -> Verdict:
        """Give the verdict that stands on a piece of this cell's evidence."""
        key = (judgement.position.clause, judgement.red_line.id)
        for assessment in self.assessed:
            if (assessment.clause, assessment.red_line) == key:
                return assessment.verdict
        return judgement.verdict


@dataclass(frozen=True, slots=True)
class LineStanding:
    """A red line in a draft as a whole.

    `clauses` touch the line's issue; `crossed_by` are those of them with a position,
    contested or not, that crosses it. `derived` leaves the assessments out.
    """

    red_line: RedLine
    verdict: Verdict
    clauses: tuple[str, ...]
    crossed_by: tuple[str, ...]
    derived: Verdict


@dataclass(frozen=True, slots=True)
class DraftVerdicts:
    """All verdicts on a draft; cells by clause number and actor, lines by id."""

    cells: dict[tuple[str, str], Cell]
    lines: dict[str, LineStanding]
    unaddressed: tuple[RedLine, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A cell in short: its verdict and how many red lines are crossed in it."""

    verdict: Verdict
    crossed: int


def select(
    red_lines: Iterable[RedLine],
    on: str,
    actors: Collection[str] | None = None,
    strength: str | None = None,
    kinds: Collection[str] | None = None,
) -> list[RedLine]:
    """Choose the red lines in force on a day, in the order given.

    None leaves a criterion out; `strength` asks for at least that strong. A line
    outside the frame is chosen like any other. Raises ValueError for an unknown
    strength.
    """
    strong_enough: Collection[str] = STRENGTHS
    if strength is not None:
        if strength not in STRENGTHS:
            raise ValueError(f"unknown strength: {strength}")
        strong_enough = STRENGTHS[: STRENGTHS.index(strength) + 1]
    return [
        red_line
        for red_line in red_lines
        if (actors is None or red_line.actor in actors)
        and red_line.strength in strong_enough
        and (kinds is None or red_line.kind in kinds)
        and red_line.in_force(on)
    ]


def evaluate(
    positions: Sequence[Position],
    red_lines: Sequence[RedLine],
    assessments: Iterable[Assessment] = (),
) -> DraftVerdicts:
    """Judge every position of one draft against every red line given.

    Cells are those of a clause that takes a position on an issue of the actor's red
    lines, in the order of positions and then of red lines; all others are empty and
    left out. Lines without an issue take no part. An assessment stands in place of
    its red line's verdicts on all positions of its clause; one on a red line that the
    clause does not touch, or that is not given, overrides nothing and is left out.
    """
    rulings = _rule(positions, red_lines, assessments)
    cells = {key: _cell(key, group) for key, group in _by_cell(rulings).items()}
    lines = _standings(rulings, red_lines)
    unaddressed = tuple(
        standing.red_line
        for standing in lines.values()
        if standing.verdict is Verdict.UNADDRESSED
    )
    return DraftVerdicts(cells, lines, unaddressed)


def cell(
    key: str,
    actor: str,
    positions: Sequence[Position],
    red_lines: Iterable[RedLine],
    assessments: Iterable[Assessment] = (),
    by: By = "clause",
) -> Cell | None:
    """Give one cell of `evaluate`, or None where it is empty.

    `key` is a clause's number, or an issue's id where cells are `by` issue.
    `positions` are still those of the whole draft: conditions look at other clauses.
    """
    own = [each for each in positions if getattr(each, by) == key]
    lines = [each for each in red_lines if each.actor == actor]
    rulings = _rule(own, lines, assessments, Taken(positions))
    return _cell((key, actor), rulings) if rulings else None


def outcomes(
    positions: Sequence[Position],
    red_lines: Iterable[RedLine],
    assessments: Iterable[Assessment] = (),
) -> dict[tuple[str, str], Outcome]:
    """Give the cells of `evaluate` in short, for a matrix of many."""
    rulings = _rule(positions, red_lines, assessments)
    return {key: _outcome(group) for key, group in _by_cell(rulings).items()}


def standings(
    positions: Sequence[Position],
    red_lines: Sequence[RedLine],
    assessments: Iterable[Assessment] = (),
) -> dict[str, LineStanding]:
    """Give the lines of `evaluate` alone, by id in the order of the red lines."""
    return _standings(_rule(positions, red_lines, assessments), red_lines)


def survey(
    positions: Sequence[Position],
    red_lines: Sequence[RedLine],
    assessments: Iterable[Assessment] = (),
    by: By = "clause",
) -> tuple[dict[tuple[str, str], Outcome], dict[str, LineStanding]]:
    """Give `outcomes` and `standings` at once, with cells by clause or by issue."""
    rulings = _rule(positions, red_lines, assessments)
    cells = {key: _outcome(group) for key, group in _by_cell(rulings, by).items()}
    return cells, _standings(rulings, red_lines)


class _Ruling(NamedTuple):
    """A position against a red line, before it is put on a page.

    A named tuple rather than a dataclass: every page makes hundreds of them.
    """

    order: int
    position: Position
    red_line: RedLine
    reason: Reason
    derived: Verdict
    assessment: Assessment | None
    standing: Verdict


def _rule(
    positions: Iterable[Position],
    red_lines: Iterable[RedLine],
    assessments: Iterable[Assessment],
    taken: Taken | None = None,
) -> list[_Ruling]:
    positions = tuple(positions)
    if taken is None:
        taken = Taken(positions)
    on_issue: dict[str, list[RedLine]] = {}
    for red_line in red_lines:
        if red_line.issue in taken:
            on_issue.setdefault(red_line.issue, []).append(red_line)
    overrides = {(each.clause, each.red_line): each for each in assessments}
    # A red line has one answer to an option, whichever clause takes it.
    answers: dict[tuple[str, str], list[tuple[RedLine, Reason, Verdict]]] = {}
    rulings = []
    for order, position in enumerate(positions):
        key = (position.issue, position.option)
        if key not in answers:
            answers[key] = [
                (red_line, reason, VERDICTS[reason.rule])
                for red_line in on_issue.get(position.issue, ())
                for reason in (rule_on(red_line, position.option, taken),)
            ]
        for red_line, reason, derived in answers[key]:
            override = overrides.get((position.clause, red_line.id))
            standing = override.verdict if override else derived
            rulings.append(
                _Ruling(order, position, red_line, reason, derived, override, standing)
            )
    return rulings


def _by_cell(
    rulings: Iterable[_Ruling], by: By = "clause"
) -> dict[tuple[str, str], list[_Ruling]]:
    groups: dict[tuple[str, str], list[_Ruling]] = {}
    for ruling in rulings:
        key = (getattr(ruling.position, by), ruling.red_line.actor)
        groups.setdefault(key, []).append(ruling)
    return groups


def _cell(key: tuple[str, str], rulings: list[_Ruling]) -> Cell:
    rulings = sorted(rulings, key=_evidence_order)
    # A set: one assessment stands for its line in all positions of its clause.
    assessed = {each.assessment for each in rulings if each.assessment}
    derived = _cell_verdict([(each.position, each.derived) for each in rulings])
    plain = [each.standing for each in rulings if not each.position.alternative]
    return Cell(
        clause=key[0],
        actor=key[1],
        verdict=_cell_verdict([(each.position, each.standing) for each in rulings]),
        evidence=tuple(
            Judgement(each.position, each.red_line, each.derived, each.reason)
            for each in rulings
        ),
        alternatives=_alternatives(rulings),
        derived=derived,
        assessed=tuple(sorted(assessed, key=attrgetter("red_line", "clause"))),
        plain=min(plain, key=_rank, default=None),
    )


def _evidence_order(ruling: _Ruling) -> tuple[int, int, str]:
    return (ruling.order, ruling.derived.rank, ruling.red_line.id)


def _outcome(rulings: list[_Ruling]) -> Outcome:
    crossed = {each.red_line.id for each in rulings if each.standing is Verdict.CROSSES}
    verdict = _cell_verdict([(each.position, each.standing) for each in rulings])
    return Outcome(verdict, len(crossed))


def _standings(
    rulings: Iterable[_Ruling], red_lines: Iterable[RedLine]
) -> dict[str, LineStanding]:
    by_line: dict[str, list[_Ruling]] = {}
    for ruling in rulings:
        by_line.setdefault(ruling.red_line.id, []).append(ruling)
    return {
        red_line.id: _standing(red_line, by_line.get(red_line.id, []))
        for red_line in red_lines
        if red_line.issue
    }


def _standing(red_line: RedLine, rulings: list[_Ruling]) -> LineStanding:
    if not rulings:
        unaddressed = Verdict.UNADDRESSED
        return LineStanding(red_line, unaddressed, (), (), unaddressed)
    crossing = [each for each in rulings if each.standing is Verdict.CROSSES]
    return LineStanding(
        red_line=red_line,
        verdict=line_verdict([(each.position, each.standing) for each in rulings]),
        clauses=_clauses(rulings),
        crossed_by=_clauses(crossing),
        derived=line_verdict([(each.position, each.derived) for each in rulings]),
    )


def _clauses(rulings: Iterable[_Ruling]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ruling.position.clause for ruling in rulings))


def _cell_verdict(verdicts: list[tuple[Position, Verdict]]) -> Verdict:
    if _contested(verdicts):
        return Verdict.CONTESTED
    return _worst(verdict for _, verdict in verdicts)


def line_verdict(verdicts: list[tuple[Position, Verdict]]) -> Verdict:
    """Give what verdicts on positions, one or more, come to for a red line."""
    # What no alternative can avert comes before what the alternatives leave open.
    if any(
        verdict is Verdict.CROSSES and not position.alternative
        for position, verdict in verdicts
    ):
        return Verdict.CROSSES
    return _cell_verdict(verdicts)


def _contested(verdicts: Iterable[tuple[Position, Verdict]]) -> bool:
    """Say whether the alternatives of some one issue differ in their verdicts."""
    by_letter: dict[tuple[str, str], list[Verdict]] = {}
    for position, verdict in verdicts:
        if position.alternative:
            key = (position.issue, position.alternative)
            by_letter.setdefault(key, []).append(verdict)
    by_issue: dict[str, set[Verdict]] = {}
    for (issue, _), found in by_letter.items():
        by_issue.setdefault(issue, set()).add(_worst(found))
    return any(len(found) > 1 for found in by_issue.values())


def _alternatives(rulings: Iterable[_Ruling]) -> tuple[AlternativeVerdict, ...]:
    by_issue: dict[str, dict[str, list[_Ruling]]] = {}
    for ruling in rulings:
        if ruling.position.alternative:
            letters = by_issue.setdefault(ruling.position.issue, {})
            letters.setdefault(ruling.position.alternative, []).append(ruling)
    return tuple(
        AlternativeVerdict(
            issue=issue,
            letter=letter,
            verdict=_worst(each.standing for each in group),
            proponents=tuple(
                dict.fromkeys(
                    actor for each in group for actor in each.position.proponents
                )
            ),
        )
        for issue, letters in by_issue.items()
        for letter, group in sorted(letters.items())
    )


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    return min(verdicts, key=_rank)


def _rank(verdict: Verdict) -> int:
    return verdict.rank
