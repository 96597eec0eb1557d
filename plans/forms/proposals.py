"""What readers and editors ask of the lineage of two drafts."""

from typing import Any

from django import forms
from pydantic import ValidationError

from plans.analysis.lineage import Side
from plans.dataset.texts import LinkRecord
from plans.forms.filters import FilterForm
from plans.lineage_edits import changed_reason
from plans.models.choices import Change
from plans.proposals import Entry, Pair

SHOWN = [
    ("", "all links"),
    ("recorded", "recorded"),
    ("composed", "composed"),
    ("proposed", "proposed"),
    ("conflicts", "in conflict"),
]
REASON_LENGTH = 500


class LikenessField(forms.FloatField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"step": "0.05", "inputmode": "decimal"}
        super().__init__(
            min_value=0,
            max_value=1,
            widget=forms.NumberInput(attrs=attrs),
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value"), "Write a number from 0 to 1."
            ),
            **kwargs,
        )


class LinkFilter(FilterForm):
    """Narrows the links of two drafts; what is not valid is ignored."""

    show = forms.ChoiceField(required=False, label="Show", choices=SHOWN)
    least = LikenessField(required=False, label="Likeness at least")
    below = LikenessField(required=False, label="Likeness below")

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.is_valid()  # leaves only the valid fields in cleaned_data

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) not in ("", None) for name in NARROWING)

    def fits(self, entry: Entry) -> bool:
        asked, link = self.cleaned_data, entry.link
        kinds = {"", link.basis, "conflicts" if entry.conflicts else ""}
        if asked.get("show", "") not in kinds:
            return False
        least, below = asked.get("least"), asked.get("below")
        if least is None and below is None:
            return True
        if link.likeness is None:
            return False
        return (least is None or link.likeness >= least) and (
            below is None or link.likeness < below
        )


NARROWING = ("show", "least", "below")


class BulkForm(forms.Form):
    """Which links are to be confirmed together."""

    bulk_least = LikenessField(
        label="Proposed, with a likeness of at least", initial=0.8
    )
    bulk_composed = forms.BooleanField(
        required=False, label="also links composed over other drafts"
    )
    bulk_ends = forms.BooleanField(
        required=False, label="also clauses dropped and added"
    )

    def chosen(self, pair: Pair) -> list[Entry]:
        """The links that are not recorded and fit; none where the form is not valid."""
        return [each for each in pair.entries if self.is_valid() and self._fits(each)]

    def _fits(self, entry: Entry) -> bool:
        asked = self.cleaned_data
        if entry.is_recorded:
            return False
        if not entry.two_sided:
            return bool(asked["bulk_ends"])
        if entry.link.basis == "composed":
            return bool(asked["bulk_composed"])
        return (entry.link.likeness or 0) >= asked["bulk_least"]


class ReasonField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=REASON_LENGTH,
            label="Why",
            help_text="Stands beside the change in the public history.",
            error_messages={"required": "Say why: what shows it, what speaks against."},
            **kwargs,
        )


class ConfirmForm(forms.Form):
    """The links to confirm, each by its key and the token that it was shown with."""

    link = forms.MultipleChoiceField()
    reason = ReasonField(required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="open-%s")
        # Which links there are is asked under the lock, when they are written.
        field: Any = self.fields["link"]
        field.choices = [(each, each) for each in data.getlist("link")] if data else []
        field.error_messages["required"] = "Choose one link at least."

    def wanted(self) -> dict[str, str]:
        """Tokens by key; the form must be valid."""
        pairs = (value.rpartition(":") for value in self.cleaned_data["link"])
        return {key: token for key, _, token in pairs}


class RemoveForm(ConfirmForm):
    """The recorded links to take back, each by its primary key and stamp."""

    reason = ReasonField()

    @classmethod
    def about(cls, pair: Pair, entry: Entry) -> "RemoveForm":
        return cls()

    def stamped(self) -> dict[int, str]:
        """Stamps by primary key; the form must be valid."""
        return {int(pk): stamp for pk, stamp in self.wanted().items() if pk.isdecimal()}


class EntryForm(forms.Form):
    """A form about one link, that knows the link as it was shown."""

    key = forms.CharField(widget=forms.HiddenInput)
    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, auto_id="open-%s", initial=initial)

    def show(self, entry: Entry | None) -> None:
        """Carry the link as it is now, so that the next attempt is about that."""
        if entry:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["token"] = entry.token  # type: ignore[index]


class RejectForm(EntryForm):
    """What becomes of the clauses that do not belong together."""

    older_fate = forms.ChoiceField(
        label="The older text is recorded as",
        choices=[
            (Change.DROPPED, "dropped"),
            (Change.MOVED_OUT, "moved out of the text"),
            (Change.UNKNOWN, "of unknown fate"),
        ],
    )
    newer_fate = forms.ChoiceField(
        label="The newer text is recorded as",
        choices=[(Change.ADDED, "added"), (Change.UNKNOWN, "of unknown origin")],
    )
    reason = ReasonField()

    @classmethod
    def about(cls, pair: Pair, entry: Entry) -> "RejectForm":
        return cls(initial={"key": entry.key, "token": entry.token})


class LinkForm(EntryForm):
    """A link as an editor wants it recorded."""

    older = forms.MultipleChoiceField(required=False)
    newer = forms.MultipleChoiceField(required=False)
    kind = forms.ChoiceField(label="Change", choices=Change.choices)
    note = forms.CharField(
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What changed, and what shows it.",
        error_messages={"required": "Say what changed, and what shows it."},
    )
    reason = ReasonField(required=False)
    beside = forms.BooleanField(
        required=False, label="Record it beside the links that these clauses have"
    )

    def __init__(self, pair: Pair, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial)
        self.pair = pair
        self.is_beside = False  # a chosen clause is in a recorded link
        sides: tuple[Side, Side] = ("older", "newer")
        for side in sides:
            field: Any = self.fields[side]
            draft = getattr(pair, side)
            field.label = f"Clauses of the {draft.short_title}"
            field.choices = [
                (number, f"{number}  {heading}")
                for number, heading in pair.headings[side].items()
            ]
            field.help_text = "With Ctrl or Command held down, several can be chosen."
            field.widget.attrs["size"] = 8
            field.error_messages["invalid_choice"] = (
                "The draft has no clause %(value)s any more."
            )

    @classmethod
    def about(cls, pair: Pair, entry: Entry) -> "LinkForm":
        link = entry.link
        return cls(
            pair,
            initial={
                "key": entry.key,
                "token": entry.token,
                "older": list(link.older),
                "newer": list(link.newer),
                "kind": entry.kind,
                "note": link.note,
                "reason": changed_reason(entry),
            },
        )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        older = tuple(cleaned.get("older", ()))
        newer = tuple(cleaned.get("newer", ()))
        if {"older", "newer", "kind", "note"} <= set(cleaned):
            self._keep_rules(older, newer, cleaned["kind"], cleaned["note"])
            self._mind_records(older, newer)
        return cleaned

    def _keep_rules(
        self, older: tuple[str, ...], newer: tuple[str, ...], kind: str, note: str
    ) -> None:
        """Hold the link to the rules of the dataset, in which it will be exported."""
        try:
            LinkRecord(older=older, newer=newer, change=kind, note=note)  # type: ignore[arg-type]
        except ValidationError as error:
            for each in error.errors():
                found = each.get("ctx", {}).get("found")
                for name, said in found or [(str(each["loc"][0]), each["msg"])]:
                    field = "kind" if name == "change" else name
                    self.add_error(field, f"This {said}.")

    def _mind_records(self, older: tuple[str, ...], newer: tuple[str, ...]) -> None:
        """A clause may be in several links, unless one says that it has no other."""
        places: list[tuple[Side, str]] = [("older", number) for number in older]
        places += [("newer", number) for number in newer]
        told: set[int | None] = set()
        for place in places:
            for entry in self.pair.recorded_at.get(place, ()):
                if entry.pk in told:
                    continue
                told.add(entry.pk)
                self._mind(place, entry, one_sided=not (older and newer))

    def _mind(self, place: tuple[Side, str], entry: Entry, one_sided: bool) -> None:
        side, number = place
        said = f"Clause {number} is in a recorded link: {entry.numbers}"
        said = f"{said}, {entry.kind_label}."
        if one_sided or not entry.two_sided:
            self.add_error(side, f"{said} Remove that one first.")
            return
        self.is_beside = True
        if not self.cleaned_data.get("beside"):
            self.add_error(side, f"{said} Remove it, or tick that both hold.")


# The forms about one link, by the parameter of the address that opens them.
FORMS: dict[str, Any] = {"change": LinkForm, "reject": RejectForm, "remove": RemoveForm}
