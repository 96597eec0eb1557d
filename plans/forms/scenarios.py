"""How a scenario is saved from the choices of an address, and deleted."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

REASON_LENGTH = 500
ADDRESS_LENGTH = 80


def slug_of(name: str) -> str:
    """The address that a name makes; empty where it has no letter that fits."""
    return slugify(name.replace("_", " "))[:ADDRESS_LENGTH].strip("-")


class SaveForm(forms.Form):
    """A new scenario; with `changes`, another version of one that is recorded."""

    name = forms.CharField(max_length=120)
    note = forms.CharField(
        required=False,
        label="Note (optional)",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What it is meant to show, for those who find it.",
    )
    reason = forms.CharField(
        required=False,
        max_length=REASON_LENGTH,
        label="Why (optional)",
        help_text="Stands beside the save in the public history.",
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, changes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes = changes
        if changes:
            self.fields["reason"].required = True
            self.fields["reason"].label = "Why this change"
        else:
            self.fields["name"].help_text = "Its address is made of this name."

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not self.changes and not slug_of(name):
            raise ValidationError(
                "The address is made of the name: write it with Latin letters or "
                "digits."
            )
        return name

    def clean_note(self) -> str:
        return str(self.cleaned_data["note"]).replace("\r\n", "\n")

    @property
    def reason_given(self) -> str:
        return self.cleaned_data["reason"] or "Saved from the sandbox"


class DeleteForm(forms.Form):
    reason = forms.CharField(
        max_length=REASON_LENGTH,
        label="Why",
        help_text="Stands beside the deletion in the public history.",
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
