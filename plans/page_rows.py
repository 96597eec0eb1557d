"""Light rows for pages that show many: plain values, no model instances."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from plans.addresses import address
from plans.analysis.facts import first_day
from plans.models.choices import (
    Category,
    ClauseStatus,
    Completeness,
    DraftStatus,
    RedLineKind,
    TextBasis,
)

T = TypeVar("T")


def by_area(
    rows: Iterable[T], area_of: Callable[[T], str]
) -> list[tuple[Category, list[T]]]:
    """The rows of each area that has any, in the order of areas."""
    found: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        found[area_of(row)].append(row)
    return [(area, found[area.value]) for area in Category if area.value in found]


class IssueRow(NamedTuple):
    id: int
    slug: str
    category: str
    title: str
    question: str
    bottleneck: str


class OptionRow(NamedTuple):
    id: int
    slug: str
    label: str
    issue: IssueRow


class ActorRow(NamedTuple):
    id: int
    slug: str
    short_name: str
    name: str
    role: str


class DraftRow(NamedTuple):
    id: int
    slug: str
    short_title: str
    title: str
    date: str
    status: str
    completeness: str
    summary: str
    plan: str
    plan_title: str

    PATHS = (  # type: ignore[misc]
        "id",
        "slug",
        "short_title",
        "title",
        "date",
        "status",
        "completeness",
        "summary",
        "plan__slug",
        "plan__title",
    )

    @property
    def key(self) -> str:
        """What names it beside drafts and scenarios."""
        return self.slug

    @property
    def url(self) -> str:
        return address("draft-detail", self.slug)

    @property
    def status_label(self) -> str:
        return DraftStatus(self.status).label

    @property
    def completeness_label(self) -> str:
        return Completeness(self.completeness).label

    @property
    def is_analytical(self) -> bool:
        """Whether it is a model from the literature, which no party has tabled."""
        return self.status == DraftStatus.ANALYTICAL

    @property
    def first_day(self) -> str:
        """The day the draft appeared; of a month alone its first."""
        return first_day(self.date)

    @property
    def plan_url(self) -> str:
        return address("plan-detail", self.plan)

    @property
    def matrix_url(self) -> str:
        return address("draft-matrix", self.slug)


def newest_tabled(drafts: Sequence[DraftRow], by: str = "") -> DraftRow | None:
    """The last draft that some party tabled, else the last; None where there is none.

    With a day, the last that had appeared `by` then, as far as any had. The drafts come
    oldest first.
    """
    tabled = [draft for draft in drafts if not draft.is_analytical] or drafts
    appeared = [draft for draft in tabled if draft.first_day <= by] if by else tabled
    return (appeared or tabled)[-1] if tabled else None


class ScenarioRow(NamedTuple):
    id: int
    slug: str
    name: str
    note: str

    @property
    def key(self) -> str:
        """What names it beside drafts, of which none has a colon in its slug."""
        return f"scenario:{self.slug}"

    @property
    def short_title(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return f"Scenario: {self.name}"

    @property
    def url(self) -> str:
        return address("scenario-detail", self.slug)


Beside = DraftRow | ScenarioRow  # what a synopsis sets side by side


class ClauseRow(NamedTuple):
    id: int
    number: str
    heading: str
    text: str
    text_basis: str
    status: str
    note: str
    deadline: str
    parent_id: int | None

    @property
    def basis_label(self) -> str:
        return TextBasis(self.text_basis).label

    @property
    def status_label(self) -> str:
        return ClauseStatus(self.status).label

    @property
    def is_public(self) -> bool:
        return self.text_basis != TextBasis.NOT_PUBLIC


class LineRow(NamedTuple):
    """A red line inside the coding frame, with what a page shows of it."""

    id: int
    slug: str
    title: str
    statement: str
    kind: str
    strength: str
    stated_on: str
    valid_until: str
    actor: str
    actor_name: str
    actor_order: int
    issue: str
    issue_title: str

    PATHS = (  # type: ignore[misc]
        "id",
        "slug",
        "title",
        "statement",
        "kind",
        "strength",
        "stated_on",
        "valid_until",
        "actor__slug",
        "actor__short_name",
        "actor__order",
        "issue__slug",
        "issue__title",
    )

    @property
    def url(self) -> str:
        return address("red-line-detail", self.slug)

    @property
    def kind_label(self) -> str:
        return RedLineKind(self.kind).label
