"""How often events tried each stated red line, and what came of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urlencode

from plans import models
from plans.addresses import address
from plans.citing import Cited, citations, weakness
from plans.forms.line_tests import LineTestForm
from plans.forms.reading import Reading
from plans.models.choices import Outcome
from plans.page_rows import ActorRow, IssueRow
from plans.snapshot import Snapshot
from plans.standing import Line, LineTest, read_lines, tests_of

OUTCOMES = [(each.value, each.label) for each in Outcome]
# The states of this page, by what the list of red lines calls them.
LIST_STATES = {"": "all", "in-force": "", "ended": "ended"}


class Trial(NamedTuple):
    """A test with the sources of its event.

    `outside` is "before" or "after" where the event began on a day on which the line
    was not in force, empty as a rule.
    """

    test: LineTest
    outside: str
    cited: Sequence[Cited]
    weakness: str


class Restated(NamedTuple):
    """When a line was last stated again: in an event, or by a newer version of it."""

    date: str
    test: LineTest | None = None
    version: Line | None = None


@dataclass(frozen=True)
class TriedLine:
    """A line with its tests, newest first; `restated` is None where none is known."""

    line: Line
    issue: IssueRow | None
    when: str
    trials: Sequence[Trial]
    counts: Sequence[tuple[str, int]]
    restated: Restated | None

    @property
    def tests(self) -> int:
        return len(self.trials)

    @property
    def first(self) -> LineTest:
        return self.trials[-1].test

    @property
    def last(self) -> LineTest:
        return self.trials[0].test

    @property
    def last_date(self) -> str:
        return self.last.date


@dataclass(frozen=True)
class ActorLines:
    actor: ActorRow
    lines: list[TriedLine]

    @property
    def tests(self) -> int:
        return sum(each.tests for each in self.lines)

    @property
    def last_date(self) -> str:
        return max(each.last_date for each in self.lines)


@dataclass(frozen=True)
class Total:
    """Tests by outcome, and the lines tried among those stated.

    `actor` is None for all actors together; `url` lists the lines of one.
    """

    actor: ActorRow | None
    counts: Sequence[tuple[str, int]]
    tried: int
    stated: int
    url: str = ""

    @property
    def tests(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def never(self) -> int:
        return self.stated - self.tried


@dataclass(frozen=True)
class LineTests:
    """What the page shows; `totals` leave the outcome that is asked for aside.

    `silent` are the actors asked for of whom no line is counted.
    """

    actors: list[ActorLines]
    totals: list[Total]
    overall: Total
    events: int
    most: int
    silent: list[ActorRow]

    @property
    def shown_actors(self) -> list[ActorRow]:
        return [each.actor for each in self.actors]


def line_tests(snapshot: Snapshot, form: LineTestForm, reading: Reading) -> LineTests:
    """Gather the lines stated by the day asked for, and the events up to it."""
    day = reading.as_of.isoformat()
    # Partial dates are ISO text: a month sorts before each of its days.
    stated = [line for line in read_lines(snapshot) if line.stated_on <= day]
    lines = [line for line in stated if _counts(line, form, reading)]
    tests = _tests_by_line(snapshot, lines, day)
    chosen = form.asked("actors")
    actors = [
        actor
        for actor in snapshot.actors.values()
        if not chosen or actor.slug in chosen
    ]
    totals = [_actor_total(actor, lines, tests, form, reading) for actor in actors]
    shown = [line for line in lines if _is_shown(tests.get(line.id, ()), form)]
    found = _tried_lines(snapshot, shown, tests, stated, reading)
    return LineTests(
        actors=_in_order(_by_actor(actors, found), form.asked("sort")),
        totals=[total for total in totals if total.stated],
        overall=_total(lines, tests),
        events=len({test.event_id for each in tests.values() for test in each}),
        most=max((n for total in totals for _, n in total.counts), default=0),
        silent=[total.actor for total in totals if total.actor and not total.stated],
    )


def _counts(line: Line, form: LineTestForm, reading: Reading) -> bool:
    """Whether a line stated by the day asked for is one that the page speaks of."""
    actors, state = form.asked("actors"), form.asked("state")
    in_force = line.when(reading.as_of) == "in force"
    return (not actors or line.actor in actors) and (
        not state or (state == "in-force") == in_force
    )


def _is_shown(tests: Iterable[LineTest], form: LineTestForm) -> bool:
    """Whether a line with these tests stands in the tables; one without never."""
    outcome = form.asked("outcome")
    return any(not outcome or test.outcome == outcome for test in tests)


def outcome_counts(tests: Iterable[LineTest]) -> list[tuple[str, int]]:
    """How often each outcome occurred, with its label; every outcome is named."""
    counts = Counter(test.outcome for test in tests)
    return [(label, counts[outcome]) for outcome, label in OUTCOMES]


def last_restated(
    line: Line, tests: Iterable[LineTest], stated: Mapping[str, Line]
) -> Restated | None:
    """The last time that a line was stated again, None where none is recorded.

    `stated` holds the lines stated by the day asked for, by slug. Of an event and a
    newer version on one day the event is named, as it speaks of the very line.
    """
    found = [
        Restated(test.date, test=test)
        for test in tests
        if test.outcome == Outcome.RESTATED
    ]
    found += [
        Restated(version.stated_on, version=version)
        for version in _newer_versions(line, stated)
        if version.stated_on > line.stated_on
    ]
    return max(found, key=lambda each: each.date, default=None)


def _newer_versions(line: Line, stated: Mapping[str, Line]) -> list[Line]:
    found: list[Line] = []
    following = stated.get(line.successor)
    while following and following not in (line, *found):
        found.append(following)
        following = stated.get(following.successor)
    return found


def _tests_by_line(
    snapshot: Snapshot, lines: Iterable[Line], day: str
) -> dict[int, list[LineTest]]:
    found: dict[int, list[LineTest]] = defaultdict(list)
    for test in tests_of(snapshot, [line.id for line in lines]):
        if test.date <= day:
            found[test.line_id].append(test)
    return dict(found)


def _total(lines: Sequence[Line], tests: Mapping[int, Sequence[LineTest]]) -> Total:
    tried = [line for line in lines if line.id in tests]
    counts = outcome_counts(test for line in tried for test in tests[line.id])
    return Total(None, counts, len(tried), len(lines))


def _actor_total(
    actor: ActorRow,
    lines: Iterable[Line],
    tests: Mapping[int, Sequence[LineTest]],
    form: LineTestForm,
    reading: Reading,
) -> Total:
    own = [line for line in lines if line.actor == actor.slug]
    asked = {"actor": actor.slug, "state": LIST_STATES[form.asked("state")]}
    query = urlencode({name: value for name, value in asked.items() if value})
    url = f"{address('red-line-list')}?{query}{reading.query.replace('?', '&')}"
    return replace(_total(own, tests), actor=actor, url=url)


def _tried_lines(
    snapshot: Snapshot,
    lines: Sequence[Line],
    tests: Mapping[int, Sequence[LineTest]],
    stated: Iterable[Line],
    reading: Reading,
) -> list[TriedLine]:
    by_slug = {line.slug: line for line in stated}
    events = {test.event_id for line in lines for test in tests[line.id]}
    cited = citations(snapshot, {models.EventSource: sorted(events)})
    sources = cited[models.EventSource]
    return [
        TriedLine(
            line,
            snapshot.issues_by_slug.get(line.issue),
            line.when(reading.as_of),
            [_trial(line, test, sources) for test in tests[line.id]],
            outcome_counts(tests[line.id]),
            last_restated(line, tests[line.id], by_slug),
        )
        for line in lines
    ]


def _trial(line: Line, test: LineTest, sources: Mapping[int, Sequence[Cited]]) -> Trial:
    cited = sources.get(test.event_id, ())
    return Trial(test, _outside(line, test.date), cited, weakness(cited))


def _outside(line: Line, date: str) -> str:
    # Of a month alone in which the line was stated it is not known.
    if date < line.stated_on and not line.stated_on.startswith(date):
        return "before"
    return "after" if line.valid_until and date >= line.valid_until else ""


def _by_actor(
    actors: Iterable[ActorRow], lines: Iterable[TriedLine]
) -> list[ActorLines]:
    found: dict[str, list[TriedLine]] = defaultdict(list)
    for each in lines:
        found[each.line.actor].append(each)
    return [
        ActorLines(actor, found[actor.slug]) for actor in actors if actor.slug in found
    ]


def _in_order(actors: Iterable[ActorLines], sort: str) -> list[ActorLines]:
    key = attrgetter("last_date" if sort == "last" else "tests")
    ordered = [
        # Equal lines keep their order.
        replace(each, lines=sorted(each.lines, key=key, reverse=True))
        for each in actors
    ]
    return sorted(ordered, key=key, reverse=True) if sort else ordered
