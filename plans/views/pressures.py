from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans import models
from plans.citing import citations
from plans.conditions import by_role
from plans.forms.beside import PressuresForm
from plans.forms.reading import ReadingForm
from plans.pressures import elsewhere, rows, variables
from plans.snapshot import Snapshot
from plans.views.common import citation


@require_safe
def actor_pressures(request: HttpRequest) -> HttpResponse:
    reading = ReadingForm(request.GET).reading()
    snapshot = Snapshot(reading.revision_at)
    found = list(snapshot.in_order(models.Indicator))
    read = {each.actor_id for each in found}
    every = by_role(snapshot.in_order(models.Actor))
    offered = {actor.slug: actor for actor in every if actor.pk in read}
    names = [(slug, actor.short_name) for slug, actor in offered.items()]
    form = PressuresForm(request.GET, names, variables(found).items())
    shown = [offered[slug] for slug in form.shown]
    asked = form.asked("variable")
    told = [each for each in found if asked in ("", each.variable)]
    keys = [each.pk for each in told]
    cited = citations(snapshot, {models.IndicatorSource: keys})[models.IndicatorSource]
    context = {
        "form": form,
        "reading": reading,
        "actors": shown,
        "rows": rows(told, shown, cited, reading.as_of),
        "elsewhere": elsewhere(told, shown, every),
        "unread": [actor for actor in every if actor.pk not in read],
        "recorded": len(found),
        "later": sum(each.as_of > reading.as_of.isoformat() for each in found),
        "today_url": form.query(as_of="") or request.path,
        **citation(request, reading),
    }
    return render(request, "plans/actor_pressures.html", context)
