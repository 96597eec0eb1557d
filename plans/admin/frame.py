"""The coding frame: issues with their options, and couplings."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from plans.admin.base import RowInline, TrackedAdmin, citations
from plans.admin.forms import TrackedForm
from plans.admin.rows import RelatedRowsField
from plans.models import (
    Coupling,
    CouplingConsequence,
    CouplingSource,
    Issue,
    Option,
)


class OptionInline(RowInline):
    model = Option
    exclude = None
    fields = ["order", "slug", "label"]


@admin.register(Issue)
class IssueAdmin(TrackedAdmin):
    list_display = ["title", "slug", "category", "bottleneck", "option_count"]
    list_filter = ["category", "bottleneck"]
    search_fields = ["title", "slug", "question"]
    fields = ["slug", "title", "question", "category", "bottleneck", "order"]
    inlines = [OptionInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        return super().get_queryset(request).annotate(options_count=Count("options"))

    @admin.display(description="options", ordering="options_count")
    def option_count(self, issue: Any) -> int:
        return issue.options_count

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        # Options have no page to delete them on, but they go with their issue.
        if request.user.has_perm("plans.delete_option"):
            lacking.discard(Option._meta.verbose_name)
        return found, counts, lacking, protected


@admin.register(Option)
class OptionAdmin(admin.ModelAdmin):
    """Only for the search of options in other forms; they are edited in their issue.

    The search is narrowed to an issue where the form names one.
    """

    search_fields = ["label", "slug", "issue__title"]
    list_select_related = ["issue"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Option], search_term: str
    ) -> tuple[QuerySet[Option], bool]:
        issue = request.GET.get("issue", "")
        if issue.isdecimal():
            queryset = queryset.filter(issue=int(issue))
        return super().get_search_results(
            request, queryset.select_related("issue"), search_term
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CouplingForm(TrackedForm):
    consequences = RelatedRowsField(
        CouplingConsequence,
        "consequences",
        "option",
        label="Options left",
        required=True,
        help_text="What a settlement with the option above may still take. Options of "
        "one issue are alternatives.",
    )


@admin.register(Coupling)
class CouplingAdmin(TrackedAdmin):
    form = CouplingForm
    list_display = ["slug", "option"]
    list_select_related = ["option__issue"]
    search_fields = ["slug", "note", "option__label", "option__issue__title"]
    fields = ["slug", "option", "consequences", "note"]
    autocomplete_fields = ["option"]
    inlines = [citations(CouplingSource)]
