import pytest
from django.test import Client

from plans.models import Draft
from tests.views.proposing import make_pair, signed_in


@pytest.fixture
def pair() -> tuple[Draft, Draft]:
    return make_pair()


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")
