"""Actors, what is reported of them, and an editor's assessments."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from plans.admin.base import StackedRowInline, TrackedAdmin, citations
from plans.admin.forms import LinesField, TrackedForm
from plans.admin.rows import RelatedRowsField
from plans.models import (
    Actor,
    ActorFoundation,
    ActorMembership,
    ActorSource,
    Assessment,
    AssessmentSource,
    Indicator,
    IndicatorSource,
)


class ActorForm(TrackedForm):
    wholes = RelatedRowsField(
        ActorMembership,
        "wholes",
        "whole",
        label="Speaks within",
        help_text="The larger groups that this actor is part of.",
    )
    unavailable_compromises = LinesField(
        required=False,
        help_text="What it has said it cannot give up: short phrases, one a line.",
    )


class FoundationInline(StackedRowInline):
    model = ActorFoundation
    verbose_name = "foundation"
    verbose_name_plural = "foundations: texts and events it bases its logic on"
    autocomplete_fields = ["source"]
    fields = [("date", "source"), "text"]


@admin.register(Actor)
class ActorAdmin(TrackedAdmin):
    form = ActorForm
    list_display = ["name", "short_name", "kind", "role", "red_line_count"]
    list_filter = ["kind", "role"]
    search_fields = ["slug", "name", "short_name"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "slug",
                    ("name", "short_name"),
                    ("kind", "role"),
                    "wholes",
                    "summary",
                    "order",
                ]
            },
        ),
        (
            "Security logic",
            {"fields": ["threat", "requirement", "unavailable_compromises"]},
        ),
        (
            "Registers",
            {
                "fields": [
                    "normative_register",
                    "strategic_register",
                    "systemic_register",
                ],
                "classes": ["collapse"],
            },
        ),
    ]
    inlines = [FoundationInline, citations(ActorSource)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Actor]:
        return super().get_queryset(request).annotate(lines=Count("red_lines"))

    @admin.display(description="red lines", ordering="lines")
    def red_line_count(self, actor: Actor) -> int:
        return actor.lines  # type: ignore[attr-defined]


@admin.register(Indicator)
class IndicatorAdmin(TrackedAdmin):
    list_display = ["variable_label", "actor", "as_of", "reading"]
    list_display_links = ["variable_label"]
    list_filter = ["actor", "variable"]
    list_select_related = ["actor"]
    search_fields = ["variable", "reading", "actor__name"]
    fields = ["actor", "variable", "as_of", "reading", "order"]
    autocomplete_fields = ["actor"]
    inlines = [citations(IndicatorSource)]


@admin.register(Assessment)
class AssessmentAdmin(TrackedAdmin):
    list_display = ["clause", "red_line", "verdict"]
    list_filter = ["verdict", "clause__draft", "red_line__actor"]
    list_select_related = ["clause__draft", "red_line__actor"]
    search_fields = ["clause__number", "clause__heading", "red_line__title", "reason"]
    fields = ["clause", "red_line", "verdict", "reason"]
    autocomplete_fields = ["clause", "red_line"]
    inlines = [citations(AssessmentSource, required=True)]
