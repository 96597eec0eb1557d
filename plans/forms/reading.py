from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime


@dataclass(frozen=True)
class Reading:
    """When a page is read.

    `as_of` is valid time: the day whose red lines count. `revision_at` is record
    time: the moment whose records are shown, None for the records as they are.
    """

    as_of: date
    revision_at: datetime | None = None
    pinned: bool = False  # as_of was asked for, it is not merely today

    @cached_property
    def query(self) -> str:
        """What to append to an address so that it is read at the same times."""
        asked: dict[str, str] = {}
        if self.pinned:
            asked["as_of"] = self.as_of.isoformat()
        if self.revision_at:
            asked["revision_at"] = self.revision_at.isoformat().replace("+00:00", "Z")
        return f"?{urlencode(asked)}" if asked else ""


class MomentField(forms.CharField):
    """An ISO day (its last moment) or an ISO moment; UTC unless it says otherwise."""

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        try:
            if len(text) == 10 and (day := parse_date(text)):
                return datetime.combine(day, time.max, UTC)
            # A plus sign in an address arrives as a space.
            moment = parse_datetime(text.replace(" ", "+") if "T" in text else text)
        except ValueError:
            moment = None
        if moment and not moment.tzinfo:
            moment = moment.replace(tzinfo=UTC)
        try:
            if moment:
                return moment.astimezone(UTC)
        except OverflowError:  # beyond the first or the last day, seen from UTC
            pass
        raise forms.ValidationError(
            "Write a day such as 2026-01-31 or a moment such as 2026-01-31T12:00Z."
        )


class ReadingForm(forms.Form):
    """The two clocks, as any page's query parameters; what is not valid is ignored."""

    as_of = forms.DateField(
        required=False,
        label="Red lines as of",
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write a day such as 2025-11-20."},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    revision_at = MomentField(
        required=False,
        label="Records as they stood on",
        widget=forms.TextInput(
            attrs={
                "placeholder": "now, or 2026-01-31",
                "autocomplete": "off",
                "size": 18,
            }
        ),
    )

    def reading(self) -> Reading:
        self.is_valid()  # leaves only the valid fields in cleaned_data
        as_of = self.cleaned_data.get("as_of")
        return Reading(
            as_of=as_of or timezone.now().date(),
            revision_at=self.cleaned_data.get("revision_at"),
            pinned=as_of is not None,
        )
