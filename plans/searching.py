"""Search over clauses, red lines, issues, actors, sources, events and drafts.

On PostgreSQL it is the database's full-text search; on SQLite the database finds
candidates, and the words are compared here. Both read a query in the same way
(`search_terms`) and give the same hits. A constant number of queries serves either.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db import connection
from django.db.models import (
    CharField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Concat, Replace

from plans import models
from plans.models.clauses import CLAUSE_NUMBER
from plans.search_kinds import CONFIG, KINDS, WEIGHTS, DraftRow, Kind
from plans.search_terms import (
    Field,
    Part,
    Term,
    Terms,
    excerpt,
    for_websearch,
    spellings,
)
from plans.snapshot import Snapshot

EXACT, NAMED = 12.0, 11.0  # a slug or number asked for stands before every text

# Characters of private use mark a match in what the database returns. The text between
# them is escaped by the template like any other.
START, STOP, OPEN = "\ue000", "\ue001", "\ue002"
MARKED = re.compile(f"{START}([^{START}{STOP}]*){STOP}")
STRAY = re.compile(f"[{START}{STOP}]")


@dataclass(frozen=True)
class Hit:
    """A record found: what it is, where it stands, and the words around the match."""

    kind: str
    label: str
    title: str
    url: str
    context: str
    date: str
    excerpt: tuple[Part, ...]


class Found(NamedTuple):
    kind: str
    id: int
    rank: float


class Search:
    """All that a query finds, best first."""

    def __init__(self, snapshot: Snapshot, query: str) -> None:
        self.snapshot = snapshot
        self.query = query.strip()
        self.terms = Terms(self.query)

    @cached_property
    def found(self) -> list[Found]:
        ranks = {(kind, pk): rank for kind, pk, rank in self._by_text()}
        for kind, pk, rank in self._by_name():
            ranks[kind, pk] = max(rank, ranks.get((kind, pk), 0))
        order = {name: place for place, name in enumerate(KINDS)}
        found = [Found(kind, pk, rank) for (kind, pk), rank in ranks.items()]
        return sorted(found, key=lambda hit: (-hit.rank, order[hit.kind], hit.id))

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(hit.kind for hit in self.found)

    def hits(self, found: Sequence[Found]) -> list[Hit]:
        """Load what is shown of some of the found; what is gone is left out."""
        shown: dict[tuple[str, int], Hit] = {}
        for name in {hit.kind for hit in found}:
            ids = [hit.id for hit in found if hit.kind == name]
            for pk, hit in self._shown(KINDS[name], ids):
                shown[name, pk] = hit
        return [shown[hit.kind, hit.id] for hit in found if (hit.kind, hit.id) in shown]

    # --- By the words of the text

    def _by_text(self) -> Iterable[Found]:
        if not self.terms:
            return []
        if connection.vendor == "postgresql":
            return self._ranked()
        return self._compared()

    def _rows(self, kind: Kind) -> QuerySet[Any]:
        rows = self.snapshot.rows(kind.model)
        if "labels" in kind.text:
            options = self.snapshot.rows(models.Option).filter(issue_id=OuterRef("id"))
            joined = options.annotate(joined=Joined("label", Value("; ")))
            rows = rows.annotate(
                labels=Subquery(joined.values("joined"), output_field=TextField())
            )
        return rows.annotate(found_as=Value(kind.name, CharField()))

    @property
    def _search_query(self) -> SearchQuery:
        return SearchQuery(
            for_websearch(self.query), config=CONFIG, search_type="websearch"
        )

    def _ranked(self) -> Iterable[Found]:
        query = self._search_query
        branches = [
            self._rows(kind)
            .annotate(words=kind.vector())
            .filter(words=query)
            .annotate(rank=SearchRank(kind.vector(), query))
            .values_list("found_as", "id", "rank")
            for kind in KINDS.values()
        ]
        return (Found(*row) for row in branches[0].union(*branches[1:], all=True))

    def _compared(self) -> Iterable[Found]:
        likely = reduce(or_, map(_may_match, self.terms.alternatives))
        branches = [
            self._rows(kind)
            .annotate(**{f"text_{w}": _joined(names) for w, names in kind.fields})
            .annotate(
                **{
                    f"text_{w}": Value("", TextField())
                    for w in WEIGHTS.keys() - {weight for weight, _ in kind.fields}
                }
            )
            .annotate(words=_joined([f"text_{weight}" for weight in WEIGHTS]))
            .filter(likely)
            .values_list("found_as", "id", *(f"text_{weight}" for weight in WEIGHTS))
            for kind in KINDS.values()
        ]
        for kind, pk, *texts in branches[0].union(*branches[1:], all=True):
            fields = map(Field, texts, WEIGHTS.values())
            if rank := self.terms.score(list(fields)):
                yield Found(kind, pk, rank)

    # --- By slug or clause number

    def _by_name(self) -> Iterable[Found]:
        names = re.split(r"[\s/,]+", self.query.lower())
        branches = []
        if len(names) == 1 and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]*)*", names[0]):
            branches = [
                self._named(kind, Q(slug__startswith=names[0]) & _rather_slug(names[0]))
                for kind in KINDS.values()
                if kind.name != "clause"
            ]
        number = names[-1]
        if re.fullmatch(CLAUSE_NUMBER, number) and re.search(r"\d", number):
            clauses = self._numbered(names[:-1], number)
            branches += [clauses] if clauses is not None else []
        if not branches:
            return []
        rows = branches[0].union(*branches[1:], all=True)
        return (
            Found(kind, pk, EXACT if name.lower() in names else NAMED)
            for kind, pk, name in rows
        )

    def _named(self, kind: Kind, condition: Q) -> QuerySet[Any]:
        rows = self.snapshot.rows(kind.model).filter(condition)
        rows = rows.annotate(found_as=Value(kind.name, CharField()))
        return rows.values_list("found_as", "id", "slug")

    def _numbered(self, before: list[str], number: str) -> QuerySet[Any] | None:
        clauses = self.snapshot.rows(models.Clause).filter(number__iexact=number)
        if len(before) == 1 and before[0] not in {"clause", "point", "article"}:
            drafts = self.snapshot.rows(models.Draft).filter(slug=before[0])
            clauses = clauses.filter(draft_id__in=drafts.values("id"))
        elif len(before) > 1:
            return None
        clauses = clauses.annotate(found_as=Value("clause", CharField()))
        return clauses.values_list("found_as", "id", "number")

    # --- What is shown

    def _shown(self, kind: Kind, ids: list[int]) -> Iterable[tuple[int, Hit]]:
        rows = self._rows(kind).filter(id__in=ids)
        rows = rows.annotate(body=_joined([*kind.text, *kind.notes]))
        if self._marks_itself:
            # What looks like a tag would be left out: hide where it begins.
            body = Replace("body", Value("<"), Value(OPEN))
            rows = rows.annotate(
                marked=SearchHeadline(
                    body,
                    self._search_query,
                    config=CONFIG,
                    start_sel=START,
                    stop_sel=STOP,
                    highlight_all=True,
                )
            )
        else:
            rows = rows.annotate(marked=F("body"))
        for row in rows.values_list("id", "marked", *kind.shown, named=True):
            shown = kind.show(row, self.snapshot, self.drafts)
            words = excerpt(self._parts(row.marked))
            yield row.id, Hit(kind.name, kind.label, *shown, excerpt=words)

    @property
    def _marks_itself(self) -> bool:
        """Whether the database marks the words: it knows more forms of them."""
        return connection.vendor == "postgresql" and bool(self.terms)

    def _parts(self, text: str) -> list[Part]:
        return parts_of(text) if self._marks_itself else self.terms.marked(text)

    @cached_property
    def drafts(self) -> dict[int, DraftRow]:
        rows = self.snapshot.rows(models.Draft).values_list(*DraftRow._fields)
        return {row[0]: DraftRow(*row) for row in rows}


def parts_of(marked: str) -> list[Part]:
    """Tell the marked pieces of a text from the others; stray marks are dropped."""
    return [
        Part(STRAY.sub("", piece).replace(OPEN, "<"), bool(place % 2))
        for place, piece in enumerate(MARKED.split(marked))
    ]


class Joined(Func):
    """All values of a column in one text; the rows must be those of one group."""

    function = "STRING_AGG"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, function="GROUP_CONCAT", **extra)


def _joined(names: Sequence[str]) -> Concat:
    parts: list[Any] = [Value("")]
    for name in names:
        parts += [name, Value("\n")]
    return Concat(*parts, output_field=TextField())


def _may_match(terms: list[Term]) -> Q:
    """What every record with these words fulfils, and as few others as possible."""
    return reduce(
        and_,
        (
            reduce(or_, (Q(words__contains=each) for each in spellings(word)))
            for term in terms
            if not term.excluded
            for word in term.words
        ),
        Q(),
    )


def _rather_slug(name: str) -> Q:
    """A word without a hyphen is a slug only where it is the whole of it."""
    return Q() if "-" in name else Q(slug=name)
