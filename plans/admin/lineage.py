"""Which clauses of a newer draft continue which of an older one."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from plans.admin.base import TrackedAdmin, citations
from plans.admin.forms import TrackedForm
from plans.admin.rows import RelatedRowsField
from plans.models import Clause, ClauseLink, ClauseLinkEnd, ClauseLinkSource
from plans.models.choices import Side


def _ends(side: Side) -> RelatedRowsField:
    return RelatedRowsField(
        ClauseLinkEnd,
        "ends",
        "clause",
        fixed={"side": side},
        scope=(f"{side}_draft", "draft"),
        label=f"{side.capitalize()} clauses",
        help_text=f"Clauses of the {side} draft.",
    )


class ClauseLinkForm(TrackedForm):
    older_clauses = _ends(Side.OLDER)
    newer_clauses = _ends(Side.NEWER)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for side in Side.values:
            draft = self.cleaned_data.get(f"{side}_draft")
            chosen = self.cleaned_data.get(f"{side}_clauses", [])
            strangers = [clause for clause in chosen if clause.draft != draft]
            if draft and strangers:
                names = "; ".join(map(str, strangers))
                self.add_error(
                    f"{side}_clauses", f"Not in the {side} draft, {draft}: {names}"
                )
        if not any(self.cleaned_data.get(f"{side}_clauses") for side in Side.values):
            self.add_error(
                "older_clauses", "A link needs a clause at one end at least."
            )
        return cleaned


@admin.register(ClauseLink)
class ClauseLinkAdmin(TrackedAdmin):
    form = ClauseLinkForm
    list_display = ["drafts", "change", "older_numbers", "newer_numbers", "note"]
    list_filter = ["change", "older_draft", "newer_draft"]
    list_select_related = ["older_draft", "newer_draft"]
    search_fields = ["note", "ends__clause__heading", "ends__clause__number"]
    autocomplete_fields = ["older_draft", "newer_draft"]
    fields = [
        ("older_draft", "newer_draft"),
        "older_clauses",
        "newer_clauses",
        "change",
        "note",
        "order",
    ]
    inlines = [citations(ClauseLinkSource)]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("ends__clause")

    @admin.display(description="drafts", ordering="older_draft")
    def drafts(self, link: ClauseLink) -> str:
        return f"{link.older_draft} → {link.newer_draft}"

    @admin.display(description="older clauses")
    def older_numbers(self, link: ClauseLink) -> str:
        return _numbers(link, Side.OLDER)

    @admin.display(description="newer clauses")
    def newer_numbers(self, link: ClauseLink) -> str:
        return _numbers(link, Side.NEWER)


def _numbers(link: ClauseLink, side: str) -> str:
    clauses: list[Clause] = [end.clause for end in link.ends.all() if end.side == side]
    return ", ".join(clause.number for clause in clauses)
