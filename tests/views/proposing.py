"""Two drafts and their links, as tests of the pages about them send and read."""

import re

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from plans.models import ClauseLink, Draft
from plans.proposals import read_pair
from plans.snapshot import Snapshot
from tests.factories import make_clause, make_draft

URL = "/drafts/new/compare/old/lineage/"
HTMX = {"HX-Request": "true"}
CAP = "The armed forces of Ukraine are limited to 600,000 people."
LATER_CAP = "The armed forces of Ukraine are limited to 800,000 people in peacetime."


def make_pair() -> tuple[Draft, Draft]:
    """Two drafts: one clause reworded, one dropped, one added."""
    older = make_draft("old", date="2025-11-20")
    newer = make_draft("new", date="2025-12-24")
    make_clause(older, "6", heading="Size of the forces", text=CAP)
    make_clause(older, "9", heading="Aircraft", text="Jets are stationed in Poland.")
    make_clause(newer, "4", heading="Size of the forces", text=LATER_CAP)
    make_clause(newer, "5", heading="Elections", text="A vote is held at once.")
    return older, newer


def signed_in(group: str) -> Client:
    user = get_user_model().objects.create_user(group.lower(), password="x")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def value(key: str) -> str:
    """What the button of a link sends."""
    found = read_pair(Snapshot(), "old", "new")
    assert found
    return f"{key}:{found.by_key[key].token}"


def token(key: str) -> str:
    return value(key).partition(":")[2]


def stamped(client: Client, pk: int) -> str:
    """The value by which the page removes a record, read from its form."""
    page = client.get(URL, {"remove": read_key(pk)}).content.decode()
    found = re.search(rf'name="link" value="({pk}:[\d.]+)"', page)
    assert found
    return found[1]


def read_key(pk: int) -> str:
    found = read_pair(Snapshot(), "old", "new")
    assert found
    return next(each.key for each in found.entries if each.pk == pk)


def recorded() -> list[tuple[list[str], list[str], str]]:
    return [
        (
            [each.clause.number for each in link.ends.filter(side="older")],
            [each.clause.number for each in link.ends.filter(side="newer")],
            link.change,
        )
        for link in ClauseLink.objects.all()
    ]


def value_of_confirm(key: str) -> str:
    return f'name="link" value="{key}:'
