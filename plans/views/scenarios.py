"""Scenarios: all of them, one of them, and how it came to be."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from plans import models, scenario_edits
from plans import scenarios as gathered
from plans.addresses import address
from plans.analysis.verdicts import select
from plans.forms.reading import ReadingForm
from plans.forms.sandbox import choice_pairs
from plans.forms.scenarios import DeleteForm
from plans.histories import history
from plans.models.choices import BINDING_KINDS
from plans.sandbox_offers import Area, IssueOffered
from plans.snapshot import Snapshot
from plans.views.asking import SECONDS, read
from plans.views.common import citation

DELETE = "plans.delete_scenario"


@require_safe
def scenario_list(request: HttpRequest) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    rows = gathered.scenarios(snapshot)
    keys = [row.id for row in rows]
    lines = select(
        snapshot.red_lines(reading.as_of),
        reading.as_of.isoformat(),
        kinds=BINDING_KINDS,
    )
    taken = gathered.choices(snapshot, keys)
    saved = gathered.last_saved(snapshot, keys)
    context = {
        "form": form,
        "reading": reading,
        "scenarios": [
            (
                row,
                len(taken[row.id]),
                saved[row.id],
                gathered.crossed(taken[row.id], lines),
            )
            for row in rows
        ],
        "issue_count": len(snapshot.issues),
        "line_count": len(lines),
    }
    return render(request, "plans/scenario_list.html", context)


@require_safe
def scenario_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, slug)


@require_POST
def scenario_delete(request: HttpRequest, slug: str) -> HttpResponse:
    if not request.user.has_perm(DELETE):
        raise PermissionDenied
    form = DeleteForm(request.POST)
    if not form.is_valid():
        return _page(request, slug, "Say why. Nothing was deleted.")
    asked = form.cleaned_data
    try:
        scenario_edits.delete(slug, asked["stamp"], asked["reason"])
    except scenario_edits.Stale:
        return _page(
            request,
            slug,
            "Somebody changed this scenario after you opened it, so it was not "
            "deleted. You see it as it is now.",
        )
    except scenario_edits.Refused as refusal:
        raise Http404(str(refusal)) from None
    return redirect("plans:scenario-history", slug)


def _page(request: HttpRequest, slug: str, refused: str = "") -> HttpResponse:
    asking = read(request)
    snapshot, reading = asking.snapshot, asking.reading
    row = gathered.scenario(snapshot, slug)
    if row is None:
        if reading.revision_at is None and gathered.gone(slug):
            return redirect("plans:scenario-history", slug)
        raise Http404("No scenario has this address.")
    taken = gathered.choices(snapshot, [row.id])[row.id]
    saved = gathered.last_saved(snapshot, [row.id])[row.id]
    made = gathered.judged(snapshot, asking.asked, taken, SECONDS)
    # Of the past there is nothing to save changes to.
    origin = None if reading.revision_at else (slug, saved.stamp)
    context = {
        **asking.context,
        "scenario": row,
        "taken": taken,
        "saved": saved,
        "made": made,
        "areas": _chosen(made.areas),
        "undecided": [snapshot.issues_by_slug[each] for each in made.undecided],
        "sandbox_url": gathered.sandbox_url(taken, asking.form.query(), origin),
        "newest_first": asking.drafts[::-1],
        "may_delete": not reading.revision_at and request.user.has_perm(DELETE),
        "delete_form": DeleteForm(
            initial={
                "stamp": saved.stamp,
                "reason": request.POST.get("reason", ""),
            }
        ),
        "refused": refused,
        "notices": _notices(request),
        "what": f"Scenario: {row.name}",
        **citation(request, reading),
    }
    return render(request, "plans/scenario_detail.html", context)


def _chosen(areas: list[Area]) -> list[tuple[str, list[IssueOffered]]]:
    """The issues on which an option is chosen, by area."""
    found = [(a.title, [each for each in a.issues if each.chosen]) for a in areas]
    return [(title, own) for title, own in found if own]


def _notices(request: HttpRequest) -> list[str]:
    if not request.user.is_authenticated:
        return []
    return [str(each) for each in messages.get_messages(request)]


@require_safe
def scenario_history(request: HttpRequest, slug: str) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    scenario = models.Scenario.objects.filter(slug=slug).first()
    gone = None if scenario else gathered.gone(slug)
    record = gone.record if gone else scenario
    if record is None:
        raise Http404("No scenario has or had this address.")
    context = {
        "form": form,
        "reading": reading,
        "record": record,
        "page_url": record.get_absolute_url(),
        "gone": gone,
        "gone_url": gathered.sandbox_url(gone.taken) if gone else "",
        "restore_url": _restore_url(gone) if gone else "",
        **history(record, request.GET, reading.revision_at),
    }
    return render(request, "plans/scenario_history.html", context)


def _restore_url(gone: gathered.Gone) -> str:
    """Where what was deleted can be saved once more."""
    pairs = [*choice_pairs(gone.taken), ("scenario", gone.record.slug)]
    return f"{address('scenario-save')}?{urlencode(pairs)}"
