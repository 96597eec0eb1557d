"""Admin forms as a browser fills them."""

from typing import Any

from django.db.models import Model
from django.forms.utils import ErrorList
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


def page(name: str, record: Model | type[Model], *args: Any) -> str:
    """The address of an admin page of a record, or of its model's list."""
    keys = [record.pk, *args] if isinstance(record, Model) else args
    return reverse(f"admin:plans_{record._meta.model_name}_{name}", args=keys)


def filled(response: HttpResponse) -> dict[str, Any]:
    """What a browser sends back when the form of a page is left as it is."""
    data = {}
    context = response.context
    for field in context["adminform"].form:
        put(data, field)
    for inline in context["inline_admin_formsets"]:
        for field in inline.formset.management_form:
            put(data, field)
        for form in inline.formset.forms:
            for field in form:
                put(data, field)
    return data


def put(data: dict[str, Any], field: Any) -> None:
    value = field.value()
    if value is None or value is False:
        return
    data[field.html_name] = "on" if value is True else value


def opened(client: Client, record: Model) -> dict[str, Any]:
    """The form of a record, opened in its change page."""
    response = client.get(page("change", record))
    assert response.status_code == 200
    return filled(response)


def save(client: Client, record: Model, data: dict[str, Any], **changes: Any) -> Any:
    """Send the change form; the answer is a redirect where it was saved."""
    data = {**data, "change_reason": "a test", **changes}
    return client.post(page("change", record), data)


def errors(response: Any) -> list[str]:
    """Every error that a form page shows."""
    found = []
    for error in response.context["errors"]:
        found += map(str, error) if isinstance(error, ErrorList) else [str(error)]
    return found


def add_row(data: dict[str, Any], prefix: str, **values: Any) -> None:
    """Add a row to an inline, as the page's script does."""
    total = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = str(total + 1)
    for name, value in values.items():
        data[f"{prefix}-{total}-{name}"] = value
