"""Through rows kept in step with a list of what they should be."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

GAP = 10


def arrange(rows: Sequence[Any]) -> list[Any]:
    """Give rows an `order` that follows the sequence; return those it changed.

    A row without an order (None) is new. Orders that rise already stay as they are,
    and new rows at the end come after them; otherwise all are numbered anew.
    """
    orders = [row.order for row in rows if row.order is not None]
    rises = all(a < b for a, b in zip(orders, orders[1:], strict=False))
    new_at_end = all(row.order is not None for row in rows[: len(orders)])
    if rises and new_at_end:
        last = orders[-1] if orders else 0
        wanted = orders + [
            last + GAP * n for n in range(1, len(rows) - len(orders) + 1)
        ]
    else:
        wanted = [GAP * n for n in range(1, len(rows) + 1)]
    changed = []
    for row, order in zip(rows, wanted, strict=True):
        if row.order != order:
            row.order = order
            changed.append(row)
    return changed


def sync_rows(
    owner: Model,
    accessor: str,
    wanted: Sequence[Mapping[str, Any]],
    key: Sequence[str],
    fixed: Mapping[str, Any] | None = None,
) -> list[Any]:
    """Make the through rows of `owner` what `wanted` lists, saving only differences.

    `accessor` is the reverse name of the rows; `key` the fields that identify a row
    among them; `fixed` narrows them (the parties that are obligors) and is set on new
    ones. Returns the rows in the order of `wanted`.
    """
    relation = owner._meta.get_field(accessor)
    model: Any = relation.related_model
    foreign_key = relation.field.name  # type: ignore[union-attr]
    common = {foreign_key: owner, **(fixed or {})}
    stored = {
        tuple(getattr(row, name) for name in key): row
        for row in model._default_manager.filter(**common).order_by("order", "id")
    }
    keys = [tuple(values[name] for name in key) for values in wanted]
    for row_key, row in stored.items():
        if row_key not in keys:
            row.delete()
    rows, changed = [], []
    for row_key, values in zip(keys, wanted, strict=True):
        row = stored.get(row_key)
        if row is None:
            row = model(order=None, **common, **values)
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
        rows.append(row)
    to_save = {id(row) for row in [*changed, *arrange(rows)]}
    for row in rows:
        if id(row) in to_save:
            row.save()
    return rows
