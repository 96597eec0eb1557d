"""What every draft does to one red line."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from plans import models
from plans.analysis.explain import Names, explain, verdict_in_words
from plans.analysis.facts import Assessment, Verdict
from plans.analysis.verdicts import Cell, evaluate
from plans.evidence import PLURAL, WITH_ARTICLE
from plans.page_rows import DraftRow
from plans.snapshot import Snapshot
from plans.standing import Line, Taking, takings


@dataclass(frozen=True)
class ClauseVerdict:
    """A clause that takes an option of the line's issue, and what that does to it."""

    number: str
    heading: str
    url: str
    option: str
    alternative: str
    proponents: str
    note: str
    verdict: Verdict
    sentence: str
    assessment: Assessment | None


@dataclass(frozen=True)
class DraftVerdict:
    """A draft and the line; `when` is where the draft's day stands to the line.

    "later" means that the line was stated later than the draft appeared.
    """

    draft: DraftRow
    when: str
    verdict: Verdict
    word: str
    clauses: list[ClauseVerdict]


def draft_verdicts(snapshot: Snapshot, line: Line) -> list[DraftVerdict]:
    """Judge the line in every draft, oldest first; empty for one outside the frame."""
    fact = line.fact
    if not fact.issue:
        return []
    required = {need.issue for each in fact.conditional for need in each.requires}
    taken = takings(snapshot, {fact.issue, *required})
    assessed = _assessments(snapshot, line)
    names = frame_names(snapshot)
    return [
        _judged(draft, line, taken.get(draft.id, []), assessed, names)
        for draft in snapshot.drafts()
    ]


def verdict_totals(verdicts: Iterable[DraftVerdict]) -> list[tuple[Verdict, int]]:
    """How often each verdict was given on drafts of the time the line held."""
    counts = Counter(
        each.verdict
        for each in verdicts
        if each.when == "in force" and not each.draft.is_analytical
    )
    return [(verdict, counts[verdict]) for verdict in Verdict if counts[verdict]]


def frame_names(snapshot: Snapshot) -> Names:
    """What the whole coding frame and all actors are called inside a sentence."""
    actors = {
        actor.slug: f"the {actor.short_name}"
        if actor.slug in WITH_ARTICLE
        else actor.short_name
        for actor in snapshot.actors.values()
    }
    issues = {issue.slug: issue.title for issue in snapshot.issues.values()}
    return Names(actors, issues, snapshot.option_labels, PLURAL)


def _assessments(
    snapshot: Snapshot, line: Line
) -> dict[int, list[tuple[int, Verdict, str]]]:
    """Editors' verdicts on the line by draft: clause, verdict and reason."""
    found = defaultdict(list)
    for draft, clause, verdict, reason in snapshot.values(
        models.Assessment,
        "clause__draft_id",
        "clause_id",
        "verdict",
        "reason",
        red_line_id=line.id,
    ):
        found[draft].append((clause, Verdict(verdict), reason))
    return found


def _judged(
    draft: DraftRow,
    line: Line,
    taken: Sequence[Taking],
    assessed: dict[int, list[tuple[int, Verdict, str]]],
    names: Names,
) -> DraftVerdict:
    numbers = {each.clause_id: each.position.clause for each in taken}
    assessments = [
        Assessment(numbers[clause], line.slug, verdict, reason)
        for clause, verdict, reason in assessed.get(draft.id, ())
        if clause in numbers
    ]
    verdicts = evaluate([each.position for each in taken], [line.fact], assessments)
    verdict = verdicts.lines[line.slug].verdict
    return DraftVerdict(
        draft,
        line.when(date.fromisoformat(draft.first_day)),
        verdict,
        verdict_in_words(verdict, line.fact.kind),
        _clauses(taken, line, verdicts.cells, names),
    )


def _clauses(
    taken: Iterable[Taking],
    line: Line,
    cells: dict[tuple[str, str], Cell],
    names: Names,
) -> list[ClauseVerdict]:
    found = []
    for each in taken:
        position = each.position
        if position.issue != line.issue:
            continue
        cell = cells[position.clause, line.actor]
        judgement = next(
            judged for judged in cell.evidence if judged.position == position
        )
        found.append(
            ClauseVerdict(
                number=position.clause,
                heading=each.heading,
                url=each.url,
                option=names.options[position.issue, position.option],
                alternative=position.alternative,
                proponents=", ".join(
                    names.actors[actor] for actor in position.proponents
                ),
                note=position.note,
                verdict=cell.standing(judgement),
                sentence=explain(judgement, names),
                assessment=next(iter(cell.assessed), None),
            )
        )
    return found
