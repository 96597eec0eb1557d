from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans import models
from plans.citing import Citations, citations, weakness
from plans.conditions import REGISTERS_SOURCE, beside, stating, with_registers
from plans.forms.beside import ConditionsForm
from plans.forms.reading import ReadingForm
from plans.snapshot import Snapshot
from plans.views.common import citation

COUNTED = {"absolute": "absolute", "firm": "absolute or firm"}


@require_safe
def actor_conditions(request: HttpRequest) -> HttpResponse:
    reading = ReadingForm(request.GET).reading()
    snapshot = Snapshot(reading.revision_at)
    every = list(snapshot.in_order(models.Actor))
    offered = {actor.slug: actor for actor in stating(every)}
    form = ConditionsForm(
        request.GET, [(slug, each.short_name) for slug, each in offered.items()]
    )
    shown = [offered[slug] for slug in form.shown]
    registers = with_registers(every)
    found = beside(snapshot, shown, reading.as_of, form.least)
    of_actors, of_lines = citations(
        snapshot,
        {
            models.ActorSource: {actor.pk for actor in [*shown, *registers]},
            models.RedLineSource: found.counted_keys,
        },
    ).values()
    columns, meetings = found.columns(of_actors), found.meetings()
    context = {
        "form": form,
        "reading": reading,
        "counted_words": COUNTED[form.least],
        "columns": columns,
        "rows": found.rows(columns),
        "weak": {pk: weakness(of_lines.get(pk, ())) for pk in found.counted_keys},
        "meetings": meetings,
        "closed": sum(not row.left for row in meetings),
        "unrecorded": [actor for actor in every if actor.slug not in offered],
        "registers": [(actor, of_actors.get(actor.pk, [])) for actor in registers],
        "registers_source": _source(REGISTERS_SOURCE, of_actors),
        "firm_url": form.query(strength="firm"),
        "today_url": form.query(as_of="") or request.path,
        **citation(request, reading),
    }
    return render(request, "plans/actor_conditions.html", context)


def _source(slug: str, cited: Citations) -> models.Source | None:
    found = (each.source for own in cited.values() for each in own)
    return next((source for source in found if source.slug == slug), None)
