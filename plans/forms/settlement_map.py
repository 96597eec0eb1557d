"""How the pages about settlements over issues and over time are arranged."""

from django import forms

from plans.forms.settlement import SettlementForm

ORDERS = [("", "by area"), ("room", "least room first")]
ONLY = [
    ("", "all issues"),
    ("conflict", "in a conflict"),
    ("none", "nothing left to all"),
]


class MapForm(SettlementForm):
    """Which issues the map shows, in which order; `show` is the phone's column."""

    order = forms.ChoiceField(required=False, choices=ORDERS)
    only = forms.ChoiceField(required=False, choices=ONLY)
    show = forms.SlugField(required=False)

    def links(self, name: str) -> list[tuple[str, str, bool]]:
        """What a choice leads to: address, label, whether it is the one chosen."""
        return [
            (self.query(**{name: value}) or "?", label, chosen)
            for value, label, chosen in self.boxes_of(name, [self.asked(name)])
        ]


class MonthsForm(SettlementForm):
    """The month from which on time is followed, such as 2025-01."""

    since = forms.RegexField(r"^(19|20)\d\d-(0[1-9]|1[0-2])\Z", required=False)
