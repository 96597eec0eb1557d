"""Which actors stand side by side, and what of them is shown."""

from collections.abc import Iterable
from typing import Any

from django import forms

from plans.forms.filters import FilterForm
from plans.forms.reading import ReadingForm
from plans.models.choices import Strength

# As many as stay readable side by side on a common screen.
AT_FIRST = 4


class BesideForm(FilterForm):
    """Actors to choose from; the first few stand there where none is asked for.

    `beside` names one that is to stand among those first few.
    """

    actors = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple
    )
    beside = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, actors: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.choices = dict(actors)
        for name in ("actors", "beside"):
            self.fields[name].choices = list(self.choices.items())  # type: ignore[attr-defined]

    @property
    def shown(self) -> list[str]:
        """The slugs of the actors to show, in the order that they are offered."""
        named = [self.asked("beside")] if self.asked("beside") else []
        first = dict.fromkeys([*named, *self.choices])
        asked = self.asked("actors") or list(first)[:AT_FIRST]
        return [slug for slug in self.choices if slug in asked]

    @property
    def narrowed(self) -> bool:
        """Whether anything but the two clocks was asked for."""
        return bool(self.pairs(leaving_out=ReadingForm.base_fields))

    def boxes(self) -> list[tuple[str, str, bool]]:
        """The actors to choose from: slug, name, whether shown."""
        return self.boxes_of("actors", self.shown)


class ConditionsForm(BesideForm):
    strength = forms.ChoiceField(
        required=False,
        label="Lines counted",
        choices=[("", "absolute"), (Strength.FIRM, "absolute or firm")],
    )

    @property
    def least(self) -> str:
        """The least strength of the lines that count."""
        return self.asked("strength") or Strength.ABSOLUTE


class PressuresForm(BesideForm):
    variable = forms.ChoiceField(required=False, label="Variable")

    def __init__(
        self,
        data: Any,
        actors: Iterable[tuple[str, str]],
        variables: Iterable[tuple[str, str]],
    ) -> None:
        super().__init__(data, actors)
        self.fields["variable"].choices = [("", "all variables"), *variables]  # type: ignore[attr-defined]
