from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from plans.chronicle import as_entry, by_month, drafts_of, timeline, with_parts
from plans.citing import citations, weakness
from plans.forms.events import EventFilter
from plans.forms.reading import ReadingForm
from plans.htmx import page_or_partial
from plans.models import Event, EventSource
from plans.snapshot import Snapshot


@require_safe
@vary_on_headers("HX-Request")
def event_list(request: HttpRequest) -> HttpResponse:
    reading = ReadingForm(request.GET).reading()
    snapshot = Snapshot(reading.revision_at)
    drafts = drafts_of(snapshot)
    form = EventFilter(
        request.GET,
        [(actor.slug, actor.short_name) for actor in snapshot.actors.values()],
        [(draft.slug, draft.short_title) for draft in drafts.values()],
    )
    entries = timeline(snapshot, drafts, form)
    context = {
        "form": form,
        "reading": reading,
        "years": by_month(entries),
        "event_count": sum(not entry.is_draft for entry in entries),
        "draft_count": sum(entry.is_draft for entry in entries),
        "test_count": sum(len(entry.tests) for entry in entries),
    }
    template = page_or_partial(request, "plans/event_list.html", "results")
    return render(request, template, context)


@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    events = snapshot.rows(Event, "date", "slug")
    event = get_object_or_404(events.prefetch_related(*with_parts(snapshot)), slug=slug)
    cited = citations(snapshot, {EventSource: [event.pk]})[EventSource]
    sources = cited.get(event.pk, [])
    context = {
        "form": form,
        "reading": reading,
        "event": event,
        "entry": as_entry(event, snapshot, drafts_of(snapshot)),
        "cited": sources,
        "weakness": weakness(sources),
        **_neighbours(snapshot, event),
    }
    return render(request, "plans/event_detail.html", context)


def _neighbours(snapshot: Snapshot, event: Event) -> dict[str, tuple[str, str] | None]:
    """The slug and title of the events before and after this one."""
    rows = list(snapshot.rows(Event, "date", "slug").values_list("slug", "title"))
    place = [slug for slug, _ in rows].index(event.slug)
    return {
        "earlier": rows[place - 1] if place else None,
        "later": rows[place + 1] if place + 1 < len(rows) else None,
    }
