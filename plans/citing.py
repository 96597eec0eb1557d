"""The sources that records rest on, read for many records at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Model

from plans.models import Source
from plans.models.sources import Citation
from plans.snapshot import Snapshot


class Cited(NamedTuple):
    source: Source
    locator: str


Citations = dict[int, list[Cited]]


def citations(
    snapshot: Snapshot, wanted: Mapping[type[Citation], Collection[int]]
) -> dict[type[Citation], Citations]:
    """Give the sources of records, by kind of citation and then by record.

    `wanted` names for each kind of citation the primary keys of the records that
    cite. A record without a source is left out.
    """
    paths = [f"source__{field.attname}" for field in Source._meta.concrete_fields]
    found = {
        model: snapshot.values(
            model, column, "locator", *paths, **{f"{column}__in": owners}
        )
        for model, owners in wanted.items()
        for column in (_owner(model),)
    }
    known: dict[int, Source] = {}
    cited: dict[type[Citation], Citations] = {}
    for model, rows in found.items():
        by_owner: Citations = defaultdict(list)
        for owner, locator, pk, *values in rows:
            if pk is None:
                continue
            if pk not in known:
                known[pk] = Source(pk, *values)
            by_owner[owner].append(Cited(known[pk], locator))
        cited[model] = dict(by_owner)
    return cited


def weakness(cited: Collection[Cited]) -> str:
    """Say why a claim stands on weak ground; empty where it does not."""
    sources = {each.source.pk: each.source for each in cited}.values()
    if not sources:
        return "No source is recorded."
    if len(sources) == 1:
        (source,) = sources
        if source.is_low_tier:
            return f"Rests on one source only: {source.get_tier_display()}."
        if not source.verified:
            return "Rests on one source only, which could not be verified."
        return ""
    if all(source.is_low_tier for source in sources):
        return "Rests on sources of the two lowest tiers only."
    return ""


def _owner(model: type[Model]) -> str:
    """Name the column that leads from a citation to the record that cites."""
    (column,) = (
        field.attname
        for field in model._meta.concrete_fields
        if field.is_relation and field.name != "source"
    )
    return column
