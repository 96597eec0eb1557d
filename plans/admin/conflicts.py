"""Two people who edit the same record: neither overwrites the other unseen."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, QueryDict

from plans.analysis.comparison import Span, compare
from plans.revisions import (
    Revision,
    changes_between,
    latest_revision_stamp,
    revisions_since,
    state_now,
)


@dataclass(frozen=True)
class Difference:
    """One field in which what is stored differs from what was typed."""

    field: str
    theirs: tuple[Span, ...]
    yours: tuple[Span, ...]


@dataclass(frozen=True)
class Conflict:
    """What others saved meanwhile, and how the editor's version differs from it.

    `differences` is None where the editor's version cannot be saved as it is, so that
    there is nothing to compare until its errors are corrected.
    """

    revisions: Sequence[Revision]
    differences: Sequence[Difference] | None


def is_stale(request: HttpRequest, record: Model) -> bool:
    """Say whether the record has got a revision since the form was opened."""
    return request.POST.get("stamp", "") != latest_revision_stamp(record)


def conflict_of(model_admin: Any, request: HttpRequest, record: Model) -> Conflict:
    """Describe the conflict, and make the posted form one on the stored record.

    Afterwards `request.POST` holds everything that was typed, with the rows that
    others added, under the new stamp; those that others deleted are rows to add.
    """
    revisions = revisions_since(record, request.POST.get("stamp", ""))
    theirs = state_now(record)
    formsets, _ = model_admin._create_formsets(request, record, change=True)
    data = request.POST.copy()
    for formset in formsets:
        _rebase(data, formset)
    data["stamp"] = latest_revision_stamp(record)
    request.POST = data  # type: ignore[assignment]
    yours = _as_if_saved(model_admin, request, record)
    if yours is None:
        return Conflict(revisions, None)
    changes = changes_between(theirs, yours)
    return Conflict(
        revisions,
        [_difference(change.field, change.older, change.newer) for change in changes],
    )


def _difference(field: str, theirs: str, yours: str) -> Difference:
    spans = compare(theirs, yours)
    return Difference(
        field,
        tuple(span for span in spans if span.kind != "added"),
        tuple(span for span in spans if span.kind != "removed"),
    )


def _as_if_saved(
    model_admin: Any, request: HttpRequest, record: Any
) -> list[tuple[str, str]] | None:
    """The record as it would stand after a save; None where it cannot be saved."""
    stored = type(record)._base_manager.get(pk=record.pk)
    form_class = model_admin.get_form(request, stored, change=True)
    form = form_class(request.POST, request.FILES, instance=stored)
    formsets, _ = model_admin._create_formsets(request, stored, change=True)
    # The reason can still be given with the save that follows.
    form.fields["change_reason"].disabled = True
    form.initial["change_reason"] = "-"
    if not form.is_valid() or not all(formset.is_valid() for formset in formsets):
        return None
    with transaction.atomic():
        saved = model_admin.save_form(request, form, change=True)
        model_admin.save_model(request, saved, form, change=True)
        model_admin.save_related(request, form, formsets, change=True)
        state = state_now(record)
        transaction.set_rollback(True)
    return state


def _rebase(data: QueryDict, formset: BaseInlineFormSet) -> None:
    """Number the posted rows anew: those that are stored first, then those to add."""
    posted = _posted_rows(data, formset)
    stored = {str(row.pk): row for row in formset.get_queryset()}
    kept = [row for row in posted if row.get("id", [""])[0] in stored]
    known = {row["id"][0] for row in kept}
    for key, row in stored.items():
        if key not in known:
            kept.append(_as_posted(formset, row))
    added = [row for row in posted if row.get("id", [""])[0] not in stored]
    for row in added:
        row["id"] = [""]
    for number, row in enumerate([*kept, *added]):
        for name, values in row.items():
            data.setlist(f"{formset.prefix}-{number}-{name}", values)
    data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(kept) + len(added))
    data[f"{formset.prefix}-INITIAL_FORMS"] = str(len(kept))


def _posted_rows(
    data: QueryDict, formset: BaseInlineFormSet
) -> list[dict[str, list[str]]]:
    """Take the posted rows of a formset out of the data."""
    pattern = re.compile(rf"{re.escape(str(formset.prefix))}-(\d+)-(.+)")
    rows: dict[int, dict[str, list[str]]] = defaultdict(dict)
    for key in list(data):
        if match := pattern.fullmatch(key):
            rows[int(match[1])][match[2]] = data.getlist(key)
            del data[key]
    return [row for _, row in sorted(rows.items()) if any(map(any, row.values()))]


def _as_posted(formset: BaseInlineFormSet, row: Model) -> dict[str, list[str]]:
    """A stored row the way a browser would send it back unchanged."""
    form = formset.form(instance=row)
    values = {"id": [str(row.pk)], formset.fk.name: [str(formset.instance.pk)]}
    for name, field in form.fields.items():
        value = field.prepare_value(form.get_initial_for_field(field, name))
        listed = value if isinstance(value, list | tuple) else [value]
        if value is not False:
            values[name] = ["" if item is None else str(item) for item in listed]
    return values
