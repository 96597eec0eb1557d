from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from plans import tables
from plans.analysis.conflicts import find_conflicts
from plans.analysis.settlements import couplings_contradict
from plans.forms.settlement_map import MapForm, MonthsForm
from plans.settlement_map import ConflictMap, panel
from plans.settlement_months import Months, follow_months
from plans.settling import stop_after
from plans.templatetags.tracker import day
from plans.views.asking import SECONDS, Asking, read
from plans.views.common import citation

PANEL = "map-evidence"  # the id of the element that evidence is swapped into
MAP = "Conflict map"
TIME = "Settlement over time"
CHART = "answer-over-time"  # the element of the answer's page that takes the chart
RECENT = "2025-01"  # where the negotiation of drafts begins


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def settlement_map(request: HttpRequest) -> HttpResponse:
    return _map(request)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def settlement_map_cell(
    request: HttpRequest, issue: str, actor: str = ""
) -> HttpResponse:
    return _map(request, (issue, actor))


def _map(request: HttpRequest, opened: tuple[str, str] | None = None) -> HttpResponse:
    asking = read(request)
    if couplings_contradict(asking.asked.question, stop_after(SECONDS)):
        return _no_answer(request, asking, "plans/settlement_map.html", MAP)
    form = MapForm(request.GET, asking.snapshot.actors.values(), asking.drafts)
    conflicts = find_conflicts(asking.asked.question.parts, stop_after(SECONDS))
    found = ConflictMap.of(asking.snapshot, asking.asked, conflicts.found)
    base = tables.Address(reverse("plans:settlement-map"), form.query(), opened)
    context: dict[str, Any] = {
        **asking.context,
        "address": base,
        "answer_url": reverse("plans:settlement"),
        "conflict_count": len(conflicts.found),
        "finished": conflicts.finished,
    }
    if opened:
        context["panel"] = _panel(asking, found, *opened)
        # A cell's link asks for the evidence alone, to stand beside the table.
        if request.htmx.target == PANEL:  # type: ignore[attr-defined]
            return render(request, "plans/settlement_map.html#panel", context)
    columns = found.columns(form.asked("show"))
    groups = found.groups(columns, base, form.asked("order"), form.asked("only"))
    context |= {
        "what": MAP,
        "totals": found.totals,
        "conflicts": found.named_conflicts(),
        "columns": columns,
        "show_links": [
            (form.query(show=each.slug) or "?", each.name, each.shown)
            for each in columns
        ],
        "order_links": form.links("order"),
        "only_links": form.links("only"),
        "by_area": not form.asked("order"),
        "groups": groups,
        "row_count": sum(len(group.rows) for group in groups),
        "width": len(columns) + 1,
        "unspoken": found.unspoken,
        "carried": form.carried("draft", "order", "only", "show"),
        **citation(request, asking.reading),
    }
    return render(request, "plans/settlement_map.html", context)


def _panel(asking: Asking, found: ConflictMap, issue: str, actor: str) -> Any:
    row = asking.snapshot.issues_by_slug.get(issue)
    if row is None or issue not in asking.asked.question.options:
        raise Http404("No issue has this address.")
    if actor and actor not in asking.snapshot.actors_by_slug:
        raise Http404("No actor has this address.")
    return panel(found, row, actor)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def settlement_time(request: HttpRequest) -> HttpResponse:
    asking = read(request)
    if couplings_contradict(asking.asked.question, stop_after(SECONDS)):
        return _no_answer(request, asking, "plans/settlement_time.html", TIME)
    if request.htmx.target == CHART:  # type: ignore[attr-defined]
        table_url = reverse("plans:settlement-time") + asking.form.query()
        context = {"found": months(asking, table_url=table_url), "url": table_url}
        return render(request, "plans/_settlement_chart_alone.html", context)
    form = MonthsForm(request.GET, asking.snapshot.actors.values(), asking.drafts)
    found = months(asking, form.asked("since"))
    context = {
        **asking.context,
        "what": TIME,
        "found": found,
        "chart": found.chart,
        "months": found.months[::-1],
        "since_links": _since_links(form, found.first, asking.reading.as_of),
        "carried": form.carried("draft", "since"),
        **citation(request, asking.reading),
    }
    return render(request, "plans/settlement_time.html", context)


def months(asking: Asking, since: str = "", table_url: str = "") -> Months:
    """How a page's answer moved; `table_url` is where the months are listed."""
    form = asking.form
    return follow_months(
        asking.snapshot,
        asking.asked,
        asking.drafts,
        asking.reading.as_of,
        form.chosen,
        since,
        form.query,
        stop_after(SECONDS),
        table_url,
    )


def _no_answer(
    request: HttpRequest, asking: Asking, template: str, what: str
) -> HttpResponse:
    context = {
        **asking.context,
        "what": what,
        "contradicts": True,
        **citation(request, asking.reading),
    }
    return render(request, template, context)


def _since_links(form: MonthsForm, first: str, on: date) -> list[tuple[str, str, bool]]:
    """The whole time, and the shorter ones that there are: address, label, chosen."""
    asked = form.asked("since")
    year_ago = f"{on.year - 1}-{on.month:02}"
    choices = [("", f"since the first line, {day(first)}")]
    choices += [
        (month, f"since {day(month)}")
        for month in dict.fromkeys((RECENT, year_ago))
        if first < month <= on.isoformat()[:7]
    ]
    return [
        (form.query(since=month) or "?", label, month == asked)
        for month, label in choices
    ]
