from collections import Counter, defaultdict
from typing import NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans import models
from plans.addresses import address
from plans.analysis.facts import Assessment, Position, RedLine, Verdict
from plans.analysis.tally import Tally, tally
from plans.analysis.verdicts import select, standings
from plans.changelog import Changes, latest_saves
from plans.forms.reading import ReadingForm
from plans.models.choices import DraftStatus, TextBasis
from plans.page_rows import DraftRow
from plans.snapshot import Snapshot
from plans.views.common import citation

LATEST = 6


class OverviewForm(ReadingForm):
    """`own_day` reads each draft against the red lines of the day it appeared."""

    own_day = forms.BooleanField(
        required=False, label="each draft on the day it appeared"
    )


class Count(NamedTuple):
    """What a draft does to an actor's red lines; no tally where it had none."""

    name: str
    shown: str
    label: str
    url: str
    tally: Tally | None


class DraftLine(NamedTuple):
    draft: DraftRow
    clause_count: int
    not_public: int
    counts: list[Count]


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    form = OverviewForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    own_day = bool(form.cleaned_data.get("own_day"))
    drafts = snapshot.drafts()
    # Lines that held on any of the days asked for: a superset, narrowed per draft.
    lines = snapshot.line_rows(None if own_day else reading.as_of)
    red_lines = snapshot.as_facts(lines)
    actors = {
        line.actor: line.actor_name
        for line in sorted(lines, key=lambda each: each.actor_order)
    }
    positions = _positions(snapshot)
    assessments = _assessments(snapshot)
    bases = _bases(snapshot)
    rows = [
        DraftLine(
            draft,
            bases[draft.id].total(),
            bases[draft.id][TextBasis.NOT_PUBLIC],
            _counts(
                draft,
                positions[draft.id],
                select(red_lines, draft.date if own_day else reading.as_of.isoformat()),
                assessments[draft.id],
                actors,
                f"?as_of={draft.first_day}" if own_day else reading.query,
            ),
        )
        for draft in reversed(drafts)
    ]
    tabled = [row for row in rows if row.draft.status != DraftStatus.ANALYTICAL]
    context = {
        "form": form,
        "reading": reading,
        "own_day": own_day,
        "actors": [
            (name, address("actor-detail", slug)) for slug, name in actors.items()
        ],
        "tabled": tabled,
        "models": [row for row in rows if row.draft.status == DraftStatus.ANALYTICAL],
        "newest": tabled[0].draft if tabled else None,
        "line_count": len(lines),
        "events": list(snapshot.rows(models.Event, "-date", "-slug")[:LATEST]),
        "saves": (
            Changes(until=reading.revision_at, limit=LATEST).saves
            if reading.revision_at
            else latest_saves(LATEST)
        ),
        "what": "Drafts against stated red lines",
    }
    return render(request, "plans/overview.html", context | citation(request, reading))


def _positions(snapshot: Snapshot) -> dict[int, list[Position]]:
    found: dict[int, list[Position]] = defaultdict(list)
    for draft, number, issue, option, alternative in snapshot.values(
        models.ClausePosition,
        "clause__draft_id",
        "clause__number",
        "option__issue__slug",
        "option__slug",
        "alternative",
    ):
        found[draft].append(Position(number, issue, option, alternative))
    return found


def _assessments(snapshot: Snapshot) -> dict[int, list[Assessment]]:
    found: dict[int, list[Assessment]] = defaultdict(list)
    for draft, number, red_line, verdict, reason in snapshot.values(
        models.Assessment,
        "clause__draft_id",
        "clause__number",
        "red_line__slug",
        "verdict",
        "reason",
    ):
        found[draft].append(Assessment(number, red_line, Verdict(verdict), reason))
    return found


def _bases(snapshot: Snapshot) -> dict[int, Counter[str]]:
    """How many clauses of each draft have each text basis."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for draft, basis in snapshot.values(models.Clause, "draft_id", "text_basis"):
        found[draft][basis] += 1
    return found


def _counts(
    draft: DraftRow,
    positions: list[Position],
    red_lines: list[RedLine],
    assessments: list[Assessment],
    actors: dict[str, str],
    query: str,
) -> list[Count]:
    tallies = tally(standings(positions, red_lines, assessments).values())
    base = draft.matrix_url
    separator = "&" if query else "?"
    counts = []
    for actor, name in actors.items():
        found = tallies.get(actor)
        url = f"{base}{query}{separator}actors={actor}"
        if found is None:
            counts.append(Count(name, "", f"{name}: no red line in force", url, None))
            continue
        label = f"{name}: {found.crossed} of {found.total} crossed"
        counts.append(Count(name, str(found.crossed), label, url, found))
    return counts
