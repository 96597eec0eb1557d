"""Through rows kept in step with a list of what they should be."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Model

GAP = 10


def longest_rise(
    orders: Sequence[int | None], steady: Collection[int] = ()
) -> list[int]:
    """Give the places of the longest run of orders that rises, None passed over.

    Of runs equally long it is the one that holds most of the places in `steady`.
    """
    places = [place for place, order in enumerate(orders) if order is not None]
    known = [order for order in orders if order is not None]
    if all(a < b for a, b in zip(known, known[1:], strict=False)):
        return places
    runs: list[tuple[int, int, int]] = []  # length, steady ones, the place before
    for at, place in enumerate(places):
        before = (0, 0, -1)
        for earlier in range(at):
            if known[earlier] < known[at] and runs[earlier][:2] > before[:2]:
                before = (*runs[earlier][:2], earlier)
        runs.append((before[0] + 1, before[1] + (place in steady), before[2]))
    at = max(range(len(runs)), key=lambda each: runs[each][:2])
    rise = []
    while at >= 0:
        rise.append(places[at])
        at = runs[at][2]
    return rise[::-1]


def place(orders: Sequence[int | None], steady: Collection[int] = ()) -> list[int]:
    """Give orders that rise, changing as few of those given as can be.

    None is a row without an order. Rows that do not rise already, and new ones, are
    put between their neighbours; only where there is no room are all numbered anew.
    """
    rise = set(longest_rise(orders, steady))
    kept = [order if at in rise else None for at, order in enumerate(orders)]
    placed: list[int] = []
    above = _next_known(kept)
    for at, order in enumerate(kept):
        low = placed[-1] if placed else 0
        if order is not None:
            placed.append(order)
        elif (following := above[at]) is None:
            placed.append(low + GAP)
        else:
            # So many rows share the room below the next order that stays.
            count, high = following[0] - at, following[1]
            if high - low <= count:
                return [GAP * n for n in range(1, len(orders) + 1)]
            placed.append(low + (high - low) // (count + 1))
    return placed


def _next_known(orders: Sequence[int | None]) -> list[tuple[int, int] | None]:
    """For each place, the nearest place at or after it that has an order."""
    found: list[tuple[int, int] | None] = []
    nearest = None
    for at in range(len(orders) - 1, -1, -1):
        order = orders[at]
        nearest = nearest if order is None else (at, order)
        found.append(nearest)
    return found[::-1]


def arrange(rows: Sequence[Any], steady: Collection[int] = ()) -> list[Any]:
    """Give rows an `order` that follows the sequence; return those it changed.

    A row without an order (None) is new. See `place` for which ones change.
    """
    changed = []
    for row, order in zip(
        rows, place([row.order for row in rows], steady), strict=True
    ):
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
