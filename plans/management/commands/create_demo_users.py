"""Make one editor and one reviewer to try the admin with.

    manage.py create_demo_users

Each gets a random password, printed once.
"""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

USERS = {"editor": "Editor", "reviewer": "Reviewer"}


class Command(BaseCommand):
    help = "Makes the users `editor` and `reviewer` with random passwords."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="Make them where DEBUG is off, too."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEBUG or options["force"]):
            raise CommandError(
                "Demo users are for development: DEBUG is off. "
                "--force makes them all the same."
            )
        with transaction.atomic():
            for name, group in USERS.items():
                self.stdout.write(make_user(name, group))


def make_user(name: str, group: str) -> str:
    """Make a user of a group; return what to tell about it."""
    users = get_user_model()._default_manager
    if users.filter(username=name).exists():
        return f"{name} exists; `manage.py changepassword {name}` sets a new password."
    password = secrets.token_urlsafe(12)
    user = users.create_user(name, password=password, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return f"{name} ({group}): {password}"
