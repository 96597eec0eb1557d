"""Questions to the records of the past, with the paths and conditions of the present.

A historical row knows the keys of its relations, not what stood behind them then, so
each step of a path is a question of its own, and the answers are joined here.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model, QuerySet

Rows = Callable[[type[Model]], "QuerySet[Any]"]
Row = tuple[Any, ...]


def past_values(
    rows: Rows, model: type[Model], paths: Sequence[str], where: dict[str, Any]
) -> list[Row]:
    """The values at `paths` of the rows that match, in their order.

    `rows` gives the rows of a model at the moment asked for, in order. A path may
    follow foreign keys; where one begins with a relation to many rows, a row comes
    once for each of them, or once with nothing where there are none.
    """
    steps = [path.partition("__")[::2] for path in paths]
    conditions = dict(_condition(rows, model, *item) for item in where.items())
    columns = [_column(model, head, bool(rest)) for head, rest in steps]
    found = list(rows(model).filter(**conditions).values_list(*columns))
    beyond: dict[str, list[str]] = defaultdict(list)
    for head, rest in steps:
        beyond[head] += [rest] if rest else []
    lookups: dict[str, dict[int, list[Row]]] = {}
    for index, (head, rest) in enumerate(steps):
        if rest and head not in lookups:
            keys = {row[index] for row in found if row[index] is not None}
            lookups[head] = _related(rows, model, head, beyond[head], keys)
    return [joined for row in found for joined in _join(row, steps, lookups)]


def _column(model: type[Model], head: str, leads_on: bool) -> str:
    field: Any = model._meta.get_field(head)
    if field.one_to_many:
        return "id"
    return f"{head}_id" if leads_on else head


def _related(
    rows: Rows, model: type[Model], head: str, paths: list[str], keys: set[int]
) -> dict[int, list[Row]]:
    """What stands behind a relation, by the key that leads there."""
    field: Any = model._meta.get_field(head)
    key = field.field.attname if field.one_to_many else "id"
    found: dict[int, list[Row]] = defaultdict(list)
    for owner, *values in past_values(
        rows, field.related_model, [key, *paths], {f"{key}__in": keys}
    ):
        found[owner].append(tuple(values))
    return found


def _join(
    row: Row, steps: Sequence[tuple[str, ...]], lookups: dict[str, dict[int, list[Row]]]
) -> list[Row]:
    joined: list[list[Any]] = [[]]
    taken: dict[str, list[Row]] = {}
    seen: dict[str, int] = defaultdict(int)
    for (head, rest), value in zip(steps, row, strict=True):
        if not rest:
            joined = [[*each, value] for each in joined]
            continue
        place = seen[head]
        seen[head] += 1
        if head not in taken:
            taken[head] = lookups[head].get(value) or [()]
            # One row for each of those behind the relation: as a rule there is one.
            joined = [list(each) for each in joined for _ in taken[head]]
        behind = taken[head]
        for number, each in enumerate(joined):
            values = behind[number % len(behind)]
            each.append(values[place] if values else None)
    return [tuple(each) for each in joined]


def _condition(
    rows: Rows, model: type[Model], name: str, value: Any
) -> tuple[str, Any]:
    """A condition on related rows, as one on which rows are related."""
    head, _, rest = name.partition("__")
    field: Any = model._meta.get_field(head)
    if not field.is_relation or rest in ("", "in", "isnull"):
        return name, value
    condition = dict([_condition(rows, field.related_model, rest, value)])
    related = rows(field.related_model).order_by().filter(**condition)
    if field.one_to_many:
        return "id__in", related.values(field.field.attname)
    return f"{head}_id__in", related.values("id")
