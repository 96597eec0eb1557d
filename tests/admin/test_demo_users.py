from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def run(*options: str) -> list[str]:
    out = StringIO()
    call_command("create_demo_users", *options, stdout=out)
    return out.getvalue().splitlines()


def test_users_can_sign_in_with_the_passwords_told() -> None:
    for line, (name, group) in zip(
        run("--force"), [("editor", "Editor"), ("reviewer", "Reviewer")], strict=True
    ):
        head, password = line.split(": ")
        assert head == f"{name} ({group})"
        user = authenticate(username=name, password=password)
        assert user is not None and user.is_staff and not user.is_superuser
        assert [one.name for one in user.groups.all()] == [group]


def test_second_run_changes_nothing_and_says_so() -> None:
    run("--force")
    before = get_user_model().objects.get(username="editor").password
    assert run("--force")[0] == (
        "editor exists; `manage.py changepassword editor` sets a new password."
    )
    assert get_user_model().objects.get(username="editor").password == before


def test_refuses_outside_development(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        run()
    assert not get_user_model().objects.exists()
