"""The rows of all tracked tables as they stand, known by the dataset's words."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from plans import models
from plans.dataset.past import Past
from plans.dataset.tables import (
    KEYS,
    KINDS,
    LASTING,
    TABLES,
    Key,
    Table,
    apart,
    has_order,
    key_of,
    link_key,
    owner_of,
    tables_of,
    targets,
)

Wanted = Mapping[Table, Collection[Key]]


class Stored:
    """All rows, read in a constant number of queries.

    A row's key is made of its own words as they are. With `wanted`, the keys that a
    dataset uses, a row that an editor renamed keeps the key that the dataset knows it
    by, and links that share clauses with those of the dataset have theirs.
    """

    def __init__(self, wanted: Wanted | None = None) -> None:
        self.rows: dict[Table, list[Any]] = {}
        self.keys: dict[Table, dict[int, Key]] = {}
        self.own_keys: dict[Table, dict[int, Key]] = {}
        self.by_key: dict[Table, dict[Key, Any]] = {}
        self.parts: dict[Table, dict[int, list[Any]]] = {}
        self.past = Past(self.keys)
        for table in TABLES:
            order = ("order", "id") if has_order(table) else ("id",)
            self.rows[table] = list(table._default_manager.order_by(*order))
            if table not in KINDS:
                self._sort_by_owner(table)
        for table in TABLES:
            self._know(table, (wanted or {}).get(table, ()))

    def key(self, table: Table, pk: int) -> Key:
        """The key of a row."""
        return self.keys[table][pk]

    def find(self, table: Table, key: Key) -> Any | None:
        """The row that a key stands for, if there is one."""
        return self.by_key[table].get(key)

    def parts_of(self, table: Table, row: Any) -> list[Any]:
        """The rows of a table that belong to a row, in their order."""
        return self.parts[table].get(row.pk, [])

    def unit(self, row: Any) -> Iterator[Any]:
        """The rows that make up a record, owners before what belongs to them."""
        found = {type(row): [row]}
        for table in tables_of(type(row)):
            if table not in found:
                owner = targets(table)[owner_of(table)]
                found[table] = [
                    each
                    for above in found[owner]
                    for each in self.parts_of(table, above)
                ]
            yield from found[table]

    def values(self, row: Any, names: Collection[str]) -> dict[str, Any]:
        """Some columns of a row, with keys in place of foreign keys."""
        table: Table = type(row)
        return {
            name: self._target_key(row, name)
            if name in targets(table)
            else getattr(row, name)
            for name in names
        }

    def _target_key(self, row: Any, name: str) -> Key | None:
        pk = getattr(row, f"{name}_id")
        return None if pk is None else self._key_at(type(row), name, pk)

    def _key_at(self, table: Table, name: str, pk: int) -> Key:
        return self.keys[targets(table)[name]][pk]

    def _sort_by_owner(self, table: Table) -> None:
        column = f"{owner_of(table)}_id"
        parts: dict[int, list[Any]] = defaultdict(list)
        for row in self.rows[table]:
            parts[getattr(row, column)].append(row)
        self.parts[table] = dict(parts)

    def _know(self, table: Table, wanted: Collection[Key]) -> None:
        """Give each row of a table its key; two rows never have the same."""
        rows = {row.pk: row for row in self.rows[table]}
        own = {pk: self._own_key(row) for pk, row in rows.items()}
        self.own_keys[table] = own
        known: dict[Key, int] = {}
        if wanted and table in LASTING:
            known = self._known_before(table, own, wanted)
        elif wanted and table is models.ClauseLink:
            known = _alike(own, self.past.loaded_links(), wanted)
        settled = set(known.values())
        for pk, key in own.items():
            if pk not in settled:
                known[apart(key, known)] = pk
        self.keys[table] = {pk: key for key, pk in known.items()}
        self.by_key[table] = {key: rows[pk] for key, pk in known.items()}

    def _own_key(self, row: Any) -> Key:
        table = type(row)
        if table is not models.ClauseLink:
            return key_of(table, self.values(row, KEYS[table]))
        ends: dict[str, list[Key]] = {"older": [], "newer": []}
        for end in self.parts_of(models.ClauseLinkEnd, row):
            ends[end.side].append(self.keys[models.Clause][end.clause_id])
        drafts = self.keys[models.Draft]
        return link_key(drafts[row.older_draft_id], drafts[row.newer_draft_id], ends)

    def _known_before(
        self, table: Table, own: Mapping[int, Key], wanted: Collection[Key]
    ) -> dict[Key, int]:
        """Rows that an editor renamed, by the keys that the dataset gave them."""
        loaded = self.past.loaded_keys(table)
        known: dict[Key, int] = {}
        for pk, key in own.items():
            before = loaded.get(pk, key)
            if before != key and before in wanted:
                known[before] = pk
        return known


def _alike(
    own: Mapping[int, Key], loaded: Mapping[int, Key], wanted: Collection[Key]
) -> dict[Key, int]:
    """Links by those of the dataset: the same ends, else most of them in common.

    The ends that count first are those that a loader gave a link.
    """
    free = dict.fromkeys(wanted)
    known: dict[Key, int] = {}
    for keys in (loaded, own):
        for pk in own:
            if pk not in keys or pk in known.values():
                continue
            if (whole := apart(keys[pk], known)) in free:
                known[whole] = pk
                del free[whole]
    settled = set(known.values())
    for pk, key in own.items():
        if pk in settled:
            continue
        shared = {each: _shared(key, each) for each in free}
        best = max(shared, key=shared.__getitem__, default=None)
        if best and shared[best]:
            known[best] = pk
            del free[best]
    return known


def _shared(link: Key, other: Key) -> int:
    """How many ends two links of the same drafts have in common."""
    if link[:2] != other[:2]:
        return 0
    return sum(
        len(set(link[side].split()) & set(other[side].split())) for side in (2, 3)
    )
