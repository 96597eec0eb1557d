"""How many red lines of each actor a draft crosses, meets or leaves alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from plans.analysis.facts import Verdict
from plans.analysis.verdicts import LineStanding


@dataclass(frozen=True, slots=True)
class Tally:
    """An actor's lines inside the frame; the verdicts add up to `total`.

    `unmet_demands` are those of the unaddressed lines that are demands.
    """

    actor: str
    total: int
    crossed: int
    contested: int
    open: int
    met: int
    silent: int
    unaddressed: int
    unmet_demands: int


def tally(lines: Iterable[LineStanding]) -> dict[str, Tally]:
    """Count standings by actor, in the order in which the actors come.

    An actor without a line inside the frame has no tally.
    """
    by_actor: dict[str, list[LineStanding]] = {}
    for line in lines:
        by_actor.setdefault(line.red_line.actor, []).append(line)
    return {actor: _count(actor, own) for actor, own in by_actor.items()}


def _count(actor: str, lines: list[LineStanding]) -> Tally:
    verdicts = [line.verdict for line in lines]
    unaddressed = [line for line in lines if line.verdict is Verdict.UNADDRESSED]
    return Tally(
        actor=actor,
        total=len(lines),
        crossed=verdicts.count(Verdict.CROSSES),
        contested=verdicts.count(Verdict.CONTESTED),
        open=verdicts.count(Verdict.OPEN),
        met=verdicts.count(Verdict.MEETS),
        silent=verdicts.count(Verdict.SILENT),
        unaddressed=len(unaddressed),
        unmet_demands=sum(line.red_line.kind == "demand" for line in unaddressed),
    )
