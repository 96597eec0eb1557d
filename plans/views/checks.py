from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.addresses import address
from plans.draft_check import check as check_draft
from plans.forms.settlement import SettlementForm
from plans.page_rows import DraftRow, newest_tabled
from plans.settling import stop_after
from plans.snapshot import Snapshot
from plans.views.asking import SECONDS, Asking, read
from plans.views.common import citation, lead


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Lead to the check of the draft asked for, else of the newest tabled by then."""
    reading = SettlementForm(request.GET).reading()
    drafts = Snapshot(reading.revision_at).drafts()
    draft = newest_tabled(drafts, reading.as_of.isoformat())
    if draft is None:
        raise Http404("No draft is recorded yet.")
    return _lead(request, drafts, draft)


@require_safe
def draft_check(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        asking = read(request, slug)
    except KeyError:
        raise Http404("No draft has this address.") from None
    draft = asking.draft
    assert draft is not None
    if "draft" in request.GET:
        return _lead(request, asking.drafts, draft)
    context = asking.context | _page(asking, draft) | citation(request, asking.reading)
    return render(request, "plans/draft_check.html", context)


def _lead(
    request: HttpRequest, drafts: list[DraftRow], otherwise: DraftRow
) -> HttpResponse:
    """Lead to the check of the draft that the query asks for, keeping the question."""
    query = request.GET.copy()
    asked = query.pop("draft", [""])[-1]
    draft = next((each for each in drafts if each.slug == asked), otherwise)
    return lead(address("draft-check", draft.slug), query)


def _page(asking: Asking, draft: DraftRow) -> dict[str, Any]:
    form, reading, snapshot = asking.form, asking.reading, asking.snapshot
    clauses = {each.id: each for each in snapshot.clauses(draft.id)}
    stop = stop_after(SECONDS)
    answer = asking.answer(stop, sources=False)
    assessments = snapshot.assessments(clauses)
    return {
        "what": f"{draft.short_title}: what would have to change",
        "action": address("draft-check", draft.slug),
        "selects": [_select(each, draft) for each in form.selects()],
        "question_query": form.query(draft=draft.slug),
        "as_drafted": reading.as_of.isoformat() == draft.first_day,
        "as_drafted_url": form.query(as_of=draft.first_day, draft="") or ".",
        "not_public": [each for each in clauses.values() if not each.is_public],
        "assessed": sum(
            each.red_line in asking.asked.question.lines for each in assessments
        ),
        "answer": answer,
        "check": check_draft(
            draft, asking.asked, answer, assessments, reading.query, stop
        ),
    }


def _select(select: dict[str, Any], draft: DraftRow) -> dict[str, Any]:
    """The drafts to choose from are those to check, and one of them is."""
    if select["name"] != "draft":
        return select
    options = [(slug, name, slug == draft.slug) for slug, name, _ in select["options"]]
    return select | {"label": "Draft", "options": options[1:]}
