"""What every editing form has: a reason, and the stamp of what it was opened with."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from plans.admin.rows import RelatedRowsForm
from plans.revisions import latest_revision_stamp

BOOKKEEPING = ("change_reason", "stamp")


class TrackedForm(RelatedRowsForm):
    """A record's form; `request` and `in_conflict` come from the admin."""

    request: ClassVar[HttpRequest]
    in_conflict: ClassVar[bool] = False

    change_reason = forms.CharField(
        label="Why this change",
        required=False,
        max_length=500,
        widget=AdminTextInputWidget,
        help_text="Stands beside the change in the public history.",
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["stamp"] = latest_revision_stamp(self.instance)

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in BOOKKEEPING]

    @property
    def anything_changed(self) -> bool:
        formsets = getattr(self.request, "tracked_formsets", [])
        return bool(self.changed_data) or any(
            formset.has_changed() for formset in formsets
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.in_conflict:
            raise ValidationError(
                "Somebody changed this record after you opened it. Nothing has been "
                "saved. Compare the two versions, change yours where needed and save "
                "again, or discard yours.",
                code="conflict",
            )
        has_reason = bool(self.cleaned_data.get("change_reason", "").strip())
        if self.instance.pk and not has_reason and self.anything_changed:
            self.add_error(
                "change_reason",
                "Say why: a source that corrects it, a slip, a new report.",
            )
        return cleaned


class RowForm(RelatedRowsForm):
    """A form of one inline row."""


class LinesField(forms.CharField):
    """A list of phrases, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 5, "cols": 60}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return [line.strip() for line in text.splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)
