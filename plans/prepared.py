"""Queries for plain values, compiled once and run again with other arguments.

A page asks a dozen small questions, and putting each together anew takes the ORM
longer than the database takes to answer it. The SQL is still the ORM's own: it is
compiled with stand-ins for the arguments, and kept by the shape of the question.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model

Shape = tuple[tuple[str, Any], ...]


class Prepared(NamedTuple):
    """SQL, for each of its parameters which argument it takes, and converters."""

    sql: str
    slots: tuple[tuple[str, int], ...]
    converters: tuple[tuple[int, Any, Any], ...]


def fetch(
    model: type[Model],
    paths: Sequence[str],
    order: Sequence[str],
    where: dict[str, Any],
) -> list[tuple[Any, ...]]:
    """The named fields of the rows that match, in order: one query, or none.

    `where` are keyword arguments of `filter`, whose values are numbers, texts, flags
    of `isnull`, or for `in` a collection of them; an empty one matches nothing.
    """
    arguments: dict[str, Sequence[Any]] = {}
    shape: list[tuple[str, Any]] = []
    for name, value in sorted(where.items()):
        if name.endswith("__in"):
            values = list(value)
            if not values:
                return []
            # Few lengths make few shapes, and a value twice matches no more.
            length = 1 << (len(values) - 1).bit_length()
            arguments[name] = values + values[-1:] * (length - len(values))
            shape.append((name, (type(values[0]), length)))
        elif isinstance(value, bool):
            shape.append((name, value))
        else:
            arguments[name] = [value]
            shape.append((name, (type(value), 1)))
    query = _prepare(connection.vendor, model, tuple(paths), tuple(order), tuple(shape))
    with connection.cursor() as cursor:
        cursor.execute(query.sql, [arguments[name][i] for name, i in query.slots])
        rows = cursor.fetchall()
    return _converted(rows, query.converters) if query.converters else rows


@lru_cache(maxsize=1024)
def _prepare(
    vendor: str,
    model: type[Model],
    paths: tuple[str, ...],
    order: tuple[str, ...],
    shape: Shape,
) -> Prepared:
    # `vendor` is part of the question: the databases speak differently.
    numbers = count(10**9)
    slots: dict[Any, tuple[str, int]] = {}
    where: dict[str, Any] = {}
    for name, form in shape:
        if isinstance(form, bool):
            where[name] = form
            continue
        kind, length = form
        stand_ins = [kind(next(numbers)) for _ in range(length)]
        slots |= {each: (name, place) for place, each in enumerate(stand_ins)}
        where[name] = stand_ins if name.endswith("__in") else stand_ins[0]
    rows: Any = model._default_manager.order_by(*order).filter(**where)
    query = rows.values_list(*paths).query
    compiler = query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    found = compiler.get_converters([each[0] for each in compiler.select])
    return Prepared(
        sql,
        tuple(slots[each] for each in parameters),
        tuple((place, *found[place]) for place in sorted(found)),
    )


def _converted(
    rows: Iterable[Sequence[Any]], converters: Iterable[tuple[int, Any, Any]]
) -> list[tuple[Any, ...]]:
    converted = [list(row) for row in rows]
    for place, functions, expression in converters:
        for row in converted:
            for function in functions:
                row[place] = function(row[place], expression, connection)
    return [tuple(row) for row in converted]
