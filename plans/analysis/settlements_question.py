"""What is asked: whose red lines, in which frame, beside which draft."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from plans.analysis.facts import Coupling, Position, RedLine, Requirement
from plans.analysis.settlements_rules import Part, all_rules, parts


@dataclass(frozen=True)
class Question:
    """The frame, the chosen red lines, the couplings, and a draft where one is named.

    `issues` gives the options of each; one without options is left out, as are lines
    on it or on no issue. `sources` are those of each red line; `taken` are the options
    that every settlement is to take, by issue. The order in which
    anything is given makes no difference, but that of an issue's options, of which the
    first goes where nothing else decides. Raises ValueError for a line or a coupling
    that speaks of an issue or an option that is not there, and for an id given twice.
    """

    issues: Mapping[str, Sequence[str]]
    red_lines: Sequence[RedLine]
    couplings: Sequence[Coupling] = ()
    draft: Sequence[Position] | None = None
    sources: Mapping[str, frozenset[str]] = field(default_factory=dict)
    taken: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_once(line.id for line in self.red_lines)
        _check_once(coupling.id for coupling in self.couplings)
        for line in self.lines.values():
            stated = line.acceptable | line.unacceptable
            stated |= {each.option for each in line.conditional}
            self._check(line.id, line.issue, stated)
            for each in line.conditional:
                self._check_all(line.id, each.requires)
        for coupling in self.couplings:
            self._check(coupling.id, coupling.issue, {coupling.option})
            self._check_all(coupling.id, coupling.then)
        for issue, option in self.taken.items():
            self._check("taken", issue, {option})

    @cached_property
    def options(self) -> dict[str, tuple[str, ...]]:
        """The options of each issue that has any, by id."""
        issues = sorted(self.issues)
        return {each: tuple(self.issues[each]) for each in issues if self.issues[each]}

    @cached_property
    def lines(self) -> dict[str, RedLine]:
        """The red lines inside the frame by their ids, in order."""
        lines = (line for line in self.red_lines if self.issues.get(line.issue, True))
        inside = {line.id: line for line in lines if line.issue}
        return dict(sorted(inside.items()))

    @cached_property
    def lines_on(self) -> dict[str, list[str]]:
        """The ids of the red lines on an issue; no entry where there are none."""
        found: dict[str, list[str]] = {}
        for line in self.lines.values():
            found.setdefault(line.issue, []).append(line.id)
        return found

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What can be settled apart."""
        rules = all_rules(self.lines.values(), self.couplings, self.taken, self.options)
        return parts(self.options, rules, self.lines_on)

    @cached_property
    def drafted(self) -> dict[str, tuple[Position, ...]]:
        """The draft's positions by issue, those inside the frame."""
        found: dict[str, tuple[Position, ...]] = {}
        for each in self.draft or ():
            if each.option in self.options.get(each.issue, ()):
                found[each.issue] = (*found.get(each.issue, ()), each)
        return found

    def keeping(self, red_lines: Iterable[RedLine]) -> "Question":
        """Ask the same of these red lines alone."""
        return replace(self, red_lines=tuple(red_lines))

    def _check_all(self, id: str, requirements: Iterable[Requirement]) -> None:
        for each in requirements:
            self._check(id, each.issue, each.options)

    def _check(self, id: str, issue: str, options: Iterable[str]) -> None:
        if issue not in self.options:
            raise ValueError(f"{id}: no issue {issue}")
        if unknown := sorted(set(options).difference(self.options[issue])):
            raise ValueError(f"{id}: no option {', '.join(unknown)} of {issue}")


def _check_once(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            raise ValueError(f"{id} is given twice")
        seen.add(id)
