from collections.abc import Iterable
from typing import Any

from django import forms

from plans.forms.filters import FilterForm
from plans.forms.matrix import STRENGTHS
from plans.forms.reading import MomentField
from plans.models.choices import Change, RedLineKind
from plans.page_rows import DraftRow

VIEWS = [("side", "Side by side"), ("inline", "Inline"), ("clean", "Newer text alone")]
MOVED = "moved"
CHANGES = [*Change.choices, (MOVED, "moved")]
# What the answer itself depends on; the rest chooses what is shown of it.
QUESTION = ("as_of", "revision_at", "older_at", "newer_at", "strength", "kind")


class CompareForm(FilterForm):
    """What a comparison is read against, and what of it is shown."""

    older_at = MomentField(required=False, label="Older: records as of")
    newer_at = MomentField(required=False, label="Newer: records as of")
    strength = forms.ChoiceField(required=False, choices=STRENGTHS)
    kind = forms.ChoiceField(
        required=False, choices=[("", "all kinds"), *RedLineKind.choices]
    )
    view = forms.ChoiceField(required=False, choices=VIEWS)
    only = forms.BooleanField(required=False)
    change = forms.MultipleChoiceField(required=False, choices=CHANGES)
    order = forms.ChoiceField(
        required=False, choices=[("", "newer draft"), ("area", "area and issue")]
    )
    actor = forms.SlugField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter-%s")

    @property
    def view_asked(self) -> str:
        return self.asked("view") or "side"

    def question(self, **changes: str) -> str:
        """The query string of what the answer depends on, the view left out."""
        shown = {name: "" for name in self.fields if name not in QUESTION}
        return self.query(**{**shown, **changes})


class ChooserForm(FilterForm):
    """Two drafts to compare, or one draft at two moments of record time."""

    older_at = MomentField(required=False, label="Older: records as of")
    newer_at = MomentField(required=False, label="Newer: records as of")
    older = forms.ChoiceField(required=False)
    newer = forms.ChoiceField(required=False)

    def __init__(self, data: Any, drafts: Iterable[DraftRow]) -> None:
        super().__init__(data, auto_id="filter-%s")
        choices = [("", ""), *((each.slug, each.short_title) for each in drafts)]
        for name in ("older", "newer"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> bool:
        """Whether there is something to compare."""
        older, newer = self.asked("older"), self.asked("newer")
        return bool(older and newer and (older != newer or self.asked("older_at")))
