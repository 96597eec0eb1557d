"""For whom a newer draft changes something: red lines before and after."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from plans.analysis.facts import Position, RedLine, Verdict
from plans.analysis.lineage import Link
from plans.analysis.verdicts import DraftVerdicts, LineStanding, line_verdict


@dataclass(frozen=True, slots=True)
class Effect:
    """What two drafts, or the clauses of one link, do to a red line.

    `older` and `newer` are the clauses that touch its issue, `older_crossed_by` and
    `newer_crossed_by` those of them that cross it. A verdict of `unaddressed` goes with
    no clauses.
    """

    red_line: RedLine
    before: Verdict
    after: Verdict
    older: tuple[str, ...]
    newer: tuple[str, ...]
    older_crossed_by: tuple[str, ...]
    newer_crossed_by: tuple[str, ...]

    @property
    def changed(self) -> bool:
        return self.before is not self.after


def effects(
    before: Mapping[str, LineStanding], after: Mapping[str, LineStanding]
) -> tuple[Effect, ...]:
    """Give each red line's verdict in an older and a newer draft.

    Both are the standings of the same red lines, by id; lines that only one of them
    knows are left out. The effects come in the order of `before`; those that changed
    nothing are among them, as a line may be crossed still.
    """
    return tuple(
        Effect(
            red_line=older.red_line,
            before=older.verdict,
            after=after[id].verdict,
            older=older.clauses,
            newer=after[id].clauses,
            older_crossed_by=older.crossed_by,
            newer_crossed_by=after[id].crossed_by,
        )
        for id, older in before.items()
        if id in after
    )


def effects_by_link(
    links: Iterable[Link], before: DraftVerdicts, after: DraftVerdicts
) -> tuple[tuple[Effect, ...], ...]:
    """Give, for each link, the red lines that its clauses touch on either side.

    A verdict is that of the link's own clauses, `unaddressed` where those of one side
    take no position on the line's issue, whatever the rest of the draft does. The
    effects of a link come in the order of the red lines.
    """
    first, second = _by_clause(before), _by_clause(after)
    lines = [line.red_line for line in {**before.lines, **after.lines}.values()]
    places = {line.id: place for place, line in enumerate(lines)}
    found = []
    for link in links:
        older, newer = _touched(link.older, first), _touched(link.newer, second)
        ids = sorted(older.keys() | newer.keys(), key=places.__getitem__)
        found.append(
            tuple(
                _effect(lines[places[id]], older.get(id, []), newer.get(id, []))
                for id in ids
            )
        )
    return tuple(found)


_Ruling = tuple[Position, Verdict]
_Rulings = dict[str, list[_Ruling]]


def _by_clause(verdicts: DraftVerdicts) -> dict[str, _Rulings]:
    """Give the verdicts that stand, by clause and then by red line."""
    found: dict[str, _Rulings] = {}
    for cell in verdicts.cells.values():
        by_line = found.setdefault(cell.clause, {})
        for judgement in cell.evidence:
            ruling = judgement.position, cell.standing(judgement)
            by_line.setdefault(judgement.red_line.id, []).append(ruling)
    return found


def _touched(clauses: Collection[str], by_clause: Mapping[str, _Rulings]) -> _Rulings:
    found: _Rulings = {}
    for clause in clauses:
        for id, rulings in by_clause.get(clause, {}).items():
            found.setdefault(id, []).extend(rulings)
    return found


def _effect(red_line: RedLine, older: list[_Ruling], newer: list[_Ruling]) -> Effect:
    return Effect(
        red_line=red_line,
        before=line_verdict(older) if older else Verdict.UNADDRESSED,
        after=line_verdict(newer) if newer else Verdict.UNADDRESSED,
        older=_clauses(older),
        newer=_clauses(newer),
        older_crossed_by=_clauses(each for each in older if _crosses(each)),
        newer_crossed_by=_clauses(each for each in newer if _crosses(each)),
    )


def _crosses(ruling: _Ruling) -> bool:
    return ruling[1] is Verdict.CROSSES


def _clauses(rulings: Iterable[_Ruling]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(position.clause for position, _ in rulings))
