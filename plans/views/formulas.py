from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plans.analysis.verdicts import select
from plans.forms.settlement import SettlementForm
from plans.formulas import formulas, table, unmet_by_all
from plans.models.choices import RedLineKind
from plans.snapshot import Snapshot
from plans.views.asking import form_context
from plans.views.common import citation

WHAT = "Settlement formulas against stated red lines"


@require_safe
def settlement_formulas(request: HttpRequest) -> HttpResponse:
    reading = SettlementForm(request.GET).reading()
    snapshot = Snapshot(reading.revision_at)
    drafts = snapshot.drafts()
    form = SettlementForm(request.GET, snapshot.actors.values(), drafts)
    kinds = form.chosen_kinds
    rows = {row.slug: row for row in snapshot.line_rows(reading.as_of)}
    in_force = snapshot.as_facts(list(rows.values()))
    lines = select(in_force, reading.as_of.isoformat(), **form.chosen)
    models = [draft for draft in drafts if draft.is_analytical]
    found = formulas(snapshot, models, rows, lines)
    counted = [rows[line.id] for line in lines]
    holders = {row.actor for row in rows.values()}
    context = {
        **form_context(form, snapshot, holders, counted),
        "reading": reading,
        "action": reverse("plans:settlement-formulas"),
        "formulas": found,
        "table": table(found),
        "unmet_by_all": unmet_by_all(found),
        "kinds": [RedLineKind(kind).label for kind in kinds],
        "left_out": [each.label for each in RedLineKind if each not in kinds],
        "check_query": form.query(draft=""),
        # A matrix is asked for one kind or for all.
        "matrix_query": form.query(
            kinds="", draft="", kind=kinds[0] if len(kinds) == 1 else ""
        ),
        "carried": form.carried("draft"),
        "what": WHAT,
        **citation(request, reading),
    }
    return render(request, "plans/settlement_formulas.html", context)
