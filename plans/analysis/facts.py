"""The facts that the analysis works on, and the verdicts that it gives."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Verdict(StrEnum):
    """What a position does to a red line, worst first.

    `contested` is for cells and lines only, `unaddressed` for lines only.
    """

    rank: int

    CROSSES = "crosses"
    OPEN = "open"
    MEETS = "meets"
    SILENT = "silent"
    CONTESTED = "contested"
    UNADDRESSED = "unaddressed"

    def __new__(cls, value: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.rank = len(cls.__members__)
        return member


@dataclass(frozen=True, slots=True)
class Requirement:
    """One of these options must be taken on this issue."""

    issue: str
    options: frozenset[str]


@dataclass(frozen=True, slots=True)
class Conditional:
    """An option accepted only if every requirement is met.

    No requirement at all means that the condition lies outside the coding frame;
    the note then names it.
    """

    option: str
    requires: tuple[Requirement, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A clause, by its number, taking one option of one issue.

    `alternative` is the capital letter of one of several contested versions, or empty.
    """

    clause: str
    issue: str
    option: str
    alternative: str = ""
    proponents: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class RedLine:
    """A limit that an actor stated; without an issue it lies outside the frame.

    Dates are ISO text. `valid_until` is the first day on which the line no longer
    held; empty means that it still holds.
    """

    id: str
    actor: str
    issue: str
    kind: str
    strength: str
    acceptable: frozenset[str]
    unacceptable: frozenset[str]
    conditional: tuple[Conditional, ...]
    stated_on: str
    valid_until: str = ""

    def in_force(self, on: str) -> bool:
        """Say whether the line held on a day; a partial date is its first day."""
        day = first_day(on)
        # The line's own dates need no completing against a whole day: a partial date
        # is the beginning of its first day's text and so sorts just before it.
        return self.stated_on <= day and (
            not self.valid_until or day < self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Coupling:
    """Whoever settles an issue on an option has to meet what follows from it."""

    id: str
    issue: str
    option: str
    then: tuple[Requirement, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """An editor's reasoned verdict on a red line in a clause, by number and id."""

    clause: str
    red_line: str
    verdict: Verdict
    reason: str


def first_day(date: str) -> str:
    """Complete an ISO date of a year or a month alone to its first day."""
    return date + "-01-01"[len(date) - 10 :] if len(date) < 10 else date
