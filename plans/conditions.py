"""What actors say that they need, beside what their lines leave open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from plans import models, standing
from plans.analysis.facts import RedLine
from plans.analysis.minimums import Meeting, Minimum, meetings, minimums
from plans.analysis.verdicts import select
from plans.citing import Cited
from plans.models.choices import ActorRole, Strength
from plans.page_rows import IssueRow
from plans.snapshot import Snapshot
from plans.standing import Held, Line, by_held, worst_held

# Where the distinction between the three registers was drawn.
REGISTERS_SOURCE = "essay-security-trap"

SAYS = {
    Held.ACCEPTED: "accepts",
    Held.CONDITIONAL: "on condition",
    Held.UNSTATED: "silent on",
}


def by_role(actors: Iterable[models.Actor]) -> list[models.Actor]:
    """Belligerents first, then as roles follow; within a role in their own order."""
    roles = list(ActorRole)
    return sorted(actors, key=lambda actor: roles.index(ActorRole(actor.role)))


def stating(actors: Iterable[models.Actor]) -> list[models.Actor]:
    """The actors with a security logic, by role."""
    return by_role(
        actor
        for actor in actors
        if actor.threat or actor.requirement or actor.unavailable_compromises
    )


def with_registers(actors: Iterable[models.Actor]) -> list[models.Actor]:
    return by_role(
        actor
        for actor in actors
        if actor.normative_register
        or actor.strategic_register
        or actor.systemic_register
    )


class Left(NamedTuple):
    """Options that are left, under the word for what the counted lines say of them."""

    held: Held
    says: str
    labels: list[str]


class IssueMinimum(NamedTuple):
    """An actor's counted lines on an issue, and the options that they leave it."""

    issue: IssueRow
    lines: list[Line]
    left: list[Left]
    left_count: int
    option_count: int


class Column(NamedTuple):
    """An actor: its security logic stands in its record, its minimum is computed.

    `outside` are counted lines outside the coding frame; `not_counted` is how many
    firm lines were left aside because only absolute ones count.
    """

    actor: models.Actor
    minimums: list[IssueMinimum]
    outside: list[Line]
    not_counted: int
    cited: Sequence[Cited]


class MinimumRow(NamedTuple):
    """An issue on which an actor has a counted line; None for those without one."""

    issue: IssueRow
    cells: list[tuple[models.Actor, IssueMinimum | None]]


class Told(NamedTuple):
    """An option left to all, and which actors say what of it."""

    label: str
    says: list[tuple[Held, list[str]]]


class MeetingRow(NamedTuple):
    """An issue on which several actors have counted lines."""

    issue: IssueRow
    actors: list[tuple[models.Actor, int]]  # how many options are left to each
    left: list[Told]
    option_count: int


@dataclass(frozen=True)
class Beside:
    """Actors side by side, with the lines that count on a day.

    `firm` are the lines that are firm or absolute, `counted` those of them that are
    strong enough for what was asked.
    """

    snapshot: Snapshot
    actors: Sequence[models.Actor]
    lines: Mapping[str, Line]
    firm: Sequence[RedLine]
    counted: Sequence[RedLine]

    @property
    def counted_keys(self) -> list[int]:
        return [self.lines[line.id].id for line in self.counted]

    def columns(self, cited: Mapping[int, Sequence[Cited]]) -> list[Column]:
        found = self._minimums()
        return [
            Column(
                actor,
                [self._minimum(each) for each in found if each.actor == actor.slug],
                [
                    self.lines[line.id]
                    for line in self.counted
                    if line.actor == actor.slug and not line.issue
                ],
                _of(self.firm, actor) - _of(self.counted, actor),
                cited.get(actor.pk, []),
            )
            for actor in self.actors
        ]

    def rows(self, columns: Iterable[Column]) -> list[MinimumRow]:
        """The minimums of the columns issue by issue, in the order of issues."""
        found = {
            (each.issue.slug, column.actor.slug): each
            for column in columns
            for each in column.minimums
        }
        return [
            MinimumRow(
                issue,
                [(actor, found.get((slug, actor.slug))) for actor in self.actors],
            )
            for slug, issue in self._issues.items()
            if any(slug == own for own, _ in found)
        ]

    def meetings(self) -> list[MeetingRow]:
        return [self._meeting(each) for each in meetings(self._minimums())]

    def _minimums(self) -> list[Minimum]:
        scales: dict[str, list[str]] = {each: [] for each in self._issues}
        for option in self.snapshot.options.values():
            scales[option.issue.slug].append(option.slug)
        return minimums(self.counted, scales)

    def _minimum(self, minimum: Minimum) -> IssueMinimum:
        labels = self.snapshot.option_labels
        said = by_held(
            (worst_held(minimum.lines, option), labels[minimum.issue, option])
            for option in minimum.left
        )
        return IssueMinimum(
            self._issues[minimum.issue],
            [self.lines[line.id] for line in minimum.lines],
            [Left(each, SAYS[each], said[each]) for each in SAYS if each in said],
            len(minimum.left),
            self._option_count(minimum.issue),
        )

    def _meeting(self, meeting: Meeting) -> MeetingRow:
        by_slug = {actor.slug: actor for actor in self.actors}
        own = sorted(meeting.minimums, key=lambda each: list(by_slug).index(each.actor))
        labels = self.snapshot.option_labels
        return MeetingRow(
            self._issues[meeting.issue],
            [(by_slug[each.actor], len(each.left)) for each in own],
            [
                Told(labels[meeting.issue, option], self._said(option, own))
                for option in meeting.left
            ],
            self._option_count(meeting.issue),
        )

    def _said(
        self, option: str, own: Iterable[Minimum]
    ) -> list[tuple[Held, list[str]]]:
        names = {actor.slug: actor.short_name for actor in self.actors}
        said = by_held(
            (worst_held(each.lines, option), names[each.actor]) for each in own
        )
        return [(each, said[each]) for each in SAYS if each in said]

    @property
    def _issues(self) -> dict[str, IssueRow]:
        return self.snapshot.issues_by_slug

    def _option_count(self, issue: str) -> int:
        return sum(each == issue for each, _ in self.snapshot.option_labels)


def beside(
    snapshot: Snapshot, actors: Sequence[models.Actor], on: date, least: str
) -> Beside:
    """Read the lines of actors in force on a day; those of strength `least` count."""
    keys = [actor.pk for actor in actors]
    lines = standing.with_stances(
        snapshot, standing.read_lines(snapshot, actor_id__in=keys)
    )
    # A preference is negotiable, and so never among them.
    firm = select([line.fact for line in lines], on.isoformat(), strength=Strength.FIRM)
    counted = select(firm, on.isoformat(), strength=least)
    return Beside(snapshot, actors, {each.slug: each for each in lines}, firm, counted)


def _of(lines: Iterable[RedLine], actor: models.Actor) -> int:
    return sum(line.actor == actor.slug for line in lines)
