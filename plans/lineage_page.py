"""The page of two drafts' lineage: its rows, its conflicts, what an editor just did."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString

from plans.addresses import address
from plans.analysis.alignment import ClauseText
from plans.analysis.changes import sentence
from plans.analysis.lineage import Conflict, Side
from plans.compare_markup import Labelled, side
from plans.forms.proposals import FORMS, BulkForm, LinkFilter
from plans.page_rows import DraftRow
from plans.proposals import Entry, Pair


@dataclass(frozen=True)
class Opened:
    """A form that stands open: which, about which link, or with which links."""

    name: str
    form: Any
    entry: Entry | None = None
    entries: Sequence[Entry] = ()
    confirming: Any = None  # the form that was sent with these links
    chosen: Collection[str] | None = None  # the keys ticked in it, None for all

    @property
    def key(self) -> str:
        return self.entry.key if self.entry else ""


@dataclass(frozen=True)
class Notice:
    """What an action did, in words; `links` are the records that it wrote."""

    text: str
    level: str
    links: tuple[int, ...] = ()


class Row(NamedTuple):
    """A link as the page shows it; `value` is what its forms send back."""

    entry: Entry
    heading: str
    words: str
    basis: str
    older: SafeString
    newer: SafeString
    value: str
    change_url: str
    reject_url: str
    remove_url: str
    undo: str  # takes back what was recorded just now
    opened: Opened | None
    focused: bool


class Dispute(NamedTuple):
    """A clause on which a record and the lineage over other drafts disagree."""

    clause: str
    url: str
    recorded: str
    composed: str
    corrections: list[tuple[str, str]]  # addresses of the admin, with what is there


def rows_of(
    pair: Pair,
    filters: LinkFilter,
    opened: Opened | None,
    touched: Mapping[int, str],
    focus: Entry | None,
) -> list[Row]:
    """The links that fit the filters, and those that were just at hand."""
    label = _Labels(pair, filters.reading().query)
    rows = []
    for entry in pair.entries:
        about = opened if opened and opened.key == entry.key else None
        at_hand = about or entry is focus or entry.pk in touched
        if not at_hand and not filters.fits(entry):
            continue
        change = entry.change
        older = [each for each in change.spans if each.kind != "added"]
        newer = [each for each in change.spans if each.kind != "removed"]
        _, _, words = sentence(change).partition(": ")
        rows.append(
            Row(
                entry,
                label.heading(entry),
                words,
                _basis(entry, pair),
                side(label.of("older", entry.link.older), older),
                side(label.of("newer", entry.link.newer), newer),
                f"{entry.key}:{entry.token}",
                filters.query(change=entry.key),
                filters.query(reject=entry.key),
                filters.query(remove=entry.key),
                touched.get(entry.pk, "") if entry.pk else "",
                about,
                entry is focus and opened is None,
            )
        )
    return rows


class _Labels:
    """How the page names the clauses of two drafts."""

    def __init__(self, pair: Pair, query: str) -> None:
        self.query = query
        self.drafts: dict[Side, DraftRow] = {"older": pair.older, "newer": pair.newer}
        self.texts: dict[Side, dict[str, ClauseText]] = {
            "older": {each.number: each for each in pair.older_texts},
            "newer": {each.number: each for each in pair.newer_texts},
        }

    def heading(self, entry: Entry) -> str:
        link = entry.link
        texts = self.texts["newer" if link.newer else "older"]
        return texts[(link.newer or link.older)[0]].heading

    def of(self, side: Side, numbers: Iterable[str]) -> list[Labelled]:
        draft = self.drafts[side]
        return [
            Labelled(
                f"{draft.short_title}, {number}: {clause.heading}",
                address("clause-detail", draft.slug, number) + self.query,
                "",
                clause.text.strip() if clause.public else None,
            )
            for number in numbers
            for clause in (self.texts[side][number],)
        ]


def _basis(entry: Entry, pair: Pair) -> str:
    link = entry.link
    if link.basis == "composed":
        over = ", ".join(f"the {draft.short_title}" for draft in pair.way[1:-1])
        return f"composed over {over}"
    if link.likeness is not None:
        return f"{link.basis}, likeness {link.likeness:.2f}"
    return link.basis


def totals_of(pair: Pair, filters: LinkFilter) -> list[tuple[str, int, str]]:
    """How many links there are of each basis, with the address that shows them."""
    counts = {"recorded": 0, "composed": 0, "proposed": 0}
    for entry in pair.entries:
        counts[entry.link.basis] += 1
    counts["conflicts"] = len(pair.record.conflicts)
    words = {
        "recorded": "recorded",
        "composed": "composed over other drafts",
        "proposed": "proposed, not confirmed by an editor",
        "conflicts": "clauses on which records disagree",
    }
    return [
        (words[name], number, filters.query(show=name) if number else "")
        for name, number in counts.items()
    ]


def steps_of(pair: Pair, query: str) -> list[tuple[str, str]]:
    """The steps over which links are composed, by address and name."""
    return [
        (
            address("compare-lineage", newer.slug, older.slug) + query,
            f"{older.short_title} → {newer.short_title}",
        )
        for older, newer in zip(pair.way, pair.way[1:], strict=False)
    ]


def disputes_of(pair: Pair, query: str) -> list[Dispute]:
    """The conflicts of the record, each with where it can be corrected."""
    return [_dispute(pair, each, query) for each in pair.record.conflicts]


def _dispute(pair: Pair, conflict: Conflict, query: str) -> Dispute:
    draft = pair.older if conflict.side == "older" else pair.newer
    place = conflict.side, conflict.clause
    heading = pair.headings[conflict.side].get(conflict.clause, "")
    return Dispute(
        f"{draft.short_title}, {conflict.clause}: {heading}",
        address("clause-detail", draft.slug, conflict.clause) + query,
        _counterparts(conflict.recorded),
        _counterparts(conflict.composed),
        [
            (reverse("admin:plans_clauselink_change", args=[each.pk]), each.numbers)
            for each in pair.recorded_at.get(place, ())
            if each.pk
        ],
    )


def _counterparts(numbers: Sequence[str]) -> str:
    return ", ".join(numbers) or "no counterpart"


def opened_form(pair: Pair, asked: Mapping[str, str]) -> Opened | None:
    """The form that an address asks to stand open; None where it asks for none."""
    if "bulk_least" in asked:
        bulk = BulkForm(asked)
        return Opened("bulk", bulk, entries=bulk.chosen(pair))
    for name, form in FORMS.items():
        entry = pair.by_key.get(asked.get(name, ""))
        if entry and _may_open(name, entry):
            return Opened(name, form.about(pair, entry), entry)
    return None


def _may_open(name: str, entry: Entry) -> bool:
    """Say whether a form is for such a link: only what is recorded can be removed."""
    if name == "remove":
        return entry.pk is not None
    return not entry.is_recorded and (name == "change" or entry.two_sided)
