"""What several pages say alike: how to cite them, at which two times they are read."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from plans.forms.reading import Reading


def citation(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """The address of a page pinned to its day and to its records, and their moment."""
    # To the microsecond: an edit in the same second is on one side of it or the other.
    recorded_at = reading.revision_at or timezone.now().astimezone(UTC)
    query = request.GET.copy()
    query["as_of"] = reading.as_of.isoformat()
    query["revision_at"] = iso(recorded_at)
    address = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return {"pinned_url": address, "recorded_at": recorded_at}


def lead(page: str, query: QueryDict) -> HttpResponse:
    """Lead to a page with what a query asks for; a form sends its blanks too."""
    asked = query.copy()
    for name, values in query.lists():
        if not any(values):
            del asked[name]
    return redirect(f"{page}?{asked.urlencode()}" if asked else page)


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
