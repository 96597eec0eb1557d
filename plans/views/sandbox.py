from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from plans.forms.sandbox import LONGEST, Choices, Frame, read_choices
from plans.htmx import page_or_partial
from plans.sandbox import Sandbox, drafted_options, frame_of, gather
from plans.sandbox_offers import Taken
from plans.scenarios import origin_of
from plans.views.asking import SECONDS, Asking, read
from plans.views.common import citation, iso

PAGE = "plans/sandbox.html"


@require_safe
@vary_on_headers("HX-Request", "HX-Current-URL")
def sandbox(request: HttpRequest) -> HttpResponse:
    start = request.GET.get("from", "")
    notices: tuple[str, ...] = ()
    try:
        asking = read(request, start)
    except KeyError:
        asking = read(request)
        notices = (f"There is no draft “{start[:LONGEST]}” to start from.",)
        start = ""
    frame = frame_of(asking.snapshot, asking.asked.question)
    choices = read_choices(request.GET, frame)
    if start:
        taken = drafted_options(asking.asked.question) | choices.taken
        in_order = {issue: taken[issue] for issue in frame if issue in taken}
        return redirect(_address(asking, Choices(in_order), draft=start))
    is_swap = page_or_partial(request, PAGE, "result") != PAGE
    if choices.has_blanks and not is_swap and not choices.notices:
        # What a form sends without a script: the address of its choices is shorter.
        return redirect(_address(asking, choices))
    before = _before(request, frame) if is_swap else None
    made = gather(asking.snapshot, asking.asked, choices.taken, SECONDS, before)
    context = _context(request, asking, choices, made)
    context |= {"notices": (*notices, *choices.notices), "is_swap": is_swap}
    response = render(request, page_or_partial(request, PAGE, "result"), context)
    return push_url(response, context["here"]) if is_swap else response


def _context(
    request: HttpRequest, asking: Asking, choices: Choices, made: Sandbox
) -> dict[str, Any]:
    draft = asking.draft
    question = [
        (name, value) for name, values in asking.form.pairs() for value in values
    ]
    return {
        **asking.context,
        **_addresses(asking, choices, made),
        **_citation(request, asking, choices),
        "made": made,
        "taken": choices.taken,
        "scenario": origin_of(asking.snapshot, choices),
        "drafts": asking.drafts,
        # Each of the forms carries what the others ask for.
        "carried": [*choices.pairs, *([("draft", draft.slug)] if draft else [])],
        "starting": [pair for pair in question if pair[0] != "draft"],
        "question": [*question, *choices.origin],
    }


def _addresses(asking: Asking, choices: Choices, made: Sandbox) -> dict[str, str]:
    """Where the page leads with other choices; empty where there are none to make."""
    merged = {**choices.taken, **{e.issue.slug: e.option for e in made.settled}}
    issues = asking.snapshot.issues_by_slug
    settled = {issue: merged[issue] for issue in issues if issue in merged}
    draft = asking.draft
    again = {"draft": "", "from": draft.slug if draft else ""}
    return {
        "action": reverse("plans:sandbox"),
        "here": _address(asking, choices),
        "save_query": urlencode(choices.pairs),
        "blank_url": _address(asking, replace(choices, taken={})),
        "again_url": _address(asking, Choices({}), **again) if draft else "",
        "settled_url": _address(asking, replace(choices, taken=settled)),
    }


def _address(asking: Asking, choices: Choices, **changes: str) -> str:
    """The address of choices under the question asked, with some of it changed."""
    query = asking.form.query(**changes)
    parts = [query.removeprefix("?"), urlencode(choices.pairs)]
    query = "&".join(part for part in parts if part)
    return f"{reverse('plans:sandbox')}{f'?{query}' if query else ''}"


def _citation(request: HttpRequest, asking: Asking, choices: Choices) -> dict[str, Any]:
    """As on every page; the address holds the choices that are there, and no others."""
    cited = citation(request, asking.reading)
    pinned = _address(
        asking,
        Choices(choices.taken),
        as_of=asking.reading.as_of.isoformat(),
        revision_at=iso(cited["recorded_at"]),
    )
    return cited | {"pinned_url": request.build_absolute_uri(pinned)}


def _before(request: HttpRequest, frame: Frame) -> Taken | None:
    """The choices of the page that asks for this part."""
    try:
        address = urlsplit(request.htmx.current_url or "")  # type: ignore[attr-defined]
    except ValueError:  # no address at all
        return None
    if address.path != request.path:
        return None
    return read_choices(QueryDict(address.query), frame).taken
