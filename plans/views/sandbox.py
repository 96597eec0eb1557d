from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from plans.forms.sandbox import Choices, Frame, choice_pairs, read_choices
from plans.htmx import page_or_partial
from plans.sandbox import Sandbox, Taken, drafted_options, frame_of, gather
from plans.views.asking import SECONDS, Asking, read
from plans.views.common import citation, iso

PAGE = "plans/sandbox.html"
LONGEST = 80  # of what a notice repeats from an address


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
        return redirect(_address(asking, taken, draft=start))
    is_swap = page_or_partial(request, PAGE, "result") != PAGE
    if choices.has_blanks and not is_swap and not choices.notices:
        # What a form sends without a script: the address of its choices is shorter.
        return redirect(_address(asking, choices.taken))
    before = _before(request, frame) if is_swap else None
    made = gather(asking.snapshot, asking.asked, choices.taken, SECONDS, before)
    context = _context(request, asking, choices, made)
    context |= {"notices": (*notices, *choices.notices), "is_swap": is_swap}
    response = render(request, page_or_partial(request, PAGE, "result"), context)
    return push_url(response, context["here"]) if is_swap else response


def _context(
    request: HttpRequest, asking: Asking, choices: Choices, made: Sandbox
) -> dict[str, Any]:
    taken, form, draft = choices.taken, asking.form, asking.draft
    # The choices form carries the question, the question's form the choices.
    question = [(name, each) for name, values in form.pairs() for each in values]
    carried = choice_pairs(taken)
    if draft:
        carried.append(("draft", draft.slug))
    return {
        **asking.context,
        "made": made,
        "taken": taken,
        "drafts": asking.drafts,
        "action": reverse("plans:sandbox"),
        "here": _address(asking, taken),
        "blank_url": _address(asking, {}),
        "again_url": _address(asking, {}, draft="", **{"from": draft.slug})
        if draft
        else "",
        "settled_url": _address(
            asking, {**taken, **{e.issue.slug: e.option for e in made.settled}}
        ),
        "question": question,
        "starting": [each for each in question if each[0] != "draft"],
        "carried": carried,
        **_citation(request, asking, taken),
    }


def _address(asking: Asking, taken: Taken, **changes: str) -> str:
    """The address of choices under the question asked, with some of it changed."""
    query = asking.form.query(**changes)
    parts = [query.removeprefix("?"), urlencode(choice_pairs(taken))]
    query = "&".join(part for part in parts if part)
    return f"{reverse('plans:sandbox')}{f'?{query}' if query else ''}"


def _citation(request: HttpRequest, asking: Asking, taken: Taken) -> dict[str, Any]:
    """As on every page; the address holds the choices that are there, and no others."""
    cited = citation(request, asking.reading)
    pinned = _address(
        asking,
        taken,
        as_of=asking.reading.as_of.isoformat(),
        revision_at=iso(cited["recorded_at"]),
    )
    return cited | {"pinned_url": request.build_absolute_uri(pinned)}


def _before(request: HttpRequest, frame: Frame) -> Taken | None:
    """The choices of the page that asks for this part."""
    current = request.htmx.current_url  # type: ignore[attr-defined]
    if not current:
        return None
    address = urlsplit(current)
    if address.path != request.path:
        return None
    return read_choices(QueryDict(address.query), frame).taken
