"""Figures in a text: numbers, sums, shares, terms, dates and articles."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from plans.analysis.comparison import MONTH

Kind = Literal["date", "sum", "share", "term", "distance", "reference", "number"]

NUMBER = r"\d+(?:[.,\xa0\u202f]\d+)*"
SPELLED = (
    "(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    "|thirty|forty|fifty|sixty|ninety|(?:one |a )?hundred)"
)
SCALE = r"(?:\s(?:thousand|million|billion|trillion))"
CURRENCY = (
    r"(?:\s(?:US|Canadian|Australian))?\s(?:dollars|euros?|pounds|roubles|hryvni?as)"
)
FIGURE = re.compile(
    rf"(?P<date>\d{{1,2}}\s{MONTH}(?:\s\d{{4}})?|{MONTH}\s\d{{4}}|\d{{4}}-\d\d(?:-\d\d)?)"
    rf"|(?P<sum>(?:US\s?)?[$€£]\s?{NUMBER}{SCALE}?|{NUMBER}{SCALE}?{CURRENCY})"
    rf"|(?P<share>{NUMBER}\s?(?:per\scent|percent|%)|\d+:\d+)"
    rf"|(?P<term>(?:{NUMBER}|{SPELLED})[\s-](?:hour|day|week|month|year)s?)"
    rf"|(?P<distance>{NUMBER}[\s-](?:km|kilometres?|miles?|metres?|m))"
    r"|(?P<reference>(?:Article|Annex|Chapter|Point|Clause|Paragraph)s?\s\d+)"
    rf"|(?P<year>(?:19|20)\d\d)"
    rf"|(?P<number>{NUMBER}{SCALE}?)",
    re.IGNORECASE,
)
DIGIT = re.compile(r"\d")
UNITS = ("hour", "day", "week", "month", "year")  # of terms that are spelled out
ALONE = re.compile(rf"(?<![\w.,])(?:{FIGURE.pattern})(?!\w)", re.IGNORECASE)


class Figure(NamedTuple):
    """A figure as it stands in a text, with the places where it begins and ends."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure of the older text and what took its place; one may be empty."""

    older: str
    newer: str
    kind: str


def figures(text: str) -> list[Figure]:
    """Find the figures of a text, in order; a year counts as a date."""
    # Most passages hold none, and that is soon seen.
    if not DIGIT.search(text):
        lower = text.lower()
        if not any(unit in lower for unit in UNITS):
            return []
    found = []
    for each in ALONE.finditer(text):
        kind = each.lastgroup or "number"
        kind = "date" if kind == "year" else kind
        found.append(Figure(kind, each.group(), each.start(), each.end()))
    return found


def changed_figures(older: str, newer: str) -> tuple[FigureChange, ...]:
    """Tell which figures changed between two texts.

    What both texts have is left alone. The others are paired kind by kind, in the
    order in which they stand; those left over were removed, or added.
    """
    before, after = figures(older), figures(newer)
    kept = Counter(_said(each) for each in before) & Counter(_said(e) for e in after)
    gone, come = list(_less(before, kept)), list(_less(after, kept))
    changes = []
    for figure in gone:
        match = next((each for each in come if each.kind == figure.kind), None)
        if match is not None:
            come.remove(match)
        changes.append(
            FigureChange(figure.text, match.text if match else "", figure.kind)
        )
    changes += [FigureChange("", figure.text, figure.kind) for figure in come]
    return tuple(changes)


def _said(figure: Figure) -> str:
    return " ".join(figure.text.casefold().replace("-", " ").split())


def _less(found: list[Figure], kept: Counter[str]) -> Iterator[Figure]:
    left = kept.copy()
    for figure in found:
        if left[_said(figure)] > 0:
            left[_said(figure)] -= 1
        else:
            yield figure
