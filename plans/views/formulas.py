from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plans.analysis.verdicts import select
from plans.forms.settlement import SettlementForm
from plans.formulas import analytical, formulas, table, unmet_by_all
from plans.models.choices import RedLineKind
from plans.snapshot import Snapshot
from plans.views.common import citation

WHAT = "Settlement formulas against stated red lines"


@require_safe
def settlement_formulas(request: HttpRequest) -> HttpResponse:
    reading = SettlementForm(request.GET).reading()
    snapshot = Snapshot(reading.revision_at)
    form = SettlementForm(request.GET, snapshot.actors.values())
    rows = {row.slug: row for row in snapshot.line_rows(reading.as_of)}
    lines = select(
        snapshot.as_facts(list(rows.values())),
        reading.as_of.isoformat(),
        form.chosen_actors,
        form.asked("strength") or None,
        form.chosen_kinds,
    )
    found = formulas(snapshot, analytical(snapshot), rows, lines)
    context = {
        "reading": reading,
        "here": "settlement-formulas",
        "formulas": found,
        "line_count": len(lines),
        "table": table(found),
        "unmet_by_all": unmet_by_all(found),
        "what": WHAT,
        **_asked(form, snapshot, {row.actor for row in rows.values()}),
    }
    return render(
        request, "plans/settlement_formulas.html", context | citation(request, reading)
    )


def _asked(
    form: SettlementForm, snapshot: Snapshot, holding: set[str]
) -> dict[str, Any]:
    """Whose lines were asked for, and the addresses that keep to them."""
    kinds = form.chosen_kinds
    return {
        "form": form,
        "action": reverse("plans:settlement-formulas"),
        "selects": form.selects(),
        "actor_boxes": form.actor_boxes(holding),
        "kind_boxes": form.kind_boxes(),
        "kinds": [RedLineKind(kind).label for kind in kinds],
        "left_out": [each.label for each in RedLineKind if each not in kinds],
        "chosen_actors": form.chosen_actors,
        "without_lines": [
            snapshot.actors_by_slug[each].short_name
            for each in form.chosen_actors or ()
            if each not in holding
        ],
        "revision_text": form["revision_at"].value() or "",
        "filtered": any(form.asked(name) for name in ("actors", "strength", "kinds")),
        "question_query": form.query(),
        # A matrix is asked for one kind or for all.
        "matrix_query": form.query(
            kinds="", draft="", kind=kinds[0] if len(kinds) == 1 else ""
        ),
    }
