from django.http import HttpRequest


def page_or_partial(request: HttpRequest, page: str, partial: str) -> str:
    """Name the whole page, or for an htmx swap only the part that changes."""
    htmx = request.htmx  # type: ignore[attr-defined]
    if htmx and not (htmx.boosted or htmx.history_restore_request):
        return f"{page}#{partial}"
    return page
