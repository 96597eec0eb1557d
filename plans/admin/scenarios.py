"""Scenarios, with the options that they take."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from plans.admin.base import RowInline, TrackedAdmin
from plans.models import Scenario, ScenarioChoice


class ChoiceFormSet(BaseInlineFormSet):
    """Gives each choice the issue of its option, and holds an issue to one."""

    def clean(self) -> None:
        super().clean()
        taken: dict[int, str] = {}
        for form in self.forms:
            option = getattr(form, "cleaned_data", {}).get("option")
            if option is None or form.cleaned_data.get("DELETE"):
                continue
            if option.issue_id in taken:
                raise ValidationError(
                    f"Two options are chosen on one issue: {taken[option.issue_id]} "
                    f"and {option}. Keep one of them."
                )
            taken[option.issue_id] = str(option)
            form.instance.issue_id = option.issue_id


class ChoiceInline(RowInline):
    model = ScenarioChoice
    formset = ChoiceFormSet
    verbose_name = "choice"
    verbose_name_plural = "choices, one an issue"
    autocomplete_fields = ["option"]
    exclude = None
    fields = ["option"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScenarioChoice]:
        return super().get_queryset(request).select_related("option__issue")


@admin.register(Scenario)
class ScenarioAdmin(TrackedAdmin):
    list_display = ["name", "slug", "choice_count"]
    search_fields = ["name", "slug", "note"]
    fields = ["slug", "name", "note"]
    inlines = [ChoiceInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scenario]:
        return super().get_queryset(request).annotate(choices_count=Count("choices"))

    @admin.display(description="choices", ordering="choices_count")
    def choice_count(self, scenario: Any) -> int:
        return scenario.choices_count

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        # Choices have no page to delete them on, but they go with their scenario.
        if request.user.has_perm("plans.delete_scenariochoice"):
            lacking.discard(ScenarioChoice._meta.verbose_name)
        return found, counts, lacking, protected
