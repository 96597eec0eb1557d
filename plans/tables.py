"""The matrix: rows of clauses or issues, a column for each actor.

Cells are made here as ready strings, because a table has hundreds of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from plans.analysis.facts import Position, Verdict
from plans.analysis.tally import Tally, tally
from plans.analysis.verdicts import LineStanding, Outcome
from plans.models.choices import Category
from plans.page_rows import LineRow
from plans.templatetags.tracker import GLYPHS

BLANK = (
    '<span class="blank" aria-hidden="true">·</span>'
    '<span class="visually-hidden">no position on a red line</span>'
)
UNKNOWN = (
    '<span class="blank" aria-hidden="true">?</span>'
    '<span class="visually-hidden">content not public</span>'
)
CHIPS = {
    verdict: f'"><span class="glyph" aria-hidden="true">{GLYPHS[verdict]}</span>'
    f'<span class="word">{verdict}</span>'
    for verdict in Verdict
}


class Column(NamedTuple):
    slug: str
    name: str
    url: str
    shown: bool  # the one actor that a phone shows


class Row(NamedTuple):
    key: str  # clause number or issue slug
    heading: str
    url: str
    about: str
    cells: SafeString


@dataclass
class Group:
    title: str
    rows: list[Row] = field(default_factory=list)


class Unaddressed(NamedTuple):
    """A red line that no clause addresses."""

    line: LineRow
    is_demand: bool


@dataclass(frozen=True)
class Totals:
    """What a draft does to the red lines of one actor."""

    name: str
    url: str
    tally: Tally
    bar: list[tuple[str, int, int]]  # verdict, start, width
    unaddressed: list[Unaddressed]


class Address(NamedTuple):
    """Where the cells of a table lead."""

    base: str
    query: str
    opened: tuple[str, str] | None = None


def cells(
    key: str,
    label: str,
    outcomes: Mapping[tuple[str, str], Outcome],
    columns: Iterable[Column],
    address: Address,
    blank: str = BLANK,
) -> SafeString:
    """The `<td>` cells of one row, a link in each that has a verdict.

    `label` names the row for those who hear a cell alone: "Clause 10.b".
    """
    base, query = escape(f"{address.base}{key}/"), escape(address.query)
    label = escape(label)
    parts = []
    for slug, name, _, shown in columns:
        start = '<td class="cell is-shown">' if shown else '<td class="cell">'
        outcome = outcomes.get((key, slug))
        if outcome is None:
            parts.append(f"{start}{blank}</td>")
            continue
        verdict, crossed = outcome.verdict, outcome.crossed
        current = ' aria-current="true"' if address.opened == (key, slug) else ""
        count = f'<span class="count">{crossed}</span>' if crossed > 1 else ""
        parts.append(
            f'{start}<a class="chip v-{verdict}" href="{base}{slug}/{query}"{current} '
            f'aria-label="{label}, {name}: {verdict}'
            f"{f' {crossed}' if count else ''}{CHIPS[verdict]}{count}</a></td>"
        )
    # Safe: numbers, slugs and names were escaped, everything else is written here.
    return mark_safe("".join(parts))  # noqa: S308


def columns(actors: Iterable[tuple[str, str, str]], shown: str) -> list[Column]:
    """Columns from (slug, name, address); `shown` is the phone's, else the first."""
    made = [Column(slug, escape(name), url, False) for slug, name, url in actors]
    chosen = next((i for i, each in enumerate(made) if each.slug == shown), 0)
    if made:
        made[chosen] = made[chosen]._replace(shown=True)
    return made


def in_area(areas: Sequence[str], asked: str) -> list[str]:
    """Under which area a row stands: the one asked for, or its first; else nowhere.

    A row without any area stands under the empty one, unless an area is asked for.
    """
    if asked:
        return [asked] if asked in areas else []
    return [areas[0] if areas else ""]


def grouped(rows: Iterable[tuple[str, Row]], *, by_area: bool = True) -> list[Group]:
    """Rows, each with its area, as groups in the order of the areas, or as one."""
    groups = {value: Group(label) for value, label in Category.choices}
    groups[""] = Group("No coded position")
    if not by_area:
        return [Group("", [row for _, row in rows])]
    for area, row in rows:
        groups[area].rows.append(row)
    return [group for group in groups.values() if group.rows]


def totals(
    standings: Mapping[str, LineStanding],
    lines: Mapping[str, LineRow],
    url_of: Mapping[str, str],
) -> list[Totals]:
    """Per actor, in the actors' order, the counts and the lines not addressed."""
    counts = tally(standings.values())
    missing: dict[str, list[Unaddressed]] = {actor: [] for actor in counts}
    names: dict[str, tuple[int, str]] = {}
    for slug, standing in standings.items():
        line = lines[slug]
        names[line.actor] = (line.actor_order, line.actor_name)
        if standing.verdict is Verdict.UNADDRESSED:
            missing[line.actor].append(Unaddressed(line, line.kind == "demand"))
    return [
        Totals(names[actor][1], url_of[actor], counts[actor], bar(counts[actor]), gone)
        for actor, gone in sorted(missing.items(), key=lambda item: names[item[0]])
    ]


def bar(count: Tally) -> list[tuple[str, int, int]]:
    """The parts of a bar of all an actor's lines: verdict, start, width."""
    return bar_of(
        [
            ("crosses", count.crossed),
            ("contested", count.contested),
            ("open", count.open),
            ("meets", count.met),
            ("silent", count.silent),
        ]
    )


def bar_of(widths: Iterable[tuple[str, int]]) -> list[tuple[str, int, int]]:
    """The parts of a bar one after the other: what, start, width; none of no width."""
    parts, start = [], 0
    for what, width in widths:
        if width:
            parts.append((what, start, width))
        start += width
    return parts


def with_verdict(outcomes: Mapping[tuple[str, str], Outcome], verdict: str) -> set[str]:
    """The rows that have a cell with a verdict.

    A contested cell counts as crossing too when one of its versions crosses.
    """
    return {
        key
        for (key, _), outcome in outcomes.items()
        if outcome.verdict == verdict
        or (verdict == Verdict.CROSSES and outcome.crossed)
    }


def about(positions: Sequence[Position], issue_names: Mapping[str, str]) -> str:
    """The issues on which a clause takes a position, in words."""
    return ", ".join(dict.fromkeys(issue_names[each.issue] for each in positions))
