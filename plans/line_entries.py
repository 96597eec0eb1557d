"""An actor's lines as its page shows them: by area and issue, with what came after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plans.citing import Cited, weakness
from plans.models.choices import Category
from plans.snapshot import IssueRow, Snapshot
from plans.standing import Heads, Line, heads, stances


@dataclass(frozen=True)
class LineEntry:
    """A line with all that is said beside it.

    `when` is "in force", "ended" or "later"; `replaces` are the lines that it
    superseded, newest first and back to the first of the chain.
    """

    line: Line
    when: str
    heads: Heads
    cited: Sequence[Cited]
    weakness: str
    replaces: Sequence[Line]
    successor: Line | None


@dataclass(frozen=True)
class IssueEntries:
    issue: IssueRow
    in_force: list[LineEntry]
    ended: list[LineEntry]
    later: list[LineEntry]


@dataclass(frozen=True)
class Area:
    slug: str
    label: str
    issues: list[IssueEntries]
    in_force: int


def line_entries(
    snapshot: Snapshot,
    lines: Sequence[Line],
    cited: Mapping[int, Sequence[Cited]],
    on: date,
) -> list[LineEntry]:
    """Tell each line's place in its chain; `lines` must hold the whole chains."""
    by_slug = {line.slug: line for line in lines}
    return [
        LineEntry(
            line,
            line.when(on),
            heads(stances(snapshot, line.fact) if line.issue else []),
            cited.get(line.id, []),
            weakness(cited.get(line.id, [])),
            replaced_by(line, lines),
            by_slug.get(line.successor),
        )
        for line in lines
    ]


def replaced_by(line: Line, lines: Iterable[Line]) -> list[Line]:
    """The lines that this one superseded, directly or through others."""
    lines = list(lines)
    chain: list[Line] = []
    sought = {line.slug}
    # A line already found is not looked for again, should a chain close on itself.
    while found := [
        each
        for each in lines
        if each.successor in sought and each not in chain and each.slug != line.slug
    ]:
        chain += found
        sought = {each.slug for each in found}
    return sorted(chain, key=lambda each: each.stated_on, reverse=True)


def chain_of(line: Line, lines: Iterable[Line]) -> list[Line]:
    """The line among those that it superseded and that superseded it, oldest first."""
    lines = list(lines)
    by_slug = {each.slug: each for each in lines}
    later: list[Line] = []
    following = by_slug.get(line.successor)
    while following and following not in later and following.slug != line.slug:
        later.append(following)
        following = by_slug.get(following.successor)
    return [*reversed(replaced_by(line, lines)), line, *later]


def areas(snapshot: Snapshot, entries: Iterable[LineEntry]) -> list[Area]:
    """Entries by area of the coding frame and by issue, in the frame's order.

    A line outside the frame is left out.
    """
    by_issue: dict[str, list[LineEntry]] = {}
    for entry in entries:
        by_issue.setdefault(entry.line.issue, []).append(entry)
    found = []
    for category in Category:
        issues = [
            _issue_entries(issue, by_issue[issue.slug])
            for issue in snapshot.issues.values()
            if issue.category == category and issue.slug in by_issue
        ]
        if issues:
            in_force = sum(len(each.in_force) for each in issues)
            found.append(Area(category.value, category.label, issues, in_force))
    return found


def _issue_entries(issue: IssueRow, entries: list[LineEntry]) -> IssueEntries:
    def at(when: str) -> list[LineEntry]:
        return [entry for entry in entries if entry.when == when]

    newest_first = sorted(
        at("ended"), key=lambda entry: entry.line.stated_on, reverse=True
    )
    return IssueEntries(issue, at("in force"), newest_first, at("later"))
