"""Who may do what."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from plans.models import Clause, RedLine
from tests.admin.pages import opened, page
from tests.admin.test_saving import full_clause
from tests.factories import make_clause, make_red_line


def granted(name: str) -> set[str]:
    permissions = Group.objects.get(name=name).permissions
    return set(permissions.values_list("codename", flat=True))


@pytest.mark.django_db
def test_groups_hold_what_their_names_promise() -> None:
    assert granted("Reader") == set()
    assert all(code.startswith("view_") for code in granted("Reviewer"))
    assert {"view_clause", "view_historicalclause"} <= granted("Reviewer")
    editor = granted("Editor")
    assert {f"{verb}_clause" for verb in ("add", "change", "delete", "view")} <= editor
    assert {"add_positionproponent", "delete_option"} <= editor
    assert not {code for code in editor if code.endswith(("_user", "_group"))}
    history = {code for code in editor if "historical" in code}
    assert history and all(code.startswith("view_") for code in history)
    assert {"change_user", "change_group"} <= granted("Administrator")
    assert editor < granted("Administrator")


def test_reviewer_sees_every_field_and_cannot_edit(
    reviewer: Client, editor: Client
) -> None:
    clause = full_clause()
    response = reviewer.get(page("change", clause))
    text = response.content.decode()
    assert response.status_code == 200
    assert "Russia" in text and "point 6" in text
    assert "Why this change" not in text and 'name="_save"' not in text
    data = {**opened(editor, clause), "heading": "Mine", "change_reason": "no"}
    assert reviewer.post(page("change", clause), data).status_code == 403
    assert reviewer.get(page("add", Clause)).status_code == 403
    assert reviewer.post(page("delete", clause), {"post": "yes"}).status_code == 403
    assert Clause.objects.get().heading == "Heading 1"


def test_reviewer_may_export_but_not_import_or_go_back(reviewer: Client) -> None:
    clause = make_clause()
    assert reviewer.get(page("history", clause)).status_code == 200
    assert reviewer.get(page("export", Clause)).status_code == 200
    for address in (page("import", Clause), page("import", RedLine)):
        assert reviewer.get(address).status_code == 403
        assert reviewer.post(address).status_code == 403
    assert reviewer.post(page("process_import", Clause)).status_code == 403
    version = clause.history.get().history_id
    address = page("simple_history", clause, version)
    assert reviewer.get(address).status_code == 403
    assert reviewer.post(address).status_code == 403
    listed = reviewer.get(page("changelist", Clause)).content.decode()
    assert "Move up" not in listed


def test_editor_cannot_touch_accounts(editor: Client, administrator: Client) -> None:
    for name in ("user", "group"):
        address = reverse(f"admin:auth_{name}_changelist")
        assert editor.get(address).status_code == 403
        assert administrator.get(address).status_code == 200


@pytest.mark.django_db
def test_nobody_without_staff_status_comes_in(client: Client) -> None:
    line = make_red_line()
    response = client.get(page("change", line))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))
