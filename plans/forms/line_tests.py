"""Which lines the page of tests shows, and in which order."""

from typing import Any

from django import forms

from plans.forms.filters import FilterForm
from plans.models.choices import Outcome

NARROWING = ("actors", "outcome", "state")


class LineTestForm(FilterForm):
    """Narrows and sorts the lines under test; what is not valid is ignored."""

    outcome = forms.ChoiceField(
        required=False,
        label="Outcome, at least once",
        choices=[("", "any outcome"), *Outcome.choices],
    )
    state = forms.ChoiceField(
        required=False,
        label="On that day",
        choices=[
            ("", "in force or ended"),
            ("in-force", "in force"),
            ("ended", "no longer in force"),
        ],
    )
    sort = forms.ChoiceField(
        required=False,
        label="Sort by",
        choices=[
            ("", "actor, most tried first"),
            ("tried", "most tried"),
            ("last", "last tried"),
        ],
    )
    actors = forms.MultipleChoiceField(
        required=False, label="Actors", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, actors: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["actors"].choices = actors  # type: ignore[attr-defined]

    @property
    def is_narrowed(self) -> bool:
        return any(map(self.asked, NARROWING))

    def boxes(self) -> list[tuple[str, str, bool]]:
        """The actors to choose from: slug, name, whether chosen."""
        return self.boxes_of("actors", self.asked("actors"))
