"""Sources and events."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from plans.admin.base import StackedRowInline, TrackedAdmin, citations
from plans.admin.forms import TrackedForm
from plans.admin.rows import RelatedRowsField
from plans.models import (
    Event,
    EventActor,
    EventDraft,
    EventSource,
    RedLineTest,
    Source,
)
from plans.record_parts import NAMED_WITH


class SourceForm(TrackedForm):
    url = forms.URLField(
        required=False,
        max_length=1000,
        assume_scheme="https",
        widget=AdminURLFieldWidget,
        help_text="Empty only for what is not published.",
    )


@admin.register(Source)
class SourceAdmin(TrackedAdmin):
    form = SourceForm
    list_display = ["title", "publisher", "date", "tier", "verified", "slug"]
    list_filter = ["tier", "kind", "verified", "language"]
    search_fields = ["slug", "title", "publisher", "url"]
    fields = [
        "slug",
        "title",
        "publisher",
        "url",
        ("date", "language"),
        ("kind", "tier"),
        "verified",
        "used_in",
    ]
    readonly_fields = ["used_in"]

    @admin.display(description="used in")
    def used_in(self, source: Source) -> SafeString | str:
        """Links to the records that rest on the source; empty on the add page."""
        if source.pk is None:
            return "–"
        records = sorted(_records_on(source), key=lambda record: str(record[1]))
        return format_html_join("\n", '<a class="used-in" href="{}">{}</a>', records)


def _records_on(source: Source) -> list[tuple[str, str]]:
    found = []
    relations: Any = Source._meta.related_objects
    for relation in relations:
        owner: Any = next(
            field
            for field in relation.related_model._meta.concrete_fields
            if field.is_relation and field.name != "source"
        )
        rows = relation.related_model._default_manager.filter(source=source)
        model = owner.related_model._meta
        for row in rows.select_related(*_names_with(owner)):
            record = getattr(row, owner.name)
            try:
                url = reverse(
                    f"admin:{model.app_label}_{model.model_name}_change",
                    args=[record.pk],
                )
            except NoReverseMatch:
                continue
            found.append((url, f"{model.verbose_name.capitalize()}: {record}"))
    return list(dict.fromkeys(found))


def _names_with(owner: Any) -> list[str]:
    """The relations that the owner's name is made of, so that none is a query."""
    names = NAMED_WITH.get(owner.related_model, ())
    return [owner.name, *(f"{owner.name}__{name}" for name in names)]


class EventForm(TrackedForm):
    actors = RelatedRowsField(EventActor, "actors", "actor", label="Actors")
    drafts = RelatedRowsField(EventDraft, "drafts", "draft", label="Drafts")


class RedLineTestInline(StackedRowInline):
    model = RedLineTest
    verbose_name = "test of a red line"
    verbose_name_plural = "tests of red lines"
    autocomplete_fields = ["red_line"]
    fields = [("red_line", "outcome"), "note"]


@admin.register(Event)
class EventAdmin(TrackedAdmin):
    form = EventForm
    list_display = ["title", "date", "kind"]
    list_filter = ["kind"]
    search_fields = ["slug", "title", "summary"]
    ordering = ["-date", "slug"]
    fields = [
        "slug",
        "title",
        ("date", "end_date"),
        "kind",
        "summary",
        "actors",
        "drafts",
    ]
    inlines = [RedLineTestInline, citations(EventSource)]
