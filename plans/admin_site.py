"""The admin site: its name, and its index grouped as an editor thinks of things.

It stands outside `plans.admin`, which registers with it.
"""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest

GROUPS = {
    "Texts": ("Plan", "Draft", "Clause", "ClauseLink"),
    "Parties and their red lines": ("Actor", "RedLine", "Assessment", "Indicator"),
    "Coding frame": ("Issue", "Coupling"),
    "Record": ("Source", "Event"),
    "Beside the dataset": ("Scenario",),
}


class TrackerAdminSite(AdminSite):
    site_header = "Clause tracker"
    site_title = "Clause tracker"
    index_title = "Editing"
    empty_value_display = "–"

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[Any]:
        apps: list[Any] = []
        for app in super().get_app_list(request, app_label):
            apps += _grouped(app) if app["app_label"] == "plans" else [app]
        return apps


def _grouped(app: dict[str, Any]) -> list[dict[str, Any]]:
    models = {model["object_name"]: model for model in app["models"]}
    groups = [
        {**app, "name": name, "models": [models[m] for m in members if m in models]}
        for name, members in GROUPS.items()
    ]
    return [group for group in groups if group["models"]]


class TrackerAdminConfig(AdminConfig):
    default_site = "plans.admin_site.TrackerAdminSite"
