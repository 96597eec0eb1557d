"""Clauses and red lines as sheets: what the admin exports and imports."""

from typing import Any

from django.db.models import QuerySet
from import_export.fields import Field

from plans import cells
from plans.models import Actor, Clause, Draft, Issue, RedLine
from plans.models.choices import (
    ClauseStatus,
    PartyRole,
    RedLineKind,
    Strength,
    TextBasis,
)
from plans.rows import sync_rows
from plans.sheets import (
    ChoiceWidget,
    Lookups,
    ParentWidget,
    RowsField,
    SlugWidget,
    TrackedResource,
    in_order,
    sources_field,
)


def _key(name: str, widget: Any) -> Field:
    return Field(attribute=name, column_name=name, widget=widget)


def _parties(name: str, role: str) -> RowsField:
    def stored(clause: Clause) -> list[str]:
        return [
            party.actor.slug for party in in_order(clause.parties) if party.role == role
        ]

    def resolve(clause: Clause, slugs: list[str], lookups: Lookups) -> Any:
        return [{"actor": lookups.actor(slug)} for slug in slugs]

    def apply(clause: Clause, wanted: Any) -> None:
        sync_rows(clause, "parties", wanted, ("actor",), {"role": role})

    return RowsField(name, stored, cells.read_slugs, cells.write_slugs, resolve, apply)


def _stored_positions(clause: Clause) -> list[cells.PositionCell]:
    return [
        cells.PositionCell(
            position.option.issue.slug,
            position.option.slug,
            position.alternative,
            tuple(row.actor.slug for row in in_order(position.proponents)),
            position.note,
        )
        for position in in_order(clause.positions)
    ]


def _resolve_positions(clause: Clause, values: list[Any], lookups: Lookups) -> Any:
    return [
        (
            {
                "option": lookups.option(cell.issue, cell.option),
                "alternative": cell.alternative,
                "note": cell.note,
            },
            [{"actor": lookups.actor(slug)} for slug in cell.proponents],
        )
        for cell in values
    ]


def _apply_positions(clause: Clause, planned: Any) -> None:
    wanted = [values for values, _ in planned]
    rows = sync_rows(clause, "positions", wanted, ("option", "alternative"))
    for row, (_, proponents) in zip(rows, planned, strict=True):
        sync_rows(row, "proponents", proponents, ("actor",))


class ClauseResource(TrackedResource):
    noun = "clause"

    draft = _key("draft", SlugWidget(Draft))
    parent = _key("parent", ParentWidget(Clause, "number"))
    text_basis = _key("text_basis", ChoiceWidget(TextBasis.values))
    status = _key("status", ChoiceWidget(ClauseStatus.values))
    obligors = _parties("obligors", PartyRole.OBLIGOR)
    beneficiaries = _parties("beneficiaries", PartyRole.BENEFICIARY)
    positions = RowsField(
        "positions",
        _stored_positions,
        cells.read_positions,
        cells.write_positions,
        _resolve_positions,
        _apply_positions,
    )
    sources = sources_field()

    class Meta:
        model = Clause
        name = "clauses"
        import_id_fields = ["draft", "number"]
        fields = [
            "draft",
            "number",
            "parent",
            "order",
            "heading",
            "text",
            "text_basis",
            "status",
            "note",
            "deadline",
            "obligors",
            "beneficiaries",
            "positions",
            "sources",
        ]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    def loaded(self, queryset: Any) -> Any:
        return queryset.select_related("draft", "parent").prefetch_related(
            "parties__actor",
            "positions__option__issue",
            "positions__proponents__actor",
            "citations__source",
        )

    def siblings(self, instance: Clause) -> QuerySet[Clause]:
        return instance.draft.clauses.all()

    def check(self, instance: Clause) -> dict[str, Any]:
        positions = self.fields["positions"].get_value(instance)
        if positions and not instance.is_public:
            return {
                "positions": "A clause whose text is not public takes no position: "
                "empty this cell, or correct text_basis."
            }
        return {}


def _stored_stances(red_line: RedLine) -> list[cells.StanceCell]:
    return [
        cells.StanceCell(
            stance.option.slug,
            stance.stance,
            tuple(
                (row.option.issue.slug, row.option.slug)
                for row in in_order(stance.requirements)
            ),
            stance.note,
        )
        for stance in in_order(red_line.stances)
    ]


def _resolve_stances(red_line: RedLine, values: list[Any], lookups: Lookups) -> Any:
    issue = red_line.issue
    if issue is None:
        if not values:
            return []
        raise ValueError(
            "A red line without an issue takes no stances: name its issue, or empty "
            "this cell."
        )
    return [
        (
            {
                "option": lookups.option(issue.slug, cell.option),
                "stance": cell.stance,
                "note": cell.note,
                "issue": issue,
            },
            [{"option": lookups.option(*required)} for required in cell.requires],
        )
        for cell in values
    ]


def _apply_stances(red_line: RedLine, planned: Any) -> None:
    wanted = [values for values, _ in planned]
    rows = sync_rows(red_line, "stances", wanted, ("option",))
    for row, (_, requirements) in zip(rows, planned, strict=True):
        sync_rows(row, "requirements", requirements, ("option",))


class RedLineResource(TrackedResource):
    noun = "red line"

    actor = _key("actor", SlugWidget(Actor))
    issue = _key("issue", SlugWidget(Issue))
    kind = _key("kind", ChoiceWidget(RedLineKind.values))
    strength = _key("strength", ChoiceWidget(Strength.values))
    superseded_by = _key("superseded_by", SlugWidget(RedLine))
    stances = RowsField(
        "stances",
        _stored_stances,
        cells.read_stances,
        cells.write_stances,
        _resolve_stances,
        _apply_stances,
    )
    sources = sources_field()

    class Meta:
        model = RedLine
        name = "red lines"
        import_id_fields = ["slug"]
        fields = [
            "slug",
            "actor",
            "issue",
            "order",
            "title",
            "statement",
            "kind",
            "strength",
            "stated_on",
            "valid_until",
            "superseded_by",
            "stances",
            "sources",
        ]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    def loaded(self, queryset: Any) -> Any:
        return queryset.select_related(
            "actor", "issue", "superseded_by"
        ).prefetch_related(
            "stances__option",
            "stances__requirements__option__issue",
            "citations__source",
        )

    def check(self, instance: RedLine) -> dict[str, Any]:
        stored = instance._as_stored  # type: ignore[attr-defined]
        moved = stored and stored["issue_id"] != instance.issue_id
        kept = "stances" not in instance.__dict__.get("_planned", {})
        if moved and kept and instance.stances.exists():
            return {
                "issue": "The stances belong to the former issue: add the column "
                "stances with those on the new one."
            }
        return {}
