"""The lineage of two drafts, link by link: what is recorded and what is proposed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from plans import models
from plans.alignments import Recorded, clause_texts, recorded_lineage
from plans.analysis.alignment import ClauseText, align
from plans.analysis.changes import Change, changes
from plans.analysis.lineage import Conflict, Link, Side
from plans.models.choices import Change as Kind
from plans.page_rows import DraftRow
from plans.snapshot import Snapshot

# Text that only changed its place is recorded as kept; its numbers tell the rest.
MOVED = "moved"


@dataclass(frozen=True)
class Entry:
    """A link of two drafts with its texts; `pk` is that of the record, if it has one.

    `key` names the link among those of its drafts. `token` changes when anything does
    that an editor sees of the link.
    """

    change: Change
    key: str
    pk: int | None
    conflicts: tuple[Conflict, ...]

    @property
    def link(self) -> Link:
        return self.change.link

    @property
    def id(self) -> int | None:
        """What templates that show any recorded link call its key."""
        return self.pk

    @property
    def kind(self) -> str:
        """The change as it is, or would be, recorded."""
        return Kind.KEPT if self.link.change == MOVED else self.link.change

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def is_recorded(self) -> bool:
        return self.link.basis == "recorded"

    @property
    def two_sided(self) -> bool:
        return bool(self.link.older and self.link.newer)

    @property
    def numbers(self) -> str:
        """The numbers as a heading shows them: 6 → 4, or 6 alone."""
        sides = (", ".join(side) for side in (self.link.older, self.link.newer) if side)
        return " → ".join(sides)

    @property
    def name(self) -> str:
        several = max(len(self.link.older), len(self.link.newer)) > 1
        return f"{'clauses' if several else 'clause'} {self.numbers}"

    @cached_property
    def token(self) -> str:
        link, change = self.link, self.change
        seen = (link.basis, self.kind, link.likeness, link.note)
        texts = (change.older_text, change.newer_text)
        return blake2b(repr((seen, texts)).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Pair:
    """Two drafts with every link between them, in the order of reading.

    `way` are the drafts over which links are composed. `backwards` says that lineage
    is recorded from the newer of the two to the older only.
    """

    older: DraftRow
    newer: DraftRow
    older_texts: tuple[ClauseText, ...]
    newer_texts: tuple[ClauseText, ...]
    record: Recorded
    way: tuple[DraftRow, ...]
    backwards: bool
    entries: tuple[Entry, ...]

    @cached_property
    def by_key(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in self.entries}

    @cached_property
    def headings(self) -> dict[Side, dict[str, str]]:
        return {
            "older": {each.number: each.heading for each in self.older_texts},
            "newer": {each.number: each.heading for each in self.newer_texts},
        }

    @cached_property
    def recorded_at(self) -> dict[tuple[Side, str], list[Entry]]:
        """The recorded links of each clause, by side and number."""
        found: dict[tuple[Side, str], list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if entry.is_recorded:
                for place in places(entry.link):
                    found[place].append(entry)
        return dict(found)

    @property
    def closed(self) -> str:
        """Why lineage cannot be recorded here; empty where it can."""
        if self.backwards:
            return "Lineage of these two drafts is recorded the other way round."
        if self.older.first_day > self.newer.first_day:
            return "Lineage is recorded from an older draft to a newer one."
        return ""

    def entry_of(self, side: Side, number: str) -> Entry | None:
        """The first link that a clause is in."""
        return next(
            (each for each in self.entries if (side, number) in places(each.link)), None
        )


def places(link: Link) -> list[tuple[Side, str]]:
    """The clauses of a link, each with its side; those of the older draft first."""
    return [
        *(("older", number) for number in link.older),
        *(("newer", number) for number in link.newer),
    ]


def clauses_of(key: str) -> list[tuple[Side, str]]:
    """The clauses that the key of a link names, each with its side."""
    older, _, newer = key.partition("--")
    first, second = (tuple(filter(None, side.split(","))) for side in (older, newer))
    return places(Link(first, second, change=""))


def read_pair(snapshot: Snapshot, older: str, newer: str) -> Pair | None:
    """All links between two drafts, by slug; None where one of them is unknown."""
    drafts = {draft.slug: draft for draft in snapshot.drafts()}
    if older not in drafts or newer not in drafts:
        return None
    first, second = drafts[older], drafts[newer]
    older_texts = clause_texts(snapshot, first)
    newer_texts = clause_texts(snapshot, second)
    record = recorded_lineage(snapshot, older, newer)
    links = align(older_texts, newer_texts, record.recorded, record.composed)
    keys, backwards = _keys(snapshot, first, second)
    return Pair(
        first,
        second,
        older_texts,
        newer_texts,
        record,
        tuple(drafts[slug] for slug in record.way if slug in drafts),
        backwards,
        _entries(changes(links, older_texts, newer_texts), record, keys),
    )


def _keys(
    snapshot: Snapshot, older: DraftRow, newer: DraftRow
) -> tuple[list[int], bool]:
    """The primary keys of the recorded links in their order.

    And whether there are none but in the other direction.
    """
    drafts = [older.id, newer.id]
    rows = snapshot.values(
        models.ClauseLink,
        "id",
        "older_draft_id",
        older_draft_id__in=drafts,
        newer_draft_id__in=drafts,
    )
    found = list(rows)
    direct = [pk for pk, first in found if first == older.id]
    return direct, bool(found) and not direct


def _entries(
    found: Sequence[Change], record: Recorded, keys: Sequence[int]
) -> tuple[Entry, ...]:
    # Links were read in the order of their keys; aligned, they come in another.
    records: dict[object, list[int]] = defaultdict(list)
    for link, own in zip(record.recorded, keys, strict=False):
        records[_said(link)].append(own)
    disputed: dict[tuple[Side, str], list[Conflict]] = defaultdict(list)
    for conflict in record.conflicts:
        disputed[conflict.side, conflict.clause].append(conflict)
    seen: Counter[str] = Counter()
    entries = []
    for change in found:
        link = change.link
        mine = records.get(_said(link)) if link.basis == "recorded" else None
        key = f"{','.join(link.older)}--{','.join(link.newer)}"
        seen[key] += 1
        if seen[key] > 1:
            key = f"{key}--{seen[key]}"
        disputes = [each for place in places(link) for each in disputed[place]]
        pk = mine.pop(0) if mine else None
        entries.append(Entry(change, key, pk, tuple(disputes)))
    return tuple(entries)


def _said(link: Link) -> object:
    return link.older, link.newer, link.change, link.note
