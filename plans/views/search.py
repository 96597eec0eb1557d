from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from plans.forms.search import SearchForm
from plans.htmx import page_or_partial
from plans.search_kinds import KINDS
from plans.searching import Search
from plans.snapshot import Snapshot

PER_PAGE = 20


@require_safe
@vary_on_headers("HX-Request")
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(
        request.GET, [(kind.name, kind.plural) for kind in KINDS.values()]
    )
    reading = form.reading()
    asked = Search(Snapshot(reading.revision_at), form.query)
    chosen = form.kind_chosen
    found = [hit for hit in asked.found if chosen in ("", hit.kind)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "reading": reading,
        "asked": asked,
        "chosen": KINDS.get(chosen),
        "tabs": [
            (kind.name, kind.plural, str(asked.counts[kind.name]))
            for kind in KINDS.values()
            if asked.counts[kind.name] or kind.name == chosen
        ],
        "page": page,
        "hits": asked.hits(list(page)),
    }
    template = page_or_partial(request, "plans/search.html", "results")
    return render(request, template, context)
