from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from plans import models, standing
from plans.citing import citations
from plans.forms.reading import Reading, ReadingForm
from plans.line_entries import areas, line_entries
from plans.models.choices import ActorRole
from plans.snapshot import ActorRow as SnapshotActor
from plans.snapshot import Snapshot


class Listed(NamedTuple):
    """An actor in the list; counts are of the lines in force."""

    actor: models.Actor
    wholes: list[models.Actor]
    in_force: int
    counts: list[tuple[str, int]]
    recorded: int


# What the list counts, beside all lines: kinds first, then strengths.
COUNTED = {
    "red-line": "Red lines",
    "demand": "Demands",
    "preference": "Preferences",
    "absolute": "Absolute",
    "firm": "Firm",
    "negotiable": "Negotiable",
}

ROLES = {
    ActorRole.BELLIGERENT: "Belligerents",
    ActorRole.MEDIATOR: "Mediators",
    ActorRole.GUARANTOR: "Guarantors",
    ActorRole.NEIGHBOUR: "Neighbours",
}


@require_safe
def actor_list(request: HttpRequest) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    actors = {actor.pk: actor for actor in snapshot.in_order(models.Actor)}
    wholes = _wholes(snapshot, actors)
    lines = _by_actor(standing.read_lines(snapshot))
    rows = [
        _row(actor, wholes.get(actor.pk, []), lines.get(actor.slug, []), reading)
        for actor in actors.values()
    ]
    groups = [
        (label, [row for row in rows if row.actor.role == role])
        for role, label in ROLES.items()
    ]
    context = {
        "form": form,
        "reading": reading,
        "groups": [group for group in groups if group[1]],
        "without_line": sum(not row.recorded for row in rows),
        "total": len(rows),
    }
    return render(request, "plans/actor_list.html", context)


def _wholes(
    snapshot: Snapshot, actors: dict[int, models.Actor]
) -> dict[int, list[models.Actor]]:
    wholes: dict[int, list[models.Actor]] = {}
    for part, whole in snapshot.values(models.ActorMembership, "part_id", "whole_id"):
        if whole in actors:
            wholes.setdefault(part, []).append(actors[whole])
    return wholes


def _by_actor(lines: Iterable[standing.Line]) -> dict[str, list[standing.Line]]:
    by_actor: dict[str, list[standing.Line]] = {}
    for line in lines:
        by_actor.setdefault(line.actor, []).append(line)
    return by_actor


def _row(
    actor: models.Actor,
    wholes: list[models.Actor],
    lines: list[standing.Line],
    reading: Reading,
) -> Listed:
    in_force = [line.fact for line in lines if line.when(reading.as_of) == "in force"]
    counts = Counter(value for fact in in_force for value in (fact.kind, fact.strength))
    labelled = [(label, counts[value]) for value, label in COUNTED.items()]
    return Listed(actor, wholes, len(in_force), labelled, len(lines))


@require_safe
def actor_detail(request: HttpRequest, slug: str) -> HttpResponse:
    form = ReadingForm(request.GET)
    reading = form.reading()
    snapshot = Snapshot(reading.revision_at)
    actor = get_object_or_404(snapshot.rows(models.Actor), slug=slug)
    lines = standing.with_stances(
        snapshot, standing.read_lines(snapshot, actor_id=actor.pk)
    )
    indicators = list(
        snapshot.rows(models.Indicator, "order", "id").filter(actor_id=actor.pk)
    )
    cited = citations(
        snapshot,
        {
            models.ActorSource: [actor.pk],
            models.RedLineSource: [line.id for line in lines],
            models.IndicatorSource: [indicator.pk for indicator in indicators],
        },
    )
    entries = line_entries(snapshot, lines, cited[models.RedLineSource], reading.as_of)
    tests = standing.tests_of(snapshot, [line.id for line in lines])
    titles = {line.id: line for line in lines}
    parts, wholes = _memberships(snapshot, actor)
    context = {
        "form": form,
        "reading": reading,
        "actor": actor,
        "foundations": _foundations(snapshot, actor),
        "registers": _registers(actor),
        "areas": areas(snapshot, entries),
        "outside": [entry for entry in entries if not entry.line.issue],
        "in_force": sum(entry.when == "in force" for entry in entries),
        "recorded": len(entries),
        "tests": [(test, titles[test.line_id]) for test in tests],
        "outcomes": standing.outcome_totals(tests),
        "indicators": [
            (indicator, cited[models.IndicatorSource].get(indicator.pk, []))
            for indicator in indicators
        ],
        "drafts": _authored(snapshot, actor),
        "parts": parts,
        "wholes": wholes,
        "cited": cited[models.ActorSource].get(actor.pk, []),
    }
    return render(request, "plans/actor_detail.html", context)


def _foundations(
    snapshot: Snapshot, actor: models.Actor
) -> list[models.ActorFoundation]:
    paths = [
        f"source__{field.attname}" for field in models.Source._meta.concrete_fields
    ]
    return [
        models.ActorFoundation(date=day, text=text, source=models.Source(*values))
        for day, text, *values in snapshot.values(
            models.ActorFoundation, "date", "text", *paths, actor_id=actor.pk
        )
    ]


def _registers(actor: models.Actor) -> list[tuple[str, str]]:
    registers = [
        ("Normative", actor.normative_register),
        ("Strategic", actor.strategic_register),
        ("Systemic", actor.systemic_register),
    ]
    return [register for register in registers if register[1]]


def _memberships(
    snapshot: Snapshot, actor: models.Actor
) -> tuple[list[SnapshotActor], list[SnapshotActor]]:
    """The actors that are parts of this one, and those that it is a part of."""
    rows = snapshot.in_order(models.ActorMembership).filter(
        Q(part_id=actor.pk) | Q(whole_id=actor.pk)
    )
    pairs = list(rows.values_list("part_id", "whole_id"))
    actors = snapshot.actors if pairs else {}
    parts = [actors[part] for part, whole in pairs if whole == actor.pk]
    return parts, [actors[whole] for part, whole in pairs if part == actor.pk]


def _authored(snapshot: Snapshot, actor: models.Actor) -> list[models.Draft]:
    """The drafts that the actor wrote or co-wrote, newest first."""
    keys = snapshot.rows(models.DraftAuthor).filter(actor_id=actor.pk)
    return list(
        snapshot.rows(models.Draft, "-date", "-order").filter(
            id__in=keys.values("draft_id")
        )
    )
