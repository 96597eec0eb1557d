from typing import Any

from django import forms

from plans.forms.reading import ReadingForm


class SearchForm(ReadingForm):
    """What to search for, and among which kind of record; all of them by default."""

    q = forms.CharField(
        required=False,
        label="Words, a clause number or an identifier",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "size": 32}),
    )
    kind = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, kinds: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [("", "All"), *kinds]  # type: ignore[attr-defined]
        self.is_valid()  # leaves only the valid fields in cleaned_data

    @property
    def query(self) -> str:
        return self.cleaned_data.get("q") or ""

    @property
    def kind_chosen(self) -> str:
        return self.cleaned_data.get("kind") or ""
