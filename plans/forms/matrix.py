from typing import Any

from django import forms

from plans.analysis.facts import Verdict
from plans.forms.filters import FilterForm
from plans.models.choices import Category, RedLineKind, Strength

STRENGTHS = [
    ("", "any"),
    (Strength.FIRM, "firm or absolute"),
    (Strength.ABSOLUTE, "absolute"),
]
CELL_VERDICTS = [
    (verdict.value, verdict.value)
    for verdict in Verdict
    if verdict is not Verdict.UNADDRESSED
]


class MatrixForm(FilterForm):
    """What a matrix shows: whose red lines, of what kind, in which rows."""

    actors = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple
    )
    area = forms.ChoiceField(
        required=False, choices=[("", "all areas"), *Category.choices]
    )
    strength = forms.ChoiceField(required=False, choices=STRENGTHS)
    kind = forms.ChoiceField(
        required=False, choices=[("", "all kinds"), *RedLineKind.choices]
    )
    verdict = forms.ChoiceField(
        required=False, choices=[("", "all"), *CELL_VERDICTS], widget=forms.HiddenInput
    )
    order = forms.ChoiceField(
        required=False,
        label="Order",
        choices=[("", "by area"), ("number", "by number")],
    )
    show = forms.SlugField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, actors: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.fields["actors"].choices = actors  # type: ignore[attr-defined]

    def selects(self) -> list[dict[str, Any]]:
        return self.selects_of("strength", "kind", "area", "order")

    def boxes(self) -> list[tuple[str, str, bool]]:
        """The actors to choose from: slug, name, whether chosen."""
        return self.boxes_of("actors", self.asked("actors"))
