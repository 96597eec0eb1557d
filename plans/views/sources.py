from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from plans.forms.reading import ReadingForm
from plans.forms.sources import SourceFilter, language_name
from plans.htmx import page_or_partial
from plans.models import Source
from plans.resting import rests_on, tally
from plans.snapshot import Snapshot

PER_PAGE = 50


@require_safe
@vary_on_headers("HX-Request")
def source_list(request: HttpRequest) -> HttpResponse:
    reading = ReadingForm(request.GET).reading()
    snapshot = Snapshot(reading.revision_at)
    languages = snapshot.rows(Source, "language").values_list("language", flat=True)
    form = SourceFilter(request.GET, list(languages.distinct()))
    sources = form.apply(snapshot.rows(Source))
    page = Paginator(sources, PER_PAGE).get_page(request.GET.get("page"))
    counts = tally(snapshot, [source.pk for source in page])
    rows = [
        (source, language_name(source.language), str(counts.get(source.pk, 0)))
        for source in page
    ]
    context = {"form": form, "reading": reading, "page": page, "rows": rows}
    template = page_or_partial(request, "plans/source_list.html", "results")
    return render(request, template, context)


@require_safe
def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    source = get_object_or_404(snapshot.rows(Source), slug=slug)
    groups = rests_on(snapshot, source.pk)
    resting = [each for group in groups for each in group.resting]
    context = {
        "form": form,
        "reading": reading,
        "source": source,
        "language": language_name(source.language),
        "groups": groups,
        "record_count": len(resting),
        "alone_count": sum(each.alone for each in resting),
    }
    return render(request, "plans/source_detail.html", context)
