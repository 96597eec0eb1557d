import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.test import Client


def make_user(name: str, group: str) -> User:
    user = get_user_model().objects.create_user(name, password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in(make_user("editor", "Editor"))


@pytest.fixture
def second_editor(db: None) -> Client:
    return signed_in(make_user("second", "Editor"))


@pytest.fixture
def reviewer(db: None) -> Client:
    return signed_in(make_user("reviewer", "Reviewer"))


@pytest.fixture
def administrator(db: None) -> Client:
    return signed_in(make_user("administrator", "Administrator"))
