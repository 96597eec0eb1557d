"""Settlements once more, slowly and by the letter, to hold the engine to.

Goes through every settlement and every set of red lines. Shares with the engine the
facts alone.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, combinations, product

from plans.analysis.facts import (
    Conditional,
    Coupling,
    Position,
    RedLine,
    Requirement,
)

WEIGHT = {"absolute": 9, "firm": 3, "negotiable": 1}
Lines = frozenset[str]
Text = dict[str, frozenset[str]]  # the options that a text takes on each issue


@dataclass(frozen=True)
class Case:
    """A small question, and the long way to its answers."""

    issues: dict[str, tuple[str, ...]]
    red_lines: tuple[RedLine, ...]
    couplings: tuple[Coupling, ...]
    draft: tuple[Position, ...]
    sources: dict[str, frozenset[str]]
    taken: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def settlements(self) -> list[tuple[Text, Lines]]:
        """Every settlement that couplings allow, with the red lines that it crosses."""
        every = product(*self.issues.values())
        texts = (
            {i: frozenset([o]) for i, o in zip(self.issues, options, strict=True)}
            for options in every
        )
        return [(text, self.crossed(text)) for text in texts if self.allowed(text)]

    def allowed(self, text: Text) -> bool:
        if any(text[issue] != {option} for issue, option in self.taken.items()):
            return False
        return all(
            text[needed.issue] & needed.options
            for coupling in self.couplings
            if coupling.option in text[coupling.issue]
            for needed in coupling.then
        )

    def crossed(self, text: Text) -> Lines:
        return frozenset(
            line.id
            for line in self.red_lines
            if any(crosses(line, option, text) for option in text[line.issue])
        )

    def can_keep(self, lines: Iterable[str]) -> bool:
        kept = set(lines)
        return any(not crossed & kept for _, crossed in self.settlements)

    def without(self, lines: Iterable[str]) -> "Case":
        gone = set(lines)
        left = tuple(line for line in self.red_lines if line.id not in gone)
        return replace(self, red_lines=left)

    def silences(self, text: Text) -> set[tuple[str, str, str]]:
        found = set()
        for issue, (option,) in text.items():
            on_issue = [line for line in self.red_lines if line.issue == issue]
            for actor in {line.actor for line in on_issue}:
                own = [line for line in on_issue if line.actor == actor]
                if not any(accepts(line, option, text) for line in own):
                    found.add((actor, issue, option))
        return found

    def zone(self) -> str:
        inside = [text for text, crossed in self.settlements if not crossed]
        if not inside:
            return "no"
        return "if-silence" if all(map(self.silences, inside)) else "yes"

    def fewest(self) -> tuple[int, int]:
        """The fewest silences of a settlement, and then its distance to the draft."""
        return min(
            (len(self.silences(text)), self.distance(text))
            for text, crossed in self.settlements
            if not crossed
        )

    def distance(self, text: Text) -> int:
        drafted: Text = {}
        for each in self.draft:
            options = drafted.get(each.issue, frozenset())
            drafted[each.issue] = options | {each.option}
        return sum(not text[issue] & options for issue, options in drafted.items())

    def is_trap(self) -> bool:
        return not self.can_keep(
            line.id for line in self.red_lines if line.strength == "absolute"
        )

    def conflicts(self) -> list[tuple[str, ...]]:
        found: list[set[str]] = []
        for lines in subsets(line.id for line in self.red_lines):
            smaller = any(each <= set(lines) for each in found)
            if not smaller and not self.can_keep(lines):
                found.append(set(lines))
        return sorted((tuple(sorted(each)) for each in found), key=by_size)

    def concessions(self) -> set[Lines]:
        """All minimal concession sets of the whole question, multiplied out."""
        every = {crossed for _, crossed in self.settlements}
        return {each for each in every if not any(other < each for other in every)}

    def weight(self, lines: Iterable[str]) -> int:
        return sum(WEIGHT[each.strength] for each in self.red_lines if each.id in lines)

    def cheapest(self) -> int:
        return min(self.weight(crossed) for _, crossed in self.settlements)

    def amendment(self) -> tuple[int, int]:
        """The least weight that an amended draft crosses, and the fewest changes."""
        return min(
            (self.weight(self.crossed(text)), self.changes(text))
            for text in self.amended()
            if self.allowed(text)
        )

    def amended(self) -> Iterator[Text]:
        """Every text that the draft could become."""
        choices = []
        for issue, options in self.issues.items():
            sets = {frozenset([option]) for option in options}
            own = [each for each in self.draft if each.issue == issue]
            plain = {each.option for each in own if not each.alternative}
            for letter in {each.alternative for each in own}:
                version = {each.option for each in own if each.alternative == letter}
                sets |= {frozenset(each) for each in subsets(plain | version) if each}
            choices.append(sorted(sets, key=sorted))
        for each in product(*choices):
            yield dict(zip(self.issues, each, strict=True))

    def changes(self, text: Text) -> int:
        count = 0
        for issue in self.issues:
            own = [each for each in self.draft if each.issue == issue]
            plain = {each.option for each in own if not each.alternative}
            bracket = {each.option for each in own if each.alternative}
            count += len(plain - text[issue])
            count += bool(bracket) and not bracket & text[issue]
        return count

    def fragile(self) -> dict[str, tuple[str, bool, set[tuple[str, ...]]]]:
        """By source what the answers are without it, where they are others."""
        conflicts = set(self.conflicts())
        found = {}
        for source in set(chain.from_iterable(self.sources.values())):
            after = self.without(
                line for line, own in self.sources.items() if own == {source}
            )
            gone = conflicts - set(after.conflicts())
            if gone or after.zone() != self.zone():
                found[source] = (after.zone(), after.is_trap(), gone)
        return found


def crosses(line: RedLine, option: str, text: Text) -> bool:
    if option in line.unacceptable:
        return True
    return any(
        not text[needed.issue] & needed.options
        for condition in line.conditional
        if condition.option == option
        for needed in condition.requires
    )


def accepts(line: RedLine, option: str, text: Text) -> bool:
    if option in line.acceptable:
        return True
    return any(
        all(text[needed.issue] & needed.options for needed in condition.requires)
        for condition in line.conditional
        if condition.option == option and condition.requires
    )


def subsets(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """All subsets, small ones first."""
    names = sorted(names)
    for size in range(len(names) + 1):
        yield from combinations(names, size)


def by_size(names: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return len(names), names


def make_case(seed: int) -> Case:
    """Make a small question by chance, always the same of the same seed."""
    chance = random.Random(seed)
    issues = {
        f"i{number}": tuple(f"o{at}" for at in range(chance.randint(2, 4)))
        for number in range(chance.randint(1, 4))
    }
    lines = tuple(
        _line(chance, f"line-{number}", issues)
        for number in range(chance.randint(1, 7))
    )
    couplings = tuple(
        _coupling(chance, f"coupling-{number}", issues)
        for number in range(chance.randint(0, 3))
    )
    sources = {
        line.id: frozenset(chance.choices(["s1", "s2", "s3"], k=chance.randint(1, 2)))
        for line in lines
    }
    return Case(issues, lines, couplings, _draft(chance, issues), sources)


def _line(
    chance: random.Random, id: str, issues: Mapping[str, tuple[str, ...]]
) -> RedLine:
    issue = chance.choice(list(issues))
    stances: dict[str, list[str]] = {"accepts": [], "refuses": [], "ties": [], "": []}
    for option in issues[issue]:
        stance = chance.choices(list(stances), [3, 5, 3, 1])[0]
        stances[stance].append(option)
    return RedLine(
        id=id,
        actor=chance.choice(["ukraine", "russia", "e3"]),
        issue=issue,
        kind="red-line",
        strength=chance.choice(list(WEIGHT)),
        acceptable=frozenset(stances["accepts"]),
        unacceptable=frozenset(stances["refuses"]),
        conditional=tuple(
            Conditional(each, _requirements(chance, issues, chance.randint(0, 2)))
            for each in stances["ties"]
        ),
        stated_on="2025-01-01",
    )


def _coupling(
    chance: random.Random, id: str, issues: Mapping[str, tuple[str, ...]]
) -> Coupling:
    issue = chance.choice(list(issues))
    then = _requirements(chance, issues, chance.randint(1, 2))
    return Coupling(id, issue, chance.choice(issues[issue]), then)


def _requirements(
    chance: random.Random, issues: Mapping[str, tuple[str, ...]], count: int
) -> tuple[Requirement, ...]:
    found = []
    for _ in range(count):
        issue = chance.choice(list(issues))
        options = chance.sample(issues[issue], chance.randint(1, len(issues[issue])))
        found.append(Requirement(issue, frozenset(options)))
    return tuple(found)


def _draft(
    chance: random.Random, issues: Mapping[str, tuple[str, ...]]
) -> tuple[Position, ...]:
    positions = []
    for issue, options in issues.items():
        for letter in chance.choice([[], [""], [""], ["", ""], ["A", "B"], ["", "A"]]):
            option = chance.choice(options)
            positions.append(Position("1", issue, option, letter))
    return tuple(positions)
