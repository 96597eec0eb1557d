"""What the sandbox offers: the options of each issue, and what each would cost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from plans.addresses import address
from plans.analysis.choices import condition_in_words
from plans.analysis.facts import RedLine, Verdict
from plans.analysis.settlements_question import Question
from plans.analysis.verdicts import DraftVerdicts
from plans.page_rows import IssueRow, by_area
from plans.settling import Asked
from plans.snapshot import Snapshot
from plans.standing import Held, by_held, held, worst_held

Taken = Mapping[str, str]  # an option by issue


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


@dataclass(frozen=True)
class Offers:
    """A question with options taken, and the verdicts on them."""

    snapshot: Snapshot
    asked: Asked
    taken: Taken
    verdicts: DraftVerdicts

    @property
    def question(self) -> Question:
        return self.asked.question

    @cached_property
    def areas(self) -> list[Area]:
        """All issues that have options, with what each option would cost."""
        lines: dict[str, list[RedLine]] = defaultdict(list)
        for line in self.question.lines.values():
            lines[line.issue].append(line)
        offered = (
            self._offered(issue, lines[slug])
            for slug, issue in self.snapshot.issues_by_slug.items()
            if slug in self.question.options
        )
        return [
            Area(area.value, area.label, own, sum(bool(each.chosen) for each in own))
            for area, own in by_area(offered, lambda each: each.issue.category)
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
        said = []
        for actor, lines in by_actor.items():
            name = self.snapshot.actors_by_slug[actor].short_name
            says = worst_held(lines, option)
            if says is Held.CONDITIONAL:
                name = f"{name}, {self._conditions(lines, option)}"
            said.append((says, name))
        return [
            Price(says.verdict, WORDS[says], _listed(names, says))
            for says, names in by_held(said).items()
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

    def _label(self, issue: str, option: str) -> str:
        return self.asked.words.names.options[issue, option]


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
