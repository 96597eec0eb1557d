"""The records that hold texts: drafts, their clauses, and what became of these."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from plans.dataset.base import Breach, Citations, Record, cited_twice, twice
from plans.dataset.fields import (
    LongText,
    Number,
    Numbers,
    PartialDate,
    ShortText,
    Slug,
    Slugs,
    SomeSlugs,
)
from plans.dataset.problems import quote
from plans.dataset.vocabulary import (
    Change,
    ClauseStatus,
    Completeness,
    DraftStatus,
    TextBasis,
)

Letter = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]


class PositionRecord(Record):
    """One option of one issue that a clause takes."""

    issue: Slug
    option: Slug
    note: LongText | None = None
    proponents: Slugs = ()
    alternative: Letter | None = None

    def breaches(self) -> Iterator[Breach]:
        """An alternative is somebody's."""
        if self.alternative and not self.proponents:
            message = "are missing; name who put forward the alternative"
            yield "proponents", message


class ClauseRecord(Record):
    """A numbered provision of a draft, restated."""

    number: Number
    parent: Number | None = None
    heading: ShortText
    text: LongText
    text_basis: TextBasis
    status: ClauseStatus
    note: LongText | None = None
    obligors: Slugs
    beneficiaries: Slugs
    deadline: Annotated[ShortText, Field(max_length=200)] | None = None
    positions: tuple[PositionRecord, ...] = ()
    sources: Citations

    def breaches(self) -> Iterator[Breach]:
        """Parents, positions and citations fit the clause."""
        if self.parent and not self.number.startswith(f"{self.parent}."):
            start = quote(self.number)
            message = f"must be the start of the number {start}, up to a dot"
            yield "parent", f"{message}; is {quote(self.parent)}"
        if self.text_basis == "not-public" and self.positions:
            message = "must be left out: a text that is not public takes none"
            yield "positions", message
        keys = [
            ", ".join(filter(None, (p.issue, p.option, p.alternative)))
            for p in self.positions
        ]
        yield from twice("positions", keys)
        yield from cited_twice(self.sources)


class DraftRecord(Record):
    """One dated version of a plan's text."""

    id: Slug
    plan: Slug
    title: ShortText
    short_title: Annotated[ShortText, Field(max_length=100)]
    date: PartialDate
    authors: Slugs
    status: DraftStatus
    completeness: Completeness
    derived_from: Slugs
    summary: LongText
    sources: SomeSlugs
    clauses: tuple[ClauseRecord, ...]


class LinkRecord(Record):
    """Which clauses of a newer draft continue which of an older one."""

    older: Numbers
    newer: Numbers
    change: Change
    note: LongText
    sources: Slugs = ()

    def breaches(self) -> Iterator[Breach]:
        """A link has the ends that its change needs."""
        if not self.older and not self.newer:
            yield "older", "is empty, and so is newer; name at least one clause"
        elif self.change == "added" and self.older:
            yield "older", "must be empty where a clause is added"
        elif self.change in ("dropped", "moved-out") and not self.older:
            yield "older", f'is empty, but the change is "{self.change}"; name clauses'


class LineageRecord(Record):
    """How the clauses of one draft relate to those of an older one."""

    older: Slug
    newer: Slug
    links: tuple[LinkRecord, ...]

    @property
    def id(self) -> str:
        """The name of its file, without the suffix."""
        return f"{self.older}--{self.newer}"

    def breaches(self) -> Iterator[Breach]:
        """Two drafts differ."""
        if self.older == self.newer:
            yield "newer", f"must be another draft than older, is {quote(self.newer)}"
