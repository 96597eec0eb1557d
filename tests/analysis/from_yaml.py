"""The shipped dataset as facts, read straight from its files."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from plans.analysis.facts import Conditional, Position, RedLine, Requirement

DATA = Path(__file__).resolve().parents[2] / "plans" / "data"


@cache
def read(name: str) -> Any:
    """Read one file of the dataset as plain values."""
    return yaml.load((DATA / name).read_text("utf-8"), yaml.CSafeLoader)


def draft_ids() -> list[str]:
    return sorted(path.stem for path in (DATA / "drafts").glob("*.yaml"))


def positions(draft_id: str) -> list[Position]:
    """Give the positions of a shipped draft in the order of its clauses."""
    return positions_of(read(f"drafts/{draft_id}.yaml"))


def positions_of(draft: dict[str, Any]) -> list[Position]:
    return [
        Position(
            clause=clause["number"],
            issue=position["issue"],
            option=position["option"],
            alternative=position.get("alternative", ""),
            proponents=tuple(position.get("proponents", ())),
            note=position.get("note", ""),
        )
        for clause in draft["clauses"]
        for position in clause.get("positions", ())
    ]


@cache
def red_lines() -> tuple[RedLine, ...]:
    """Give all red lines, those outside the frame too."""
    return tuple(map(red_line, read("red_lines.yaml")["red_lines"]))


def red_line(record: dict[str, Any]) -> RedLine:
    return RedLine(
        id=record["id"],
        actor=record["actor"],
        issue=record.get("issue", ""),
        kind=record["kind"],
        strength=record["strength"],
        acceptable=frozenset(record["acceptable"]),
        unacceptable=frozenset(record["unacceptable"]),
        conditional=tuple(map(conditional, record["conditional"])),
        stated_on=record["stated_on"],
        valid_until=record.get("valid_until", ""),
    )


def conditional(record: dict[str, Any]) -> Conditional:
    return Conditional(
        option=record["option"],
        requires=tuple(
            Requirement(each["issue"], frozenset(each["options"]))
            for each in record["requires"]
        ),
        note=record.get("note", ""),
    )
