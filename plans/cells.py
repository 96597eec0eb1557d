"""Through rows as the text of one cell of a sheet, and back.

Items stand apart by semicolons or lines. Free text that could be mistaken for more
stands in double quotes, a quote in it doubled.

    positions  force-cap=cap-600k [A: russia, us] "as reported"; amnesty=full
    stances    cap-600k=unacceptable; cap-800k=conditional [if foreign-forces=none|few]
    sources    axios-2025-11-20 @ point 6; reuters-2025-11-21 @ "pages 3; 4"
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from plans.models.choices import Stance

T = TypeVar("T")

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
QUOTED = r'"(?P<note>(?:[^"]|"")*)"'
ITEM = re.compile(r'(?:"(?:[^"]|"")*"|\[[^\]]*\]|[^;\n"\[])+|[\["]')
POSITION = re.compile(
    rf"(?P<issue>{SLUG})=(?P<option>{SLUG})(?:\s*\[(?P<who>[^\]]*)\])?(?:\s*{QUOTED})?"
)
STANCE = re.compile(
    rf"(?P<option>{SLUG})=(?P<stance>{'|'.join(Stance.values)})"
    rf"(?:\s*\[if (?P<requires>[^\]]*)\])?(?:\s*{QUOTED})?"
)
SOURCE = re.compile(rf'(?P<source>{SLUG})(?:\s*@\s*(?:{QUOTED}|(?P<locator>[^"]+)))?')
ACTORS = rf"{SLUG}(?:\s*,\s*{SLUG})*"
WHO = re.compile(rf"(?:(?P<letter>[A-Z])\s*(?::|$))?\s*(?P<actors>{ACTORS})?")
# What a spreadsheet would take for a formula, however often it was escaped before.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


class PositionCell(NamedTuple):
    issue: str
    option: str
    alternative: str
    proponents: tuple[str, ...]
    note: str


class StanceCell(NamedTuple):
    option: str
    stance: str
    requires: tuple[tuple[str, str], ...]  # issue and option
    note: str


class SourceCell(NamedTuple):
    source: str
    locator: str


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """Undo `escape_formula`."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def read_slugs(text: str) -> list[str]:
    """The ids of a cell; ValueError for what is no id or stands twice."""
    slugs = list(_items(text))
    for slug in slugs:
        if not re.fullmatch(SLUG, slug):
            raise ValueError(f"“{slug}” is no id; write ids such as russia; ukraine.")
    return _once(slugs, slugs)


def write_slugs(slugs: Iterable[str]) -> str:
    return "; ".join(slugs)


def read_positions(text: str) -> list[PositionCell]:
    """The positions of a cell; ValueError that says what is wrong and what is right."""
    cells = []
    for item in _items(text):
        match = POSITION.fullmatch(item)
        who = WHO.fullmatch((match["who"] or "").strip()) if match else None
        if not match or not who:
            raise ValueError(
                f"“{item}” is no position; write issue=option, with [A: russia, us] "
                "for an alternative and its proponents, and a note in quotes."
            )
        actors = tuple(re.findall(SLUG, who["actors"] or ""))
        if who["letter"] and not actors:
            raise ValueError(
                f"“{item}” is an alternative; name who put it forward: "
                f"[{who['letter']}: russia]."
            )
        cells.append(
            PositionCell(
                match["issue"],
                match["option"],
                who["letter"] or "",
                actors,
                _unquote(match["note"]),
            )
        )
    return _once(cells, [cell[:3] for cell in cells])


def write_positions(cells: Iterable[PositionCell]) -> str:
    texts = []
    for cell in cells:
        who = ", ".join(cell.proponents)
        if cell.alternative:
            who = f"{cell.alternative}: {who}" if who else cell.alternative
        bracket = f" [{who}]" if who else ""
        texts.append(f"{cell.issue}={cell.option}{bracket}{_quoted(cell.note)}")
    return "; ".join(texts)


def read_stances(text: str) -> list[StanceCell]:
    """The stances of a cell; ValueError that says what is wrong and what is right."""
    cells = []
    for item in _items(text):
        match = STANCE.fullmatch(item)
        if not match:
            raise ValueError(
                f"“{item}” is no stance; write option=acceptable, option=unacceptable "
                'or option=conditional [if issue=option|option] "the condition".'
            )
        requires = tuple(_requirements(match["requires"] or ""))
        if requires and match["stance"] != Stance.CONDITIONAL:
            raise ValueError(f"“{item}”: only a conditional stance has an [if …].")
        cells.append(
            StanceCell(
                match["option"], match["stance"], requires, _unquote(match["note"])
            )
        )
    return _once(cells, [cell.option for cell in cells])


def write_stances(cells: Iterable[StanceCell]) -> str:
    texts = []
    for cell in cells:
        by_issue: dict[str, list[str]] = {}
        for issue, option in cell.requires:
            by_issue.setdefault(issue, []).append(option)
        parts = [f"{issue}={'|'.join(names)}" for issue, names in by_issue.items()]
        bracket = f" [if {', '.join(parts)}]" if parts else ""
        texts.append(f"{cell.option}={cell.stance}{bracket}{_quoted(cell.note)}")
    return "; ".join(texts)


def read_sources(text: str) -> list[SourceCell]:
    """The sources of a cell; ValueError that says what is wrong and what is right."""
    cells = []
    for item in _items(text):
        match = SOURCE.fullmatch(item)
        if not match:
            raise ValueError(
                f"“{item}” is no source; write its id, and where to look after an @: "
                "axios-2025-11-20 @ point 6."
            )
        locator = match["locator"] or _unquote(match["note"])
        cells.append(SourceCell(match["source"], locator.strip()))
    return _once(cells, cells)


def write_sources(cells: Iterable[SourceCell]) -> str:
    texts = []
    for cell in cells:
        locator = cell.locator
        if re.search(r'[;\n"\[]', locator):
            locator = _quoted(locator).strip()
        texts.append(f"{cell.source} @ {locator}" if locator else cell.source)
    return "; ".join(texts)


def _items(text: str) -> Iterator[str]:
    for item in ITEM.findall(text):
        if item.strip():
            yield item.strip()


def _requirements(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (part.strip() for part in text.split(","))):
        issue, _, options = part.partition("=")
        for option in options.split("|"):
            if not re.fullmatch(f"{SLUG}={SLUG}", f"{issue}={option}"):
                raise ValueError(
                    f"“{part}” is no requirement; write issue=option|option."
                )
            yield issue, option


def _once(cells: list[T], keys: Sequence[object]) -> list[T]:
    for place, key in enumerate(keys):
        if key in keys[:place]:
            shown = "=".join(map(str, key)) if isinstance(key, tuple) else key
            raise ValueError(f"“{shown}” stands twice; leave one out.")
    return cells


def _quoted(note: str) -> str:
    return ' "{}"'.format(note.replace('"', '""')) if note else ""


def _unquote(note: str | None) -> str:
    return (note or "").replace('""', '"')
