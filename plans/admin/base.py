"""What the admin of every tracked record does alike."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from simple_history.admin import SimpleHistoryAdmin

from plans.admin.conflicts import conflict_of, is_stale
from plans.admin.forms import BOOKKEEPING, RowForm, TrackedForm
from plans.admin.history import HistoryPages
from plans.admin.rows import RelatedRowsField
from plans.models.base import Ordered
from plans.models.recording import recording
from plans.rows import GAP


class ShowsRows:
    """Shows `RelatedRowsField`s also to those who may only look."""

    form: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.form.base_fields.items():
            if isinstance(field, RelatedRowsField):
                setattr(self, name, _display(field))


def _display(field: RelatedRowsField) -> Any:
    @admin.display(description=field.label)
    def targets(record: Model) -> str:
        rows = getattr(record, field.accessor).filter(**field.fixed)
        related = rows.select_related(field.target).order_by("order", "id")
        return "; ".join(str(getattr(row, field.target)) for row in related)

    return targets


class TrackedAdmin(ShowsRows, HistoryPages, SimpleHistoryAdmin):
    """Edits a record with its through rows: one save, one reason, no idle revision."""

    form = TrackedForm
    list_per_page = 50
    save_on_top = False
    show_full_result_count = False

    class Media:
        css = {"all": ["plans/admin.css"]}
        js = ["admin/js/jquery.init.js", "plans/admin.js"]

    def siblings(self, record: Any) -> QuerySet[Any]:
        """The rows among which a new record takes the last place."""
        return self.model._default_manager.all()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)
        return [name for name in fields if name not in BOOKKEEPING]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        form.in_conflict = getattr(request, "in_conflict", False)
        return form

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        # The form asks for a reason when a row of an inline has changed, too.
        request.tracked_formsets = formsets  # type: ignore[attr-defined]
        return formsets, inlines

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            record = self._locked(object_id)
            if (
                record
                and is_stale(request, record)
                and self.has_change_permission(request, record)
            ):
                conflict = conflict_of(self, request, record)
                extra_context = {**(extra_context or {}), "conflict": conflict}
                request.in_conflict = True  # type: ignore[attr-defined]
            with recording(request.POST.get("change_reason", "").strip()):
                response = super().changeform_view(
                    request, object_id, form_url, extra_context
                )
                if isinstance(response, TemplateResponse):
                    # Rendered later, the form would read the database again.
                    response.render()
                return response

    def _locked(self, object_id: str | None) -> Any:
        """The record, held until the transaction ends; None where there is none."""
        if object_id is None:
            return None
        rows = self.model._base_manager.select_for_update()
        try:
            return rows.filter(pk=unquote(object_id)).first()
        except (ValueError, ValidationError):
            return None

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        if change and not form.own_changes:
            return
        if isinstance(obj, Ordered) and not change and not obj.order:
            obj.order = _next_order(self.siblings(obj))
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        form.save_rows()
        super().save_related(request, form, formsets, change)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: bool
    ) -> None:
        """Save only what differs: a row whose proponents changed is itself kept."""
        formset.save(commit=False)
        for row in formset.deleted_objects:
            row.delete()
        new = {id(row) for row in formset.new_objects}
        changed = {id(row) for row, _ in formset.changed_objects}
        for row_form in formset.forms:
            row = row_form.instance
            if id(row) in new and isinstance(row, Ordered) and not row.order:
                siblings = {formset.fk.name: formset.instance}
                row.order = _next_order(
                    formset.model._default_manager.filter(**siblings)
                )
            if id(row) in new or (id(row) in changed and row_form.own_changes):
                row.save()
            if id(row) in new | changed:
                row_form.save_rows()

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        # An empty list of changes: nothing was saved, so there is nothing to log.
        return super().log_change(request, obj, message) if message else None

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if self._nothing_changed(request):
            self.message_user(
                request, "Nothing was changed, so nothing was saved.", messages.INFO
            )
            return self.response_post_save_change(request, obj)
        return super().response_change(request, obj)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        request.nothing_changed = not add and not form.anything_changed  # type: ignore[attr-defined]
        return super().construct_change_message(request, form, formsets, add)

    def _nothing_changed(self, request: HttpRequest) -> bool:
        return getattr(request, "nothing_changed", False)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic(), recording(_reason_to_delete(request)):
            super().delete_model(request, obj)

    def get_actions(self, request: HttpRequest) -> Any:
        # Records are deleted one by one, each for a reason of its own.
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class RowInline(ShowsRows, admin.TabularInline):
    """Rows of a record in a table."""

    form = RowForm
    extra = 0
    exclude: ClassVar[Any] = ["order"]


class StackedRowInline(ShowsRows, admin.StackedInline):
    """Rows of a record with more fields than fit in a line."""

    form = RowForm
    extra = 0
    exclude = ["order"]


class CitationInline(RowInline):
    verbose_name = "source"
    verbose_name_plural = "sources"
    autocomplete_fields = ["source"]
    fields = ["source", "locator"]
    required = False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        kwargs.setdefault("validate_min", self.required)
        return super().get_formset(request, obj, **kwargs)


def citations(model: type[Model], required: bool = False) -> type[CitationInline]:
    """The inline for a record's sources; `required` asks for at least one."""
    attributes = {"model": model, "min_num": int(required), "required": required}
    return type(f"{model.__name__}Inline", (CitationInline,), attributes)


def _next_order(siblings: QuerySet[Any]) -> int:
    last = siblings.order_by().aggregate(last=Max("order"))["last"]
    return (last or 0) + GAP


def _reason_to_delete(request: HttpRequest) -> str:
    return request.POST.get("change_reason", "").strip() or "Deleted by an editor"
