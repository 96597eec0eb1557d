from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from plans.forms.line_tests import LineTestForm
from plans.forms.reading import ReadingForm
from plans.htmx import page_or_partial
from plans.line_tests import line_tests
from plans.snapshot import Snapshot
from plans.views.common import citation


@require_safe
@vary_on_headers("HX-Request")
def red_line_tests(request: HttpRequest) -> HttpResponse:
    reading = ReadingForm(request.GET).reading()
    snapshot = Snapshot(reading.revision_at)
    actors = [(actor.slug, actor.short_name) for actor in snapshot.actors.values()]
    form = LineTestForm(request.GET, actors)
    context = {
        "form": form,
        "reading": reading,
        "found": line_tests(snapshot, form, reading),
        **citation(request, reading),
    }
    template = page_or_partial(request, "plans/red_line_tests.html", "results")
    response = render(request, template, context)
    # The address to cite, without the filters that were left empty.
    response["HX-Push-Url"] = f"{request.path}{form.query()}"
    return response
