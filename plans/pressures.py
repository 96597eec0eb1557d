"""What was reported of the pressures on actors, variable by variable."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from plans import models
from plans.analysis.ages import age
from plans.citing import Cited, weakness


class Reported(NamedTuple):
    """A reading, and how old it is on the day asked."""

    indicator: models.Indicator
    age: str
    cited: Sequence[Cited]
    weakness: str


class Cell(NamedTuple):
    """An actor's readings of a variable up to a day, newest first.

    `later` counts those after the day.
    """

    actor: models.Actor
    newest: Reported | None
    older: list[Reported]
    later: int


class Row(NamedTuple):
    variable: str
    label: str
    cells: list[Cell]


def variables(found: Iterable[models.Indicator]) -> dict[str, str]:
    """The labels of the variables that were read, in the order of first mention."""
    return {each.variable: each.variable_label for each in found}


def elsewhere(
    found: Collection[models.Indicator],
    shown: Collection[models.Actor],
    every: Iterable[models.Actor],
) -> list[tuple[str, list[str]]]:
    """The variables read of no actor shown, and the names of whom they were read."""
    keys = {actor.pk for actor in shown}
    by_variable: dict[str, set[int]] = {}
    for each in found:
        by_variable.setdefault(each.variable, set()).add(each.actor_id)
    labels = variables(found)
    return [
        (labels[variable], [each.short_name for each in every if each.pk in read])
        for variable, read in by_variable.items()
        if not read & keys
    ]


def rows(
    found: Iterable[models.Indicator],
    actors: Sequence[models.Actor],
    cited: Mapping[int, Sequence[Cited]],
    on: date,
) -> list[Row]:
    """A row for each variable that was read of one of the actors, a cell for each."""
    keys = {actor.pk for actor in actors}
    own = [each for each in found if each.actor_id in keys]
    cells: dict[tuple[str, int], list[models.Indicator]] = {}
    for each in own:
        cells.setdefault((each.variable, each.actor_id), []).append(each)
    return [
        Row(
            variable,
            label,
            [
                _cell(actor, cells.get((variable, actor.pk), ()), cited, on)
                for actor in actors
            ],
        )
        for variable, label in variables(own).items()
    ]


def _cell(
    actor: models.Actor,
    found: Iterable[models.Indicator],
    cited: Mapping[int, Sequence[Cited]],
    on: date,
) -> Cell:
    newest_first = sorted(found, key=lambda each: each.as_of, reverse=True)
    # A month or a year alone sorts as its first day does.
    told = [each for each in newest_first if each.as_of <= on.isoformat()]
    reported = [_reported(each, cited.get(each.pk, ()), on) for each in told]
    return Cell(
        actor,
        reported[0] if reported else None,
        reported[1:],
        len(newest_first) - len(told),
    )


def _reported(each: models.Indicator, cited: Sequence[Cited], on: date) -> Reported:
    return Reported(each, age(each.as_of, on), cited, weakness(cited))
