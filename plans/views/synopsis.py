from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plans import models
from plans.files.document import Synopsis
from plans.files.synopsis import synopsis_docx
from plans.files.synopsis_lists import synopsis_csv, synopsis_json
from plans.files.workbook import synopsis_xlsx
from plans.forms.synopsis import FEWEST, MOST, SynopsisForm
from plans.page_rows import Beside, DraftRow, ScenarioRow
from plans.scenarios import scenarios
from plans.snapshot import Snapshot
from plans.synopses import Gathered, by_default, gather
from plans.synopsis_page import as_file, columns, groups, notices
from plans.views.common import citation, iso

# Kind of file: what it is called to a reader, its media type, its writer.
FILES: dict[str, tuple[str, str, Callable[[Synopsis], bytes]]] = {
    "docx": (
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        synopsis_docx,
    ),
    "xlsx": (
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        synopsis_xlsx,
    ),
    "csv": ("CSV", "text/csv; charset=utf-8", synopsis_csv),
    "json": ("JSON", "application/json", synopsis_json),
}


@dataclass(frozen=True)
class Asked:
    """A synopsis as it was asked for, with what it may be changed to."""

    form: SynopsisForm
    snapshot: Snapshot
    every: list[Beside]
    drafts: list[Beside]
    actors: dict[str, str]
    gathered: Gathered

    @property
    def actor_name(self) -> str:
        return self.actors.get(self.form.asked("actor"), "")


@require_safe
def synopsis(request: HttpRequest) -> HttpResponse:
    asked = _read(request)
    form, drafts, gathered = asked.form, asked.drafts, asked.gathered
    reading = form.reading()
    rows = gathered.shown(form.asked("only"), form.asked("area"))
    in_time = [draft for draft in asked.every if draft in drafts]
    files = "plans:synopsis-file"
    others = [draft for draft in asked.every if draft not in drafts]
    context = {
        "form": form,
        "reading": reading,
        "drafts": drafts,
        "scenario_count": sum(isinstance(each, ScenarioRow) for each in drafts),
        "draft_count": sum(isinstance(each, DraftRow) for each in drafts),
        "others": [each for each in others if isinstance(each, DraftRow)],
        "scenarios": [each for each in others if isinstance(each, ScenarioRow)],
        "columns": columns(form, gathered, drafts),
        "width": len(drafts) + 1,
        "groups": groups(
            gathered,
            rows,
            form.asked("actor"),
            asked.actor_name,
            iso(reading.revision_at) if reading.revision_at else "",
        ),
        "row_count": len(rows),
        "issue_count": len(gathered.rows),
        "silent_count": sum(not row.is_addressed for row in gathered.rows),
        "differ_count": sum(row.differs for row in gathered.rows),
        "notices": notices(gathered),
        "actor_name": asked.actor_name,
        "own_days": form.asked("days") == "own",
        "selects": form.selects(),
        "revision_text": form["revision_at"].value(),
        "in_time_url": form.query(in_time) if in_time != drafts else "",
        "all_url": form.query(drafts, only="all", area=""),
        "is_full": len(drafts) >= MOST,
        "too_few": len(drafts) < FEWEST,
        "files": [
            (label, reverse(files, args=[kind]) + form.query(drafts))
            for kind, (label, _, _) in FILES.items()
        ],
    }
    return render(request, "plans/synopsis.html", context | _citation(request, asked))


@require_safe
def synopsis_file(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in FILES:
        raise Http404("A synopsis has no file of this kind.")
    asked = _read(request)
    if len(asked.drafts) < FEWEST:
        raise Http404("A synopsis has two drafts or more.")
    form = asked.form
    reading = form.reading()
    cited = _citation(request, asked)
    table = as_file(
        asked.gathered,
        asked.gathered.shown(form.asked("only"), form.asked("area")),
        (asked.actor_name, form.asked("days") == "own"),
        reading,
        cited["recorded_at"],
        cited["pinned_url"],
    )
    _, media_type, write = FILES[kind]
    response = HttpResponse(write(table), content_type=media_type)
    slugs = "-".join(draft.slug for draft in asked.drafts)
    name = f"synopsis-{slugs}"[:150] + f"-as-of-{reading.as_of.isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _read(request: HttpRequest) -> Asked:
    reading = SynopsisForm(request.GET).reading()
    snapshot = Snapshot(reading.revision_at)
    lines = sorted(snapshot.line_rows(), key=lambda line: line.actor_order)
    actors = {line.actor: line.actor_name for line in lines}
    form = SynopsisForm(request.GET, actors.items())
    texts = snapshot.drafts()
    every: list[Beside] = [*texts, *scenarios(snapshot)]
    drafts = form.chosen(every)
    if not drafts:
        plans = [slug for (slug,) in snapshot.values(models.Plan, "slug")]
        drafts = [*by_default(texts, plans)]
    days = [
        date.fromisoformat(draft.first_day)
        if form.asked("days") == "own" and isinstance(draft, DraftRow)
        else reading.as_of
        for draft in drafts
    ]
    gathered = gather(snapshot, drafts, days, form.asked("actor"))
    return Asked(form, snapshot, every, drafts, actors, gathered)


def _citation(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """As on every page; the address names the drafts even where none was asked for."""
    cited = citation(request, asked.form.reading())
    query = asked.form.query(
        asked.drafts,
        as_of=asked.form.reading().as_of.isoformat(),
        revision_at=iso(cited["recorded_at"]),
    )
    cited["pinned_url"] = request.build_absolute_uri(reverse("plans:synopsis") + query)
    return cited
