from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans import models
from plans.addresses import address
from plans.alignments import recorded_pairs
from plans.analysis.alluvial import longest_chain
from plans.ancestry import stages
from plans.citing import citations
from plans.forms.lineages import LineageForm
from plans.forms.reading import ReadingForm
from plans.lineage_picture import (
    Drawn,
    followable,
    read_columns,
    read_gaps,
    unlinked,
)
from plans.page_rows import ClauseRow, DraftRow
from plans.snapshot import Snapshot
from plans.views.common import citation


@require_safe
def plan_lineage(request: HttpRequest, slug: str) -> HttpResponse:
    form = LineageForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    plan = next(iter(snapshot.values(models.Plan, "title", slug=slug)), None)
    if plan is None:
        raise Http404("No plan has this address.")
    drafts = snapshot.drafts()
    own = {draft.slug for draft in drafts if draft.plan == slug}
    pairs = recorded_pairs(snapshot)
    linked = {draft for pair in pairs for draft in pair}
    shown = form.chosen(drafts) or _by_default(drafts, own, pairs)
    columns = read_columns(snapshot, shown)
    gaps = read_gaps(snapshot, columns, propose=form.proposes)
    chosen = followable(columns, form.asked("clause"))
    drawn = Drawn(
        columns,
        gaps,
        chosen,
        lambda clause: f"{form.query(clause=clause)}#picture",
        reading.query,
    )
    context = {
        "plan_title": plan[0],
        "plan_slug": slug,
        "reading": reading,
        "form": form,
        "drawn": drawn,
        "choices": _choices(drafts, own, linked, shown),
        "left_out": [
            draft for draft in drafts if draft.slug in own and draft not in shown
        ],
        "unlinked": unlinked(gaps),
        "counts": _counts(gaps),
        "following": _following(drawn, chosen, form, reading.query),
        "asked_clause": form.asked("clause"),
    }
    return render(
        request, "plans/plan_lineage.html", context | citation(request, reading)
    )


def _by_default(
    drafts: Sequence[DraftRow], own: set[str], pairs: Sequence[tuple[str, str]]
) -> list[DraftRow]:
    """The longest way over recorded lineage in the plan, else over one of its drafts.

    Empty where no draft of the plan has any.
    """
    order = [draft.slug for draft in drafts]
    within = [pair for pair in pairs if own.issuperset(pair)]
    touching = [pair for pair in pairs if own.intersection(pair)]
    chain = longest_chain(within, order) or longest_chain(touching, order)
    return [draft for draft in drafts if draft.slug in chain]


def _choices(
    drafts: Sequence[DraftRow],
    own: set[str],
    linked: set[str],
    shown: Sequence[DraftRow],
) -> list[tuple[str, str, str, bool]]:
    """The drafts to choose from: those of the plan, and others with a record."""
    return [
        (draft.slug, draft.short_title, draft.date, draft in shown)
        for draft in drafts
        if draft.slug in own or draft.slug in linked or draft in shown
    ]


def _counts(gaps: Sequence[Any]) -> list[tuple[str, int]]:
    """How many links rest on what."""
    bases = [link.basis for gap in gaps for link in gap.links]
    return [
        (basis, bases.count(basis))
        for basis in ("recorded", "composed", "proposed")
        if basis in bases
    ]


def _following(
    drawn: Drawn, chosen: Any, form: LineageForm, query: str
) -> dict[str, str] | None:
    """The clause that is followed, and where the page leads from there."""
    if chosen is None:
        return None
    draft = drawn.columns[chosen.column].draft
    return {
        "number": chosen.number,
        "title": draft.short_title,
        "heading": drawn.headings[chosen.column][chosen.number].heading,
        "texts_url": address("clause-lineage", draft.slug, chosen.number) + query,
        "stop_url": f"{form.query(clause='') or '?'}#picture",
    }


@require_safe
def clause_lineage(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    draft = snapshot.draft(slug)
    if draft is None:
        raise Http404("No draft has this address.")
    rows = snapshot.values(
        models.Clause, *ClauseRow._fields, draft_id=draft.id, number=number
    )
    clause = next((ClauseRow(*row) for row in rows), None)
    if clause is None:
        raise Http404("No clause has this address.")
    found = stages(snapshot, draft, clause, reading.query)
    links = [step["id"] for stage in found for step in stage.steps]
    cited = citations(snapshot, {models.ClauseLinkSource: links})
    context = {
        "draft": draft,
        "clause": clause,
        "reading": reading,
        "form": form,
        "stages": found,
        "step_count": len(links),
        "link_cited": cited[models.ClauseLinkSource],
        "clause_url": address("clause-detail", slug, number) + reading.query,
        "picture_url": address("plan-lineage", draft.plan)
        + (reading.query + "&" if reading.query else "?")
        + f"clause={slug}/{number}#picture",
        "what": f"{draft.title}, clause {number}: lineage",
    }
    return render(
        request, "plans/clause_lineage.html", context | citation(request, reading)
    )
