"""What filter forms have in common: values asked for, and addresses that keep them."""

from collections.abc import Container
from typing import Any
from urllib.parse import urlencode

from plans.forms.reading import ReadingForm


class FilterForm(ReadingForm):
    def asked(self, name: str) -> Any:
        """A valid value that was asked for; empty where none was."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def selects_of(self, *names: str) -> list[dict[str, Any]]:
        """Select boxes as plain values: a page draws them without widgets.

        Each option of a widget is a template of its own, which takes longer than all
        else on a page of many filters.
        """
        return [
            {
                "name": name,
                "label": self.fields[name].label or name.capitalize(),
                "options": self.boxes_of(name, [self.asked(name)]),
            }
            for name in names
        ]

    def boxes_of(
        self, name: str, chosen: Container[str]
    ) -> list[tuple[str, str, bool]]:
        """What a field offers: value, label, whether it is among those chosen."""
        return [
            (value, label, value in chosen)
            for value, label in self.fields[name].choices  # type: ignore[attr-defined]
        ]

    def query(self, **changes: str) -> str:
        """The query string of the filters asked for, with some of them changed."""
        pairs = self.pairs(leaving_out=changes)
        pairs += [(name, [value]) for name, value in changes.items() if value]
        return f"?{urlencode(pairs, doseq=True)}" if pairs else ""

    def pairs(self, leaving_out: Any = ()) -> list[tuple[str, list[str]]]:
        """The parameters asked for that are valid, with their values as written."""
        self.is_valid()
        return [
            (name, value)
            for name, value in self.data.lists()  # type: ignore[attr-defined]
            if name in self.fields
            and name not in leaving_out
            and name not in self.errors
            and any(value)
        ]
