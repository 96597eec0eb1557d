"""What a load did, and what it left as it was."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plans.dataset.problems import DatasetError
from plans.dataset.tables import KINDS, Key, Table

Why = Literal["changed", "deleted", "moved"]


class LoadError(DatasetError):
    """A sound dataset that the tracker cannot take as it stands."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that an editor changed, deleted or moved, and that stays so.

    `fields` are those in which the dataset differs; `file` and `line` say where.
    """

    kind: str
    name: str
    why: Why
    fields: tuple[str, ...]
    by: str
    at: datetime
    file: str
    line: int | None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        day = f"{self.at.day} {self.at:%B %Y}"
        text = f"{place}: {self.kind} {self.name}: {self.why} by {self.by} on {day}"
        return f"{text}; differs in {', '.join(self.fields)}" if self.fields else text


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that an earlier dataset brought and that this one does not have.

    Where it was not removed although that was asked for, `hindrance` says why.
    """

    kind: str
    name: str
    removed: bool = False
    hindrance: str = ""

    def __str__(self) -> str:
        text = f"{self.kind} {self.name}"
        return f"{text}: {self.hindrance}" if self.hindrance else text


@dataclass(slots=True)
class Counts:
    """How many records of a kind a load created, changed, left and removed."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    removed: int = 0


@dataclass(slots=True)
class LoadReport:
    """What a load did; `counts` by kind, every kind in it."""

    version: str
    counts: dict[str, Counts] = field(
        default_factory=lambda: {kind: Counts() for kind in KINDS.values()}
    )
    kept: list[Kept] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)


def name_of(table: Table, key: Key) -> str:
    """What to call a record in a list or a message."""
    if KINDS[table] == "lineage link":
        older, newer, *sides = (part.replace(" ", ", ") or "none" for part in key[:4])
        return f"{older}--{newer} ({sides[0]} to {sides[1]})"
    return " ".join(key)
