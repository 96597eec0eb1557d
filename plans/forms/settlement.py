from collections.abc import Container, Iterable
from typing import Any

from django import forms

from plans.forms.filters import FilterForm
from plans.forms.matrix import STRENGTHS
from plans.models.choices import BINDING_KINDS, RedLineKind
from plans.page_rows import ActorRow, DraftRow


class KnownChoices(forms.MultipleChoiceField):
    """Several choices; those that are not on offer are ignored, one by one."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        return [each for each in self.to_python(value) if self.valid_value(each)]


class SettlementForm(FilterForm):
    """Whose lines a settlement has to keep; what is not valid is ignored.

    No actor means all that have a line in force, no kind red lines and demands. The
    draft is the one that answers stay near to.
    """

    actors = KnownChoices(required=False)
    strength = forms.ChoiceField(required=False, choices=STRENGTHS)
    kinds = KnownChoices(required=False, choices=RedLineKind.choices)
    draft = forms.ChoiceField(required=False, label="Nearest to")

    def __init__(
        self,
        data: Any,
        actors: Iterable[ActorRow] = (),
        drafts: Iterable[DraftRow] = (),
    ) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.fields["actors"].choices = [  # type: ignore[attr-defined]
            (actor.slug, actor.short_name) for actor in actors
        ]
        self.fields["draft"].choices = [  # type: ignore[attr-defined]
            ("", "no draft"),
            *((draft.slug, draft.short_title) for draft in drafts),
        ]

    @property
    def chosen_actors(self) -> list[str] | None:
        """The actors asked for, None for all."""
        return self.asked("actors") or None

    @property
    def chosen_kinds(self) -> list[str]:
        return self.asked("kinds") or list(BINDING_KINDS)

    @property
    def chosen(self) -> dict[str, Any]:
        """Which lines count: actors, strength and kinds as `select` takes them."""
        return {
            "actors": self.chosen_actors,
            "strength": self.asked("strength") or None,
            "kinds": self.chosen_kinds,
        }

    def carried(self, *names: str) -> list[tuple[str, str]]:
        """What is asked for elsewhere than in the form of the question."""
        return [(name, self.asked(name)) for name in names if self.asked(name)]

    def selects(self) -> list[dict[str, Any]]:
        """The select boxes in which there is something to choose."""
        boxes = self.selects_of("strength", "draft")
        return [box for box in boxes if len(box["options"]) > 1]

    def actor_boxes(self, holding: Container[str]) -> list[tuple[str, str, bool]]:
        """The actors to choose from: slug, name, whether chosen.

        They are those that hold a line, and those that were asked for.
        """
        boxes = self.boxes_of("actors", self.asked("actors"))
        return [box for box in boxes if box[2] or box[0] in holding]

    def kind_boxes(self) -> list[tuple[str, str, bool]]:
        return self.boxes_of("kinds", self.chosen_kinds)
