from collections.abc import Iterable
from urllib.parse import urlencode

from django import forms

from plans.forms.reading import ReadingForm
from plans.page_rows import DraftRow

MOST = 8  # drafts beside one another


class LineageForm(ReadingForm):
    """Which drafts a picture of lineage shows, and which clause it follows."""

    clause = forms.CharField(required=False, max_length=200)
    proposals = forms.ChoiceField(
        required=False,
        label="Links",
        choices=[("", "recorded and composed"), ("on", "proposed ones too")],
    )

    def asked(self, name: str) -> str:
        """A valid value that was asked for; empty where none was."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    @property
    def proposes(self) -> bool:
        return self.asked("proposals") == "on"

    def chosen(self, drafts: Iterable[DraftRow]) -> list[DraftRow]:
        """The drafts asked for, oldest first; what is no draft is left out."""
        asked = set(self.data.getlist("draft"))  # type: ignore[attr-defined]
        return [draft for draft in drafts if draft.slug in asked][:MOST]

    def query(self, **changes: str) -> str:
        """The query string of what was asked for, with some of it changed."""
        self.is_valid()
        pairs = [
            (name, value)
            for name, values in self.data.lists()  # type: ignore[attr-defined]
            if (name in self.fields or name == "draft")
            and name not in changes
            and name not in self.errors
            for value in values
            if value
        ]
        pairs += [(name, value) for name, value in changes.items() if value]
        return f"?{urlencode(pairs, safe='/')}" if pairs else ""
