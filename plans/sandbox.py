"""Options chosen issue by issue: what each would cost, and what all come to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from plans.addresses import address
from plans.analysis.choices import (
    Outlook,
    as_positions,
    condition_in_words,
    explain_choice,
    look_ahead,
)
from plans.analysis.conflicts import Conflict
from plans.analysis.facts import Position, RedLine, Verdict
from plans.analysis.settlement_explain import (
    Explanation,
    explain_conflict,
    explain_contradiction,
    explain_silence,
)
from plans.analysis.settlements import Zone
from plans.analysis.settlements_question import Question
from plans.analysis.verdicts import DraftVerdicts, Judgement, evaluate, standings
from plans.models.choices import Category
from plans.page_rows import IssueRow, LineRow
from plans.settling import Asked, stop_after
from plans.snapshot import Snapshot
from plans.standing import Held, held, worst_held
from plans.tables import Totals, totals

Taken = Mapping[str, str]  # an option by issue

# --- What each option would cost


class Price(NamedTuple):
    """Who says the same of an option; `word` is what they say."""

    verdict: Verdict
    word: str
    actors: str


class OptionOffered(NamedTuple):
    slug: str
    label: str
    chosen: bool
    prices: list[Price]
    drafted: str  # how the draft takes it: "in the draft", "version A"


@dataclass(frozen=True)
class IssueOffered:
    """An issue with its options; `chosen` is the label of one, or empty.

    `comes_to` is what the choice does to whose lines, given all other choices.
    `unrefused` says how many options no line refuses.
    """

    issue: IssueRow
    options: list[OptionOffered]
    chosen: str
    comes_to: list[Price]
    unrefused: str

    @property
    def url(self) -> str:
        return address("issue-detail", self.issue.slug)


class Area(NamedTuple):
    slug: str
    title: str
    issues: list[IssueOffered]
    chosen: int


WORDS = {
    Held.REFUSED: "refused by",
    Held.CONDITIONAL: "on a condition:",
    Held.ACCEPTED: "accepted by",
    Held.UNSTATED: "silent:",
}
DOES = {
    Verdict.CROSSES: "crosses",
    Verdict.OPEN: "open for",
    Verdict.MEETS: "meets",
    Verdict.SILENT: "silent:",
}


# --- What all choices come to


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
        return [self._in_words(each) for each in self.outlook.ahead]

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
        drafted = drafted_options(self.question)
        return sum(
            self.taken.get(issue) != option for issue, option in drafted.items()
        ) + sum(
            option not in {each.option for each in self.question.drafted.get(issue, ())}
            for issue, option in self.taken.items()
            if issue not in drafted
        )

    def _version(self, position: Position) -> str:
        label = f"“{self._label(position.issue, position.option)}”"
        names = self.asked.words.names.actors
        by = ", ".join(names[each] for each in position.proponents)
        letter = f"version {position.alternative}: " if position.alternative else ""
        return f"{letter}{label}{f' (put forward by {by})' if by else ''}"

    def _label(self, issue: str, option: str) -> str:
        return self.asked.words.names.options[issue, option]

    # --- The choices on offer

    @cached_property
    def areas(self) -> list[Area]:
        """All issues that have options, with what each option would cost."""
        lines: dict[str, list[RedLine]] = defaultdict(list)
        for line in self.question.lines.values():
            lines[line.issue].append(line)
        offered: dict[str, list[IssueOffered]] = {each: [] for each in Category}
        for slug, issue in self.snapshot.issues_by_slug.items():
            if slug in self.question.options:
                offered[issue.category].append(self._offered(issue, lines[slug]))
        return [
            Area(area.value, area.label, own, sum(bool(each.chosen) for each in own))
            for area in Category
            if (own := offered[area])
        ]

    def _offered(self, issue: IssueRow, lines: Sequence[RedLine]) -> IssueOffered:
        slug = issue.slug
        taken = self.taken.get(slug)
        by_actor = self._by_actor(lines)
        drafted: dict[str, str] = {}
        for each in self.question.drafted.get(slug, ()):
            letter = each.alternative
            drafted[each.option] = f"version {letter}" if letter else "in the draft"
        options = [
            OptionOffered(
                option,
                self._label(slug, option),
                option == taken,
                self._prices(option, by_actor),
                drafted.get(option, ""),
            )
            for option in self.asked.words.options[slug]
        ]
        chosen = self._label(slug, taken) if taken else ""
        return IssueOffered(
            issue,
            options,
            chosen,
            self._comes_to(slug, by_actor),
            _unrefused(options) if lines else "nobody has a line",
        )

    def _by_actor(self, lines: Iterable[RedLine]) -> dict[str, list[RedLine]]:
        """The lines of each actor, in the order of actors."""
        found: dict[str, list[RedLine]] = defaultdict(list)
        for line in lines:
            found[line.actor].append(line)
        return {
            slug: found[slug] for slug in self.snapshot.actors_by_slug if slug in found
        }

    def _prices(
        self, option: str, by_actor: Mapping[str, Sequence[RedLine]]
    ) -> list[Price]:
        groups: dict[Held, list[str]] = {each: [] for each in Held}
        for actor, lines in by_actor.items():
            name = self.snapshot.actors_by_slug[actor].short_name
            says = worst_held(lines, option)
            if says is Held.CONDITIONAL:
                name = f"{name}, {self._conditions(lines, option)}"
            groups[says].append(name)
        return [
            Price(says.verdict, WORDS[says], _listed(names, says))
            for says, names in groups.items()
            if names
        ]

    def _conditions(self, lines: Iterable[RedLine], option: str) -> str:
        found = (
            condition_in_words(each, self.asked.words)
            for line in lines
            if held(line, option) is Held.CONDITIONAL
            for each in line.conditional
            if each.option == option
        )
        return "; ".join(dict.fromkeys(found))

    def _comes_to(self, issue: str, by_actor: Iterable[str]) -> list[Price]:
        groups: dict[Verdict, list[str]] = {each: [] for each in DOES}
        for actor in by_actor:
            cell = self.verdicts.cells.get((issue, actor))
            if cell:
                name = self.snapshot.actors_by_slug[actor].short_name
                groups[cell.verdict].append(name)
        return [
            Price(verdict, DOES[verdict], ", ".join(names))
            for verdict, names in groups.items()
            if names
        ]

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


def _unrefused(options: Sequence[OptionOffered]) -> str:
    count = sum(
        all(price.verdict is not Verdict.CROSSES for price in option.prices)
        for option in options
    )
    if not count:
        return "every option is refused by somebody"
    return f"{count} of {len(options)} options refused by nobody"


def _listed(names: Sequence[str], says: Held) -> str:
    """Names with conditions behind them hold commas of their own."""
    return ("; " if says is Held.CONDITIONAL else ", ").join(names)


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
