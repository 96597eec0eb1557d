"""What actors hold on the options of issues, and which of them drafts take."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeVar

from plans import models
from plans.addresses import address
from plans.analysis import facts
from plans.models.choices import Outcome, RedLineKind, Strength
from plans.page_rows import LineRow
from plans.snapshot import Snapshot

T = TypeVar("T")


class Held(StrEnum):
    """What a statement says of an option, worst first for whoever would take it."""

    REFUSED = "refused"
    CONDITIONAL = "conditional"
    ACCEPTED = "accepted"
    UNSTATED = "not stated"

    @property
    def verdict(self) -> facts.Verdict:
        """The verdict whose sign and colour it shows."""
        return _VERDICTS[self]


_VERDICTS = {
    Held.REFUSED: facts.Verdict.CROSSES,
    Held.CONDITIONAL: facts.Verdict.OPEN,
    Held.ACCEPTED: facts.Verdict.MEETS,
    Held.UNSTATED: facts.Verdict.SILENT,
}


def held(line: facts.RedLine, option: str) -> Held:
    """What a line says of an option of its issue; refusal goes first."""
    if option in line.unacceptable:
        return Held.REFUSED
    if any(each.option == option for each in line.conditional):
        return Held.CONDITIONAL
    return Held.ACCEPTED if option in line.acceptable else Held.UNSTATED


def worst_held(lines: Iterable[facts.RedLine], option: str) -> Held:
    """The worst that several lines on one issue say of an option."""
    found = {held(line, option) for line in lines}
    return next((each for each in Held if each in found), Held.UNSTATED)


def by_held(said: Iterable[tuple[Held, T]]) -> dict[Held, list[T]]:
    """What stands under each of these words, worst first; no entry for none."""
    found: dict[Held, list[T]] = defaultdict(list)
    for held, what in said:
        found[held].append(what)
    return {each: found[each] for each in Held if each in found}


@dataclass(frozen=True)
class Line:
    """A red line, demand or preference, as lists show it."""

    id: int
    slug: str
    title: str
    statement: str
    stated_on: str
    valid_until: str
    actor: str
    issue: str
    successor: str
    fact: facts.RedLine

    @property
    def url(self) -> str:
        return address("red-line-detail", self.slug)

    @property
    def kind(self) -> str:
        return RedLineKind(self.fact.kind).label

    @property
    def strength(self) -> str:
        return Strength(self.fact.strength).label

    def when(self, on: date) -> str:
        """Where a day stands to the line: "in force", "ended" or "later"."""
        if self.fact.in_force(on.isoformat()):
            return "in force"
        return "later" if on.isoformat() < self.stated_on else "ended"


def read_lines(snapshot: Snapshot, **where: object) -> list[Line]:
    """Lines ever held, in their order and without their stances: one query."""
    nothing: frozenset[str] = frozenset()
    rows = snapshot.values(
        models.RedLine,
        "id",
        "slug",
        "title",
        "statement",
        "stated_on",
        "valid_until",
        "actor__slug",
        "issue__slug",
        "superseded_by__slug",
        "kind",
        "strength",
        **where,
    )
    return [
        Line(
            pk,
            slug,
            title,
            statement,
            stated_on,
            valid_until,
            actor,
            issue or "",
            successor or "",
            facts.RedLine(
                slug,
                actor,
                issue or "",
                kind,
                strength,
                nothing,
                nothing,
                (),
                stated_on,
                valid_until,
            ),
        )
        for (
            pk,
            slug,
            title,
            statement,
            stated_on,
            valid_until,
            actor,
            issue,
            successor,
            kind,
            strength,
        ) in rows
    ]


def with_stances(snapshot: Snapshot, lines: Sequence[Line]) -> list[Line]:
    """The lines with their stances, where they are inside the frame: one query."""
    rows = [
        LineRow._make(
            (
                line.id,
                line.slug,
                line.title,
                line.statement,
                line.fact.kind,
                line.fact.strength,
                line.stated_on,
                line.valid_until,
                line.actor,
                "",
                0,
                line.issue,
                "",
            )
        )
        for line in lines
        if line.issue
    ]
    by_id = {fact.id: fact for fact in snapshot.as_facts(rows)}
    return [replace(line, fact=by_id.get(line.slug, line.fact)) for line in lines]


# --- A line along the scale of its issue


class Needed(NamedTuple):
    """What a condition requires: one of these options on another issue."""

    issue: str
    issue_title: str
    options: list[str]


@dataclass(frozen=True)
class OptionStance:
    """What a line says of one option; `needs` and `note` tell the condition."""

    slug: str
    label: str
    held: Held
    needs: tuple[Needed, ...] = ()
    note: str = ""


def options_of(snapshot: Snapshot, issue: str) -> dict[str, str]:
    """Labels of an issue's options by slug, along its scale."""
    return {
        option.slug: option.label
        for option in snapshot.options.values()
        if option.issue.slug == issue
    }


def stances(snapshot: Snapshot, line: facts.RedLine) -> list[OptionStance]:
    """What a line says of every option of its issue, along the scale."""
    conditions = {each.option: each for each in line.conditional}
    found = []
    for slug, label in options_of(snapshot, line.issue).items():
        stance = held(line, slug)
        if stance is Held.CONDITIONAL:
            needs = tuple(_needed(snapshot, each) for each in conditions[slug].requires)
            note = conditions[slug].note
            found.append(OptionStance(slug, label, stance, needs, note))
        else:
            found.append(OptionStance(slug, label, stance))
    return found


def _needed(snapshot: Snapshot, requirement: facts.Requirement) -> Needed:
    labels = options_of(snapshot, requirement.issue)
    issue = snapshot.issues_by_slug[requirement.issue]
    return Needed(
        issue.slug,
        issue.title,
        [label for slug, label in labels.items() if slug in requirement.options],
    )


class Heads(NamedTuple):
    """A line's stances under the words that say what it does with them."""

    refuses: list[OptionStance]
    on_condition: list[OptionStance]
    accepts: list[OptionStance]
    unstated: list[OptionStance]


def heads(found: Iterable[OptionStance]) -> Heads:
    grouped = by_held((stance.held, stance) for stance in found)
    return Heads(*(grouped.get(each, []) for each in Held))


# --- What drafts take


@dataclass(frozen=True)
class Taking:
    """A clause of a draft taking an option."""

    clause_id: int
    heading: str
    url: str
    position: facts.Position


def takings(snapshot: Snapshot, issues: Collection[str]) -> dict[int, list[Taking]]:
    """Which options of these issues each draft takes, clause by clause.

    The keys are drafts; one that takes no position on the issues is left out.
    """
    rows = list(
        snapshot.values(
            models.ClausePosition,
            "id",
            "clause_id",
            "clause__order",
            "clause__number",
            "clause__heading",
            "clause__draft_id",
            "clause__draft__slug",
            "option__issue__slug",
            "option__slug",
            "alternative",
            "note",
            option_id__in=[
                pk
                for pk, option in snapshot.options.items()
                if option.issue.slug in issues
            ],
        )
    )
    proponents = _proponents(snapshot, [row[0] for row in rows])
    found: dict[int, list[Taking]] = defaultdict(list)
    # By place of the clause, and in it by the letters of alternatives.
    for row in sorted(rows, key=lambda row: (row[2], row[1], row[9])):
        pk, clause, _, number, heading, draft, slug, *coded = row
        issue, option, alternative, note = coded
        position = facts.Position(
            number, issue, option, alternative, proponents.get(pk, ()), note
        )
        url = address("clause-detail", slug, number)
        found[draft].append(Taking(clause, heading, url, position))
    return dict(found)


def _proponents(
    snapshot: Snapshot, positions: Collection[int]
) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for position, actor in snapshot.values(
        models.PositionProponent,
        "position_id",
        "actor__slug",
        position_id__in=positions,
    ):
        found[position].append(actor)
    return {position: tuple(actors) for position, actors in found.items()}


def drafts(snapshot: Snapshot) -> list[models.Draft]:
    """All drafts, oldest first."""
    return list(snapshot.rows(models.Draft, "date", "order", "slug"))


# --- Tests


@dataclass(frozen=True)
class LineTest:
    """An event in which a line was tried."""

    line_id: int
    event_id: int
    outcome: str
    note: str
    title: str
    date: str
    end_date: str
    url: str

    @property
    def outcome_label(self) -> str:
        return Outcome(self.outcome).label


def tests_of(snapshot: Snapshot, lines: Collection[int]) -> list[LineTest]:
    """The tests of lines, by primary key, newest event first."""
    rows = snapshot.values(
        models.RedLineTest,
        "red_line_id",
        "event_id",
        "outcome",
        "note",
        "event__title",
        "event__date",
        "event__end_date",
        "event__slug",
        red_line_id__in=lines,
    )
    found = [
        LineTest(*(*values, address("event-detail", slug)))
        for *values, slug in rows
        if slug
    ]
    return sorted(found, key=lambda test: (test.date, test.url), reverse=True)


def outcome_totals(tests: Iterable[LineTest]) -> list[tuple[str, int]]:
    """How often each outcome occurred, in the order of the vocabulary."""
    counts = Counter(test.outcome for test in tests)
    return [(each.label, counts[each]) for each in Outcome if counts[each]]
