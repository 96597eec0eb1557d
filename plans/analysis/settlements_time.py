"""How far red lines left room for a settlement, day after day."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from plans.analysis.conflicts import find_conflicts
from plans.analysis.facts import RedLine
from plans.analysis.settlements_question import Question
from plans.analysis.settlements_room import count_room, find_room
from plans.analysis.settlements_rules import Part
from plans.analysis.settlements_zone import Known, Zone, find_zone
from plans.analysis.solver import Stop

# The number of conflicts of parts already worked out, by their issues and red lines.
Counted = dict[tuple[tuple[str, ...], tuple[str, ...]], int]


@dataclass(frozen=True, slots=True)
class Standing:
    """What held on a day.

    `issues` are those that some line is on, `options` all options of these, `left`
    those of them that no line refuses. `conflicts` is None where not all were found in
    time; the zone is then unfinished, unless it is certain without them. `began` and
    `ended` count the lines that the day before in the row did not have, or had.
    """

    day: str
    lines: int
    actors: int
    issues: int
    options: int
    left: int
    conflicts: int | None
    zone: Zone
    began: int
    ended: int


def follow(
    question: Question, days: Mapping[str, Iterable[RedLine]], stop: Stop
) -> tuple[Standing, ...]:
    """Ask a question once more for each day, of the red lines that held on it.

    The frame and the couplings are those of `question`, its red lines make no
    difference. A day on which nothing changed costs nothing, and of another only the
    parts that did; one that time did not suffice for is unfinished.
    """
    found: list[Standing] = []
    counted: Counted = {}
    known: Known = {}
    before: set[str] = set()
    for day, lines in days.items():
        inside = [line for line in lines if line.issue in question.options]
        ids = {line.id for line in inside}
        if found and ids == before:
            found.append(replace(found[-1], day=day, began=0, ended=0))
            continue
        asked = question.keeping(inside)
        rooms = find_room(asked)
        left, options = count_room(rooms.values())
        found.append(
            Standing(
                day=day,
                lines=len(ids),
                actors=len({line.actor for line in inside}),
                issues=len(rooms),
                options=options,
                left=left,
                conflicts=_count_conflicts(asked.parts, counted, stop),
                zone=find_zone(asked, stop, known).zone,
                began=len(ids - before),
                ended=len(before - ids),
            )
        )
        before = ids
    return tuple(found)


def month_ends(first: str, last: date) -> list[str]:
    """The last days of months from that of an ISO date on, then the last day itself.

    Empty where the first month is after the last day's.
    """
    year, month = int(first[:4]), int(first[5:7] or 1)
    found = []
    while (year, month) <= (last.year, last.month):
        end = date(year, month, monthrange(year, month)[1])
        found.append(min(end, last).isoformat())
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def _count_conflicts(parts: Iterable[Part], counted: Counted, stop: Stop) -> int | None:
    """Count the conflicts of all parts, None where time ran out over one."""
    total: int | None = 0
    for part in parts:
        key = tuple(part.options), part.red_lines
        if key not in counted:
            conflicts = find_conflicts([part], stop)
            if not conflicts.finished:
                total = None
                continue
            counted[key] = len(conflicts.found)
        if total is not None:
            total += counted[key]
    return total
