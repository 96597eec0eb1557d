"""How editors turn proposed links into lineage: confirm, change, reject, take back.

A rejected proposal is remembered as what it means: its older clauses have no
counterpart and its newer ones were not there before. Both are recorded as such, so
nothing proposes the link again, comparisons and exports know it without a table of
their own, and taking the records back undoes it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from plans.models import Clause, ClauseLink, ClauseLinkEnd, ClauseLinkSource, Draft
from plans.models.choices import Change, Side
from plans.models.recording import recording
from plans.proposals import Entry, Pair, clauses_of, read_pair
from plans.rows import GAP, sync_rows
from plans.snapshot import Snapshot


class Refused(Exception):
    """Nothing was written; the text tells the editor why."""


@dataclass(frozen=True)
class NewLink:
    """A link to be recorded; clauses by number."""

    older: tuple[str, ...]
    newer: tuple[str, ...]
    change: str
    note: str


@contextmanager
def editing(older: str, newer: str) -> Iterator[Pair]:
    """Hold the lineage of two drafts until the block ends, and read it as it stands.

    Whoever records a link of either draft meanwhile waits: a new link refers to its
    drafts, and they are locked. Raises Refused where lineage cannot be recorded.
    """
    with transaction.atomic():
        drafts = Draft.objects.select_for_update().filter(slug__in=[older, newer])
        list(drafts.order_by("pk"))
        pair = read_pair(Snapshot(), older, newer)
        if pair is None:
            raise Refused("One of the two drafts is no longer recorded.")
        if pair.closed:
            raise Refused(pair.closed)
        yield pair


def confirm(
    pair: Pair, wanted: Mapping[str, str], reason: str = ""
) -> tuple[list[int], list[Entry]]:
    """Record links as proposed or composed; `wanted` are tokens by the links' keys.

    Gives the new records, and the entries that were recorded already. Raises Refused,
    and writes none of them, where one has changed since the tokens were given out.
    """
    entries, already = [], []
    for key, token in wanted.items():
        entry = pair.by_key.get(key)
        if entry and entry.is_recorded:
            already.append(entry)
        else:
            entries.append(current(pair, key, token))
    links = [
        NewLink(each.link.older, each.link.newer, each.kind, default_note(pair, each))
        for each in entries
    ]
    reason = reason or default_reason(pair, entries)
    return record(pair, links, reason), already


def reject(
    pair: Pair, key: str, token: str, fates: tuple[str, str], reason: str
) -> list[int]:
    """Record that the clauses of a proposal do not belong together.

    `fates` are the changes by which its older and its newer clauses are recorded,
    each clause on its own. Raises Refused where the proposal has changed.
    """
    link = current(pair, key, token).link
    if not (link.older and link.newer):
        raise Refused("Only a link between clauses of both drafts can be rejected.")
    said = {
        "older": f"{numbered(link.newer)} of the {pair.newer.short_title}",
        "newer": f"{numbered(link.older)} of the {pair.older.short_title}",
    }
    links = [
        NewLink((number,), (), fates[0], f"Not linked to {said['older']}: {reason}")
        for number in link.older
    ]
    links += [
        NewLink((), (number,), fates[1], f"Not linked to {said['newer']}: {reason}")
        for number in link.newer
    ]
    return record(pair, links, reason)


def record(pair: Pair, links: Sequence[NewLink], reason: str) -> list[int]:
    """Write links after those that the drafts have; give their primary keys."""
    stored = ClauseLink.objects.filter(
        older_draft_id=pair.older.id, newer_draft_id=pair.newer.id
    )
    last = stored.aggregate(last=Max("order"))["last"] or 0
    clauses = _clauses(pair, links)
    keys = []
    with recording(reason):
        for place, new in enumerate(links, 1):
            link = ClauseLink.objects.create(
                older_draft_id=pair.older.id,
                newer_draft_id=pair.newer.id,
                change=new.change,
                note=new.note,
                order=last + place * GAP,
            )
            for side, numbers in ((Side.OLDER, new.older), (Side.NEWER, new.newer)):
                ends = [{"clause": clauses[side, number]} for number in numbers]
                sync_rows(link, "ends", ends, ("clause",), {"side": side})
            keys.append(link.pk)
    return keys


def remove(pair: Pair, stamped: Mapping[int, str], reason: str) -> list[Entry]:
    """Delete recorded links; `stamped` are the stamps that they were shown with.

    Gives the links as they were. Raises Refused, and deletes none of them, where one
    is gone or was revised meanwhile.
    """
    by_pk = {entry.pk: entry for entry in pair.entries if entry.pk}
    if not stamped or set(stamped) - set(by_pk):
        raise Refused("The link was removed already. Nothing was changed.")
    now = stamps(stamped)
    for pk, stamp in stamped.items():
        if now[pk] != stamp:
            raise Refused(
                f"Somebody changed the link of {by_pk[pk].name} after you opened the "
                "page. Nothing was removed."
            )
    with recording(reason):
        for link in ClauseLink.objects.filter(pk__in=stamped):
            link.delete()
    return [by_pk[pk] for pk in stamped]


def stamps(links: Collection[int]) -> dict[int, str]:
    """What `latest_revision_stamp` gives for each link, in three queries for all."""
    newest: list[dict[int, int]] = []
    for model, column in (
        (ClauseLink, "id"),
        (ClauseLinkEnd, "link_id"),
        (ClauseLinkSource, "link_id"),
    ):
        rows = model.history.model._default_manager.filter(  # type: ignore[attr-defined]
            **{f"{column}__in": list(links)}
        )
        latest = rows.order_by().values(column).annotate(newest=Max("history_id"))
        newest.append({row[column]: row["newest"] for row in latest})
    return {
        link: ".".join(str(known.get(link, 0)) for known in newest) for link in links
    }


def current(pair: Pair, key: str, token: str) -> Entry:
    """The link that an editor saw; Refused where it is not as it was then."""
    entry = pair.by_key.get(key)
    if entry and not entry.is_recorded and entry.token == token:
        return entry
    for place in clauses_of(key):
        for other in pair.recorded_at.get(place, ()):
            said = f"{other.name} is recorded already, as {other.kind_label}"
            raise Refused(f"{said[0].upper()}{said[1:]}. Nothing was written.")
    raise Refused(
        "The clauses, or what is proposed for them, changed after you opened the page. "
        "Nothing was written. Look at them again."
    )


def _clauses(pair: Pair, links: Sequence[NewLink]) -> dict[tuple[str, str], Clause]:
    """The clauses that links name, by side and number."""
    found: dict[tuple[str, str], Clause] = {}
    for side, draft in ((Side.OLDER, pair.older), (Side.NEWER, pair.newer)):
        numbers = {number for link in links for number in getattr(link, side)}
        rows = Clause.objects.filter(draft_id=draft.id, number__in=numbers)
        found |= {(str(side), clause.number): clause for clause in rows}
    return found


def default_reason(pair: Pair, entries: Sequence[Entry]) -> str:
    """Why links were recorded, where the editor gave no reason."""
    if len(entries) != 1:
        return f"Confirmed {len(entries)} links as proposed"
    link = entries[0].link
    if link.basis == "composed":
        return f"Confirmed a link composed over {_way(pair)}"
    if link.likeness is None:
        return f"Confirmed as proposed: {Change(entries[0].kind).label}"
    return f"Confirmed a proposed link (likeness {link.likeness:.2f})"


def changed_reason(entry: Entry) -> str:
    """Why a link was recorded otherwise than it was shown, where no reason is given."""
    link = entry.link
    if link.likeness is None:
        said = f"{link.basis}: {Change(entry.kind).label}"
        return f"Recorded otherwise than {said}"
    return f"Recorded otherwise than proposed (likeness {link.likeness:.2f})"


def default_note(pair: Pair, entry: Entry) -> str:
    """What a link rests on, as its record says it."""
    link = entry.link
    if link.basis == "composed":
        return f"Follows from the lineage over {_way(pair)}."
    if link.likeness is None:
        draft = pair.newer if link.older else pair.older
        return f"No counterpart was found in the {draft.short_title}."
    said = f"Proposed with a likeness of {link.likeness:.2f} and confirmed."
    return f"{said} {link.note}".strip()


def _way(pair: Pair) -> str:
    return ", ".join(f"the {draft.short_title}" for draft in pair.way[1:-1])


def numbered(numbers: Sequence[str]) -> str:
    *first, last = numbers
    return f"clauses {', '.join(first)} and {last}" if first else f"clause {last}"
