"""The answer to a question about settlements, as its page shows it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from plans.analysis.concessions import Group, cheapest_sets, weigh
from plans.analysis.facts import RedLine
from plans.analysis.settlement_explain import explain_silence
from plans.analysis.settlements import (
    Answer,
    Conflict,
    Fragile,
    Kind,
    Silence,
    Zone,
)
from plans.models import Source
from plans.page_rows import ActorRow, IssueRow, LineRow, by_area
from plans.settlement_conflicts import ConflictReader, ConflictRow, in_frame_order
from plans.settling import Asked
from plans.snapshot import Snapshot
from plans.standing import Held, held

# Beyond these a page says how many more there are; the files have all.
MOST_CONFLICTS = 60
MOST_SETS = 8

# --- What would have to give


class Mover(NamedTuple):
    """The lines of one actor in a concession set."""

    actor: ActorRow
    lines: list[LineRow]


class SetRow(NamedTuple):
    weight: int
    is_cheapest: bool
    movers: list[Mover]


class GivenLine(NamedTuple):
    """A line that some concession set holds; of how many sets, and cheapest ones."""

    row: LineRow
    sets: int
    cheapest: int


@dataclass(frozen=True)
class GroupRow:
    """A group with the conflicts and the concession sets that a page shows of it.

    Sets come by weight, and of equal weight by size. `weight` is the least.
    """

    number: int
    issues: list[IssueRow]
    conflicts: list[ConflictRow]
    conflict_count: int
    is_finished: bool
    sets: list[SetRow]
    set_count: int
    cheapest_count: int
    weight: int
    given: dict[str, list[GivenLine]]  # by actor

    @property
    def more_conflicts(self) -> int:
        return self.conflict_count - len(self.conflicts)

    @property
    def more_sets(self) -> int:
        return self.set_count - len(self.sets)


class ActorGiving(NamedTuple):
    """What concession sets ask of an actor: a cell for each group."""

    actor: ActorRow
    cells: list[list[GivenLine]]
    lines: int
    cheapest: int


# --- The settlement found


class Voucher(NamedTuple):
    """A line that accepts an option, or does on a condition that is met.

    `met` are the issues that it requires, each with the option taken there.
    """

    row: LineRow
    met: list[tuple[IssueRow, str]]


class VouchingActor(NamedTuple):
    actor: ActorRow
    lines: list[Voucher]


class Unspoken(NamedTuple):
    """An actor that has a line on an issue but never spoke of the option taken."""

    actor: ActorRow
    issue: IssueRow
    sentence: str
    lines: list[LineRow]


@dataclass(frozen=True)
class SettledIssue:
    """An option taken, and on whose acceptance it rests; `drafted` is a draft's own."""

    issue: IssueRow
    label: str
    vouching: list[VouchingActor]
    unspoken: list[Unspoken]
    drafted: list[str]
    as_drafted: bool


# --- What hangs on one source


@dataclass(frozen=True)
class FragileRow:
    """A source that alone carries a part of the answer; what changes without it."""

    source: Source
    lines: list[LineRow]
    gone: list[ConflictRow]
    gone_count: int
    zone: str  # empty where the answer stays
    dilemma: bool  # no longer a trap


# --- The page


@dataclass(frozen=True)
class Page:
    """All that the page shows of an answer; empty where there is none of it."""

    zone: str
    kind: str  # only where there is no settlement, or none was found in time
    proof: ConflictRow | None
    conflict_count: int
    colliding: int
    colliding_actors: list[ActorRow]
    groups: list[GroupRow]
    giving: list[ActorGiving]
    weight: int | None
    areas: list[tuple[str, list[SettledIssue]]]
    silences: list[Unspoken]
    free: list[IssueRow]
    fragile: list[FragileRow]
    unfinished: tuple[str, ...]


def page_of(snapshot: Snapshot, asked: Asked, answer: Answer) -> Page:
    """Put an answer into rows. Two to four queries, whatever it holds."""
    proof = answer.kind.proof if answer.kind else None
    shown = [*answer.conflicts[:MOST_CONFLICTS], *([proof] if proof else [])]
    reader = ConflictReader(snapshot, asked, shown)
    rows = {
        each.red_lines: reader.of(each, number)
        for number, each in enumerate(answer.conflicts[:MOST_CONFLICTS], 1)
    }
    lines = {line for each in answer.conflicts for line in each.red_lines}
    groups = [
        _group(snapshot, asked, each, number, rows)
        for number, each in enumerate(answer.groups, 1)
    ]
    unspoken = [_unspoken(snapshot, asked, each) for each in answer.zone.silences]
    zone = answer.zone.zone
    return Page(
        zone=zone.value,
        kind=answer.kind.kind.value
        if answer.kind and zone in (Zone.NO, Zone.UNFINISHED)
        else "",
        proof=rows.get(proof.red_lines) or reader.of(proof, 0) if proof else None,
        conflict_count=len(answer.conflicts),
        colliding=len(lines),
        colliding_actors=_actors(snapshot, (asked.rows[line] for line in lines)),
        groups=groups,
        giving=_giving(snapshot, groups),
        weight=answer.cheapest.weight if answer.cheapest else None,
        areas=_areas(snapshot, asked, answer, unspoken),
        silences=unspoken,
        free=in_frame_order(snapshot, answer.free) if answer.zone.settlement else [],
        fragile=[
            _fragile(reader, asked, each, answer, rows) for each in answer.fragile or ()
        ],
        unfinished=answer.unfinished,
    )


def counted_actors(snapshot: Snapshot, asked: Asked) -> list[ActorRow]:
    """The actors whose lines count, in their order."""
    return _actors(snapshot, asked.rows.values())


def _actors(snapshot: Snapshot, lines: Iterable[LineRow]) -> list[ActorRow]:
    wanted = {line.actor for line in lines}
    return [each for each in snapshot.actors.values() if each.slug in wanted]


Rows = dict[tuple[str, ...], ConflictRow]


def _group(
    snapshot: Snapshot, asked: Asked, group: Group, number: int, rows: Rows
) -> GroupRow:
    facts = asked.question.lines
    cheapest = set(cheapest_sets(group, facts))
    sets = sorted(group.concessions, key=lambda each: (weigh(each, facts), len(each)))
    return GroupRow(
        number=number,
        issues=in_frame_order(snapshot, group.issues),
        conflicts=_shown(group.conflicts, rows),
        conflict_count=len(group.conflicts),
        is_finished=group.finished,
        sets=[
            SetRow(weigh(each, facts), each in cheapest, _movers(snapshot, asked, each))
            for each in sets[:MOST_SETS]
        ],
        set_count=len(sets),
        cheapest_count=len(cheapest),
        weight=weigh(sets[0], facts) if sets else 0,
        given=_given(asked, group, cheapest),
    )


def _shown(conflicts: Iterable[Conflict], rows: Rows) -> list[ConflictRow]:
    return [rows[each.red_lines] for each in conflicts if each.red_lines in rows]


def _movers(snapshot: Snapshot, asked: Asked, lines: Sequence[str]) -> list[Mover]:
    rows = [asked.rows[line] for line in lines]
    return [
        Mover(actor, [row for row in rows if row.actor == actor.slug])
        for actor in _actors(snapshot, rows)
    ]


def _given(
    asked: Asked, group: Group, cheapest: set[tuple[str, ...]]
) -> dict[str, list[GivenLine]]:
    sets = Counter(line for each in group.concessions for line in each)
    in_cheapest = Counter(line for each in cheapest for line in each)
    found: dict[str, list[GivenLine]] = {}
    for line in sorted(sets):
        row = asked.rows[line]
        given = GivenLine(row, sets[line], in_cheapest[line])
        found.setdefault(row.actor, []).append(given)
    return found


def _giving(snapshot: Snapshot, groups: Sequence[GroupRow]) -> list[ActorGiving]:
    rows = []
    for actor in snapshot.actors.values():
        cells = [group.given.get(actor.slug, []) for group in groups]
        lines = [line for cell in cells for line in cell]
        if lines:
            cheapest = sum(bool(line.cheapest) for line in lines)
            rows.append(ActorGiving(actor, cells, len(lines), cheapest))
    return rows


def _areas(
    snapshot: Snapshot, asked: Asked, answer: Answer, unspoken: Sequence[Unspoken]
) -> list[tuple[str, list[SettledIssue]]]:
    """The settlement by area; issues on which nobody has a line are left out."""
    taken = answer.zone.settlement
    settled = [
        _settled(snapshot, asked, taken, issue, unspoken)
        for issue in snapshot.issues.values()
        if issue.slug in taken and issue.slug in asked.question.lines_on
    ]
    areas = by_area(settled, lambda each: each.issue.category)
    return [(area.label, own) for area, own in areas]


Settlement = Mapping[str, str]


def _settled(
    snapshot: Snapshot,
    asked: Asked,
    taken: Settlement,
    issue: IssueRow,
    unspoken: Sequence[Unspoken],
) -> SettledIssue:
    labels, question = snapshot.option_labels, asked.question
    option = taken[issue.slug]
    drafted = {each.option for each in question.drafted.get(issue.slug, ())}
    vouchers = [
        voucher
        for line in question.lines_on[issue.slug]
        if (voucher := _voucher(snapshot, asked, question.lines[line], taken))
    ]
    return SettledIssue(
        issue,
        labels[issue.slug, option],
        [
            VouchingActor(
                actor, [each for each in vouchers if each.row.actor == actor.slug]
            )
            for actor in _actors(snapshot, (each.row for each in vouchers))
        ],
        [each for each in unspoken if each.issue == issue],
        [
            labels[issue.slug, each]
            for each in question.options[issue.slug]
            if each in drafted
        ],
        option in drafted,
    )


def _voucher(
    snapshot: Snapshot, asked: Asked, line: RedLine, taken: Settlement
) -> Voucher | None:
    option = taken[line.issue]
    row = asked.rows[line.id]
    if option in line.acceptable:
        return Voucher(row, [])
    if held(line, option) is not Held.CONDITIONAL:
        return None
    tied = next(each for each in line.conditional if each.option == option)
    met = [
        (
            snapshot.issues_by_slug[needed.issue],
            snapshot.option_labels[needed.issue, taken[needed.issue]],
        )
        for needed in tied.requires
    ]
    # A condition outside the coding frame vouches for nothing.
    return Voucher(row, met) if met else None


def _unspoken(snapshot: Snapshot, asked: Asked, silence: Silence) -> Unspoken:
    question = asked.question
    return Unspoken(
        snapshot.actors_by_slug[silence.actor],
        snapshot.issues_by_slug[silence.issue],
        explain_silence(silence, question, asked.words),
        [
            asked.rows[line]
            for line in question.lines_on[silence.issue]
            if question.lines[line].actor == silence.actor
        ],
    )


def _fragile(
    reader: ConflictReader, asked: Asked, fragile: Fragile, answer: Answer, rows: Rows
) -> FragileRow:
    # Every line that it carries rests on it alone.
    (cited, *_) = reader.line(fragile.red_lines[0]).cited
    was_trap = answer.kind is not None and answer.kind.kind is Kind.TRAP
    return FragileRow(
        cited.source,
        [asked.rows[line] for line in fragile.red_lines],
        _shown(fragile.conflicts, rows),
        len(fragile.conflicts),
        fragile.zone.value if fragile.zone is not answer.zone.zone else "",
        was_trap and not fragile.trap,
    )
