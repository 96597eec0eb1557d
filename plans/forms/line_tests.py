"""Which lines the page of tests shows, and in which order."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from django import forms

from plans.forms.filters import FilterForm
from plans.models.choices import Outcome

NARROWING = ("actors", "outcome", "state")


class StatedLine(Protocol):
    """What the filter asks of a line."""

    @property
    def actor(self) -> str: ...

    def when(self, on: date) -> str: ...


class Test(Protocol):
    """What the filter asks of a test."""

    @property
    def outcome(self) -> str: ...


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

    def counts(self, line: StatedLine, on: date) -> bool:
        """Whether a line stated by that day is one that the page speaks of."""
        actors, state = self.asked("actors"), self.asked("state")
        return (not actors or line.actor in actors) and (
            not state or (state == "in-force") == (line.when(on) == "in force")
        )

    def shows(self, tests: Iterable[Test]) -> bool:
        """Whether a line with these tests stands in the tables; one without never."""
        outcome = self.asked("outcome")
        return any(not outcome or test.outcome == outcome for test in tests)

    def boxes(self) -> list[tuple[str, str, bool]]:
        """The actors to choose from: slug, name, whether chosen."""
        return self.boxes_of("actors", self.asked("actors"))
