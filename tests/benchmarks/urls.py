"""The project's addresses, and bare pages of as many rows and cells beside them."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import include, path

from plans.models import Clause

CELL = ("chip v-crosses", "/drafts/us-28/matrix/7/ukraine/?as_of=2025-11-20", "crosses")
PAGE = """<!doctype html><html lang="en"><title>Bare</title><table>
{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.heading }}</td>
<td>{{ row.text }}</td></tr>{% endfor %}</table><table><tr>
{% for kind, url, word in cells %}
<td><a class="{{ kind }}" href="{{ url }}">{{ word }}</a></td>{% endfor %}
</tr></table></html>"""


def bare(request: HttpRequest, rows: int, cells: int) -> HttpResponse:
    """List rows with one query, and ready-made cells, in a bare template.

    A cell is what a cell of the matrix is: a class, an address and a word.
    """
    found = list(Clause.objects.order_by("id")[:rows])
    context = Context({"rows": found, "cells": [CELL] * cells})
    return HttpResponse(TEMPLATE.render(context))


TEMPLATE = Template(PAGE)

urlpatterns = [
    path("bare/<int:rows>/<int:cells>/", bare),
    path("", include("tracker.urls")),
]
