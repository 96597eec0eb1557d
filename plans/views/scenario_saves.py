"""Saving the choices of an address: as a scenario, or to one that is recorded."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from plans import models, scenario_edits
from plans import scenarios as gathered
from plans.forms.sandbox import choice_pairs, read_choices, read_origin
from plans.forms.scenarios import SaveForm, slug_of
from plans.page_rows import ScenarioRow
from plans.revisions import Revision, revisions_since
from plans.scenarios import Gone, Taken
from plans.snapshot import Snapshot

ADD, CHANGE = "plans.add_scenario", "plans.change_scenario"


class Choice(NamedTuple):
    """An option by name; `was` is the one recorded, either may be empty."""

    issue: str
    option: str
    was: str


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_save(request: HttpRequest) -> HttpResponse:
    """Ask for a name and a reason, and save the choices of the address."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    snapshot = Snapshot()
    asked = dict(read_origin(request.GET)).get("scenario", "")
    row = gathered.scenario(snapshot, asked)
    former = gathered.gone(asked) if asked and not row else None
    if not request.user.has_perm(CHANGE if row else ADD):
        raise PermissionDenied
    choices = read_choices(request.GET, _frame(snapshot))
    form, newer = _form(request, snapshot, row or former)
    if request.method == "POST" and choices.taken and not newer and form.is_valid():
        try:
            said, slug = _save(form, row or former, choices.taken)
        except scenario_edits.NameTaken:
            form.add_error("name", _name_taken(snapshot, form))
        except scenario_edits.Refused as refusal:
            form.add_error(None, str(refusal))
        except scenario_edits.Stale:
            form, newer = _form(request, Snapshot(), row)
        else:
            messages.success(request, said)
            return redirect("plans:scenario-detail", slug)
    before = gathered.choices(snapshot, [row.id])[row.id] if row else {}
    origin = (row.slug, form["stamp"].value() or "") if row else None
    context = {
        "form": form,
        "scenario": row,
        "former": former,
        "newer": newer,
        "notices": choices.notices,
        "chosen": _named(snapshot, choices.taken, before),
        "back_url": gathered.sandbox_url(choices.taken, origin=origin),
        "theirs_url": gathered.sandbox_url(before, origin=origin),
        "new_url": f"{request.path}?{urlencode(choice_pairs(choices.taken))}",
    }
    return render(request, "plans/scenario_save.html", context)


def _form(
    request: HttpRequest, snapshot: Snapshot, row: ScenarioRow | Gone | None
) -> tuple[SaveForm, Sequence[Revision]]:
    """The form, and the revisions that others saved since it was opened.

    With them seen, it is a form on the newest revision: what is saved next is meant.
    """
    posted = request.POST.copy() if request.method == "POST" else None
    if row is None:
        return SaveForm(posted), ()
    if isinstance(row, Gone):
        former = {"name": row.record.name, "note": row.record.note}
        return SaveForm(posted, initial=former), ()
    stamp = (request.GET if posted is None else posted).get("stamp", "")
    latest = gathered.last_saved(snapshot, [row.id])[row.id].stamp
    newer: Sequence[Revision] = ()
    if stamp != latest:
        newer = revisions_since(models.Scenario(pk=row.id), stamp)
    if posted is not None:
        posted["stamp"] = latest
    initial = {"name": row.name, "note": row.note, "stamp": latest}
    return SaveForm(posted, initial=initial, changes=True), newer


def _save(
    form: SaveForm, row: ScenarioRow | Gone | None, taken: Taken
) -> tuple[str, str]:
    """Save, and give what to say of it and the slug of the scenario."""
    asked = form.cleaned_data
    content = scenario_edits.Content(asked["name"], asked["note"], taken)
    if not isinstance(row, ScenarioRow):
        slug = row.record.slug if row else slug_of(asked["name"])
        scenario_edits.create(slug, content, form.reason_given)
        return "Saved.", slug
    is_new = scenario_edits.change(row.slug, asked["stamp"], content, form.reason_given)
    said = "Saved." if is_new else "Nothing was changed, so nothing was saved."
    return said, row.slug


def _name_taken(snapshot: Snapshot, form: SaveForm) -> str:
    other = gathered.scenario(snapshot, slug_of(form.cleaned_data["name"]))
    named = f", “{other.name}”," if other else ""
    return (
        f"Another scenario{named} has the address that this name makes. Choose another "
        "name, or open that scenario and save changes to it."
    )


def _frame(snapshot: Snapshot) -> dict[str, list[str]]:
    """The options of each issue, by slug."""
    frame: dict[str, list[str]] = {slug: [] for slug in snapshot.issues_by_slug}
    for option in snapshot.options.values():
        frame[option.issue.slug].append(option.slug)
    return frame


def _named(snapshot: Snapshot, taken: Taken, before: Taken) -> dict[str, Any]:
    """The choices by name: those that are new to the scenario, and those that stay."""
    labels = snapshot.option_labels
    named = [
        Choice(
            issue.title,
            labels.get((slug, taken.get(slug, "")), ""),
            labels.get((slug, before.get(slug, "")), ""),
        )
        for slug, issue in snapshot.issues_by_slug.items()
        if slug in taken or slug in before
    ]
    return {
        "count": len(taken),
        "changed": [each for each in named if each.option != each.was],
        "kept": sum(each.option == each.was for each in named),
    }
