"""A draft as amended, what each amendment is for, and what would do as well."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from plans.analysis.concessions import weigh
from plans.analysis.conflicts import Conflict, find_conflicts
from plans.analysis.facts import Position, Verdict
from plans.analysis.rules import Reason, rule_on
from plans.analysis.rules import Taken as Positions
from plans.analysis.settlements_draft import (
    Amendment,
    Change,
    find_amendment,
    options_by_position,
)
from plans.analysis.settlements_question import Question
from plans.analysis.settlements_rules import Rule
from plans.analysis.solver import Stop

Taken = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Swap:
    """Another option on an issue, all other options as they are.

    `crossed` are the red lines that are then crossed, by id: of the same weight as
    under the amendment. It is None where that would be worse, or a coupling bars it.
    """

    option: str
    crossed: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Contested alternatives of which one stays, with the others."""

    issue: str
    chosen: tuple[str, ...]
    others: tuple[Swap, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """An issue that a draft leaves open and that something it says hangs on.

    `rules` are the conditions and couplings that hang on it, `options` those that
    keep them all.
    """

    issue: str
    options: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Why an option cannot stay: a conflict, and the question in which it is one."""

    question: Question
    conflict: Conflict


class Amended:
    """A draft under an amendment that was found for it."""

    def __init__(self, question: Question, amendment: Amendment) -> None:
        self.question, self.amendment = question, amendment
        self.taken = amendment.taken
        self.rules = [rule for part in question.parts for rule in part.rules]
        self.weight = weigh(amendment.crossed, question.lines)
        self._broken = frozenset(self._breaks(self.taken))
        self._completed = Positions(self.completed)

    @property
    def positions(self) -> tuple[Position, ...]:
        """The draft's positions after the changes, clause by clause.

        Of contested alternatives one is chosen and has no letter any more; clauses
        that take another one take nothing. Where nothing is to decide they all stay.
        """
        found: dict[tuple[str, str, str], Position] = {}
        for each in self.question.draft or ():
            amended = self._amend(each)
            if amended is not None:
                key = (amended.clause, amended.issue, amended.option)
                found.setdefault(key, amended)
        return tuple(found.values())

    @property
    def completed(self) -> tuple[Position, ...]:
        """The amended positions, and those of no clause on what the draft left open."""
        left = {
            issue: options
            for issue, options in self.taken.items()
            if issue not in self.question.drafted
        }
        return (
            *self.positions,
            *(
                Position("", issue, each)
                for issue, taken in left.items()
                for each in taken
            ),
        )

    @property
    def kept(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The positions that stay: their issue, and the option or the one chosen."""
        changed = {(each.issue, each.before) for each in self.amendment.changes}
        return tuple(
            (issue, options)
            for issue, options in self.drafted_positions
            if (issue, options) not in changed
        )

    @property
    def drafted_positions(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The draft's positions by issue; contested alternatives are one position."""
        return tuple(
            (issue, options)
            for issue, positions in self.question.drafted.items()
            for options in options_by_position(positions)
        )

    def reasons(self, change: Change) -> tuple[Rule, ...]:
        """The rules that the old option breaks and the amended draft does not.

        They are refusals of it first, then conditions, then couplings. None where the
        draft breaks none until it settles what it leaves open: see `proof`.
        """
        drafted = self.question.drafted
        now = {
            issue: [each.option for each in positions]
            for issue, positions in drafted.items()
        }
        found = [
            rule
            for rule in self._breaks(now)
            if rule.issue == change.issue and rule.option in change.before
        ]
        for option in change.before:
            found += self._breaks(self._with(change.issue, option))
        kept = [
            rule
            for rule in dict.fromkeys(found)
            if rule not in self._broken
            and rule.red_line not in self.amendment.crossed
            and all(issue in drafted for issue in rule.issues)
        ]
        return tuple(sorted(kept, key=_simplicity))

    def proof(self, change: Change, stop: Stop) -> Proof | None:
        """Tell why a change is needed that nothing in the draft alone asks for.

        The old option then collides with red lines on issues that the draft leaves
        open. None where no single conflict shows it. Raises OutOfTime.
        """
        lines = self.question.lines.values()
        kept = [line for line in lines if line.id not in self.amendment.crossed]
        rest = {
            issue: self.taken[issue][0]
            for issue in self.question.drafted
            if len(self.taken.get(issue, ())) == 1
        }
        old = {change.issue: change.before[0]}
        for taken in (old, rest | old):
            asked = replace(self.question, red_lines=tuple(kept), taken=taken)
            conflicts = find_conflicts(asked.parts, stop).found
            if conflicts:
                return Proof(asked, conflicts[0])
        return None

    def instead(self, change: Change) -> list[Swap]:
        """The options that would do as well as the new one of a change.

        None where the new one stands in the draft already, beside the old one.
        """
        drafted = {each.option for each in self.question.drafted[change.issue]}
        if not drafted.isdisjoint(self.taken[change.issue]):
            return []
        out = drafted.union(self.taken[change.issue])
        swaps = [
            Swap(option, self._crossed(self._with(change.issue, option)))
            for option in self.question.options[change.issue]
            if option not in out
        ]
        return [swap for swap in swaps if swap.crossed is not None]

    def choices(self) -> list[Choice]:
        """The contested positions of which one alternative stays."""
        return [
            Choice(
                issue,
                tuple(each for each in options if each in self.taken[issue]),
                tuple(
                    Swap(each, self._crossed(self._with(issue, each)))
                    for each in options
                    if each not in self.taken[issue]
                ),
            )
            for issue, options in self.kept
            if len(options) > 1 and issue in self.taken
        ]

    def needs(self) -> list[Need]:
        """What the draft would have to say besides, for something in it to hold.

        An issue on which nobody has a line is left out: it binds nobody.
        """
        found: dict[str, list[Rule]] = {}
        drafted = self.question.drafted
        for rule in self.rules:
            needed = rule.requires
            if (
                needed
                and rule.red_line not in self.amendment.crossed
                and rule.issue in drafted
                and rule.option in self.taken[rule.issue]
                and needed.issue not in drafted
                and needed.issue in self.question.lines_on
            ):
                found.setdefault(needed.issue, []).append(rule)
        return [
            Need(issue, tuple(self._that_do(issue)), tuple(rules))
            for issue, rules in sorted(found.items())
        ]

    def changes_if(self, crossed: Collection[str], stop: Stop) -> int:
        """How many changes it takes where other lines are crossed. Raises OutOfTime."""
        lines = self.question.lines.values()
        kept = self.question.keeping(line for line in lines if line.id not in crossed)
        return len(find_amendment(kept, stop).changes)

    def stance(self, issue: str, option: str) -> list[tuple[str, Reason]]:
        """What each actor with a line on an issue says of an option, by actor.

        Of an actor's several lines it is what refuses it, else what accepts it, else
        a condition outside the frame, else nothing.
        """
        found: dict[str, Reason] = {}
        for line in self.question.lines_on.get(issue, ()):
            red_line = self.question.lines[line]
            reason = rule_on(red_line, option, self._completed)
            best = found.get(red_line.actor)
            if best is None or _rank(reason) < _rank(best):
                found[red_line.actor] = reason
        return sorted(found.items())

    def _amend(self, position: Position) -> Position | None:
        taken = self.taken.get(position.issue)
        on_issue = self.question.drafted.get(position.issue, ())
        if taken is None or not on_issue:
            return position
        if position.option in taken:
            return replace(position, alternative="")
        bracket = {each.option for each in on_issue if each.alternative}
        if position.alternative and bracket.intersection(taken):
            return None
        return Position(position.clause, position.issue, taken[0])

    def _with(self, issue: str, option: str) -> Taken:
        """The whole text with another option on an issue.

        What the draft takes stays beside it, but of alternatives it is the only one.
        """
        positions = self.question.drafted.get(issue, ())
        plain = {each.option for each in positions if not each.alternative}
        bracket = {each.option for each in positions if each.alternative}
        beside = plain if option in bracket else plain | bracket
        if option not in plain | bracket:
            beside = set()
        rest = [each for each in self.taken[issue] if each in beside]
        return {**self.taken, issue: list(dict.fromkeys([*rest, option]))}

    def _breaks(self, taken: Taken) -> Iterator[Rule]:
        """The rules that a text breaks; one on what it leaves open is not broken."""
        for rule in self.rules:
            if rule.option in taken.get(rule.issue, ()):
                needed = rule.requires
                left = taken.get(needed.issue) if needed else ()
                if left is not None and not (
                    needed and needed.options.intersection(left)
                ):
                    yield rule

    def _crossed(self, taken: Taken) -> tuple[str, ...] | None:
        """The lines that a text crosses, None if it is worse than the amendment."""
        broken = list(self._breaks(taken))
        crossed = tuple(sorted({rule.red_line for rule in broken}))
        if "" in crossed or weigh(crossed, self.question.lines) > self.weight:
            return None
        return crossed

    def _that_do(self, issue: str) -> Iterator[str]:
        for option in self.question.options[issue]:
            if self._crossed({**self.taken, issue: [option]}) is not None:
                yield option


def _rank(reason: Reason) -> int:
    order = (Verdict.CROSSES, Verdict.MEETS, Verdict.OPEN, Verdict.SILENT)
    return order.index(reason.verdict)


def _simplicity(rule: Rule) -> tuple[bool, bool]:
    return bool(rule.coupling), rule.requires is not None
