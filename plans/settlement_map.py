"""The conflict map: issues by actors, with the options that lines leave of each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from plans import models, tables
from plans.addresses import address
from plans.analysis.conflicts import Conflict
from plans.analysis.settlement_explain import explain_conflict
from plans.analysis.settlements_room import IssueRoom, Room, count_room, find_room
from plans.citing import Cited, citations
from plans.models.choices import Category
from plans.page_rows import IssueRow, LineRow, by_area
from plans.settlement_conflicts import anchor, in_frame_order
from plans.settling import Asked
from plans.snapshot import Snapshot
from plans.standing import Heads, Held, by_held, heads, stances

TOGETHER = "All together"
NO_LINE = (
    '<span class="blank" aria-hidden="true">·</span>'
    '<span class="visually-hidden">no line</span>'
)
MOST = 60  # conflicts told; beyond these the page says how many more there are
STEP = 12  # the width of an option's sign
SIGNS = {
    Held.REFUSED: "r",
    Held.CONDITIONAL: "c",
    Held.ACCEPTED: "a",
    Held.UNSTATED: "u",
}
NONE_LEFT = '<span class="glyph" aria-hidden="true">✕</span> none'


class NamedConflict(NamedTuple):
    """A conflict by its place among all, in words, with the issues it turns on.

    The anchor is where the answer tells it with its lines and their sources.
    """

    number: int
    anchor: str
    headline: str
    issues: list[IssueRow]


class MapRow(NamedTuple):
    issue: IssueRow
    url: str
    area: str
    conflicts: list[int]
    cells: SafeString


class MapGroup(NamedTuple):
    title: str
    rows: list[MapRow]


class Totals(NamedTuple):
    """What is left on the issues that some line is on."""

    left: int
    options: int
    issues: int
    none_left: int


@dataclass(frozen=True)
class ConflictMap:
    """The room on every issue with a line, and the conflicts that it is part of."""

    snapshot: Snapshot
    asked: Asked
    conflicts: Sequence[Conflict]
    rooms: dict[str, IssueRoom]

    @classmethod
    def of(
        cls, snapshot: Snapshot, asked: Asked, conflicts: Sequence[Conflict]
    ) -> "ConflictMap":
        return cls(snapshot, asked, conflicts, find_room(asked.question))

    @property
    def totals(self) -> Totals:
        left, options = count_room(self.rooms.values())
        none_left = sum(not each.together.left for each in self.rooms.values())
        return Totals(left, options, len(self.rooms), none_left)

    @property
    def unspoken(self) -> list[IssueRow]:
        """The issues that no chosen line is on."""
        return [
            issue
            for issue in self.snapshot.issues.values()
            if issue.slug not in self.rooms
            and issue.slug in self.asked.question.options
        ]

    def named_conflicts(self) -> list[NamedConflict]:
        """The smallest of them in words, as many as a page can hold."""
        question, words = self.asked.question, self.asked.words
        return [
            NamedConflict(
                number,
                anchor(conflict.red_lines),
                explain_conflict(conflict, question, words).headline,
                in_frame_order(self.snapshot, conflict.issues),
            )
            for number, conflict in enumerate(self.conflicts[:MOST], 1)
        ]

    def numbers_on(self, issue: str) -> list[int]:
        """The conflicts that turn on an issue, by their places."""
        return [
            number
            for number, conflict in enumerate(self.conflicts, 1)
            if issue in conflict.issues
        ]

    def columns(self, shown: str) -> list[tables.Column]:
        """What all together have left, then each actor; `shown` is the phone's."""
        holding = {actor for room in self.rooms.values() for actor in room.actors}
        actors = [
            (slug, actor.short_name, address("actor-detail", slug))
            for slug, actor in self.snapshot.actors_by_slug.items()
            if slug in holding
        ]
        return tables.columns([("", TOGETHER, ""), *actors], shown)

    def groups(
        self,
        columns: Sequence[tables.Column],
        base: tables.Address,
        order: str,
        only: str,
    ) -> list[MapGroup]:
        """The rows by area, or all in one with the least room first."""
        rows = list(self._rows(columns, base, only))
        if order == "room":
            rows.sort(key=self._room_of)
            return [MapGroup("", rows)] if rows else []
        areas = by_area(rows, lambda row: row.issue.category)
        return [MapGroup(area.label, own) for area, own in areas]

    def _room_of(self, row: MapRow) -> tuple[int, int]:
        """Fewest options left first; of as few, the most refused first."""
        together = self.rooms[row.issue.slug].together
        return together.left, -len(together.refused)

    def _rows(
        self, columns: Sequence[tables.Column], base: tables.Address, only: str
    ) -> Iterator[MapRow]:
        for issue in self.snapshot.issues.values():
            room = self.rooms.get(issue.slug)
            if room is None:
                continue
            numbers = self.numbers_on(issue.slug)
            if only == "conflict" and not numbers:
                continue
            if only == "none" and room.together.left:
                continue
            yield MapRow(
                issue,
                address("issue-detail", issue.slug),
                Category(issue.category).label,
                numbers,
                _cells(issue, self._options(issue), room, columns, base),
            )

    def _options(self, issue: IssueRow) -> tuple[str, ...]:
        return self.asked.question.options[issue.slug]


# --- Cells, made here as ready strings: a map has hundreds of them


def _cells(
    issue: IssueRow,
    options: tuple[str, ...],
    room: IssueRoom,
    columns: Iterable[tables.Column],
    base: tables.Address,
) -> SafeString:
    url, query = escape(f"{base.base}{issue.slug}/"), escape(base.query)
    title = escape(issue.title)
    parts = []
    for slug, name, _, shown in columns:
        own = room.actors.get(slug) if slug else room.together
        start = f'<td class="cell{"" if slug else " together"}'
        start += ' is-shown">' if shown else '">'
        if own is None:
            parts.append(f"{start}{NO_LINE}</td>")
            continue
        opened = base.opened == (issue.slug, slug)
        current = ' aria-current="true"' if opened else ""
        parts.append(
            f'{start}<a class="room {_shade(own)}" '
            f'href="{url}{f"{slug}/" if slug else ""}{query}"'
            f'{current} aria-label="{title}, {name}: {in_words(own)}">'
            f"<span>{_count(own)}</span>"
            f"{_signs(tuple(_held(option, own) for option in options))}</a></td>"
        )
    # Safe: titles, names, slugs and the query were escaped; the rest is written here.
    return mark_safe("".join(parts))  # noqa: S308


def in_words(room: Room) -> str:
    """Say how many options are left: "3 of 7 options left, 1 only on a condition"."""
    if not room.left:
        return f"none of {room.total} options left"
    tied = len(room.conditional)
    condition = f", {tied} only on a condition" if tied else ""
    return f"{room.left} of {room.total} options left{condition}"


def _count(room: Room) -> str:
    return f"{room.left} of {room.total}" if room.left else NONE_LEFT


def _shade(room: Room) -> str:
    """Name the shade, the darker the less is left: of five, by thirds."""
    if not room.left:
        return "shade-4"
    return f"shade-{3 * len(room.refused) // room.total + bool(room.refused)}"


def _held(option: str, room: Room) -> Held:
    if option in room.refused:
        return Held.REFUSED
    if option in room.conditional:
        return Held.CONDITIONAL
    return Held.ACCEPTED if option in room.accepted else Held.UNSTATED


@lru_cache(maxsize=4096)
def _signs(said: tuple[Held, ...]) -> str:
    """Draw a sign for each option, in their order; `_room_signs.html` defines them."""
    width = STEP * len(said)
    drawn = "".join(
        f'<use href="#sign-{SIGNS[held]}" x="{STEP * place}"/>'
        for place, held in enumerate(said)
    )
    return (
        f'<svg class="signs" viewBox="0 0 {width} {STEP}" width="{width}" '
        f'height="{STEP}" aria-hidden="true">{drawn}</svg>'
    )


# --- The evidence of a cell


class OptionSaid(NamedTuple):
    """An option with what is said of it at worst, and who says what."""

    label: str
    held: Held
    said: list[tuple[Held, str]]


class LineSaid(NamedTuple):
    line: LineRow
    heads: Heads
    cited: Sequence[Cited]


@dataclass(frozen=True)
class Panel:
    """What stands behind a cell; `room` is None where the actor has no line there."""

    issue: IssueRow
    name: str
    together: bool
    url: str
    room: Room | None
    options: list[OptionSaid]
    lines: list[LineSaid]
    conflicts: list[NamedConflict]

    @property
    def words(self) -> str:
        return in_words(self.room) if self.room else ""


def panel(found: ConflictMap, issue: IssueRow, actor: str) -> Panel:
    """The evidence on an issue, of one actor or (empty) of all together."""
    snapshot, rooms = found.snapshot, found.rooms.get(issue.slug)
    own = dict(rooms.actors) if rooms else {}
    room = rooms.together if rooms else None
    if actor:
        room = own.get(actor)
        own = {actor: room} if room else {}
    rows = [
        row
        for row in found.asked.rows.values()
        if row.issue == issue.slug and row.actor in own
    ]
    rows.sort(key=lambda row: (row.actor_order, row.actor))
    cited = citations(snapshot, {models.RedLineSource: [row.id for row in rows]})
    actors = snapshot.actors_by_slug
    return Panel(
        issue,
        actors[actor].short_name if actor else "all together",
        not actor,
        address("issue-detail", issue.slug),
        room,
        [
            OptionSaid(
                snapshot.option_labels[issue.slug, option],
                _held(option, room),
                _said(
                    option, [(actors[a].short_name, own[a]) for a in actors if a in own]
                ),
            )
            for option in found.asked.question.options[issue.slug]
            if room
        ],
        [
            LineSaid(
                row,
                heads(stances(snapshot, found.asked.question.lines[row.slug])),
                cited[models.RedLineSource].get(row.id, []),
            )
            for row in rows
        ],
        [each for each in found.named_conflicts() if issue in each.issues],
    )


def _said(option: str, own: Iterable[tuple[str, Room]]) -> list[tuple[Held, str]]:
    """Who says what of an option, worst first."""
    said = by_held((_held(option, room), name) for name, room in own)
    return [(held, ", ".join(names)) for held, names in said.items()]
