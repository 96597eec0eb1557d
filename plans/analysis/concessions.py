"""What would have to give: groups of conflicts and ways to dissolve them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plans.analysis.conflicts import Conflict, Conflicts
from plans.analysis.facts import RedLine
from plans.analysis.settlements_rules import Part
from plans.analysis.solver import OutOfTime, Stop, best

WEIGHTS = {"absolute": 9, "firm": 3, "negotiable": 1}

# Sets of one group beyond which nobody could read them, and memory would run out.
MOST = 20_000

RedLines = Mapping[str, RedLine]
Set = frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Conflicts that turn on the same issues; those of another group on none of them.

    `concessions` are all minimal sets of red lines without which the group's others
    can be kept, smallest first and then by ids; none where `finished` is False.
    `by_actor` counts for each actor the red lines that some concession set holds.
    """

    issues: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    concessions: tuple[tuple[str, ...], ...]
    by_actor: Mapping[str, int]
    finished: bool


@dataclass(frozen=True, slots=True)
class Compromise:
    """The red lines to give up, at the least sum of weights; none where all hold."""

    weight: int
    red_lines: tuple[str, ...]


def weigh(red_lines: Iterable[str], facts: RedLines) -> int:
    """Add up what giving up red lines weighs."""
    return sum(WEIGHTS[facts[line].strength] for line in red_lines)


def find_groups(conflicts: Conflicts, facts: RedLines, stop: Stop) -> tuple[Group, ...]:
    """Divide conflicts into independent groups, in the order of their conflicts.

    What dissolves each group, together dissolves all. Concession sets need all
    conflicts of their group: where not all are found yet, no group is finished. Nor is
    one with more than `MOST` sets.
    """
    groups = []
    for members in _joined(conflicts.found):
        sets: tuple[tuple[str, ...], ...] = ()
        finished = conflicts.finished
        if finished:
            try:
                sets = _concessions(members, stop)
            except OutOfTime:
                finished = False
        lines = sorted({line for each in members for line in each.red_lines})
        groups.append(
            Group(
                issues=tuple(sorted({i for each in members for i in each.issues})),
                conflicts=tuple(members),
                concessions=sets,
                by_actor=_count(lines, facts),
                finished=finished,
            )
        )
    return tuple(groups)


def find_cheapest(question: Iterable[Part], facts: RedLines, stop: Stop) -> Compromise:
    """Give up red lines at the least weight so that a settlement keeps all others.

    Of several as cheap it is the one with the fewest lines, else always the same one.
    Raises ValueError where no concession helps, as couplings contradict each other,
    and OutOfTime.
    """
    given_up: list[str] = []
    for part in question:
        if not part.red_lines:
            continue
        several = len(part.red_lines) + 1
        prices = {line: weigh([line], facts) * several + 1 for line in part.red_lines}
        rules = [(rule.red_line or None, rule) for rule in part.rules]
        found = best(part.options, rules, stop, prices)
        if found is None:
            raise ValueError("the couplings contradict each other")
        given_up += found.given_up
    return Compromise(weigh(given_up, facts), tuple(sorted(given_up)))


def cheapest_sets(group: Group, facts: RedLines) -> tuple[tuple[str, ...], ...]:
    """Give a group's concession sets of the least weight, none where not finished.

    Giving up any one of them is as cheap as any other.
    """
    least = min((weigh(each, facts) for each in group.concessions), default=0)
    return tuple(each for each in group.concessions if weigh(each, facts) == least)


def cheapest_of(groups: Iterable[Group], facts: RedLines) -> Compromise:
    """Give the cheapest compromise of groups that are finished.

    Of several as cheap it is the one with the fewest lines, then the first by ids.
    """
    chosen = [cheapest_sets(group, facts)[0] for group in groups]
    lines = sorted(line for each in chosen for line in each)
    return Compromise(weigh(lines, facts), tuple(lines))


def _joined(conflicts: Iterable[Conflict]) -> list[list[Conflict]]:
    """Put conflicts together that turn on a common issue."""
    groups: list[tuple[set[str], list[Conflict]]] = []
    for conflict in conflicts:
        issues = set(conflict.issues)
        members = [conflict]
        apart = []
        for group in groups:
            if group[0] & issues:
                issues |= group[0]
                members = group[1] + members
            else:
                apart.append(group)
        groups = [*apart, (issues, members)]
    sorted_members = [sorted(members, key=_order) for _, members in groups]
    return sorted(sorted_members, key=lambda members: members[0].order)


def _order(conflict: Conflict) -> tuple[int, tuple[str, ...]]:
    return conflict.order


def _concessions(
    conflicts: Iterable[Conflict], stop: Stop
) -> tuple[tuple[str, ...], ...]:
    """Enumerate the minimal sets with a red line of every conflict, as Berge did."""
    sets: list[Set] = [frozenset()]
    for conflict in conflicts:
        hit = [each for each in sets if not each.isdisjoint(conflict.red_lines)]
        missed = [each for each in sets if each.isdisjoint(conflict.red_lines)]
        sets = hit.copy()
        for line in conflict.red_lines:
            # Only a set that has the line, and met the conflict already, can be inside.
            smaller = [each - {line} for each in hit if line in each]
            for each in missed:
                if len(sets) > MOST or stop():
                    raise OutOfTime
                if not any(inner <= each for inner in smaller):
                    sets.append(each | {line})
    return tuple(sorted((tuple(sorted(each)) for each in sets), key=_by_size))


def _by_size(names: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return len(names), names


def _count(lines: Iterable[str], facts: RedLines) -> dict[str, int]:
    counts: dict[str, int] = {}
    for line in lines:
        actor = facts[line].actor
        counts[actor] = counts.get(actor, 0) + 1
    return dict(sorted(counts.items()))
