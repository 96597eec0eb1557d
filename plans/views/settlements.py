import json
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plans.analysis.settlements import Answer
from plans.settlement_page import counted_actors, page_of
from plans.settling import stop_after
from plans.settling_plain import as_plain
from plans.settling_text import UNFINISHED, in_words
from plans.views.asking import SECONDS, Asking, read
from plans.views.common import citation, iso

WHAT = "Is there a settlement that crosses no red line?"


@require_safe
def settlement(request: HttpRequest) -> HttpResponse:
    asking = read(request)
    answer = asking.answer(stop_after(SECONDS))
    page = page_of(asking.snapshot, asking.asked, answer) if answer else None
    context = {
        "what": WHAT,
        "action": reverse("plans:settlement"),
        "page": page,
        "answer": answer,
        "counted": counted_actors(asking.snapshot, asking.asked),
        "absolute_count": sum(
            line.strength == "absolute" for line in asking.asked.rows.values()
        ),
        "late": [UNFINISHED[each] for each in answer.unfinished] if answer else [],
        "files": [
            (label, reverse("plans:settlement-file", args=[kind]))
            for kind, (label, _, _) in FILES.items()
        ],
        **asking.context,
    }
    return render(
        request, "plans/settlement.html", context | citation(request, asking.reading)
    )


@require_safe
def settlement_file(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in FILES:
        raise Http404("An answer has no file of this kind.")
    asking = read(request)
    answer = asking.answer(stop_after(SECONDS))
    if answer is None:
        raise Http404("The couplings contradict each other: there is no answer.")
    _, media_type, write = FILES[kind]
    text = write(asking, answer, _address(request, asking))
    response = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
    name = f"settlement-as-of-{asking.reading.as_of.isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _address(request: HttpRequest, asking: Asking) -> str:
    """The address of the page that says the same, pinned to both times."""
    query = asking.form.query(
        as_of=asking.reading.as_of.isoformat(),
        revision_at=iso(citation(request, asking.reading)["recorded_at"]),
    )
    return request.build_absolute_uri(reverse("plans:settlement") + query)


def _as_json(asking: Asking, answer: Answer, address: str) -> str:
    return json.dumps(as_plain(answer), ensure_ascii=False, indent=2) + "\n"


def _as_text(asking: Asking, answer: Answer, address: str) -> str:
    lines = in_words(answer, asking.asked, asking.reading.as_of)
    return "\n".join([*lines, "", f"Clause Tracker, {address}", ""])


Writer = Callable[[Asking, Answer, str], str]
FILES: dict[str, tuple[str, str, Writer]] = {
    "json": ("JSON", "application/json", _as_json),
    "txt": ("Plain text", "text/plain", _as_text),
}
