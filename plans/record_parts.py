"""Which through rows belong to which record, and how each reads as a line of text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Model

from plans import models


class Reader(Protocol):
    """What a line is written from, besides the row itself."""

    def name(self, model: type[Model], pk: int | None) -> str:
        """The readable name of the row that a foreign key points to."""

    def rows(self, part: "Part", owner: int) -> Sequence[Any]:
        """The rows of a nested part that belong to a row, in their order."""


@dataclass(frozen=True, eq=False)
class Part:
    """Rows of one model that belong to a record by the foreign key `owner`.

    They are shown under one of the `headings`, one line each.
    """

    model: type[Model]
    owner: str
    headings: tuple[str, ...]
    line: Callable[[Any, Reader], str]
    heading: Callable[[Any], str] | None = None
    parts: tuple["Part", ...] = field(default=())

    def heading_of(self, row: Any) -> str:
        return self.heading(row) if self.heading else self.headings[0]


def _points_to(model: type[Model], name: str) -> Callable[[Any, Reader], str]:
    return lambda row, reader: reader.name(model, getattr(row, f"{name}_id"))


def _citation(row: Any, reader: Reader) -> str:
    source = reader.name(models.Source, row.source_id)
    return f"{source}, {row.locator}" if row.locator else source


def _noted(text: str, note: str) -> str:
    return f"{text}. {note}" if note else text


def _position(row: Any, reader: Reader) -> str:
    text = reader.name(models.Option, row.option_id)
    if row.alternative:
        text += f" [{row.alternative}]"
    if actors := _join(reader, PROPONENTS, row):
        text += f" (put forward by {actors})"
    return _noted(text, row.note)


def _stance(row: Any, reader: Reader) -> str:
    text = f"{reader.name(models.Option, row.option_id)}: {row.get_stance_display()}"
    if options := _join(reader, REQUIREMENTS, row):
        text += f" (requires {options})"
    return _noted(text, row.note)


def _join(reader: Reader, part: Part, row: Any) -> str:
    return "; ".join(part.line(nested, reader) for nested in reader.rows(part, row.id))


def _option(row: Any, reader: Reader) -> str:
    return f"{row.slug}: {row.label}"


def _foundation(row: Any, reader: Reader) -> str:
    source = reader.name(models.Source, row.source_id)
    return f"{row.date}: {row.text} [{source}]"


def _test(row: Any, reader: Reader) -> str:
    red_line = reader.name(models.RedLine, row.red_line_id)
    return _noted(f"{red_line}: {row.get_outcome_display()}", row.note)


def _sources(model: type[Model], owner: str) -> Part:
    return Part(model, owner, ("sources",), _citation)


def _actors(model: type[Model], owner: str, heading: str) -> Part:
    return Part(model, owner, (heading,), _points_to(models.Actor, "actor"))


PROPONENTS = _actors(models.PositionProponent, "position", "proponents")
REQUIREMENTS = Part(
    models.StanceRequirement,
    "stance",
    ("requirements",),
    _points_to(models.Option, "option"),
)

PARTS: dict[type[Model], tuple[Part, ...]] = {
    models.Source: (),
    models.Actor: (
        Part(
            models.ActorMembership,
            "part",
            ("speaks within",),
            _points_to(models.Actor, "whole"),
        ),
        Part(models.ActorFoundation, "actor", ("foundations",), _foundation),
        _sources(models.ActorSource, "actor"),
    ),
    models.Issue: (Part(models.Option, "issue", ("options",), _option),),
    models.Coupling: (
        Part(
            models.CouplingConsequence,
            "coupling",
            ("options left",),
            _points_to(models.Option, "option"),
        ),
        _sources(models.CouplingSource, "coupling"),
    ),
    models.Plan: (_actors(models.PlanSponsor, "plan", "sponsors"),),
    models.Draft: (
        _actors(models.DraftAuthor, "draft", "authors"),
        Part(
            models.DraftOrigin,
            "draft",
            ("derived from",),
            _points_to(models.Draft, "origin"),
        ),
        _sources(models.DraftSource, "draft"),
    ),
    models.Clause: (
        Part(
            models.ClauseParty,
            "clause",
            ("obligors", "beneficiaries"),
            _points_to(models.Actor, "actor"),
            heading=lambda row: (
                "obligors" if row.role == "obligor" else "beneficiaries"
            ),
        ),
        Part(
            models.ClausePosition,
            "clause",
            ("positions",),
            _position,
            parts=(PROPONENTS,),
        ),
        _sources(models.ClauseSource, "clause"),
    ),
    models.ClauseLink: (
        Part(
            models.ClauseLinkEnd,
            "link",
            ("older clauses", "newer clauses"),
            _points_to(models.Clause, "clause"),
            heading=lambda row: f"{row.side} clauses",
        ),
        _sources(models.ClauseLinkSource, "link"),
    ),
    models.RedLine: (
        Part(
            models.RedLineStance,
            "red_line",
            ("stances",),
            _stance,
            parts=(REQUIREMENTS,),
        ),
        _sources(models.RedLineSource, "red_line"),
    ),
    models.Event: (
        _actors(models.EventActor, "event", "actors"),
        Part(
            models.EventDraft, "event", ("drafts",), _points_to(models.Draft, "draft")
        ),
        _sources(models.EventSource, "event"),
        Part(models.RedLineTest, "event", ("tests of red lines",), _test),
    ),
    models.Indicator: (_sources(models.IndicatorSource, "indicator"),),
    models.Assessment: (_sources(models.AssessmentSource, "assessment"),),
    models.Scenario: (
        Part(
            models.ScenarioChoice,
            "scenario",
            ("choices",),
            _points_to(models.Option, "option"),
        ),
    ),
}

# What the name of a row is made of, so that names load in one query a model.
NAMED_WITH: dict[type[Model], tuple[str, ...]] = {
    models.Option: ("issue",),
    models.Clause: ("draft",),
    models.RedLine: ("actor",),
}


def parts_of(model: type[Model]) -> tuple[Part, ...]:
    """The parts of a record of this model; KeyError for one that is itself a part."""
    return PARTS[model]


def all_parts(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts and theirs, each after the part it belongs to."""
    for part in parts:
        yield part
        yield from all_parts(part.parts)
