"""The kinds of value that a record's fields hold, and their bounds."""

import re
from datetime import date
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from plans.dataset.problems import quote

SLUG_LENGTH: Final = 80
SHORT_LENGTH: Final = 300
URL_LENGTH: Final = 1000
VERSION_LENGTH: Final = 40
LONG_LENGTH: Final = 20_000

KEBAB: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NUMBER: Final = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")
VERSION: Final = re.compile(r"[0-9A-Za-z]+([._-][0-9A-Za-z]+)*")
DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
URL: Final = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.IGNORECASE)

# Control characters break databases and exported files, line separators break lines,
# marks that reverse the writing direction can make a text read as its opposite.
FORBIDDEN: Final = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff]"
    r"|[\ufffe\uffff\ud800-\udfff]"
)


def fail(message: str) -> PydanticCustomError:
    """Make the error that pydantic reports with exactly this message."""
    # Given as a value, since braces in a message would be taken for a template.
    return PydanticCustomError("dataset", "{said}", {"said": message})


def check_text(text: str) -> str:
    """Refuse characters that no text of a record may hold."""
    if found := FORBIDDEN.search(text):
        message = f"character U+{ord(found[0]):04X} is not allowed; delete it"
        raise fail(message)
    return text


def check_line(text: str) -> str:
    """Refuse more than one line."""
    if "\n" in text:
        raise fail("must be one line; join the lines")
    return text


def check_kebab(text: str) -> str:
    """Refuse ids that are not in kebab-case."""
    if not KEBAB.fullmatch(text):
        raise fail(f"must be in kebab-case (a-z, 0-9, hyphens), is {quote(text)}")
    return text


def check_number(text: str) -> str:
    """Refuse clause numbers that are not letters and digits joined by dots."""
    if not NUMBER.fullmatch(text):
        message = f'must be a clause number such as "10.b", is {quote(text)}'
        raise fail(message)
    return text


def check_version(text: str) -> str:
    """Refuse versions that could not stand in a file name."""
    if not VERSION.fullmatch(text):
        raise fail(f'must be a version such as "2026.06", is {quote(text)}')
    return text


def check_url(text: str) -> str:
    """Refuse what is not a web address."""
    if not URL.fullmatch(text):
        raise fail(f"must be a web address (http or https), is {quote(text)}")
    return text


def check_partial_date(text: str) -> str:
    """Refuse what is not a year, a month or a day of the calendar."""
    if not DATE.fullmatch(text):
        raise fail(f"must be a date such as 2025-11-20 or 2025-11, is {quote(text)}")
    year, month, day = (*text.split("-"), "1", "1")[:3]
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        raise fail(f"is not in the calendar: {quote(text)}") from None
    return text


T = TypeVar("T")


def check_unique(items: tuple[T, ...]) -> tuple[T, ...]:
    """Refuse a list that holds the same thing twice."""
    seen: set[T] = set()
    for item in items:
        if item in seen:
            raise fail(f"holds {quote(item)} twice; keep one")
        seen.add(item)
    return items


Text = Annotated[str, Field(min_length=1), AfterValidator(check_text)]
Line = Annotated[Text, AfterValidator(check_line)]
LongText = Annotated[Text, Field(max_length=LONG_LENGTH)]
ShortText = Annotated[Line, Field(max_length=SHORT_LENGTH)]
Url = Annotated[Line, Field(max_length=URL_LENGTH), AfterValidator(check_url)]
Slug = Annotated[Line, Field(max_length=SLUG_LENGTH), AfterValidator(check_kebab)]
Number = Annotated[Line, Field(max_length=20), AfterValidator(check_number)]
Version = Annotated[
    Line, Field(max_length=VERSION_LENGTH), AfterValidator(check_version)
]
PartialDate = Annotated[str, AfterValidator(check_partial_date)]

Slugs = Annotated[tuple[Slug, ...], AfterValidator(check_unique)]
SomeSlugs = Annotated[Slugs, Field(min_length=1)]
Numbers = Annotated[tuple[Number, ...], AfterValidator(check_unique)]
