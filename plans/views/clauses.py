from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from plans import models
from plans.addresses import address
from plans.analysis.facts import Position
from plans.analysis.verdicts import cell
from plans.citing import citations
from plans.evidence import CellEvidence, EvidenceReader, in_words
from plans.forms.reading import ReadingForm
from plans.histories import history
from plans.htmx import page_or_partial
from plans.lineage import lineage_of_clause
from plans.models.choices import PartyRole
from plans.page_rows import ClauseRow, DraftRow
from plans.snapshot import Snapshot
from plans.views.common import citation


@dataclass(frozen=True)
class Place:
    """A clause among those of its draft."""

    draft: DraftRow
    clauses: list[ClauseRow]
    index: int

    @property
    def clause(self) -> ClauseRow:
        return self.clauses[self.index]

    @property
    def parent(self) -> ClauseRow | None:
        wanted = self.clause.parent_id
        return next((each for each in self.clauses if each.id == wanted), None)

    @property
    def children(self) -> list[ClauseRow]:
        return [each for each in self.clauses if each.parent_id == self.clause.id]

    @property
    def previous(self) -> ClauseRow | None:
        return self.clauses[self.index - 1] if self.index else None

    @property
    def next(self) -> ClauseRow | None:
        after = self.index + 1
        return self.clauses[after] if after < len(self.clauses) else None


@require_safe
def clause_detail(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    place = _place(snapshot, slug, number)
    if place is None:
        if reading.revision_at is None and _withdrawn(slug, number):
            return redirect("plans:clause-history", slug=slug, number=number)
        raise Http404("No clause has this address.")
    by_clause = snapshot.positions_by_clause({each.id: each for each in place.clauses})
    clause = place.clause
    own = by_clause[clause.id]
    evidence, reader = _evidence(
        snapshot,
        place,
        own,
        [each for all_ in by_clause.values() for each in all_],
        reading.as_of,
    )
    lineage = lineage_of_clause(snapshot, clause.id)
    context = {
        "draft": place.draft,
        "place": place,
        "clause": clause,
        "reading": reading,
        "form": form,
        "positions": in_words(snapshot, own),
        "parties": _parties(snapshot, clause),
        "evidence": evidence,
        "cited": reader.clause_cited.get(clause.id, []),
        "lineage": lineage,
        "link_cited": _link_sources(snapshot, lineage),
        "as_drafted": reading.as_of.isoformat() == place.draft.first_day,
        "what": f"{place.draft.title}, clause {clause.number}",
    }
    return render(
        request, "plans/clause_detail.html", context | citation(request, reading)
    )


@require_safe
@vary_on_headers("HX-Request")
def clause_history(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    record = models.Clause.objects.filter(draft__slug=slug, number=number).first()
    shown = record or getattr(_withdrawn(slug, number), "instance", None)
    if shown is None:
        raise Http404("No clause has this address.")
    context = {
        "form": form,
        "reading": reading,
        "record": shown,
        "draft": Snapshot().draft(slug),
        "page_url": address("clause-detail", slug, number),
        "is_withdrawn": record is None,
        **history(shown, request.GET, reading.revision_at),
    }
    template = page_or_partial(request, "plans/clause_history.html", "revisions")
    return render(request, template, context)


def _place(snapshot: Snapshot, slug: str, number: str) -> Place | None:
    """The clause of an address with its draft and its neighbours: one query."""
    rows = list(
        snapshot.values(
            models.Clause,
            *ClauseRow._fields,
            *(f"draft__{path}" for path in DraftRow.PATHS),
            draft__slug=slug,
        )
    )
    width = len(ClauseRow._fields)
    clauses = [ClauseRow(*row[:width]) for row in rows]
    for index, clause in enumerate(clauses):
        if clause.number == number:
            return Place(DraftRow(*rows[0][width:]), clauses, index)
    return None


def _withdrawn(slug: str, number: str) -> Any:
    """A clause that is no longer recorded as it last was, None if it never was."""
    past: Any = models.Clause
    drafts = models.Draft.objects.filter(slug=slug).values("id")
    rows = past.history.filter(draft_id__in=drafts, number=number)
    return rows.order_by("history_id").last()


def _evidence(
    snapshot: Snapshot,
    place: Place,
    own: list[Position],
    positions: list[Position],
    as_of: Any,
) -> tuple[list[CellEvidence], EvidenceReader]:
    """Every actor's cell of a clause with what it rests on, in the actors' order."""
    lines = snapshot.line_rows(as_of, issue__slug__in={each.issue for each in own})
    red_lines = snapshot.as_facts(lines)
    assessments = snapshot.assessments({place.clause.id: place.clause})
    reader = EvidenceReader(snapshot, lines, [place.clause.id])
    actors = dict.fromkeys(
        each.actor for each in sorted(lines, key=lambda line: line.actor_order)
    )
    cells = (
        cell(place.clause.number, actor, positions, red_lines, assessments)
        for actor in actors
    )
    return [reader.of(each) for each in cells if each], reader


def _parties(snapshot: Snapshot, clause: ClauseRow) -> list[tuple[str, list[Any]]]:
    """Whom the clause obliges and whom it benefits, each with name and address."""
    found: dict[str, list[Any]] = {role: [] for role in PartyRole.values}
    for role, slug, name in snapshot.values(
        models.ClauseParty,
        "role",
        "actor__slug",
        "actor__short_name",
        clause_id=clause.id,
    ):
        found[role].append((name, address("actor-detail", slug)))
    return [("Obliges", found["obligor"]), ("Benefits", found["beneficiary"])]


def _link_sources(snapshot: Snapshot, lineage: Any) -> dict[int, list[Any]]:
    """The sources of the links that lead to and from a clause, by link."""
    links = [each.id for each in lineage.earlier + lineage.later] if lineage else []
    if not links:
        return {}
    found = citations(snapshot, {models.ClauseLinkSource: links})
    return dict(found[models.ClauseLinkSource])
