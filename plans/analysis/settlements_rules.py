"""Red lines and couplings as rules on options, and the parts that they join."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plans.analysis.facts import Coupling, RedLine, Requirement

Options = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What taking an option of an issue asks for; None bars the option.

    Of `red_line` and `coupling` one is the id of where the rule comes from, the other
    is empty; both are where an option is barred because another one is taken. A red
    line's rule holds where the line is to be kept, the others always.
    """

    issue: str
    option: str
    requires: Requirement | None
    red_line: str = ""
    coupling: str = ""

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues that it speaks of, its own first."""
        other = self.requires.issue if self.requires else self.issue
        return (self.issue,) if other == self.issue else (self.issue, other)

    @property
    def is_choice(self) -> bool:
        """Whether it bars what another option that is taken leaves no room for."""
        return not self.red_line and not self.coupling

    def broken_by(self, settlement: Mapping[str, str]) -> bool:
        """Say whether a settlement takes the option without what it asks for."""
        if settlement[self.issue] != self.option:
            return False
        needed = self.requires
        return needed is None or settlement[needed.issue] not in needed.options


@dataclass(frozen=True, slots=True)
class Part:
    """Issues joined by conditions and couplings, with all rules on them.

    Nothing outside a part bears on it, so each is settled by itself.
    """

    options: Options
    rules: tuple[Rule, ...]
    red_lines: tuple[str, ...]


def rules_of_line(red_line: RedLine) -> Iterator[Rule]:
    """Give what a red line asks of a settlement, none for a line that only accepts.

    As in the verdicts, refusal goes before acceptance and acceptance before a
    condition. A condition outside the frame asks for nothing.
    """
    for option in sorted(red_line.unacceptable):
        yield Rule(red_line.issue, option, None, red_line.id)
    stated = set(red_line.unacceptable | red_line.acceptable)
    for conditional in red_line.conditional:
        if conditional.option not in stated:
            stated.add(conditional.option)
            for needed in conditional.requires:
                yield Rule(red_line.issue, conditional.option, needed, red_line.id)


def rules_of_coupling(coupling: Coupling) -> Iterator[Rule]:
    """Give what a coupling asks of every settlement."""
    for needed in coupling.then:
        yield Rule(coupling.issue, coupling.option, needed, coupling=coupling.id)


def rules_of_choice(issue: str, taken: str, options: Iterable[str]) -> Iterator[Rule]:
    """Bar every option of an issue but the one that is taken."""
    for option in options:
        if option != taken:
            yield Rule(issue, option, None)


def all_rules(
    red_lines: Iterable[RedLine],
    couplings: Iterable[Coupling],
    taken: Mapping[str, str],
    options: Options,
) -> tuple[Rule, ...]:
    """Give the rules of lines, of couplings, then of the options that are taken.

    Each in the order of their ids, the last in that of the issues.
    """
    return (
        *(rule for line in sorted(red_lines, key=_id) for rule in rules_of_line(line)),
        *(
            rule
            for each in sorted(couplings, key=_id)
            for rule in rules_of_coupling(each)
        ),
        *(
            rule
            for issue, option in sorted(taken.items())
            for rule in rules_of_choice(issue, option, options[issue])
        ),
    )


def parts(
    options: Options, rules: Iterable[Rule], lines_on: Mapping[str, Iterable[str]]
) -> tuple[Part, ...]:
    """Divide the frame into parts, in the order of their first issues.

    `lines_on` gives the red lines of an issue. Issues without any are parts too.
    """
    rules = tuple(rules)
    leader = {issue: issue for issue in options}

    def find(issue: str) -> str:
        while leader[issue] != issue:
            leader[issue] = issue = leader[leader[issue]]
        return issue

    for rule in rules:
        for other in rule.issues[1:]:
            first, second = sorted((find(rule.issue), find(other)))
            leader[second] = first
    members: dict[str, list[str]] = {}
    for issue in sorted(options):
        members.setdefault(find(issue), []).append(issue)
    own: dict[str, list[Rule]] = {}
    for rule in rules:
        own.setdefault(find(rule.issue), []).append(rule)
    return tuple(
        Part(
            {issue: options[issue] for issue in issues},
            tuple(own.get(first, ())),
            tuple(sorted(line for each in issues for line in lines_on.get(each, ()))),
        )
        for first, issues in members.items()
    )


def _id(fact: RedLine | Coupling) -> str:
    return fact.id
