"""What the revisions tell a loader: whose the last word is, and what was deleted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from plans import models
from plans.dataset.fields import VERSION_LENGTH
from plans.dataset.tables import (
    KEYS,
    KINDS,
    TABLES,
    Key,
    Table,
    key_of,
    link_key,
    owner_of,
    tables_of,
    targets,
)

REASON: Final = "dataset "
LOADED: Final = Q(history_change_reason__startswith=REASON, history_user=None)
EDITED: Final = "-edited"
SAME_SAVE: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Touch:
    """That a record was changed: when, and by whom; the loader is nobody."""

    at: datetime
    by: str
    loaded: bool


class Past:
    """Reads revisions; `keys` are those of the rows that stand, by table."""

    def __init__(self, keys: Mapping[Table, Mapping[int, Key]]) -> None:
        self.keys = keys
        self._gone: dict[Table, dict[int, Key]] = {}

    def loaded_keys(self, table: Table) -> dict[int, Key]:
        """The key under which a loader last wrote each row that it ever wrote."""
        rows = _history(table).filter(LOADED).exclude(history_type="-")
        return dict(self._keys(table, rows.order_by("history_date", "history_id")))

    def loaded_links(self) -> dict[int, Key]:
        """The keys of links by the ends that a loader last gave them."""
        links = _history(models.ClauseLink).filter(LOADED).exclude(history_type="-")
        ends: dict[int, dict[int, tuple[str, Key | None]]] = {}
        rows = _history(models.ClauseLinkEnd).filter(LOADED).order_by("history_id")
        for pk, link, kind, side, clause in rows.values_list(
            "id", "link_id", "history_type", "side", "clause_id"
        ):
            found = ends.setdefault(link, {})
            found[pk] = (side, self._key(models.Clause, clause))
            if kind == "-":
                del found[pk]
        known = {}
        for pk, *drafts in links.order_by("history_id").values_list(
            "id", "older_draft_id", "newer_draft_id"
        ):
            older, newer = (self._key(models.Draft, draft) for draft in drafts)
            if older and newer:
                known[pk] = link_key(older, newer, _sides(ends.get(pk, {}).values()))
        return known

    def first_loaded(self, table: Table, pks: Iterable[int]) -> set[int]:
        """Which of these rows a loader made."""
        rows = _history(table).filter(id__in=list(pks), history_type="+")
        return set(rows.filter(LOADED).values_list("id", flat=True))

    def last_touches(self, table: Table, pks: Iterable[int]) -> dict[int, Touch]:
        """The last change of each of these records or of any row that is part of it."""
        found: dict[int, Touch] = {}
        owned: dict[Table, dict[int, int]] = {table: {pk: pk for pk in pks}}
        for each in tables_of(table):
            column = "id" if each is table else f"{owner_of(each)}_id"
            above = table if each is table else targets(each)[owner_of(each)]
            rows = _history(each).filter(**{f"{column}__in": list(owned[above])})
            records = owned.setdefault(each, {})
            for pk, owner, *touch in rows.values_list(
                "id",
                column,
                "history_date",
                "history_user__username",
                "history_change_reason",
            ):
                record = records[pk] = owned[above][owner]
                found[record] = _later(found.get(record), _touch(*touch))
        return found

    def deleted(self, table: Table) -> dict[Key, Touch]:
        """Records that stand no more, by their last keys, with their deletions."""
        self._bury(table)
        found: dict[Key, Touch] = {}
        dates = {
            pk: _touch(*touch)
            for pk, *touch in _deletions(table).values_list(
                "id",
                "history_date",
                "history_user__username",
                "history_change_reason",
            )
        }
        is_link = table is models.ClauseLink
        loaded = self.loaded_links() if is_link else self.loaded_keys(table)
        for pk, key in self._gone[table].items():
            # An editor may have renamed it before.
            for name in {key, loaded.get(pk, key)}:
                if name not in found or found[name].at < dates[pk].at:
                    found[name] = dates[pk]
        return found

    def _bury(self, table: Table) -> None:
        """Learn the keys that deleted rows had."""
        if table in self._gone:
            return
        for target in targets(table).values():
            if target in KINDS and target is not table:
                self._bury(target)
        rows = _deletions(table)
        if table is models.ClauseLink:
            self._bury(models.Clause)
            self._gone[table] = dict(self._link_keys(rows))
        else:
            self._gone[table] = dict(self._keys(table, rows))

    def _keys(self, table: Table, rows: Any) -> Iterable[tuple[int, Key]]:
        names = KEYS[table]
        columns = [f"{n}_id" if n in targets(table) else n for n in names]
        for pk, *found in rows.values_list("id", *columns):
            values: dict[str, Any] = dict(zip(names, found, strict=True))
            for name in names:
                if target := targets(table).get(name):
                    values[name] = self._key(target, values[name])
            if None not in values.values():
                yield pk, key_of(table, values)

    def _key(self, table: Table, pk: int) -> Key | None:
        return self.keys.get(table, {}).get(pk) or self._gone.get(table, {}).get(pk)

    def _link_keys(self, rows: Any) -> Iterable[tuple[int, Key]]:
        links = list(
            rows.values_list("id", "history_date", "older_draft_id", "newer_draft_id")
        )
        lost: dict[int, list[tuple[datetime, str, Key | None]]] = {}
        ends = _deletions(models.ClauseLinkEnd)
        for link, at, side, clause in ends.values_list(
            "link_id", "history_date", "side", "clause_id"
        ):
            key = self._key(models.Clause, clause)
            lost.setdefault(link, []).append((at, side, key))
        for pk, at, *drafts in links:
            older, newer = (self._key(models.Draft, draft) for draft in drafts)
            # Ends that were taken off before were no part of what was deleted.
            ends_then = [
                (side, clause_key)
                for when, side, clause_key in lost.get(pk, [])
                if abs(at - when) <= SAME_SAVE
            ]
            if older and newer:
                yield pk, link_key(older, newer, _sides(ends_then))


def stored_version() -> str:
    """Name the state of the records: the last loaded version, marked if edited since.

    Where nothing was ever loaded, and the records are editors' alone, it is "edited".
    """
    loaded: tuple[datetime, str] | None = None
    edited: datetime | None = None
    for table in TABLES:
        rows = _history(table).order_by("-history_date")
        if last := rows.filter(LOADED).first():
            found = (last.history_date, last.history_change_reason)
            loaded = max(loaded or found, found)
        if other := rows.exclude(LOADED).first():
            edited = max(edited or other.history_date, other.history_date)
    if loaded is None:
        return "edited"
    version = loaded[1].removeprefix(REASON)
    if edited is None or version.endswith(EDITED):
        return version
    return version[: VERSION_LENGTH - len(EDITED)].rstrip("._-") + EDITED


def _history(table: Table) -> Any:
    model: Any = table
    return model.history.model._default_manager.order_by()


def _deletions(table: Table) -> Any:
    return _history(table).filter(history_type="-").order_by("history_id")


def _sides(ends: Iterable[tuple[str, Key | None]]) -> dict[str, list[Key]]:
    sides: dict[str, list[Key]] = {"older": [], "newer": []}
    for side, clause in ends:
        if clause:
            sides[side].append(clause)
    return sides


def _touch(at: datetime, user: str | None, reason: str | None) -> Touch:
    loaded = user is None and (reason or "").startswith(REASON)
    return Touch(at, user or "", loaded)


def _later(one: Touch | None, other: Touch) -> Touch:
    if one is None:
        return other
    # Of two at one moment, the loader's is not the last word.
    return max(one, other, key=lambda touch: (touch.at, not touch.loaded))
