"""A comparison as its page shows it: totals, changes in words, pairs of texts."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from plans import compare_markup as markup
from plans.analysis.changes import Change
from plans.analysis.comparison import Span
from plans.compare_effects import ForWhom
from plans.compare_markup import Labelled
from plans.comparisons import Comparison, Read
from plans.forms.compare import CHANGES, MOVED, VIEWS, CompareForm
from plans.models.choices import Category, TextBasis
from plans.page_rows import ClauseRow

LABELS = dict(CHANGES)
# What a text rests on is said where that is less than the full text.
BASES = {
    str(value): str(label)
    for value, label in TextBasis.choices
    if value not in (TextBasis.FULL_TEXT, TextBasis.NOT_PUBLIC)
}
UNCODED = "No coded position"


class Pair(NamedTuple):
    """A link with its texts, ready to be shown."""

    anchor: str
    head: SafeString
    body: SafeString
    effect: SafeString
    changed: bool


class Away(NamedTuple):
    """A clause at the place that it moved from."""

    number: str
    heading: str
    text: SafeString
    where: str
    url: str


class ComparePage:
    """What a page shows of a comparison, by what its form asks for."""

    def __init__(self, found: Comparison, form: CompareForm) -> None:
        self.found, self.form = found, form
        self.reading = form.reading()
        self.one_draft = found.one_draft
        self.for_whom = ForWhom(found, form)
        self.titles = {
            id(read): self._title(read) for read in (found.older, found.newer)
        }

    def _title(self, read: Read) -> str:
        if not self.one_draft:
            return read.draft.short_title
        side = "older" if read is self.found.older else "newer"
        return f"{read.draft.short_title}, {side} records"

    # --- Totals

    @cached_property
    def kinds(self) -> list[set[str]]:
        """What each change counts as."""
        return [
            {change.link.change} | ({MOVED} if change.link.moved else set())
            for change in self.found.changes
        ]

    def totals(self) -> list[tuple[str, str, int, bool]]:
        """The kinds of change that occur: value, label, how often, whether chosen."""
        counts = Counter(kind for each in self.kinds for kind in each)
        asked = self.form.asked("change")
        return [
            (kind, label, counts[kind], kind in asked)
            for kind, label in CHANGES
            if counts[kind]
        ]

    def figures(self) -> list[tuple[str, str, str]]:
        """Figures that changed: in words, the clauses, the address of the change."""
        return [
            (_figure(each.older, each.newer), _numbers(change), self.anchor_url(at))
            for at, change in enumerate(self.found.changes)
            for each in change.figures
        ]

    def bases(self) -> list[tuple[str, int]]:
        counts = Counter(str(each.link.basis) for each in self.found.changes)
        return counts.most_common()

    def sentences(self) -> list[SafeString]:
        """The changes in words, those of unchanged clauses left out."""
        return [
            markup.in_words(change, self._heading(change), self.anchor_url(at))
            for at, change in enumerate(self.found.changes)
            if self.is_changed(change)
        ]

    def unchanged(self) -> list[str]:
        return [
            _numbers(change)
            for change in self.found.changes
            if not self.is_changed(change)
        ]

    def is_changed(self, change: Change) -> bool:
        link = change.link
        if link.change != "kept" or link.moved or change.words or change.replaced:
            return True
        return self.one_draft and bool(link.note)

    # --- The texts

    @cached_property
    def shown(self) -> list[int]:
        """The places of the changes that the filters leave."""
        form, changes = self.form, self.found.changes
        kinds, actor = set(form.asked("change")), form.asked("actor")
        clean = form.view_asked == "clean"
        return [
            at
            for at, change in enumerate(changes)
            if (not kinds or kinds & self.kinds[at])
            and (not form.asked("only") or self.is_changed(change))
            and (not actor or self._matters(at, actor))
            and (not clean or change.link.newer)
        ]

    @cached_property
    def shown_places(self) -> set[int]:
        return set(self.shown)

    def _matters(self, at: int, actor: str) -> bool:
        return any(
            effect.changed and effect.red_line.actor == actor
            for effect in self.found.effects_by_change[at]
        )

    def anchor_url(self, at: int) -> str:
        """The address of a change: on this page, or where the filters hide it."""
        anchor = f"#{_anchor(self.found.changes[at])}"
        if at in self.shown_places:
            return anchor
        return f"{self.found.url}{self.form.question()}{anchor}"

    def groups(self) -> list[tuple[str, list[Pair | Away]]]:
        """The pairs shown: as the newer draft has them, or by area and issue."""
        if self.form.asked("order") == "area":
            return self._by_area()
        pairs: list[Pair | Away] = []
        away = self._moved_away() if self.form.view_asked != "clean" else {}
        pairs += away.get(-1, ())
        for at, _ in enumerate(self.found.changes):
            if at in self.shown_places:
                pairs.append(self.pair(at))
            pairs += away.get(at, ())
        return [("", pairs)] if pairs else []

    def _by_area(self) -> list[tuple[str, list[Pair | Away]]]:
        snapshot = self.found.newer.snapshot
        order = {slug: place for place, slug in enumerate(snapshot.issues_by_slug)}
        groups: dict[str, list[tuple[int, Pair | Away]]] = {}
        for at in self.shown:
            issue = self._issue(at)
            area = snapshot.issues_by_slug[issue].category if issue else ""
            groups.setdefault(area, []).append((order.get(issue, -1), self.pair(at)))
        return [
            (label, [pair for _, pair in sorted(groups[area], key=lambda x: x[0])])
            for area, label in [*Category.choices, ("", UNCODED)]
            if area in groups
        ]

    def _issue(self, at: int) -> str:
        """The first issue of a change's clauses, the newer ones first."""
        link = self.found.changes[at].link
        for read, numbers in (
            (self.found.newer, link.newer),
            (self.found.older, link.older),
        ):
            for number in numbers:
                for position in read.positions[read.by_number[number].id]:
                    return position.issue
        return ""

    def _moved_away(self) -> dict[int, list[Away]]:
        """Clauses that moved, by the place of the change after which they stood."""
        place_of = {
            number: at
            for at, change in enumerate(self.found.changes)
            for number in change.link.older
        }
        found: dict[int, list[Away]] = {}
        last = -1
        for clause in self.found.older.clauses:
            at = place_of[clause.number]
            if not self.found.changes[at].link.moved:
                last = at
            elif at in self.shown_places:
                found.setdefault(last, []).append(self._away(clause, at, last))
        return found

    def _away(self, clause: ClauseRow, at: int, here: int) -> Away:
        numbers = ", ".join(self.found.changes[at].link.newer)
        return Away(
            clause.number,
            clause.heading,
            markup.side(
                [self._labelled(self.found.older, clause.number, "")],
                [Span("kept", clause.text.strip())] if clause.is_public else [],
            ),
            f"{'further on' if at > here else 'above'} as {numbers}",
            self.anchor_url(at),
        )

    def pair(self, at: int) -> Pair:
        change = self.found.changes[at]
        link = change.link
        heading = self._heading(change)
        tags = [LABELS.get(link.change, link.change)]
        if link.moved and link.change != MOVED:
            tags.append(LABELS[MOVED])
        tags.append(self._basis(change))
        anchor = _anchor(change)
        level = "h4" if self.form.asked("order") == "area" else "h3"
        return Pair(
            anchor,
            markup.head(anchor, _arrow(change), heading, tags, level),
            self._body(change, heading),
            self.for_whom.of_change(at),
            self.is_changed(change),
        )

    def _heading(self, change: Change) -> str:
        """The heading of a change's first clause, the newer ones before the older."""
        if change.link.newer:
            return self.found.newer.by_number[change.link.newer[0]].heading
        return self.found.older.by_number[change.link.older[0]].heading

    def _basis(self, change: Change) -> str:
        if self.one_draft:
            return ""
        link = change.link
        share = "" if link.likeness is None else f", likeness {link.likeness:.2f}"
        return f"{link.basis}{share}"

    def _body(self, change: Change, heading: str) -> SafeString:
        older, newer = self.found.older, self.found.newer
        before = [self._labelled(older, each, heading) for each in change.link.older]
        after = [self._labelled(newer, each, heading) for each in change.link.newer]
        texts = change.older_text, change.newer_text
        spans = change.spans
        if before and after and not all(texts):
            # One text is not public: what the other says was neither put in nor out.
            spans = tuple(Span("kept", text) for text in texts if text)
        match self.form.view_asked:
            case "inline":
                return markup.column([markup.inline([*before, *after], spans)])
            case "clean":
                whole = [Span("kept", change.newer_text)] if change.newer_text else []
                return markup.column([markup.side(after, whole)])
        sides = []
        for read, clauses, other, text in (
            (older, before, "added", change.older_text),
            (newer, after, "removed", change.newer_text),
        ):
            own = [span for span in spans if span.kind != other] if text else []
            sides.append(
                markup.side(clauses, own)
                if clauses
                else markup.none(self.titles[id(read)])
            )
        return markup.column(sides)

    def _labelled(self, read: Read, number: str, heading: str) -> Labelled:
        clause = read.by_number[number]
        name = f"{self.titles[id(read)]}, clause {number}"
        if clause.heading != heading and heading:
            name = f"{name}: {clause.heading}"
        return Labelled(
            name,
            f"{read.draft.url}clauses/{number}/{self.for_whom.query(read)}",
            BASES.get(clause.text_basis, ""),
            clause.text.strip() if clause.is_public else None,
        )

    # --- What can be chosen

    def views(self) -> list[tuple[str, str, str, bool]]:
        return [
            (value, label, self.form.query(view=value), value == self.form.view_asked)
            for value, label in VIEWS
        ]

    def actors(self) -> Iterable[tuple[str, str, bool]]:
        """Actors for whom some change matters: slug, name, whether chosen."""
        rows = self.found.rows
        found = {
            (rows[each.red_line.id].actor_order, rows[each.red_line.id].actor): rows[
                each.red_line.id
            ].actor_name
            for effects in self.found.effects_by_change
            for each in effects
            if each.changed
        }
        asked = self.form.asked("actor")
        return [(key[1], name, key[1] == asked) for key, name in sorted(found.items())]

    def context(self) -> dict[str, Any]:
        return {
            "totals": self.totals(),
            "figures": self.figures(),
            "bases": self.bases(),
            "sentences": self.sentences(),
            "unchanged": self.unchanged(),
            "balances": self.for_whom.balances(),
        }

    def texts(self) -> dict[str, Any]:
        """What the part of the page that is swapped shows."""
        form = self.form
        return {
            "view": form.view_asked,
            "views": self.views(),
            "order": form.asked("order"),
            "only": form.asked("only"),
            "kinds": self.totals(),
            "actors": self.actors(),
            "groups": self.groups(),
            "changes_shown": sum(
                self.is_changed(self.found.changes[at]) for at in self.shown
            ),
            "pairs_shown": len(self.shown),
            "pair_count": len(self.found.changes),
            "dropped": [
                (_numbers(change), self.anchor_url(at))
                for at, change in enumerate(self.found.changes)
                if form.view_asked == "clean" and not change.link.newer
            ],
            "carried": [
                (name, value)
                for name, values in form.pairs(("change", "only", "order", "actor"))
                for value in values
            ],
            "all_url": self.found.url + form.question(),
        }


def _anchor(change: Change) -> str:
    return f"pair-{'-'.join(change.link.older)}--{'-'.join(change.link.newer)}"


def _arrow(change: Change) -> str:
    sides = [", ".join(side) for side in (change.link.older, change.link.newer) if side]
    return " → ".join(sides)


def _numbers(change: Change) -> str:
    sides = [", ".join(side) for side in (change.link.older, change.link.newer) if side]
    return " → ".join(dict.fromkeys(sides))


def _figure(older: str, newer: str) -> str:
    if older and newer:
        return f"{older} → {newer}"
    return f"{older} removed" if older else f"{newer} added"
