"""The geometry of the chart of months: numbers for attributes, words for titles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from plans.analysis.phrases import counted
from plans.analysis.settlements_time import Standing
from plans.analysis.settlements_zone import Zone

LEFT, RIGHT = 56, 44  # room for the numbers of the axes, and of the last month
WIDTH = 1340
NARROW = 1000  # what is wider may shrink a little
WIDEST = 96  # of a month
ZONES = {
    Zone.YES: "yes",
    Zone.IF_SILENCE: "if silence",
    Zone.NO: "no",
    Zone.UNFINISHED: "not finished",
}
CHARACTER = 8  # about the width of one


class Band(NamedTuple):
    """A month to be drawn."""

    slug: str  # 2025-11
    name: str
    standing: Standing
    url: str
    table_url: str
    drafts: tuple[str, ...]
    events: tuple[str, ...]

    @property
    def title(self) -> str:
        state = self.standing
        conflicts = "conflicts not finished"
        if state.conflicts is not None:
            conflicts = counted(state.conflicts, "conflict")
        return (
            f"{self.name}: zone {ZONES[state.zone]}, {conflicts}, {state.left} of "
            f"{state.options} options left to all, {counted(state.lines, 'line')} in "
            "force"
        )


class Panel(NamedTuple):
    """A strip of the chart with a scale of its own, from `top` down to `base`."""

    top: int
    base: int
    most: int

    def y(self, value: int) -> float:
        return round(self.base - (self.base - self.top) * value / self.most, 1)


class Label(NamedTuple):
    x: float
    y: float
    text: str


class Bar(NamedTuple):
    x: float
    y: float
    width: float
    height: float


class Run(NamedTuple):
    """Months in a row with the same zone."""

    x: float
    width: float
    zone: str
    text: str  # empty where there is no room for it
    text_x: float


class Hit(NamedTuple):
    """A month as something to choose."""

    x: float
    url: str
    title: str


class Mark(NamedTuple):
    x: float
    text_x: float
    number: int
    url: str
    title: str


class Year(NamedTuple):
    x: float
    text: str


@dataclass(frozen=True)
class Chart:
    """Everything that `_settlement_chart.html` draws."""

    width: float
    end: float
    band: float
    conflicts: Panel
    options: Panel
    lines: Panel
    conflict_bars: list[Bar]
    conflict_labels: list[Label]
    zones: list[Run]
    options_path: str
    left_path: str
    left_area: str
    line_bars: list[Bar]
    last: list[Label]
    hits: list[Hit]
    draft_marks: list[Mark]
    event_marks: list[Mark]
    years: list[Year]
    summary: str

    @property
    def is_wide(self) -> bool:
        return self.width > NARROW


def draw(bands: Sequence[Band]) -> Chart:
    """Lay out at least one month."""
    states = [band.standing for band in bands]
    width = round(min((WIDTH - LEFT - RIGHT) / len(bands), WIDEST), 2)
    starts = [round(LEFT + width * place, 2) for place in range(len(bands))]
    end = round(LEFT + width * len(bands), 2)
    conflicts = Panel(34, 114, round_up(max(each.conflicts or 0 for each in states)))
    options = Panel(184, 264, round_up(max(each.options for each in states)))
    lines = Panel(308, 358, round_up(max(each.lines for each in states)))
    left = [options.y(each.left) for each in states]
    every = [options.y(each.options) for each in states]
    return Chart(
        width=max(end + RIGHT, 360),
        end=end,
        band=width,
        conflicts=conflicts,
        options=options,
        lines=lines,
        conflict_bars=[
            _bar(conflicts, x, width, each.conflicts)
            for x, each in zip(starts, states, strict=True)
            if each.conflicts
        ],
        conflict_labels=list(_conflict_labels(conflicts, starts, width, states)),
        zones=list(_runs(starts, width, states)),
        options_path=steps(starts, every, end),
        left_path=steps(starts, left, end),
        left_area=f"{steps(starts, left, end)}V{options.base}H{LEFT}Z",
        line_bars=[
            _bar(lines, x, width, each.lines)
            for x, each in zip(starts, states, strict=True)
            if each.lines
        ],
        last=list(_last(options, lines, end, states[-1])),
        hits=[
            Hit(x, band.url, band.title) for x, band in zip(starts, bands, strict=True)
        ],
        draft_marks=[
            _mark(x, width, band, band.drafts)
            for x, band in zip(starts, bands, strict=True)
            if band.drafts
        ],
        event_marks=[
            _mark(x, width, band, band.events)
            for x, band in zip(starts, bands, strict=True)
            if band.events
        ],
        years=list(_years(starts, width, bands)),
        summary=f"From {bands[0].name} to {bands[-1].name}. {bands[-1].title}.",
    )


def round_up(value: int) -> int:
    """The top of a scale: the next number with one figure, or with a 5 after it."""
    if value <= 5:
        return max(value, 1)
    unit = int(10 ** (len(str(value)) - 1)) // 2 or 1
    return -(-value // unit) * unit


def steps(starts: Sequence[float], heights: Sequence[float], end: float) -> str:
    """The path of a line that is level within a month and steps between two."""
    path = f"M{starts[0]} {heights[0]}"
    for x, (before, after) in zip(starts[1:], pairwise(heights), strict=True):
        if after != before:
            path += f"H{x}V{after}"
    return f"{path}H{end}"


def _bar(panel: Panel, x: float, width: float, value: int) -> Bar:
    gap = min(width * 0.12, 3)
    top = panel.y(value)
    return Bar(
        round(x + gap, 2), top, round(width - 2 * gap, 2), round(panel.base - top, 1)
    )


def _conflict_labels(
    panel: Panel, starts: Sequence[float], width: float, states: Sequence[Standing]
) -> Iterator[Label]:
    """The number of conflicts where it changes, in the middle of its month."""
    before: int | None = 0
    for x, state in zip(starts, states, strict=True):
        count = state.conflicts
        middle = round(x + width / 2, 2)
        if count is None:
            yield Label(middle, panel.base - 4, "?")
        elif count != before:
            yield Label(middle, panel.y(count) - 4, str(count))
        before = count


def _runs(
    starts: Sequence[float], width: float, states: Sequence[Standing]
) -> Iterator[Run]:
    months = zip(starts, states, strict=True)
    for zone, members in groupby(months, key=lambda month: month[1].zone):
        own = list(members)
        x, long = own[0][0], round(width * len(own), 2)
        text = ZONES[zone] if len(ZONES[zone]) * CHARACTER < long else ""
        yield Run(x, long, zone.value, text, round(x + long / 2, 2))


def _last(options: Panel, lines: Panel, end: float, state: Standing) -> Iterator[Label]:
    """The numbers of the last month, beside the ends of their lines."""
    every, left = options.y(state.options), options.y(state.left)
    if left - every < 14:  # apart enough to be read
        every, left = every - 7, left + 7
    yield Label(end + 6, every + 4, str(state.options))
    yield Label(end + 6, left + 4, str(state.left))
    yield Label(end + 6, lines.y(state.lines) + 4, str(state.lines))


def _mark(x: float, width: float, band: Band, titles: Sequence[str]) -> Mark:
    return Mark(
        x,
        round(x + width / 2, 2),
        len(titles),
        band.table_url,
        f"{band.name}: {'; '.join(titles)}",
    )


def _years(
    starts: Sequence[float], width: float, bands: Sequence[Band]
) -> Iterator[Year]:
    """Where years begin; the first month names its own, if there is room."""
    for place, (x, band) in enumerate(zip(starts, bands, strict=True)):
        if band.slug.endswith("-01") or (not place and _room(bands, width)):
            yield Year(x, band.slug[:4])


def _room(bands: Sequence[Band], width: float) -> bool:
    """Whether the first year's name ends before the next year begins."""
    months = 13 - int(bands[0].slug[5:7])
    return months * width > 5 * CHARACTER or len(bands) < months
