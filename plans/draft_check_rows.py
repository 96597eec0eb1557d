"""What the check of a draft shows: changes, what they rest on, what stays crossed."""

from dataclasses import dataclass
from typing import NamedTuple

from plans.analysis.settlement_explain import Explanation
from plans.analysis.tally import Tally
from plans.page_rows import LineRow


class ClauseLink(NamedTuple):
    number: str
    url: str


class Place(NamedTuple):
    """An issue that a text settles, and the clauses that take a position on it."""

    title: str
    url: str
    clauses: list[ClauseLink]


class Said(NamedTuple):
    """What an actor says of an option: `held` is the verdict of its lines on it.

    A `note` names the condition on which it is accepted.
    """

    actor: str
    held: str
    note: str


class Why(NamedTuple):
    """A line, or a coupling (None), that the old option is at odds with.

    `now` is what the draft as it stands does to the line.
    """

    line: LineRow | None
    said: list[str]
    now: str

    @property
    def is_now(self) -> bool:
        """Whether the draft as it stands is at odds with the line already."""
        return self.now in ("crosses", "contested")


class Lost(NamedTuple):
    line: LineRow
    after: str


class Other(NamedTuple):
    """An option that would do as well, or, where `worse`, one that would not.

    `crossed` are the lines that it would cross in place of those named otherwise.
    """

    label: str
    said: list[Said]
    crossed: list[LineRow]
    worse: bool


@dataclass(frozen=True)
class Row:
    """A position to change, why, and what the new option rests on.

    `whys` is empty where nothing the draft says is at odds with the old option yet;
    `proof` then tells what is, once it settles what it leaves open.
    """

    place: Place
    before: list[str]
    after: str
    whys: list[Why]
    proof: Explanation | None
    said: list[Said]
    lost: list[Lost]
    others: list[Other]

    @property
    def is_contested(self) -> bool:
        return len(self.before) > 1


class Chosen(NamedTuple):
    """Contested alternatives, of which one has to be chosen."""

    place: Place
    label: str
    others: list[Other]


class Needed(NamedTuple):
    """An issue that the draft would have to settle, and what hangs on it."""

    place: Place
    options: list[str]
    whys: list[Why]


class Kept(NamedTuple):
    place: Place
    labels: list[str]


class Collision(NamedTuple):
    """A conflict by its headline, and where on the answer's page it stands."""

    headline: str
    anchor: str


class Way(NamedTuple):
    """Lines whose crossing dissolves a group of conflicts, as light as any others.

    `more` is how many changes to the draft it takes beyond the fewest; None where that
    is unknown.
    """

    lines: list[LineRow]
    is_taken: bool
    more: int | None


class Burden(NamedTuple):
    """Conflicts that some line has to give way to, and the lightest ways to do so.

    `here` says whether the amended draft itself crosses a line of the way taken; if
    not, it leaves open what that is about. `conflicts` are the first of those found.
    Where not `finished` there may be more of them, and more ways.
    """

    issues: list[str]
    ways: list[Way]
    here: bool
    conflicts: list[Collision]
    conflict_count: int
    finished: bool

    @property
    def is_open_choice(self) -> bool:
        """Whether the draft gives no reason to take one way rather than another."""
        return sum(way.more == 0 for way in self.ways) > 1


class Party(NamedTuple):
    """An actor's lines under the draft as it stands, and as amended."""

    name: str
    url: str
    before: Tally
    after: Tally | None
    bars: list[list[tuple[str, int, int]]]


@dataclass(frozen=True)
class Check:
    """What a page tells of a draft; without an amendment only how it stands."""

    crossed: int
    contested: int
    unaddressed: int
    line_count: int
    position_count: int
    parties: list[Party]
    amendment: "Found | None"


@dataclass(frozen=True)
class Found:
    """The amendment that was found, in the words of a page.

    `crossed_after` counts the lines that the amended draft crosses, `unavoidable` those
    that a whole text made of it has to, and `crossed_here` those in both.
    """

    rows: list[Row]
    choices: list[Chosen]
    needs: list[Needed]
    kept: list[Kept]
    burdens: list[Burden]
    crossed_after: int
    crossed_here: int
    unavoidable: int
    weight: int
    sandbox_query: str

    @property
    def elsewhere(self) -> int:
        """How many of the lines to cross are about what the draft leaves open."""
        return self.unavoidable - self.crossed_here
