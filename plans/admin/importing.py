"""Import and export of sheets: a preview, a reason, and all or nothing."""

from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ConfirmImportForm, ExportForm
from import_export.results import Result

from plans.models.recording import recording


class ConfirmForm(ConfirmImportForm):
    change_reason = forms.CharField(
        label="Why this change",
        max_length=500,
        widget=AdminTextInputWidget,
        help_text="Stands beside each change in the public history.",
    )
    # What the preview showed, so that nothing else is written.
    digest = forms.CharField(widget=forms.HiddenInput)


class ImportExportPages(ImportExportMixin):
    """Import for those who may add and change; export for those who may look."""

    model: Any
    opts: Any
    admin_site: Any

    formats = [XLSX, CSV]
    confirm_form_class = ConfirmForm
    export_form_class: Any = ExportForm
    import_template_name = "admin/plans/import.html"
    export_template_name = "admin/plans/export.html"
    # With the mark by which spreadsheets know the encoding.
    to_encoding: Any = "utf-8-sig"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)  # type: ignore[attr-defined]

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)  # type: ignore[attr-defined]

    def get_confirm_form_initial(
        self, request: HttpRequest, import_form: Any
    ) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        if import_form:
            name = initial["original_file_name"]
            initial["change_reason"] = f"import of {name}"
        return initial

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().import_action(request, **kwargs)
        context = getattr(response, "context_data", None) or {}
        if form := context.get("confirm_form"):
            form.initial["digest"] = digest(context["result"])
            context["changed"] = [
                row for row in context["result"].valid_rows() if row.diff
            ]
        return response

    def process_dataset(
        self, dataset: Any, form: Any, request: HttpRequest, **kwargs: Any
    ) -> Result:
        kwargs["rollback_on_validation_errors"] = True
        with transaction.atomic(), recording(form.cleaned_data["change_reason"]):
            result: Any = super().process_dataset(dataset, form, request, **kwargs)
            result.outdated = digest(result) != form.cleaned_data["digest"]
            if result.outdated:
                transaction.set_rollback(True)
        return result

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        if not (_failed(result) or result.outdated):
            return super().process_result(result, request)
        self.message_user(  # type: ignore[attr-defined]
            request,
            "Nothing was imported: records changed after the preview. "
            "Choose the file again to see what it would change now.",
            messages.ERROR,
        )
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")
        return HttpResponseRedirect(url)


def digest(result: Result) -> str:
    """A token for what an import changes; empty for one that failed."""
    if _failed(result):
        return ""
    shown = [(row.import_type, row.diff) for row in result.valid_rows()]
    return sha256(repr(shown).encode()).hexdigest()


def _failed(result: Result) -> bool:
    return result.has_errors() or result.has_validation_errors()
