"""The options that an address chooses, and addresses that choose them.

`on.force-cap=c800` takes an option of an issue; nothing after the sign leaves the issue
undecided, as does an address that does not name it.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

PREFIX = "on."
# What else an address keeps: the recorded scenario that its choices came from.
ORIGIN = {
    "scenario": re.compile(r"[-a-zA-Z0-9_]{1,80}"),
    "stamp": re.compile(r"[0-9.]{1,60}"),
}
LONGEST = 80  # of what a notice repeats from an address

Frame = Mapping[str, Collection[str]]  # the options of each issue


@dataclass(frozen=True)
class Choices:
    """What an address chooses, by issue in the order of the frame.

    `notices` name what it asks for that is not there, and was left out. `has_blanks`
    where it names issues that it leaves undecided. `origin` are the parameters that say
    where the choices came from, none where they are nobody's yet.
    """

    taken: dict[str, str]
    notices: tuple[str, ...] = ()
    has_blanks: bool = False
    origin: tuple[tuple[str, str], ...] = ()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of an address that holds the same."""
        return [*choice_pairs(self.taken), *self.origin]


def read_choices(data: QueryDict, frame: Frame) -> Choices:
    """Read the choices of an address; what is not in the frame is left out."""
    asked = {
        name.removeprefix(PREFIX): str(value)
        for name, value in data.items()
        if name.startswith(PREFIX)
    }
    taken = {
        issue: asked[issue]
        for issue, options in frame.items()
        if issue in asked and asked[issue] in options
    }
    return Choices(
        taken,
        tuple(_notices(asked, frame)),
        has_blanks="" in asked.values(),
        origin=read_origin(data),
    )


def read_origin(data: QueryDict) -> tuple[tuple[str, str], ...]:
    """Read where the choices of an address came from; what cannot be is left out."""
    asked = [(name, str(data.get(name, ""))) for name in ORIGIN]
    return tuple(
        (name, value) for name, value in asked if ORIGIN[name].fullmatch(value)
    )


def choice_pairs(taken: Mapping[str, str]) -> list[tuple[str, str]]:
    """Choices as the parameters of an address."""
    return [(f"{PREFIX}{issue}", option) for issue, option in taken.items()]


def choices_query(taken: Mapping[str, str]) -> str:
    """Choices as a query string without its question mark; empty for none."""
    return urlencode(choice_pairs(taken))


def _notices(asked: Mapping[str, str], frame: Frame) -> Iterator[str]:
    for issue, option in asked.items():
        if issue not in frame:
            yield f"There is no issue “{issue[:LONGEST]}”: it was left out."
        elif option and option not in frame[issue]:
            yield (
                f"The issue “{issue}” has no option “{option[:LONGEST]}”: it was left "
                "undecided."
            )
