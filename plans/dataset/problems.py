"""What can be wrong with a dataset, in words that say what to do."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

QUOTED = 80
LISTED = 12
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a dataset: where it stands and what to do about it.

    `line` is None where no single line is to blame; `record` and `field` are empty
    where the fault is one of the whole file or record.
    """

    file: str
    line: int | None
    record: str
    field: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        named = ", ".join(part for part in (self.record, self.field) if part)
        return ": ".join(part for part in (place, named, self.message) if part)


class DatasetError(Exception):
    """A dataset that cannot be used; `problems` holds all that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"... and {len(self.problems) - SHOWN} more")
        return "\n".join(lines)


def shorten(text: str, length: int = QUOTED) -> str:
    """Cut `text` to `length` and escape what cannot be printed."""
    cut = text if len(text) <= length else text[: length - 3] + "..."
    if cut.isprintable():
        return cut
    return json.dumps(cut)[1:-1]


def quote(value: object) -> str:
    """Show a value read from the data, shortened: text in double quotes."""
    if isinstance(value, str):
        return f'"{shorten(value)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {shorten(_number(value))}"
    if isinstance(value, tuple | list):
        return "a list"
    return "empty" if value is None else "a mapping"


def _number(value: int | float) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to print integers of thousands of digits
        return "of too many digits"


def listing(known: Collection[str]) -> str:
    """Name the allowed values, the first dozen where there are more."""
    names = list(known)
    more = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f" and {more} more" if more > 0 else "")


def unknown(what: str, name: str, known: Collection[str]) -> str:
    """Say that `name` is not one of `known`, with the nearest or all that are."""
    said = f"unknown {what} {quote(name)}"
    if not known:
        return f"{said}; there is none"
    if len(known) <= LISTED:
        return f"{said}; known: {listing(known)}"
    best = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return f'{said}; did you mean "{best[0]}"?' if best else said
