from collections.abc import Iterable
from typing import Any

from django import forms

from plans.forms.reading import ReadingForm
from plans.models.choices import EventKind

DRAFTS = "draft"


class EventFilter(ReadingForm):
    """Narrows and sorts the timeline; what is not valid is ignored."""

    kind = forms.ChoiceField(
        required=False,
        label="Kind",
        choices=[("", "All kinds"), *EventKind.choices, (DRAFTS, "draft texts")],
    )
    actor = forms.ChoiceField(required=False, label="Actor")
    draft = forms.ChoiceField(required=False, label="Draft")
    tests = forms.BooleanField(required=False, label="With tests of red lines only")
    order = forms.ChoiceField(
        required=False,
        label="Order",
        choices=[("newest", "newest first"), ("oldest", "oldest first")],
    )

    def __init__(
        self,
        data: Any,
        actors: Iterable[tuple[str, str]],
        drafts: Iterable[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        self.fields["actor"].choices = [("", "All actors"), *actors]  # type: ignore[attr-defined]
        self.fields["draft"].choices = [("", "All drafts"), *drafts]  # type: ignore[attr-defined]
        self.is_valid()  # leaves only the valid fields in cleaned_data

    def chosen(self, name: str) -> str:
        return self.cleaned_data.get(name) or ""

    @property
    def with_tests(self) -> bool:
        return bool(self.cleaned_data.get("tests"))

    @property
    def oldest_first(self) -> bool:
        return self.chosen("order") == "oldest"

    @property
    def is_narrowed(self) -> bool:
        return self.with_tests or any(map(self.chosen, ("kind", "actor", "draft")))
