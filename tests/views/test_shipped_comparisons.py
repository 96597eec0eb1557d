"""Comparisons of the drafts that ship."""

import io
import re

import pytest
from django.test import Client
from docx import Document

from plans.models import Clause
from tests.views.counting import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]

PAIRS = [
    ("us-28", "geneva-19"),
    ("geneva-19", "framework-20"),
    ("us-28", "e3-28"),
    ("us-28", "framework-20"),
]
every_pair = pytest.mark.parametrize(("older", "newer"), PAIRS)
DAY = "as_of=2025-11-20"


def address(older: str, newer: str) -> str:
    return f"/drafts/{newer}/compare/{older}/"


def numbers(slug: str) -> set[str]:
    return set(Clause.objects.filter(draft__slug=slug).values_list("number", flat=True))


@every_pair
@pytest.mark.parametrize("view", ["side", "inline"])
def test_every_clause_of_both_drafts_is_shown(
    client: Client, older: str, newer: str, view: str
):
    page = client.get(f"{address(older, newer)}?{DAY}&view={view}").content.decode()

    texts = page.partition('<ol class="pairs')[2].partition('id="for-whom"')[0]
    for slug in (older, newer):
        linked = re.findall(rf'href="/drafts/{slug}/clauses/([^/]+)/', texts)
        assert set(linked) == numbers(slug)


@every_pair
def test_anchors_are_told_apart(client: Client, older: str, newer: str):
    page = client.get(f"{address(older, newer)}?{DAY}").content.decode()

    anchors = re.findall(r' id="([^"]*)"', page)
    assert len(anchors) == len(set(anchors))
    for change in re.findall(r'href="#([^"]*)"', page):
        assert change in anchors


@every_pair
def test_queries_stay_within_a_dozen(client: Client, older: str, newer: str):
    assert queries(client, f"{address(older, newer)}?{DAY}") <= 12


@every_pair
def test_files_open_again(client: Client, older: str, newer: str):
    files = f"{address(older, newer)}files"

    word = client.get(f"{files}/docx/?{DAY}").content
    listed = client.get(f"{files}/json/?{DAY}").json()

    assert "What changed" in [p.text for p in Document(io.BytesIO(word)).paragraphs]
    assert {each["number"] for each in listed["newer"]["clauses"]} == numbers(newer)
    assert {x for each in listed["changes"] for x in each["older"]} == numbers(older)


def test_the_ceiling_of_the_armed_forces_is_raised(client: Client):
    response = client.get(f"{address('us-28', 'framework-20')}?{DAY}")

    figures = [words for words, _, _ in response.context["figures"]]
    assert "600,000 → 800,000" in figures


def test_points_that_were_never_published_are_not_marked_up(client: Client):
    response = client.get(f"{address('us-28', 'geneva-19')}?{DAY}")

    page = response.content.decode()
    assert "The content of some clauses is not public (Geneva 19 points:" in page
    assert "The content of this point" not in page
