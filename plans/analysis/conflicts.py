"""All conflicts among red lines, and what each of them rests on.

A conflict is a set of red lines that no settlement can satisfy together, though it
could if any one of them were left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from plans.analysis.conflicts_reduction import reduce
from plans.analysis.settlements_rules import Options, Part, Rule, parts
from plans.analysis.solver import OutOfTime, Search, Stop, Unexplored


@dataclass(frozen=True, slots=True)
class Conflict:
    """Red lines by id, and a least set of rules that shows why they collide."""

    red_lines: tuple[str, ...]
    rules: tuple[Rule, ...]

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues on which it turns, by id."""
        return tuple(sorted({issue for rule in self.rules for issue in rule.issues}))

    @property
    def order(self) -> tuple[int, tuple[str, ...]]:
        return len(self.red_lines), self.red_lines


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The conflicts found, smallest first; all there are where `finished`."""

    found: tuple[Conflict, ...]
    finished: bool


def find_conflicts(question: Iterable[Part], stop: Stop) -> Conflicts:
    """Give all conflicts, smallest first and then by ids, each with its proof.

    Where time runs out they are those found so far.
    """
    found: list[Conflict] = []
    finished = True
    try:
        for part in question:
            for lines in _minimal(part, stop):
                found.append(prove(part, lines, stop))
    except OutOfTime:
        finished = False
    return Conflicts(tuple(sorted(found, key=attrgetter("order"))), finished)


def prove(part: Part, red_lines: Iterable[str], stop: Stop) -> Conflict:
    """Say which rules of red lines in conflict, and which couplings, collide.

    The proof has no rule to spare; it has couplings and options taken only where red
    lines alone prove nothing, and conditions only where refusals alone do not. Raises
    ValueError for red lines that can be kept together.
    """
    lines = tuple(sorted(red_lines))
    rules = [rule for rule in part.rules if rule.red_line in ("", *lines)]
    rules.sort(key=_simplicity)  # stable: beyond that in the order given
    tiers = (
        [rule for rule in rules if rule.red_line and not rule.requires],
        [rule for rule in rules if rule.red_line],
        rules,
    )
    proofs = (_shrunk(part.options, tier, stop) for tier in tiers)
    proof = next((each for each in proofs if each is not None), None)
    if proof is None:
        raise ValueError(f"{', '.join(lines)} can be kept together")
    return Conflict(lines, tuple(rule for rule in rules if rule in proof))


def _shrunk(options: Options, rules: list[Rule], stop: Stop) -> set[Rule] | None:
    """Take away what can be spared, couplings first; None if nothing collides."""
    issues = sorted({issue for rule in rules for issue in rule.issues})
    selected = [(rule, rule) for rule in rules]
    with Search({each: options[each] for each in issues}, selected, stop) as search:
        if search.settle(rules) is not None:
            return None
        core = search.core()
        left = [rule for rule in rules if rule in core]
        for rule in reversed(left.copy()):
            rest = [each for each in left if each != rule]
            if rule in left and search.settle(rest) is None:
                core = search.core()
                left = [each for each in rest if each in core]
        return set(left)


def _simplicity(rule: Rule) -> tuple[bool, bool]:
    return not rule.red_line, rule.requires is not None


def _minimal(part: Part, stop: Stop) -> Iterator[frozenset[str]]:
    """Enumerate the conflicts of a part, in no particular order."""
    if not part.red_lines:
        return
    lines_on: dict[str, dict[str, None]] = {}
    options, rules = reduce(part.options, part.rules)
    for rule in rules:
        if rule.red_line:
            lines_on.setdefault(rule.issue, {})[rule.red_line] = None
    for each in parts(options, rules, lines_on):
        yield from _explore(each.options, each.rules, each.red_lines, stop)


def _explore(
    options: Options, rules: Iterable[Rule], red_lines: tuple[str, ...], stop: Stop
) -> Iterator[frozenset[str]]:
    """Explore the sets of red lines: MARCO, by Liffiton and others (2016)."""
    by_line: dict[str, list[Rule]] = {line: [] for line in red_lines}
    for rule in rules:
        if rule.red_line:
            by_line[rule.red_line].append(rule)
    selected = [(rule.red_line or None, rule) for rule in rules]
    with Search(options, selected, stop) as search, Unexplored(red_lines, stop) as map:
        while (lines := map.next()) is not None:
            settlement = search.settle(lines)
            if settlement is not None:
                map.can_be_kept(_grown(search, lines, settlement, by_line))
                continue
            conflict = _minimised(search, red_lines)
            map.cannot_be_kept(conflict)
            yield conflict


def _minimised(search: Search[str], order: Iterable[str]) -> frozenset[str]:
    """Take away what can be spared from the red lines that just failed."""
    core = search.core()
    left = [line for line in order if line in core]
    for line in left.copy():
        rest = [each for each in left if each != line]
        if line in left and search.settle(rest) is None:
            core = search.core()
            left = [each for each in rest if each in core]
    return frozenset(left)


def _grown(
    search: Search[str],
    lines: Iterable[str],
    settlement: Mapping[str, str],
    by_line: Mapping[str, list[Rule]],
) -> frozenset[str]:
    """Add red lines to those that can be kept, until no more can."""
    kept = set(lines) | _kept(settlement, by_line)
    for line in by_line:
        if line not in kept:
            found = search.settle([*sorted(kept), line])
            if found is not None:
                kept |= {line} | _kept(found, by_line)
    return frozenset(kept)


def _kept(settlement: Mapping[str, str], by_line: Mapping[str, list[Rule]]) -> set[str]:
    return {
        line
        for line, rules in by_line.items()
        if not any(rule.broken_by(settlement) for rule in rules)
    }
