from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Protocol, TypeVar

from django import forms

from plans.analysis.facts import RedLine
from plans.forms.reading import ReadingForm
from plans.models.choices import Category, RedLineKind, Strength
from plans.snapshot import Snapshot

STATES = {"": "in force", "ended": "ended", "later": "later"}
SORTS = [
    ("", "actor and issue"),
    ("issue", "issue"),
    ("strength", "strength"),
    ("newest", "newest first"),
    ("oldest", "oldest first"),
]
OUTSIDE = "outside"  # in the place of an issue: lines outside the coding frame
NARROWING = ("actor", "area", "issue", "kind", "strength", "text")


class ListedLine(Protocol):
    """What the filter asks of a line."""

    @property
    def title(self) -> str: ...
    @property
    def statement(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def issue(self) -> str: ...
    @property
    def stated_on(self) -> str: ...
    @property
    def fact(self) -> RedLine: ...

    def when(self, on: date) -> str: ...


L = TypeVar("L", bound=ListedLine)


class LineFilter(ReadingForm):
    """Narrows and sorts the list of red lines; what is not valid is ignored."""

    actor = forms.ChoiceField(required=False, label="Actor")
    area = forms.ChoiceField(
        required=False, label="Area", choices=[("", "All areas"), *Category.choices]
    )
    issue = forms.ChoiceField(required=False, label="Issue")
    kind = forms.ChoiceField(
        required=False, label="Kind", choices=[("", "All kinds"), *RedLineKind.choices]
    )
    strength = forms.ChoiceField(
        required=False,
        label="Strength",
        choices=[("", "Any strength"), *Strength.choices],
    )
    state = forms.ChoiceField(
        required=False,
        label="On that day",
        choices=[
            ("", "in force"),
            ("ended", "no longer in force"),
            ("later", "not yet stated"),
            ("all", "all recorded"),
        ],
    )
    text = forms.CharField(required=False, label="Words", max_length=200)
    sort = forms.ChoiceField(required=False, label="Sort by", choices=SORTS)

    def __init__(self, data: Any, snapshot: Snapshot) -> None:
        super().__init__(data)
        self.areas = {issue.slug: issue.category for issue in snapshot.issues.values()}
        actors = [(each.slug, each.short_name) for each in snapshot.actors.values()]
        issues = [(each.slug, each.title) for each in snapshot.issues.values()]
        self._offer("actor", [("", "All actors"), *actors])
        self._offer(
            "issue", [("", "All issues"), *issues, (OUTSIDE, "outside the frame")]
        )
        self.is_valid()  # leaves only the valid fields in cleaned_data

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def asked(self, name: str) -> str:
        return self.cleaned_data.get(name) or ""

    @property
    def is_narrowed(self) -> bool:
        return any(map(self.asked, NARROWING))

    @property
    def state_asked(self) -> str:
        return self.asked("state")

    def apply(self, lines: Iterable[L], on: date) -> list[L]:
        """The lines that fit, sorted as asked for."""
        # In Python, because the databases disagree on the case of other alphabets.
        words = self.asked("text").casefold().split()
        found = [line for line in lines if self._fits(line, on, words)]
        return sorted(found, key=self._key(), reverse=self.asked("sort") == "newest")

    def _fits(self, line: ListedLine, on: date, words: list[str]) -> bool:
        issue = self.asked("issue")
        wanted = [
            (self.asked("actor"), line.actor),
            (self.asked("kind"), line.fact.kind),
            (self.asked("strength"), line.fact.strength),
            (self.asked("area"), self.areas.get(line.issue, "")),
            ("" if issue == OUTSIDE else issue, line.issue),
        ]
        text = f"{line.title} {line.statement}".casefold()
        return (
            all(not asked or asked == own for asked, own in wanted)
            and (issue != OUTSIDE or not line.issue)
            and self.asked("state") in ("all", _state(line.when(on)))
            and all(word in text for word in words)
        )

    def _key(self) -> Callable[[ListedLine], Any]:
        issues = {slug: place for place, slug in enumerate(self.areas)}
        strengths = {value: place for place, value in enumerate(Strength.values)}

        def by_issue(line: ListedLine) -> int:
            return issues.get(line.issue, len(issues))

        match self.asked("sort"):
            case "issue":
                return by_issue
            case "strength":
                return lambda line: (strengths[line.fact.strength], line.actor)
            case "newest" | "oldest":
                return lambda line: line.stated_on
            case _:
                actors = dict(self.fields["actor"].choices)  # type: ignore[attr-defined]
                order = {slug: place for place, slug in enumerate(actors)}
                return lambda line: (order.get(line.actor, 0), by_issue(line))


def _state(when: str) -> str:
    return next(state for state, name in STATES.items() if name == when)
