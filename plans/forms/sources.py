from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.db.models import Case, Q, QuerySet, When

from plans.forms.reading import ReadingForm
from plans.models import Source
from plans.models.choices import SourceKind, Tier

SORTS = {
    "newest": ("-date", "slug"),
    "oldest": (Case(When(date="", then=1), default=0), "date", "slug"),
    "title": ("title", "slug"),
}


def language_name(code: str) -> str:
    """The English name of a language; the code itself where it has none."""
    name = LANG_INFO.get(code, {}).get("name")
    return name or {"zh": "Chinese"}.get(code, code)


class SourceFilter(ReadingForm):
    """Narrows and sorts the list of sources; what is not valid is ignored."""

    text = forms.CharField(
        required=False,
        label="Title or publisher",
        max_length=200,
        widget=forms.TextInput(attrs={"size": 16}),
    )
    tier = forms.ChoiceField(
        required=False, choices=[("", "All tiers"), *Tier.choices], label="Tier"
    )
    kind = forms.ChoiceField(
        required=False, choices=[("", "All kinds"), *SourceKind.choices], label="Kind"
    )
    language = forms.ChoiceField(required=False, label="Language")
    verified = forms.ChoiceField(
        required=False,
        label="Verified",
        choices=[("", "All"), ("yes", "verified"), ("no", "not verified")],
    )
    sort = forms.ChoiceField(
        required=False,
        label="Sort by",
        choices=[
            ("newest", "newest first"),
            ("oldest", "oldest first"),
            ("title", "title"),
        ],
    )

    def __init__(self, data: Any, languages: list[str]) -> None:
        super().__init__(data)
        names = sorted((language_name(code), code) for code in languages)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", "All languages"),
            *((code, name) for name, code in names),
        ]

    @property
    def is_narrowed(self) -> bool:
        names = ("text", "tier", "kind", "language", "verified")
        return any(self.cleaned_data.get(name) for name in names)

    def apply(self, sources: QuerySet[Source]) -> QuerySet[Source]:
        self.is_valid()  # leaves only the valid fields in cleaned_data
        chosen = self.cleaned_data
        exact = {
            name: chosen[name]
            for name in ("tier", "kind", "language")
            if chosen.get(name)
        }
        if chosen.get("verified"):
            exact["verified"] = chosen["verified"] == "yes"
        sources = sources.filter(**exact)
        if text := chosen.get("text"):
            sources = sources.filter(
                Q(title__icontains=text) | Q(publisher__icontains=text)
            )
        return sources.order_by(*SORTS[chosen.get("sort") or "newest"])
