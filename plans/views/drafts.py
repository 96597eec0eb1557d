from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from plans import tables
from plans.addresses import address
from plans.analysis.facts import Position, Verdict
from plans.analysis.verdicts import Outcome, survey
from plans.citing import citations
from plans.forms.reading import ReadingForm
from plans.lineage import Lineage, lineage_of_draft
from plans.markup import chips, links, takes
from plans.models import (
    Actor,
    ClauseSource,
    Draft,
    DraftAuthor,
    DraftSource,
    Plan,
    PlanSponsor,
)
from plans.models.choices import Category, TextBasis
from plans.page_rows import ClauseRow, DraftRow, LineRow
from plans.snapshot import Snapshot
from plans.views.common import citation

Outcomes = Mapping[tuple[str, str], Outcome]
# Verdict, actor, how many red lines are crossed, address.
Chip = tuple[Verdict, str, int, str]
# "was" or "becomes", the other draft, links to its clauses, the change.
LinkShown = tuple[str, str, SafeString, str]


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    plans = snapshot.in_order(Plan).prefetch_related(
        snapshot.prefetch("sponsors", PlanSponsor, snapshot.prefetch("actor", Actor)),
        snapshot.prefetch("drafts", Draft),
    )
    return render(
        request,
        "plans/plan_list.html",
        {"plans": plans, "reading": reading, "form": form},
    )


@require_safe
def plan_detail(request: HttpRequest, slug: str) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    plan = get_object_or_404(
        snapshot.rows(Plan).prefetch_related(
            snapshot.prefetch(
                "sponsors", PlanSponsor, snapshot.prefetch("actor", Actor)
            ),
            snapshot.prefetch(
                "drafts",
                Draft,
                snapshot.prefetch(
                    "authors", DraftAuthor, snapshot.prefetch("actor", Actor)
                ),
            ),
        ),
        slug=slug,
    )
    drafts = list(plan.drafts.all())
    context = {
        "plan": plan,
        # Each draft with the one before it.
        "drafts": list(zip([None, *drafts[:-1]], drafts, strict=True))
        if drafts
        else [],
        "reading": reading,
        "form": form,
    }
    return render(
        request, "plans/plan_detail.html", context | citation(request, reading)
    )


@require_safe
def draft_detail(request: HttpRequest, slug: str) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    draft = snapshot.draft(slug)
    if draft is None:
        raise Http404("No draft has this address.")
    clauses = snapshot.clauses(draft.id)
    by_id = {clause.id: clause for clause in clauses}
    by_clause = snapshot.positions_by_clause(by_id, proponents=False)
    positions = [each for own in by_clause.values() for each in own]
    lines = snapshot.line_rows(reading.as_of)
    outcomes, standings = survey(
        positions, snapshot.as_facts(lines), snapshot.assessments(by_id)
    )
    cited = citations(snapshot, {DraftSource: [draft.id]})
    source_counts = Counter(
        clause
        for (clause,) in snapshot.values(
            ClauseSource, "clause_id", clause__draft_id=draft.id
        )
    )
    actors = {line.actor: line for line in sorted(lines, key=lambda x: x.actor_order)}
    context = {
        "draft": draft,
        "reading": reading,
        "form": form,
        "authors": [
            (name, address("actor-detail", actor))
            for actor, name in snapshot.values(
                DraftAuthor, "actor__slug", "actor__short_name", draft_id=draft.id
            )
        ],
        "siblings": _siblings(snapshot, draft),
        "clauses": _entries(
            snapshot,
            draft,
            clauses,
            by_clause,
            _chips(draft, outcomes, actors, reading.query),
            source_counts,
            reading.query,
        ),
        "areas": _areas(snapshot, clauses, by_clause),
        "bases": Counter(clause.basis_label for clause in clauses).most_common(),
        "all_full": all(each.text_basis == TextBasis.FULL_TEXT for each in clauses),
        "position_count": len(positions),
        "totals": tables.totals(
            standings,
            {line.slug: line for line in lines},
            {actor: address("actor-detail", actor) for actor in actors},
        ),
        "cited": cited[DraftSource].get(draft.id, []),
        "as_drafted": reading.as_of.isoformat() == draft.first_day,
    }
    return render(
        request, "plans/draft_detail.html", context | citation(request, reading)
    )


def _siblings(snapshot: Snapshot, draft: DraftRow) -> dict[str, Any]:
    """The drafts before and after this one in its plan."""
    drafts = [
        DraftRow(*row)
        for row in snapshot.values(Draft, *DraftRow.PATHS, plan__slug=draft.plan)
    ]
    place = next(i for i, each in enumerate(drafts) if each.id == draft.id)
    return {
        "previous": drafts[place - 1] if place else None,
        "next": drafts[place + 1] if place + 1 < len(drafts) else None,
    }


def _chips(
    draft: DraftRow, outcomes: Outcomes, actors: dict[str, LineRow], query: str
) -> dict[str, SafeString]:
    """Per clause number a chip for each actor whose red lines it touches."""
    base = draft.matrix_url
    found: dict[str, list[tuple[int, Chip]]] = defaultdict(list)
    for (clause, actor), outcome in outcomes.items():
        line = actors[actor]
        url = f"{base}{clause}/{actor}/{query}"
        chip = (outcome.verdict, line.actor_name, outcome.crossed, url)
        found[clause].append((line.actor_order, chip))
    return {
        clause: chips(chip for _, chip in sorted(own, key=itemgetter(0)))
        for clause, own in found.items()
    }


def _entries(
    snapshot: Snapshot,
    draft: DraftRow,
    clauses: list[ClauseRow],
    by_clause: dict[int, list[Position]],
    chips_of: dict[str, SafeString],
    source_counts: Mapping[int, int],
    query: str,
) -> list[dict[str, Any]]:
    """The clauses as the template shows them.

    Dictionaries and tuples of ready strings, with the page's query in the addresses:
    a draft of 60 clauses shows a thousand of them.
    """
    lineage = lineage_of_draft(snapshot, draft.id)
    issues, options = snapshot.issue_names, snapshot.option_names
    return [
        {
            "number": clause.number,
            "heading": clause.heading,
            "text": clause.text,
            "basis": clause.basis_label,
            "status": clause.status_label,
            "deadline": clause.deadline,
            "is_sub": clause.parent_id is not None,
            "is_public": clause.is_public,
            "url": f"{draft.url}clauses/{clause.number}/{query}",
            "takes": takes(
                (
                    each.alternative,
                    address("issue-detail", each.issue) + query,
                    issues[each.issue],
                    options[each.issue, each.option],
                )
                for each in by_clause[clause.id]
            ),
            "chips": chips_of.get(clause.number, ""),
            "lineage": _lineage(lineage.get(clause.id), query),
            "sources": source_counts.get(clause.id, 0),
        }
        for clause in clauses
    ]


def _lineage(lineage: Lineage | None, query: str) -> list[LinkShown]:
    """The links of a clause: which way, to which draft and clauses, what changed."""
    if lineage is None:
        return []
    return [
        (
            "was" if link.older else "not in",
            link.older_title,
            links((each.url + query, each.number) for each in link.older),
            link.change_label,
        )
        for link in lineage.earlier
    ] + [
        (
            "becomes" if link.newer else "no counterpart in",
            link.newer_title,
            links((each.url + query, each.number) for each in link.newer),
            link.change_label,
        )
        for link in lineage.later
    ]


def _areas(
    snapshot: Snapshot,
    clauses: Iterable[ClauseRow],
    by_clause: dict[int, list[Position]],
) -> list[tuple[str, list[str]]]:
    """The areas of the draft with the numbers of their clauses, then the uncoded."""
    numbers: dict[str, list[str]] = {}
    for clause in clauses:
        found = {snapshot.issue_areas[each.issue] for each in by_clause[clause.id]}
        for area in found or {""}:
            numbers.setdefault(area, []).append(clause.number)
    labels = [*Category.choices, ("", "No coded position")]
    return [(label, numbers[area]) for area, label in labels if area in numbers]
