"""The records of a dataset, as `plans/data/FORMAT.md` describes them.

Records are frozen and compare by value. The order of the fields is the order in which
they are written out. What is checked here concerns one record; what takes several is
checked in `plans.dataset.check`.
"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from plans.dataset.base import Breach, Citations, Record, cited_twice, twice
from plans.dataset.fields import (
    Line,
    LongText,
    Number,
    PartialDate,
    ShortText,
    Slug,
    Slugs,
    SomeSlugs,
    Url,
    Version,
)
from plans.dataset.problems import quote
from plans.dataset.vocabulary import (
    ActorKind,
    Bottleneck,
    Category,
    EventKind,
    Outcome,
    RedLineKind,
    Role,
    SourceKind,
    Strength,
    Tier,
    Verdict,
)


class SourceRecord(Record):
    """A page or document that a claim rests on."""

    id: Slug
    title: Annotated[Line, Field(max_length=500)]
    publisher: ShortText
    url: Url | None = None
    date: PartialDate | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    kind: SourceKind
    tier: Tier
    verified: bool


class FoundationRecord(Record):
    """A dated commitment or experience that an actor's security logic rests on."""

    date: PartialDate
    text: LongText
    source: Slug


class SecurityLogicRecord(Record):
    """What an actor says threatens it and what a settlement must provide."""

    threat: LongText
    requirement: LongText
    unavailable_compromises: Annotated[tuple[LongText, ...], Field(min_length=1)]
    foundations: tuple[FoundationRecord, ...]


class RegistersRecord(Record):
    """Three strands of a Western actor's policy."""

    normative: LongText
    strategic: LongText
    systemic: LongText


class ActorRecord(Record):
    """Who negotiates, mediates or would guarantee."""

    id: Slug
    name: ShortText
    short_name: Annotated[ShortText, Field(max_length=60)]
    kind: ActorKind
    role: Role
    part_of: Slugs = ()
    summary: LongText
    security_logic: SecurityLogicRecord | None = None
    registers: RegistersRecord | None = None
    sources: Citations

    def breaches(self) -> Iterator[Breach]:
        """Citations stand once."""
        yield from cited_twice(self.sources)


class OptionRecord(Record):
    """One answer to an issue's question."""

    id: Slug
    label: ShortText


class IssueRecord(Record):
    """A question under negotiation, with its options along the issue's scale."""

    id: Slug
    category: Category
    title: ShortText
    question: ShortText
    bottleneck: Bottleneck | None = None
    options: Annotated[tuple[OptionRecord, ...], Field(min_length=1)]

    def breaches(self) -> Iterator[Breach]:
        """Options stand once."""
        yield from twice("options", [option.id for option in self.options])


class PlanRecord(Record):
    """A negotiating track, with its drafts from the oldest."""

    id: Slug
    title: ShortText
    summary: LongText
    sponsors: Slugs
    drafts: Slugs


class RequirementRecord(Record):
    """An issue that must be settled by one of some options."""

    issue: Slug
    options: SomeSlugs


class ConditionalRecord(Record):
    """An option accepted only if the requirements are met; if none, see the note."""

    option: Slug
    requires: tuple[RequirementRecord, ...]
    note: LongText

    def breaches(self) -> Iterator[Breach]:
        """An issue is required once."""
        yield from twice("requires", [each.issue for each in self.requires])


class RedLineRecord(Record):
    """A limit that an actor has stated, with its stance on an issue's options."""

    id: Slug
    actor: Slug
    issue: Slug | None = None
    title: ShortText
    statement: LongText
    kind: RedLineKind
    strength: Strength
    acceptable: Slugs
    unacceptable: Slugs
    conditional: tuple[ConditionalRecord, ...]
    stated_on: PartialDate
    valid_until: PartialDate | None = None
    superseded_by: Slug | None = None
    sources: Citations

    def breaches(self) -> Iterator[Breach]:
        """Kind, stances and dates agree with one another."""
        if self.kind == "preference" and self.strength != "negotiable":
            message = 'must be "negotiable" where the kind is "preference"'
            yield "strength", f"{message}, is {quote(self.strength)}"
        yield from self._stances()
        # As texts, partial dates compare like the first day that they stand for.
        if self.valid_until and self.valid_until <= self.stated_on:
            message = f"must be after stated_on ({self.stated_on})"
            yield "valid_until", f"{message}, is {self.valid_until}"
        yield from cited_twice(self.sources)

    def _stances(self) -> Iterator[Breach]:
        stances = {
            "acceptable": self.acceptable,
            "unacceptable": self.unacceptable,
            "conditional": tuple(each.option for each in self.conditional),
        }
        listed: dict[str, str] = {}
        for field, options in stances.items():
            if options and self.issue is None:
                yield field, "must be empty where the line has no issue"
            for option in options:
                if option in listed:
                    message = f"lists {quote(option)}, as does {listed[option]}"
                    yield field, f"{message}; keep one"
                listed[option] = field
        for index, each in enumerate(self.conditional):
            if any(required.issue == self.issue for required in each.requires):
                message = "must name other issues than the line's own"
                yield f"conditional[{index}].requires", message


class ChoiceRecord(Record):
    """One option of one issue."""

    issue: Slug
    option: Slug


class CouplingRecord(Record):
    """What taking one option means for other issues."""

    model_config = ConfigDict(populate_by_name=True)

    id: Slug
    condition: ChoiceRecord = Field(alias="if")
    then: Annotated[tuple[RequirementRecord, ...], Field(min_length=1)]
    note: LongText
    sources: Slugs = ()

    def breaches(self) -> Iterator[Breach]:
        """The consequences are on other issues, each named once."""
        issues = [each.issue for each in self.then]
        yield from twice("then", issues)
        for index, issue in enumerate(issues):
            if issue == self.condition.issue:
                message = "must name another issue than `if`"
                yield f"then[{index}].issue", f"{message}, is {quote(issue)}"


class TestRecord(Record):
    """What became of a stated red line in an event."""

    # The name would make pytest collect it.
    __test__ = False

    red_line: Slug
    outcome: Outcome
    note: LongText


class EventRecord(Record):
    """A moment of the negotiation or of the war around it."""

    id: Slug
    date: PartialDate
    end_date: PartialDate | None = None
    kind: EventKind
    title: ShortText
    summary: LongText
    actors: SomeSlugs
    drafts: Slugs = ()
    sources: SomeSlugs
    tests: tuple[TestRecord, ...] = ()

    def breaches(self) -> Iterator[Breach]:
        """It ends no earlier than it begins, and tests a line once."""
        if self.end_date and self.end_date < self.date:
            message = f"must not be before date ({self.date}), is {self.end_date}"
            yield "end_date", message
        yield from twice("tests", [test.red_line for test in self.tests])


class IndicatorRecord(Record):
    """A dated reading of a pressure on an actor."""

    actor: Slug
    variable: Slug
    reading: LongText
    as_of: PartialDate
    sources: Citations

    def breaches(self) -> Iterator[Breach]:
        """Citations stand once."""
        yield from cited_twice(self.sources)


class AssessmentRecord(Record):
    """An editor's reasoned override of a derived verdict."""

    draft: Slug
    clause: Number
    red_line: Slug
    verdict: Verdict
    reason: LongText
    sources: Citations

    def breaches(self) -> Iterator[Breach]:
        """Citations stand once."""
        yield from cited_twice(self.sources)


class VersionRecord(Record):
    """What `dataset.yaml` holds."""

    version: Version
