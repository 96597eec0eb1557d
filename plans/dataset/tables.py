"""How the records of a dataset spread over the tracker's tables.

A row is known by a key of words that the dataset itself uses: a clause by its draft's
id and its number, one of its positions by those and issue, option and alternative.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from django.db.models import Model

from plans import models
from plans.record_parts import PARTS, Part, all_parts

Key = tuple[str, ...]
Table = type[Model]

# Each after those that its rows point at.
TABLES: Final[tuple[Table, ...]] = (
    models.Source,
    models.Actor,
    models.ActorMembership,
    models.ActorFoundation,
    models.ActorSource,
    models.Issue,
    models.Option,
    models.Coupling,
    models.CouplingConsequence,
    models.CouplingSource,
    models.Plan,
    models.PlanSponsor,
    models.Draft,
    models.DraftAuthor,
    models.DraftOrigin,
    models.DraftSource,
    models.Clause,
    models.ClauseParty,
    models.ClausePosition,
    models.PositionProponent,
    models.ClauseSource,
    models.ClauseLink,
    models.ClauseLinkEnd,
    models.ClauseLinkSource,
    models.RedLine,
    models.RedLineStance,
    models.StanceRequirement,
    models.RedLineSource,
    models.Event,
    models.EventActor,
    models.EventDraft,
    models.EventSource,
    models.RedLineTest,
    models.Indicator,
    models.IndicatorSource,
    models.Assessment,
    models.AssessmentSource,
)

# What a record is called, in the order in which counts are told.
KINDS: Final[Mapping[Table, str]] = {
    models.Source: "source",
    models.Actor: "actor",
    models.Issue: "issue",
    models.Coupling: "coupling",
    models.Plan: "plan",
    models.Draft: "draft",
    models.Clause: "clause",
    models.ClauseLink: "lineage link",
    models.RedLine: "red line",
    models.Event: "event",
    models.Indicator: "indicator",
    models.Assessment: "assessment",
}

# What tells a row from all others of its table. Links have no words of their own: they
# are known by their ends.
KEYS: Final[Mapping[Table, tuple[str, ...]]] = {
    models.Source: ("slug",),
    models.Actor: ("slug",),
    models.ActorMembership: ("part", "whole"),
    models.ActorFoundation: ("actor", "source", "date"),
    models.ActorSource: ("actor", "source", "locator"),
    models.Issue: ("slug",),
    models.Option: ("issue", "slug"),
    models.Coupling: ("slug",),
    models.CouplingConsequence: ("coupling", "option"),
    models.CouplingSource: ("coupling", "source", "locator"),
    models.Plan: ("slug",),
    models.PlanSponsor: ("plan", "actor"),
    models.Draft: ("slug",),
    models.DraftAuthor: ("draft", "actor"),
    models.DraftOrigin: ("draft", "origin"),
    models.DraftSource: ("draft", "source", "locator"),
    models.Clause: ("draft", "number"),
    models.ClauseParty: ("clause", "role", "actor"),
    models.ClausePosition: ("clause", "option", "alternative"),
    models.PositionProponent: ("position", "actor"),
    models.ClauseSource: ("clause", "source", "locator"),
    models.ClauseLinkEnd: ("link", "side", "clause"),
    models.ClauseLinkSource: ("link", "source", "locator"),
    models.RedLine: ("slug",),
    models.RedLineStance: ("red_line", "option"),
    models.StanceRequirement: ("stance", "option"),
    models.RedLineSource: ("red_line", "source", "locator"),
    models.Event: ("slug",),
    models.EventActor: ("event", "actor"),
    models.EventDraft: ("event", "draft"),
    models.EventSource: ("event", "source", "locator"),
    models.RedLineTest: ("event", "red_line"),
    models.Indicator: ("actor", "variable", "as_of"),
    models.IndicatorSource: ("indicator", "source", "locator"),
    models.Assessment: ("clause", "red_line"),
    models.AssessmentSource: ("assessment", "source", "locator"),
}

# Rows that others point at, or that have a place among others: they stay the same rows
# when an editor changes the words of their keys.
LASTING: Final[tuple[Table, ...]] = tuple(
    table
    for table in TABLES
    if table is models.Option or (table in KINDS and table in KEYS)
)

# Records stand in an order among those that share these.
SIBLINGS: Final[Mapping[Table, tuple[str, ...]]] = {
    models.Actor: (),
    models.Issue: (),
    models.Plan: (),
    models.Draft: ("plan",),
    models.Clause: ("draft",),
    models.ClauseLink: ("older_draft", "newer_draft"),
    models.RedLine: (),
    models.Indicator: (),
}

# Records that are gone when one that they belong to is gone.
OWNERS: Final[Mapping[Table, tuple[str, ...]]] = {
    models.Clause: ("draft",),
    models.ClauseLink: ("older_draft", "newer_draft"),
    models.Indicator: ("actor",),
    models.Assessment: ("clause", "red_line"),
}

# Rows of one owner may be several lists; only within each does the order count.
GROUPS: Final[Mapping[Table, str]] = {
    models.ClauseParty: "role",
    models.ClauseLinkEnd: "side",
    models.RedLineStance: "stance",
}


@cache
def columns(table: Table) -> Mapping[str, Any]:
    """The fields of a table that hold a record's content, by name."""
    fields = {field.name: field for field in table._meta.concrete_fields}
    return {name: fields[name] for name in fields if name not in ("id", "order")}


@cache
def targets(table: Table) -> Mapping[str, Table]:
    """Where the foreign keys of a table lead, by name."""
    return {
        name: field.related_model
        for name, field in columns(table).items()
        if field.is_relation
    }


@cache
def has_order(table: Table) -> bool:
    """Say whether the rows of a table have a place among their siblings."""
    return any(field.name == "order" for field in table._meta.concrete_fields)


@cache
def _parts() -> Mapping[Table, tuple[Table, Part]]:
    return {
        part.model: (record, part)
        for record, parts in PARTS.items()
        for part in all_parts(parts)
    }


def record_of(table: Table) -> Table:
    """The table of the records that the rows of a table belong to."""
    return table if table in KINDS else _parts()[table][0]


def owner_of(table: Table) -> str:
    """The foreign key by which the rows of a table belong to others, or nothing."""
    return "" if table in KINDS else _parts()[table][1].owner


def tables_of(record: Table) -> Iterator[Table]:
    """The tables that a record is spread over, its own first."""
    yield record
    yield from (part.model for part in all_parts(PARTS[record]))


def key_of(table: Table, values: Mapping[str, Any]) -> Key:
    """The key of a row, from its values with keys in place of foreign keys."""
    key: Key = ()
    for name in KEYS[table]:
        value = values[name]
        key += value if isinstance(value, tuple) else (str(value),)
    return key


def link_key(older: Key, newer: Key, ends: Mapping[str, list[Key]]) -> Key:
    """The key of a link: its drafts, and its clauses on either side."""
    sides = (" ".join(sorted(end[-1] for end in ends[side])) for side in ends)
    return (*older, *newer, *sides)


def apart(key: Key, taken: Any) -> Key:
    """Tell a key from those taken, which a list may hold twice."""
    nth, whole = 1, key
    while whole in taken:
        nth += 1
        whole = (*key, f"#{nth}")
    return whole
