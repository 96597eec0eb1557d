"""A question made smaller without changing which red lines can be kept together.

An option that another one stands in for in every settlement is struck out, and with it
the rules that lose their point. What is left falls into more and smaller parts, so that
conflicts are sought where they can be, and independent ones never multiplied.
"""

from collections.abc import Iterable
from dataclasses import replace

from plans.analysis.facts import Requirement
from plans.analysis.settlements_rules import Options, Rule


def reduce(
    options: Options, rules: Iterable[Rule]
) -> tuple[dict[str, tuple[str, ...]], tuple[Rule, ...]]:
    """Strike out options that no settlement needs, and rules that bar nothing.

    Whichever red lines are kept: there is a settlement under the rules left exactly
    if there is one under those given.
    """
    frame = _Frame(options, rules)
    waiting = dict.fromkeys(sorted(options))
    while waiting:
        issue = next(iter(waiting))
        del waiting[issue]
        waiting |= dict.fromkeys(sorted(frame.simplify(issue)))
    return (
        {issue: tuple(left) for issue, left in frame.options.items()},
        tuple(dict.fromkeys(rule for own in frame.own.values() for rule in own)),
    )


class _Frame:
    """The options and rules that are left; `own` are an issue's, `asking` for it."""

    def __init__(self, options: Options, rules: Iterable[Rule]) -> None:
        self.options = {issue: list(options[issue]) for issue in options}
        self.own: dict[str, list[Rule]] = {issue: [] for issue in options}
        self.asking: dict[str, dict[str, None]] = {issue: {} for issue in options}
        for rule in rules:
            self.own[rule.issue].append(rule)
            if rule.requires:
                self.asking[rule.requires.issue][rule.issue] = None

    def simplify(self, issue: str) -> set[str]:
        """Simplify one issue; give the issues that may now be simplified further."""
        touched = set()
        before = self.own[issue]
        self.own[issue] = self._still_needed(issue)
        for rule in before:
            if rule.requires and rule not in self.own[issue]:
                touched.add(rule.requires.issue)
        if needless := self._needless(issue):
            self.options[issue].remove(needless)
            touched |= {issue, *self.asking[issue]}
        return touched

    def _still_needed(self, issue: str) -> list[Rule]:
        left = [self._shortened(rule) for rule in self.own[issue]]
        needed = [rule for rule in left if rule]
        barred = {(rule.option, rule.red_line) for rule in needed if not rule.requires}
        return [
            rule
            for rule in dict.fromkeys(needed)
            if not rule.requires
            or not {(rule.option, rule.red_line), (rule.option, "")} & barred
        ]

    def _shortened(self, rule: Rule) -> Rule | None:
        """Leave out what was struck out of a rule; None for one that bars nothing."""
        if rule.option not in self.options[rule.issue]:
            return None
        if not rule.requires:
            return rule
        issue = rule.requires.issue
        if issue == rule.issue:
            # Whether an option is among those required of its own issue is known.
            met = rule.option in rule.requires.options
            return None if met else replace(rule, requires=None)
        options = rule.requires.options & frozenset(self.options[issue])
        if len(options) == len(self.options[issue]):
            return None
        return replace(rule, requires=Requirement(issue, options) if options else None)

    def _needless(self, issue: str) -> str | None:
        """Find an option that is never open, or for which another can stand in."""
        options = self.options[issue]
        asked = self._asked(issue)
        never = {rule.option for rule in self.own[issue] if rule == _bar(rule)}
        for option in reversed(options):
            if option in never and len(options) > 1:
                return option
            for other in options:
                if other != option and self._stands_in(issue, other, option, asked):
                    return option
        return None

    def _stands_in(
        self, issue: str, other: str, option: str, asked: list[frozenset[str]]
    ) -> bool:
        if any(option in each and other not in each for each in asked):
            return False
        own = [rule for rule in self.own[issue] if rule.option == option]
        return all(
            any(_as_strict(rule, each) for rule in own)
            for each in self.own[issue]
            if each.option == other
        )

    def _asked(self, issue: str) -> list[frozenset[str]]:
        return [
            rule.requires.options
            for asking in self.asking[issue]
            for rule in self.own[asking]
            if rule.requires and rule.requires.issue == issue
        ]


def _bar(rule: Rule) -> Rule:
    """Bar the option of a rule whatever red lines are kept."""
    return replace(rule, requires=None, red_line="")


def _as_strict(rule: Rule, other: Rule) -> bool:
    """Say whether a rule binds whenever another one does, and as much."""
    if rule.red_line not in ("", other.red_line):
        return False
    if rule.requires is None:
        return True
    return (
        other.requires is not None
        and rule.requires.issue == other.requires.issue
        and rule.requires.options <= other.requires.options
    )
