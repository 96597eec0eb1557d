"""The order and completeness of the tables that a dataset is loaded into."""

from plans.dataset.tables import KINDS, TABLES, record_of
from plans.models import Scenario, ScenarioChoice, Tracked


def test_foreign_keys_lead_to_tables_before():
    for at, table in enumerate(TABLES):
        for field in table._meta.concrete_fields:
            if field.is_relation:
                assert TABLES.index(field.related_model) <= at, (table, field.name)


def test_every_table_belongs_to_a_record():
    assert {record_of(table) for table in TABLES} == set(KINDS)


def test_every_tracked_table_is_loaded():
    tracked = {t for t in _subclasses(Tracked) if not t._meta.abstract}
    beside = {Scenario, ScenarioChoice}  # users' own, not the dataset's

    assert set(TABLES) == tracked - beside


def _subclasses(model):
    for each in model.__subclasses__():
        yield each
        yield from _subclasses(each)
