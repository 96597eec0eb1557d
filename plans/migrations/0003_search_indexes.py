"""Indexes for full-text search, on PostgreSQL alone: SQLite compares words itself.

Each holds the very expression that `plans.search_kinds` searches by; a change there
needs a new migration. Issues have none: they are few, and their text is put together
from two tables.
"""

from functools import reduce
from operator import add

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations

FIELDS = {
    "clause": [("A", ["heading"]), ("B", ["text"]), ("C", ["note", "deadline"])],
    "redline": [("A", ["title"]), ("B", ["statement"])],
    "actor": [
        ("A", ["name", "short_name"]),
        ("B", ["summary", "threat", "requirement"]),
        ("C", ["normative_register", "strategic_register", "systemic_register"]),
    ],
    "draft": [("A", ["title", "short_title"]), ("B", ["summary"])],
    "event": [("A", ["title"]), ("B", ["summary"])],
    "source": [("A", ["title"]), ("B", ["publisher"])],
}


def index_of(name):
    vectors = (
        SearchVector(*fields, weight=weight, config="english")
        for weight, fields in FIELDS[name]
    )
    return GinIndex(reduce(add, vectors), name=f"{name}_search")


def add_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in FIELDS:
        schema_editor.add_index(apps.get_model("plans", name), index_of(name))


def remove_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in FIELDS:
        schema_editor.remove_index(apps.get_model("plans", name), index_of(name))


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_groups")]

    operations = [migrations.RunPython(add_indexes, remove_indexes)]
