from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from plans import models, standing
from plans.citing import citations, weakness
from plans.forms.lists import LineFilter
from plans.forms.reading import Reading, ReadingForm
from plans.histories import history
from plans.htmx import page_or_partial
from plans.line_drafts import draft_verdicts, verdict_totals
from plans.line_entries import chain_of
from plans.snapshot import Snapshot
from plans.views.common import citation


@dataclass(frozen=True)
class ListedLine:
    line: standing.Line
    actor: str
    issue: str
    when: str
    source_count: str
    weakness: str


@require_safe
@vary_on_headers("HX-Request")
def red_line_list(request: HttpRequest) -> HttpResponse:
    reading = ReadingForm(request.GET).reading()
    snapshot = Snapshot(reading.revision_at)
    form = LineFilter(request.GET, snapshot)
    recorded = standing.read_lines(snapshot)
    rows = _listed(snapshot, form.apply(recorded, reading.as_of), reading)
    context = {
        "form": form,
        "reading": reading,
        "rows": rows,
        "recorded": len(recorded),
        "in_force": sum(line.when(reading.as_of) == "in force" for line in recorded),
    }
    template = page_or_partial(request, "plans/red_line_list.html", "results")
    response = render(request, template, context)
    # The address to cite, without the filters that were left empty.
    asked = [(name, value) for name, value in request.GET.items() if value]
    response["HX-Push-Url"] = f"{request.path}?{urlencode(asked)}"
    return response


def _listed(
    snapshot: Snapshot, lines: list[standing.Line], reading: Reading
) -> list[ListedLine]:
    cited = citations(snapshot, {models.RedLineSource: [line.id for line in lines]})
    sources = cited[models.RedLineSource]
    actors, issues = snapshot.actors_by_slug, snapshot.issues_by_slug
    return [
        ListedLine(
            line,
            actors[line.actor].short_name,
            issues[line.issue].title if line.issue else "",
            line.when(reading.as_of),
            str(len(sources.get(line.id, ()))),
            weakness(sources.get(line.id, ())),
        )
        for line in lines
    ]


@require_safe
def red_line_detail(request: HttpRequest, slug: str) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    found = standing.read_lines(snapshot, slug=slug)
    if not found:
        if reading.revision_at is None and _withdrawn(slug):
            return redirect("plans:red-line-history", slug=slug)
        raise Http404
    actor = snapshot.actors_by_slug[found[0].actor]
    siblings = standing.read_lines(snapshot, actor_id=actor.id)
    (line,) = standing.with_stances(snapshot, found)
    chain = chain_of(line, siblings)
    in_chain = {each.slug for each in chain}
    cited = citations(snapshot, {models.RedLineSource: [line.id]})
    sources = cited[models.RedLineSource].get(line.id, [])
    tests = standing.tests_of(snapshot, [line.id])
    verdicts = draft_verdicts(snapshot, line)
    context = {
        "form": form,
        "reading": reading,
        "line": line,
        "when": line.when(reading.as_of),
        "actor": actor,
        "issue": snapshot.issues_by_slug.get(line.issue),
        "chain": chain,
        "beside": [
            each
            for each in siblings
            if line.issue and each.issue == line.issue and each.slug not in in_chain
        ],
        "stances": standing.stances(snapshot, line.fact) if line.issue else [],
        "has_condition": bool(line.fact.conditional),
        "cited": sources,
        "weakness": weakness(sources),
        "tests": tests,
        "outcomes": standing.outcome_totals(tests),
        "verdicts": verdicts,
        "totals": verdict_totals(verdicts),
        "what": f"{actor.short_name}: {line.title}",
        **citation(request, reading),
    }
    return render(request, "plans/red_line_detail.html", context)


def _withdrawn(slug: str) -> Any:
    """A line that is no longer recorded as it last was, None where there never was."""
    rows: Any = models.RedLine
    return rows.history.filter(slug=slug).order_by("history_id").last()


@require_safe
def red_line_history(request: HttpRequest, slug: str) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    red_line = models.RedLine.objects.filter(slug=slug).first()
    last = None if red_line else _withdrawn(slug)
    record = red_line or (last and last.instance)
    if record is None:
        raise Http404
    context = {
        "form": form,
        "reading": reading,
        "record": record,
        "page_url": record.get_absolute_url(),
        "is_withdrawn": red_line is None,
        **history(record, request.GET, reading.revision_at),
    }
    return render(request, "plans/red_line_history.html", context)
