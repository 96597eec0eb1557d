"""Fixtures for all tests."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def real_dataset(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Load the shipped dataset once for all tests of a module.

    It is loaded in a transaction that stays open for the module and is rolled back
    at its end; each test has its own inside. So a test still needs `django_db`, may
    change what it likes, and must not be transactional. Use it as

        pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]
    """
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_dataset", verbosity=0)
        yield
        transaction.set_rollback(True)
