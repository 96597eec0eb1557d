"""What filter forms have in common: values asked for, and addresses that keep them."""

from typing import Any
from urllib.parse import urlencode

from plans.forms.reading import ReadingForm


class FilterForm(ReadingForm):
    def asked(self, name: str) -> Any:
        """A valid value that was asked for; empty where none was."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

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
