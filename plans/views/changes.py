from datetime import datetime
from typing import Any

from django import forms
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from plans.changelog import RECORDS, Changes, Save
from plans.files.wording import clean
from plans.forms.reading import MomentField, ReadingForm


class ChangeFilter(ReadingForm):
    """Which changes to list: of one kind of record, before a moment."""

    kind = forms.ChoiceField(
        required=False,
        label="Kind of record",
        choices=[
            ("", "All kinds"),
            *((name, name.replace("-", " ")) for name in RECORDS),
        ],
    )
    before = MomentField(required=False)

    def changes(self) -> Changes:
        self.is_valid()  # leaves only the valid fields in cleaned_data
        chosen = self.cleaned_data
        return Changes(
            RECORDS.get(chosen.get("kind", "")),
            before=chosen.get("before"),
            until=chosen.get("revision_at"),
        )


@require_safe
def change_list(request: HttpRequest) -> HttpResponse:
    form = ChangeFilter(request.GET)
    changes = form.changes()
    context = {
        "form": form,
        "reading": form.reading(),
        "saves": changes.saves,
        "older": changes.older,
        "is_first": not form.cleaned_data.get("before"),
        "is_narrowed": bool(form.cleaned_data.get("kind")),
    }
    return render(request, "plans/change_list.html", context)


class CleanFeed(Atom1Feed):
    """A feed of texts as editors pasted them, without what XML cannot hold."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        fit = {
            name: clean(value) if isinstance(value, str) else value
            for name, value in item.items()
        }
        super().add_item_elements(handler, fit)


class ChangeFeed(Feed):
    """The newest changes, as the list of changes has them."""

    feed_type = CleanFeed
    title = "Changes to the Clause Tracker"
    subtitle = "What was recorded, corrected or withdrawn, by whom and why."
    link = reverse_lazy("plans:change-list")
    description_template = "plans/change_feed_entry.html"

    def items(self) -> list[Save]:
        return Changes().saves

    def item_title(self, save: Any) -> str:
        if len(save.records) == 1:
            (record,) = save.records
            return f"{record.label.capitalize()} {record.what}: {record.title}"
        return save.reason or "Changes without a reason given"

    def item_link(self, save: Save) -> str:
        return f"{reverse('plans:change-list')}?revision_at={save.stamp}"

    def item_guid(self, save: Save) -> str:
        return f"urn:clause-tracker:save:{save.stamp}"

    item_guid_is_permalink = False

    def item_author_name(self, save: Save) -> str:
        return save.user or "Clause Tracker"

    def item_pubdate(self, save: Save) -> datetime:
        return save.at

    def item_updateddate(self, save: Save) -> datetime:
        return save.at
