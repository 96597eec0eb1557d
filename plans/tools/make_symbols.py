"""Draw the symbol font of the pages: plans/static/plans/fonts/symbols.woff2.

Verdict signs and arrows look and weigh the same on every system only if they come
with the page; no text font that we ship has them all. Needs fonttools and brotli,
which nothing else does:

    pip install fonttools brotli && python plans/tools/make_symbols.py
"""

from collections.abc import Callable
from math import cos, pi, sin
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

TARGET = Path(__file__).parents[1] / "static/plans/fonts/symbols.woff2"
ADVANCE = 900
CENTRE = (ADVANCE / 2, 364)  # Half of Inter's cap height.
RADIUS = 345
STROKE = 84

Point = tuple[float, float]
Pen = TTGlyphPen


def polygon(pen: Pen, points: list[Point]) -> None:
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def arc(radius: float, start: float, end: float, steps: int = 48) -> list[Point]:
    x, y = CENTRE
    angles = [start + (end - start) * i / steps for i in range(steps + 1)]
    return [(x + radius * cos(a), y + radius * sin(a)) for a in angles]


def ring(pen: Pen) -> None:
    polygon(pen, arc(RADIUS, 2 * pi, 0)[:-1])
    polygon(pen, arc(RADIUS - STROKE, 0, 2 * pi)[:-1])


def line(pen: Pen, start: Point, end: Point, width: float = STROKE) -> None:
    """A bar from one point to the other, both given relative to the centre."""
    (x1, y1), (x2, y2) = start, end
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    dx, dy = (y2 - y1) / length * width / 2, -(x2 - x1) / length * width / 2
    corners = [(x1 - dx, y1 - dy), (x2 - dx, y2 - dy), (x2 + dx, y2 + dy)]
    corners.append((x1 + dx, y1 + dy))
    polygon(pen, [(CENTRE[0] + x, CENTRE[1] + y) for x, y in corners])


def cross(pen: Pen) -> None:
    line(pen, (-270, -270), (270, 270), 100)
    line(pen, (-270, 270), (270, -270), 100)


def disc(pen: Pen) -> None:
    polygon(pen, arc(RADIUS, 2 * pi, 0)[:-1])


def half_disc(pen: Pen) -> None:
    ring(pen)
    polygon(pen, arc(RADIUS - STROKE / 2, pi * 1.5, pi * 0.5))


def diamond(pen: Pen) -> None:
    x, y = CENTRE
    for size, turn in ((400, 1), (400 - STROKE * 1.45, -1)):
        points = [(x, y + size), (x + size, y), (x, y - size), (x - size, y)]
        polygon(pen, points[::turn])


def dash(pen: Pen) -> None:
    line(pen, (-240, 0), (240, 0))


def arrow(*tips: tuple[float, float]) -> Callable[[Pen], None]:
    """An arrow through the centre for each direction given as a unit vector."""

    def draw(pen: Pen) -> None:
        for x, y in tips:
            tip, head = 350, 235
            line(pen, (-x * tip, -y * tip), (x * (tip - 20), y * (tip - 20)))
            for side in (1, -1):
                end = (
                    x * (tip - head) - side * y * head,
                    y * (tip - head) + side * x * head,
                )
                line(pen, (x * tip, y * tip), end)

    return draw


def swap(pen: Pen) -> None:
    for x, y in ((1, 190), (-1, -190)):
        line(pen, (-x * 350, y), (x * 335, y))
        for side in (1, -1):
            line(pen, (x * 350, y), (x * 190, y + side * 160))


DIAGONAL = 0.5**0.5
SYMBOLS: dict[str, Callable[[Pen], None]] = {
    "✕": cross,
    "◐": half_disc,
    "●": disc,
    "○": ring,
    "◇": diamond,
    "–": dash,
    "→": arrow((1, 0)),
    "←": arrow((-1, 0)),
    "↗": arrow((DIAGONAL, DIAGONAL)),
    "⇄": swap,
}


def main() -> None:
    names = {symbol: f"uni{ord(symbol):04X}" for symbol in SYMBOLS}
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for symbol, draw in SYMBOLS.items():
        pen = TTGlyphPen(None)
        draw(pen)
        glyphs[names[symbol]] = pen.glyph()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap({ord(symbol): names[symbol] for symbol in SYMBOLS})
    font.setupGlyf(glyphs)
    lefts = font.font["glyf"]
    font.setupHorizontalMetrics(
        {name: (ADVANCE, getattr(lefts[name], "xMin", 0)) for name in glyphs}
    )
    font.setupHorizontalHeader(ascent=969, descent=-242)
    font.setupOS2(sTypoAscender=969, sTypoDescender=-242, usWinAscent=969)
    font.setupNameTable({"familyName": "Tracker Symbols", "styleName": "Regular"})
    font.setupPost(keepGlyphNames=False)
    font.font.flavor = "woff2"
    font.save(TARGET)


if __name__ == "__main__":
    main()
