"""Plans, drafts and clauses."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse

from plans.admin.base import StackedRowInline, TrackedAdmin, citations
from plans.admin.forms import RowForm, TrackedForm
from plans.admin.importing import ImportExportPages
from plans.admin.rows import RelatedRowsField, scope_attrs
from plans.models import (
    Clause,
    ClauseParty,
    ClausePosition,
    ClauseSource,
    Draft,
    DraftAuthor,
    DraftOrigin,
    DraftSource,
    Plan,
    PlanSponsor,
    PositionProponent,
)
from plans.models.choices import Category, PartyRole
from plans.models.recording import recording
from plans.resources import ClauseResource
from plans.rows import arrange


class PlanForm(TrackedForm):
    sponsors = RelatedRowsField(PlanSponsor, "sponsors", "actor", label="Sponsors")


@admin.register(Plan)
class PlanAdmin(TrackedAdmin):
    form = PlanForm
    list_display = ["title", "slug", "draft_count"]
    search_fields = ["slug", "title", "summary"]
    fields = ["slug", "title", "sponsors", "summary", "order"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        return super().get_queryset(request).annotate(draft_total=Count("drafts"))

    @admin.display(description="drafts", ordering="draft_total")
    def draft_count(self, plan: Any) -> int:
        return plan.draft_total


class DraftForm(TrackedForm):
    authors = RelatedRowsField(DraftAuthor, "authors", "actor", label="Authors")
    origins = RelatedRowsField(
        DraftOrigin,
        "origins",
        "origin",
        label="Derived from",
        help_text="Earlier drafts that this one builds on.",
    )


@admin.register(Draft)
class DraftAdmin(TrackedAdmin):
    form = DraftForm
    list_display = ["short_title", "plan", "date", "status", "completeness", "clauses_"]
    list_filter = ["plan", "status", "completeness"]
    list_select_related = ["plan"]
    search_fields = ["slug", "title", "short_title", "summary"]
    ordering = ["-date", "slug"]
    autocomplete_fields = ["plan"]
    fields = [
        "slug",
        "plan",
        ("title", "short_title"),
        ("date", "order"),
        ("status", "completeness"),
        "authors",
        "origins",
        "summary",
    ]
    inlines = [citations(DraftSource)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        return super().get_queryset(request).annotate(clause_total=Count("clauses"))

    @admin.display(description="clauses", ordering="clause_total")
    def clauses_(self, draft: Any) -> int:
        return draft.clause_total

    def siblings(self, record: Draft) -> QuerySet[Draft]:
        return record.plan.drafts.all()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if draft := context.get("original"):
            context["clauses"] = list(draft.clauses.order_by("order", "id"))
            user = request.user
            context["may_add_clause"] = user.has_perm("plans.add_clause")
            context["may_change_clause"] = user.has_perm("plans.change_clause")
        return super().render_change_form(request, context, *args, **kwargs)


class PositionForm(RowForm):
    proponents = RelatedRowsField(
        PositionProponent,
        "proponents",
        "actor",
        label="Put forward by",
        help_text="Needed for each alternative.",
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("alternative") and not self.cleaned_data.get(
            "proponents"
        ):
            self.add_error("proponents", "Say who put this alternative forward.")
        return cleaned


class PositionFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        if self.instance.is_public:
            return
        if any(
            form.cleaned_data.get("option") and not form.cleaned_data.get("DELETE")
            for form in self.forms
            if hasattr(form, "cleaned_data")
        ):
            raise ValidationError(
                "A clause whose text is not public takes no position."
            )


class PositionInline(StackedRowInline):
    model = ClausePosition
    form = PositionForm
    formset = PositionFormSet
    verbose_name = "position"
    verbose_name_plural = "positions"
    autocomplete_fields = ["option"]
    fields = [("option", "alternative"), "proponents", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClausePosition]:
        return super().get_queryset(request).select_related("option__issue")


class ClauseForm(TrackedForm):
    obligors = RelatedRowsField(
        ClauseParty,
        "parties",
        "actor",
        fixed={"role": PartyRole.OBLIGOR},
        label="Obligors",
        help_text="Who must do or refrain.",
    )
    beneficiaries = RelatedRowsField(
        ClauseParty,
        "parties",
        "actor",
        fixed={"role": PartyRole.BENEFICIARY},
        label="Beneficiaries",
        help_text="For whose benefit.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            self.fields["parent"].widget.attrs |= scope_attrs(("draft", "draft"))


class CategoryFilter(admin.SimpleListFilter):
    title = "area"
    parameter_name = "area"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Category.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        positions = ClausePosition.objects.filter(option__issue__category=self.value())
        return queryset.filter(pk__in=positions.values("clause"))


@admin.register(Clause)
class ClauseAdmin(ImportExportPages, TrackedAdmin):
    form = ClauseForm
    resource_classes = [ClauseResource]
    list_display = ["number", "heading", "draft", "status", "text_basis", "order"]
    list_display_links = ["number", "heading"]
    list_filter = ["draft", CategoryFilter, "status", "text_basis"]
    list_select_related = ["draft"]
    search_fields = ["=number", "heading", "text", "draft__slug", "draft__short_title"]
    ordering = ["-draft__date", "draft", "order", "id"]
    autocomplete_fields = ["draft", "parent"]
    actions = ["move_up", "move_down"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "draft",
                    ("number", "parent"),
                    "heading",
                    "text",
                    ("text_basis", "status"),
                    "note",
                ]
            },
        ),
        ("Parties", {"fields": ["obligors", "beneficiaries", "deadline"]}),
    ]
    inlines = [PositionInline, citations(ClauseSource)]

    def siblings(self, record: Clause) -> QuerySet[Clause]:
        return record.draft.clauses.all()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if (draft := request.GET.get("draft", "")).isdecimal():
            queryset = queryset.filter(draft=int(draft))
        return super().get_search_results(
            request, queryset.select_related("draft"), search_term
        )

    @admin.action(description="Move up within the draft", permissions=["change"])
    def move_up(self, request: HttpRequest, queryset: QuerySet[Clause]) -> None:
        moved = move_clauses(queryset, step=-1)
        self.message_user(request, _moved(moved, "up"), messages.SUCCESS)

    @admin.action(description="Move down within the draft", permissions=["change"])
    def move_down(self, request: HttpRequest, queryset: QuerySet[Clause]) -> None:
        moved = move_clauses(queryset, step=1)
        self.message_user(request, _moved(moved, "down"), messages.SUCCESS)


def move_clauses(clauses: QuerySet[Clause], step: int) -> int:
    """Move clauses one place up (-1) or down (1) in their drafts; return how many."""
    reason = f"Moved clauses {'up' if step < 0 else 'down'}"
    total = 0
    with transaction.atomic(), recording(reason):
        drafts = Draft.objects.filter(pk__in=clauses.order_by().values("draft"))
        for draft in drafts.select_for_update():
            chosen = set(clauses.filter(draft=draft).values_list("pk", flat=True))
            rows = list(draft.clauses.select_for_update().order_by("order", "id"))
            total += _shift(rows, chosen, step)
            orders = sorted(row.order for row in rows)
            if len(set(orders)) == len(rows):
                # The numbers stay, with their gaps; only the clauses change places.
                pairs = list(zip(rows, orders, strict=True))
                changed = [row for row, order in pairs if row.order != order]
                for row, order in pairs:
                    row.order = order
            else:
                changed = arrange(rows)
            for row in changed:
                row.save()
    return total


def _shift(rows: list[Any], chosen: set[int], step: int) -> int:
    """Swap each chosen row with its neighbour; those that cannot move stay."""
    places = range(len(rows)) if step < 0 else range(len(rows) - 1, -1, -1)
    moved = 0
    for place in places:
        other = place + step
        free = 0 <= other < len(rows) and rows[other].pk not in chosen
        if rows[place].pk in chosen and free:
            rows[place], rows[other] = rows[other], rows[place]
            moved += 1
    return moved


def _moved(count: int, where: str) -> str:
    if not count:
        return f"Nothing could be moved {where}."
    return f"Moved {count} clause{'' if count == 1 else 's'} {where}."
