"""The history of a record: its revisions, any two compared, and the way back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from plans.analysis.comparison import compare
from plans.histories import MarkedChange
from plans.models.recording import recording
from plans.revisions import (
    Change,
    Revision,
    changes_between,
    revisions_of,
    state_at,
)


@dataclass(frozen=True)
class Entry:
    """A revision as a line of the page."""

    revision: Revision
    stamp: str
    changes: Sequence[MarkedChange]
    revert_url: str


class HistoryPages:
    """Replaces the history pages of simple_history, whose rows know no parts."""

    model: Any
    admin_site: Any
    opts: Any

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        record = self._record(object_id)
        if not self.has_view_or_change_permission(request, record):  # type: ignore[attr-defined]
            raise PermissionDenied
        stored = self.model._base_manager.filter(pk=record.pk).exists()
        may_revert = stored and self.has_change_permission(request, record)  # type: ignore[attr-defined]
        revisions = revisions_of(record)
        older, newer = _chosen(request)
        context = {
            **self._context(request, record, f"History of {record}"),
            "entries": [
                self._entry(record, revision, may_revert and place > 0)
                for place, revision in enumerate(revisions)
            ],
            "older": older,
            "newer": newer,
            "comparison": _comparison(record, older, newer),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/plans/history.html", context)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show what going back to an older version changes; on POST, go back."""
        return _revert(request, self, object_id, version_id)

    def _record(self, object_id: str) -> Any:
        """The record, or as it last was where it is gone; Http404 for neither."""
        rows: Any = self.model
        try:
            record = rows._base_manager.filter(pk=unquote(object_id)).first()
            if record is None:
                record = rows.history.filter(id=unquote(object_id)).latest().instance
        except (ValueError, rows.history.model.DoesNotExist):
            raise Http404 from None
        return record

    def _entry(self, record: Model, revision: Revision, may_revert: bool) -> Entry:
        url = ""
        if may_revert and revision.version and revision.kind != "deleted":
            url = self._url("simple_history", record.pk, revision.version)
        stamp = revision.at.isoformat()
        return Entry(revision, stamp, _marked(revision.changes), url)

    def _url(self, page: str, *args: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=args, current_app=self.admin_site.name)

    def _context(self, request: HttpRequest, record: Any, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "record": record,
            "opts": self.opts,
            "change_url": self._url("change", record.pk),
            "history_url": self._url("history", record.pk),
            "list_url": self._url("changelist"),
        }


@require_http_methods(["GET", "HEAD", "POST"])
def _revert(
    request: HttpRequest, pages: Any, object_id: str, version_id: str
) -> HttpResponse:
    with transaction.atomic():
        rows = pages.model._base_manager.select_for_update()
        record = rows.filter(pk=unquote(object_id)).first()
        if record is None or not version_id.isdecimal():
            raise Http404
        if not pages.has_change_permission(request, record):
            raise PermissionDenied
        version = record.history.filter(history_id=version_id).first()
        if version is None or version.history_type == "-":
            raise Http404
        when = date_format(version.history_date, "j F Y, H:i")
        changes = _changes_back(record, version.instance)
        if request.method == "POST" and changes:
            reason = f"Reverted to revision of {when}"
            given = request.POST.get("change_reason", "").strip()
            errors = _go_back(record, version.instance, given or reason)
            if not errors:
                messages.success(request, f"{reason}.")
                return HttpResponseRedirect(pages._url("history", record.pk))
            for error in errors:
                messages.error(request, error)
    context = {
        **pages._context(request, record, f"Go back to the revision of {when}"),
        "changes": _marked(changes),
        "reason": f"Reverted to revision of {when}",
    }
    return TemplateResponse(request, "admin/plans/revert.html", context)


def _go_back(record: Any, older: Any, reason: str) -> list[str]:
    """Save the record's own fields as they were; return why that cannot be."""
    for field in record._meta.concrete_fields:
        setattr(record, field.attname, getattr(older, field.attname))
    try:
        record.full_clean()
    except ValidationError as error:
        return error.messages
    with recording(reason):
        record.save()
    return []


def _changes_back(record: Model, older: Any) -> tuple[Change, ...]:
    return changes_between(_fields(record), _fields(older))


def _fields(record: Any) -> list[tuple[str, str]]:
    """A record's own fields as text, keys where they point to another row."""
    texts = []
    for field in record._meta.concrete_fields:
        if field.primary_key:
            continue
        value = getattr(record, field.name if field.is_relation else field.attname)
        if field.choices:
            value = dict(field.flatchoices).get(value, value)
        text = "\n".join(value) if isinstance(value, list) else str(value)
        texts.append((str(field.verbose_name), "" if value is None else text))
    return texts


def _chosen(request: HttpRequest) -> tuple[str, str]:
    """The two moments asked for, older first; empty where there are none."""
    moments = {}
    for name in ("older", "newer"):
        text = request.GET.get(name, "").replace(" ", "+")
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            return "", ""
        moments[moment] = text
    ordered = [moments[moment] for moment in sorted(moments)]
    return ordered[0], ordered[-1]


def _comparison(record: Model, older: str, newer: str) -> Any:
    if not older:
        return None
    first, second = datetime.fromisoformat(older), datetime.fromisoformat(newer)
    changes = changes_between(state_at(record, first), state_at(record, second))
    return {"older": first, "newer": second, "changes": _marked(changes)}


def _marked(changes: Iterable[Change]) -> list[MarkedChange]:
    return [
        MarkedChange(change.field, compare(change.older, change.newer))
        for change in changes
    ]
