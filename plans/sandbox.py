"""Options chosen issue by issue, and what all of them come to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from plans.addresses import address
from plans.analysis.choices import (
    Outlook,
    as_positions,
    explain_choice,
    look_ahead,
)
from plans.analysis.conflicts import Conflict
from plans.analysis.facts import Position, Verdict
from plans.analysis.settlement_explain import (
    Explanation,
    explain_conflict,
    explain_contradiction,
    explain_silence,
)
from plans.analysis.settlements import Zone
from plans.analysis.settlements_question import Question
from plans.analysis.verdicts import DraftVerdicts, Judgement, evaluate, standings
from plans.page_rows import IssueRow, LineRow
from plans.sandbox_offers import Area, Offers, Taken
from plans.settling import Asked, stop_after
from plans.snapshot import Snapshot
from plans.tables import Totals, totals

MOST = 60  # conflicts told; beyond these the page says how many more there are


class JudgedLine(NamedTuple):
    row: LineRow
    sentence: str
    is_new: bool  # the choice just made brought it about


class ConflictInWords(NamedTuple):
    told: Explanation
    rows: list[LineRow]


class Undecided(NamedTuple):
    """An issue that the draft leaves open between several options."""

    issue: IssueRow
    versions: list[str]


class Settled(NamedTuple):
    """An undecided issue as a settlement of the rest takes it."""

    issue: IssueRow
    option: str
    label: str


@dataclass(frozen=True)
class Sandbox:
    """A question with options taken, and what they do to its red lines.

    `before` are the options that were taken before the last choice, None where that
    is not known.
    """

    snapshot: Snapshot
    asked: Asked
    taken: Taken
    outlook: Outlook
    verdicts: DraftVerdicts
    before: Taken | None = None

    @property
    def question(self) -> Question:
        return self.asked.question

    # --- Counts

    @property
    def undecided(self) -> list[str]:
        return [each for each in self.question.options if each not in self.taken]

    @property
    def free(self) -> int:
        """How many undecided issues nobody has a line on."""
        return sum(each not in self.question.lines_on for each in self.undecided)

    @cached_property
    def totals(self) -> list[Totals]:
        rows = self.asked.rows
        urls = {
            line.actor: address("actor-detail", line.actor) for line in rows.values()
        }
        return totals(self.verdicts.lines, rows, urls)

    # --- Lines

    @cached_property
    def crossed(self) -> list[JudgedLine]:
        return self._judged(Verdict.CROSSES)

    @cached_property
    def open(self) -> list[JudgedLine]:
        return self._judged(Verdict.OPEN)

    @cached_property
    def silent(self) -> list[JudgedLine]:
        return self._judged(Verdict.SILENT)

    @cached_property
    def crossing_actors(self) -> int:
        return len({each.row.actor for each in self.crossed})

    @cached_property
    def newly(self) -> list[LineRow]:
        """The lines that the last choice crosses and those before it did not."""
        return [each.row for each in self.crossed if each.is_new]

    @cached_property
    def no_longer(self) -> list[LineRow]:
        """The lines that were crossed until the last choice."""
        crossed = {each.row.slug for each in self.crossed}
        return [
            row
            for slug, row in self.asked.rows.items()
            if slug in (self._crossed_before or ()) and slug not in crossed
        ]

    @cached_property
    def _crossed_before(self) -> set[str] | None:
        if self.before is None:
            return None
        found = standings(
            as_positions(self.before.items()), list(self.question.lines.values())
        )
        return {slug for slug, each in found.items() if each.verdict is Verdict.CROSSES}

    @cached_property
    def _judgements(self) -> dict[str, Judgement]:
        """By red line: it is judged once, as there is one position an issue."""
        return {
            each.red_line.id: each
            for cell in self.verdicts.cells.values()
            for each in cell.evidence
        }

    def _judged(self, verdict: Verdict) -> list[JudgedLine]:
        """Lines with a verdict, by actor and then in the order of the issues."""
        before = self._crossed_before
        found = [
            JudgedLine(
                self.asked.rows[slug],
                explain_choice(judgement, self.asked.words),
                before is not None and slug not in before,
            )
            for slug, judgement in self._judgements.items()
            if judgement.verdict is verdict
        ]
        return sorted(found, key=lambda each: (each.row.actor_order, each.row.actor))

    # --- What is ahead

    @cached_property
    def contradictions(self) -> list[Sequence[str]]:
        """Each with its sentences: the couplings, then the options that break them."""
        return [
            explain_contradiction(each, self.question, self.asked.words)
            for each in self.outlook.contradictions
        ]

    @cached_property
    def lost(self) -> list[ConflictInWords]:
        """The lines that can no longer be kept though no choice crosses them yet."""
        crossed = {each.row.slug for each in self.crossed}
        return [
            self._in_words(each)
            for each in self.outlook.lost
            if each.red_lines[0] not in crossed
        ]

    @cached_property
    def ahead(self) -> list[ConflictInWords]:
        """The first of the conflicts that are ahead, of `ahead_count` found."""
        return [self._in_words(each) for each in self.outlook.ahead[:MOST]]

    @property
    def ahead_count(self) -> int:
        return len(self.outlook.ahead)

    def _in_words(self, conflict: Conflict) -> ConflictInWords:
        told = explain_conflict(conflict, self.question, self.asked.words)
        return ConflictInWords(told, [self.asked.rows[id] for id in conflict.red_lines])

    @property
    def rest(self) -> str:
        """The zone of the lines that can still be kept; empty where it is not told."""
        if self.outlook.contradictions:
            return ""
        found = self.outlook.rest
        return (found.zone if found else Zone.UNFINISHED).value

    @cached_property
    def silences(self) -> list[str]:
        """What the rest leans on, in sentences."""
        return [
            explain_silence(each, self.question, self.asked.words)
            for each in self.outlook.further(self.question)
        ]

    @cached_property
    def settled(self) -> list[Settled]:
        """A settlement of what is undecided; issues without a line are left out."""
        found = self.outlook.rest.settlement if self.outlook.rest else {}
        return [
            Settled(issue, found[slug], self._label(slug, found[slug]))
            for slug, issue in self.snapshot.issues_by_slug.items()
            if slug in found
            and slug not in self.taken
            and slug in self.question.lines_on
        ]

    # --- The draft that the choices started from

    @cached_property
    def left_open(self) -> list[Undecided]:
        """What is undecided because the draft takes several options of it."""
        issues = self.snapshot.issues_by_slug
        return [
            Undecided(
                issues[slug],
                list(dict.fromkeys(self._version(each) for each in positions)),
            )
            for slug, positions in self.question.drafted.items()
            if slug not in self.taken and settled_option(positions) is None
        ]

    @cached_property
    def moved(self) -> int:
        """How many choices are other than the draft's own."""
        drafted = self.question.drafted
        return sum(
            option not in {each.option for each in drafted.get(issue, ())}
            for issue, option in self.taken.items()
        )

    @cached_property
    def dropped(self) -> int:
        """How many issues the draft decides and the choices leave undecided."""
        return sum(issue not in self.taken for issue in drafted_options(self.question))

    def _version(self, position: Position) -> str:
        label = f"“{self._label(position.issue, position.option)}”"
        names = self.asked.words.names.actors
        by = ", ".join(names[each] for each in position.proponents)
        letter = f"version {position.alternative}: " if position.alternative else ""
        return f"{letter}{label}{f' (put forward by {by})' if by else ''}"

    def _label(self, issue: str, option: str) -> str:
        return self.asked.words.names.options[issue, option]

    @cached_property
    def areas(self) -> list[Area]:
        """The choices on offer, with what each would cost."""
        return Offers(self.snapshot, self.asked, self.taken, self.verdicts).areas

    # --- What just changed, for those who hear it

    @property
    def news(self) -> str:
        """What the last choice changed, in a sentence or two; empty if not known."""
        if self.before is None:
            return ""
        names = self.asked.words.names
        changed = [
            f"{names.issues[issue]}: "
            + (
                f"“{self._label(issue, self.taken[issue])}”"
                if issue in self.taken
                else "undecided"
            )
            for issue in self.snapshot.issues_by_slug
            if self.before.get(issue) != self.taken.get(issue)
        ]
        count = len(self.crossed)
        lines = "1 line is crossed" if count == 1 else f"{count} lines are crossed"
        more, less = len(self.newly), len(self.no_longer)
        return f"{'; '.join(changed)}. {lines}, {more} newly; {less} no longer."


def gather(
    snapshot: Snapshot,
    asked: Asked,
    taken: Taken,
    seconds: float,
    before: Taken | None = None,
) -> Sandbox:
    """Judge options against the red lines of a question; no further query."""
    asked = replace(asked, question=replace(asked.question, taken=dict(taken)))
    question = asked.question
    verdicts = evaluate(as_positions(taken.items()), list(question.lines.values()))
    outlook = look_ahead(question, stop_after(seconds))
    return Sandbox(snapshot, asked, taken, outlook, verdicts, before)


def frame_of(snapshot: Snapshot, question: Question) -> dict[str, tuple[str, ...]]:
    """The issues that have options, in their order, with the ids of these."""
    return {
        slug: question.options[slug]
        for slug in snapshot.issues_by_slug
        if slug in question.options
    }


def drafted_options(question: Question) -> dict[str, str]:
    """The options that the question's draft takes, where it takes one of an issue."""
    found = {
        issue: settled_option(positions)
        for issue, positions in question.drafted.items()
    }
    return {issue: option for issue, option in found.items() if option}


def settled_option(positions: Sequence[Position]) -> str | None:
    """The one option that positions on an issue take, None where it is not settled.

    It is not where they take several, or where one bracketed version alone takes any.
    """
    options = {each.option for each in positions}
    letters = {each.alternative for each in positions}
    if len(options) > 1 or (len(letters) == 1 and letters != {""}):
        return None
    return options.pop()
