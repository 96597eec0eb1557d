"""What all records have in common, and the citations that most of them carry."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from plans.dataset.fields import ShortText, Slug
from plans.dataset.problems import quote

# A rule that a record breaks: the field to name, and what to say.
Breach = tuple[str, str]


class Record(BaseModel):
    """What all records have in common: closed, frozen, strictly typed."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", str_strip_whitespace=True
    )

    def breaches(self) -> Iterator[Breach]:
        """Yield the rules between fields that this record breaks."""
        yield from ()

    @model_validator(mode="after")
    def keep_rules(self) -> Self:
        """Report all broken rules at once."""
        if found := list(self.breaches()):
            said = "; ".join(f"{field} {message}" for field, message in found)
            raise PydanticCustomError("rules", "{said}", {"said": said, "found": found})
        return self


class Citation(Record):
    """A place in a source; without `locator`, the whole of it."""

    source: Slug
    locator: ShortText | None = None


Citations = Annotated[tuple[Citation, ...], Field(min_length=1)]


def twice(field: str, keys: list[str]) -> Iterator[Breach]:
    """Yield a breach for each key of a list's items that came before."""
    for index, key in enumerate(keys):
        if key in keys[:index]:
            yield f"{field}[{index}]", f"repeats {quote(key)}; keep one"


def cited_twice(citations: tuple[Citation, ...]) -> Iterator[Breach]:
    """Yield a breach for each citation that came before."""
    keys = [", ".join(filter(None, (c.source, c.locator))) for c in citations]
    return twice("sources", keys)
