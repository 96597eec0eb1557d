"""Red lines with their stances and what those require."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from plans.admin.base import StackedRowInline, TrackedAdmin, citations
from plans.admin.forms import RowForm
from plans.admin.importing import ImportExportPages
from plans.admin.rows import RelatedRowsField, scope_attrs
from plans.models import (
    RedLine,
    RedLineSource,
    RedLineStance,
    StanceRequirement,
)
from plans.models.choices import Stance
from plans.resources import RedLineResource


class StanceForm(RowForm):
    requirements = RelatedRowsField(
        StanceRequirement,
        "requirements",
        "option",
        label="Requires",
        help_text="For a conditional stance: the options, on other issues, that the "
        "condition asks for. Options of one issue are alternatives.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "option" in self.fields:
            self.fields["option"].widget.attrs |= scope_attrs(("issue", "issue"))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        required = self.cleaned_data.get("requirements")
        stance = self.cleaned_data.get("stance")
        if required and stance and stance != Stance.CONDITIONAL:
            self.add_error(
                "requirements", "Only a conditional stance requires something else."
            )
        if stance == Stance.CONDITIONAL and not (
            required or self.cleaned_data.get("note")
        ):
            self.add_error("note", "Say in words what the condition is.")
        return cleaned


class StanceFormSet(BaseInlineFormSet):
    """Holds the options to the red line's issue, which stances carry themselves."""

    def clean(self) -> None:
        super().clean()
        issue = self.instance.issue
        for form in self.forms:
            option = getattr(form, "cleaned_data", {}).get("option")
            if option is None or form.cleaned_data.get("DELETE"):
                continue
            if issue is None:
                raise ValidationError(
                    "A red line without an issue takes no stances: choose its issue, "
                    "or delete the stances."
                )
            if option.issue_id != issue.pk:
                form.add_error(
                    "option",
                    f"“{option.label}” belongs to another issue ({option.issue}). "
                    f"Choose an option of {issue}.",
                )
            form.instance.issue_id = issue.pk


class StanceInline(StackedRowInline):
    model = RedLineStance
    form = StanceForm
    formset = StanceFormSet
    verbose_name = "stance"
    verbose_name_plural = "stances on the options of the issue"
    autocomplete_fields = ["option"]
    fields = [("option", "stance"), "requirements", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RedLineStance]:
        return super().get_queryset(request).select_related("option__issue")


@admin.register(RedLine)
class RedLineAdmin(ImportExportPages, TrackedAdmin):
    resource_classes = [RedLineResource]
    list_display = ["title", "actor", "issue", "kind", "strength", "stated_on"]
    list_filter = ["kind", "strength", "actor", "issue__category"]
    list_select_related = ["actor", "issue"]
    search_fields = ["slug", "title", "statement", "actor__name", "issue__title"]
    autocomplete_fields = ["actor", "issue", "superseded_by"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "slug",
                    ("actor", "issue"),
                    "title",
                    "statement",
                    ("kind", "strength"),
                ]
            },
        ),
        ("In force", {"fields": [("stated_on", "valid_until"), "superseded_by"]}),
    ]
    inlines = [StanceInline, citations(RedLineSource)]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(
            request, queryset.select_related("actor"), search_term
        )
