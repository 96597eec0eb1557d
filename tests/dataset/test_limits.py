"""What files may hold fits into the columns that it is loaded into."""

import re
from typing import get_args

import pytest
from annotated_types import MaxLen
from django.db import models as fields

from plans import models
from plans.dataset import records, texts, vocabulary
from plans.dataset.base import Citation
from plans.dataset.tables import TABLES, columns
from plans.models import choices

COLUMNS = {
    records.SourceRecord: (models.Source, {"id": "slug"}),
    records.FoundationRecord: (models.ActorFoundation, {}),
    records.ActorRecord: (models.Actor, {"id": "slug"}),
    records.OptionRecord: (models.Option, {"id": "slug"}),
    records.IssueRecord: (models.Issue, {"id": "slug"}),
    records.PlanRecord: (models.Plan, {"id": "slug"}),
    texts.PositionRecord: (models.ClausePosition, {}),
    texts.ClauseRecord: (models.Clause, {}),
    texts.DraftRecord: (models.Draft, {"id": "slug"}),
    texts.LinkRecord: (models.ClauseLink, {}),
    records.ConditionalRecord: (models.RedLineStance, {}),
    records.RedLineRecord: (models.RedLine, {"id": "slug"}),
    records.CouplingRecord: (models.Coupling, {"id": "slug"}),
    records.TestRecord: (models.RedLineTest, {}),
    records.EventRecord: (models.Event, {"id": "slug"}),
    records.IndicatorRecord: (models.Indicator, {}),
    records.AssessmentRecord: (models.Assessment, {}),
    Citation: (models.ClauseSource, {}),
}
VOCABULARIES = {
    "Role": "ActorRole",
    "Verdict": "AssessedVerdict",
}


def limits(annotation, metadata):
    """Yield every bound on a length that is written into an annotation."""
    for each in metadata:
        if isinstance(each, MaxLen):
            yield each.max_length
        elif bound := getattr(each, "max_length", None):
            yield bound
        for inner in getattr(each, "metadata", ()):
            yield from limits(None, [inner])
    for inner in get_args(annotation):
        yield from limits(inner, getattr(inner, "__metadata__", ()))


def pairs():
    for record, (table, names) in COLUMNS.items():
        for name, info in record.model_fields.items():
            column = columns(table).get(names.get(name, name))
            if isinstance(column, fields.CharField) and not column.choices:
                yield record, name, info, column


@pytest.mark.parametrize(
    ("record", "name", "info", "column"),
    [pytest.param(*each, id=f"{each[0].__name__}.{each[1]}") for each in pairs()],
)
def test_a_text_of_full_length_fits_its_column(record, name, info, column):
    bounds = list(limits(info.annotation, info.metadata))
    if not bounds:
        # Dates and codes have a form that bounds their length.
        longest = {"language": 3, "alternative": 1}.get(name, len("2025-11-20"))
        bounds = [longest]
    assert min(bounds) <= column.max_length
    if name != "language" and name != "variable":
        assert min(bounds) == column.max_length


def test_every_bounded_column_is_compared():
    compared = {column for _, _, _, column in pairs()}
    compared |= {columns(t)["locator"] for t in TABLES if "locator" in columns(t)}
    bounded = {
        column
        for table in TABLES
        for column in columns(table).values()
        if isinstance(column, fields.CharField) and not column.choices
    }
    assert bounded - compared == set()


@pytest.mark.parametrize(
    "name", [n for n in vars(vocabulary) if re.match("[A-Z]", n) and n != "Literal"]
)
def test_codes_are_those_of_the_models(name):
    known = getattr(choices, VOCABULARIES.get(name, name))
    assert set(get_args(getattr(vocabulary, name))) == set(known.values)
