from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms

from plans.forms.reading import ReadingForm
from plans.models.choices import Category
from plans.page_rows import Beside

FEWEST, MOST = 2, 8  # drafts and scenarios beside one another


class SynopsisForm(ReadingForm):
    """Which issues a synopsis shows, and against whose red lines.

    The drafts and scenarios, one parameter each, are not a field: their order matters.
    """

    actor = forms.ChoiceField(required=False, label="Verdicts for")
    days = forms.ChoiceField(
        required=False,
        label="Red lines of",
        choices=[("", "one day"), ("own", "the day each draft appeared")],
    )
    area = forms.ChoiceField(
        required=False, label="Area", choices=[("", "all areas"), *Category.choices]
    )
    only = forms.ChoiceField(
        required=False,
        label="Issues",
        choices=[
            ("", "that some draft addresses"),
            ("differ", "on which the drafts differ"),
            ("all", "all, addressed or not"),
        ],
    )

    def __init__(self, data: Any, actors: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.fields["actor"].choices = [("", "nobody"), *actors]  # type: ignore[attr-defined]

    def asked(self, name: str) -> str:
        """A valid value that was asked for; empty where none was."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def chosen(self, drafts: Iterable[Beside]) -> list[Beside]:
        """Those asked for in that order; what is none of them is left out."""
        known = {draft.key: draft for draft in drafts}
        asked = dict.fromkeys(self.data.getlist("draft"))  # type: ignore[attr-defined]
        return [known[slug] for slug in asked if slug in known][:MOST]

    def query(self, drafts: Sequence[Beside], **changes: str) -> str:
        """The query string for some drafts, with some of the filters changed."""
        self.is_valid()
        pairs = [("draft", draft.key) for draft in drafts]
        for name in self.fields:
            value = changes.get(name, self.data.get(name, ""))
            if value and (name in changes or name not in self.errors):
                pairs.append((name, value))
        return f"?{urlencode(pairs)}"

    def selects(self) -> list[dict[str, Any]]:
        """The select boxes as plain values: a page draws them without widgets."""
        return [
            {
                "name": name,
                "label": self.fields[name].label,
                "options": [
                    (value, label, value == self.asked(name))
                    for value, label in self.fields[name].choices  # type: ignore[attr-defined]
                ],
            }
            for name in ("actor", "days", "area", "only")
        ]
