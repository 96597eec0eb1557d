from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans import models
from plans.citing import citations
from plans.conditions import REGISTERS_SOURCE, beside, stating, with_registers
from plans.forms.beside import ConditionsForm
from plans.forms.reading import ReadingForm
from plans.models.choices import Strength
from plans.snapshot import Snapshot
from plans.views.common import citation

COUNTED = {Strength.ABSOLUTE: "absolute", Strength.FIRM: "absolute or firm"}


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
    keys = {actor.pk for actor in [*shown, *registers]}
    cited = citations(snapshot, {models.ActorSource: keys})[models.ActorSource]
    found = beside(snapshot, shown, reading.as_of, form.least)
    columns, meetings = found.columns(cited), found.meetings()
    context = {
        "form": form,
        "reading": reading,
        "counted_words": COUNTED[form.least],
        "columns": columns,
        "rows": found.rows(columns),
        "meetings": meetings,
        "closed": sum(not row.left for row in meetings),
        "unrecorded": [actor for actor in every if actor.slug not in offered],
        "registers": [(actor, cited.get(actor.pk, [])) for actor in registers],
        "registers_source": next(
            (
                each.source
                for own in cited.values()
                for each in own
                if each.source.slug == REGISTERS_SOURCE
            ),
            None,
        ),
        "firm_url": form.query(strength="firm"),
        "today_url": form.query(as_of="") or request.path,
        **citation(request, reading),
    }
    return render(request, "plans/actor_conditions.html", context)
