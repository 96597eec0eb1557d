"""Which drafts are compared, and the record of one draft at two moments."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import Clause
from tests.views.comparing import (
    PAGE,
    anchors,
    correct,
    make_pair,
    record,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/drafts/new/compare/none/",
        "/drafts/none/compare/old/",
        "/drafts/new/compare/old/files/pdf/",
        "/drafts/none/compare/old/files/csv/",
        "/drafts/new/compare/new/?older_at=2001-01-01",
    ],
)
def test_unknown_addresses_are_not_found(client: Client, path: str):
    make_pair()

    assert client.get(path).status_code == 404


def test_chooser_leads_to_the_comparison_and_keeps_what_was_asked(client: Client):
    make_pair()

    response = client.get(
        "/compare/?older=old&newer=new&as_of=2025-02-03&strength=&view=inline"
    )

    assert response.url == f"{PAGE}?as_of=2025-02-03&view=inline"


def test_chooser_offers_recorded_pairs_and_neighbours(client: Client):
    old, new = make_pair()
    assertContains(client.get("/compare/"), "Next to each other in a plan")
    record(old.clauses.get(), new.clauses.get(), "reworded")

    response = client.get("/compare/?older=nonsense")

    assertContains(response, "Lineage recorded by editors")
    assertContains(response, f'<a href="{PAGE}">Old → New</a>')
    assertNotContains(response, "Next to each other in a plan")


def test_chooser_without_drafts_says_so(client: Client):
    assertContains(client.get("/compare/"), "No draft is recorded yet")


@pytest.mark.parametrize("path", ["", "files/csv/"])
def test_a_draft_with_itself_asks_for_two_moments(client: Client, path: str):
    make_pair()

    response = client.get(f"/drafts/new/compare/new/{path}", follow=True)

    assert response.redirect_chain == [("/compare/?older=new&newer=new", 302)]
    assertContains(response, "The same draft was chosen twice.")


def test_page_can_be_swapped(client: Client):
    make_pair()

    assertContains(client.get(PAGE), 'href="/drafts/old/compare/new/"')
    backwards = client.get("/drafts/old/compare/new/?view=inline")
    assertContains(backwards, "The draft on the left is the later one.")
    assertContains(backwards, f'href="{PAGE}?view=inline"')


@pytest.mark.parametrize("path", ["/drafts/new/", "/drafts/old/"])
def test_draft_leads_to_its_comparison(client: Client, path: str):
    make_pair()

    assertContains(client.get(path), f'<a href="{PAGE}">what changed</a>')


def test_plan_leads_to_comparisons_of_its_drafts(client: Client):
    _, new = make_pair()

    response = client.get(new.plan.get_absolute_url())

    assertContains(response, f'<a href="{PAGE}">what changed since Old</a>', count=1)


# --- Record time


def test_page_of_the_past_compares_what_was_recorded_then(client: Client):
    make_pair()
    before = correct("new", "The armed forces of district 1x number 900 people.")

    now = client.get(PAGE)
    then = client.get(PAGE, {"revision_at": before.isoformat()})

    assertContains(now, "900")
    assertNotContains(then, "900")
    assertContains(then, '<b class="figure">800</b>')
    assertContains(then, "You see the records as they stood on")


def test_a_draft_is_compared_with_its_own_past(client: Client):
    make_pair(2)
    before = correct("new", "The armed forces of district 1x number 900 people.")
    Clause.objects.get(draft__slug="new", number="2").delete()

    response = client.get("/drafts/new/compare/new/", {"older_at": before.isoformat()})

    assertContains(response, "New: what changed in the record")
    assertContains(response, '<a href="#pair-1--1">800 → 900</a>')
    assert anchors(response) == ["pair-1--1", "pair-2--"]
    assertContains(response, "what changed is the record")


def test_what_changed_besides_the_text_of_a_record_is_told(client: Client):
    make_pair()
    before = timezone.now()
    clause = Clause.objects.get(draft__slug="new")
    clause.heading = "Renamed"
    clause.save()
    clause.positions.get().delete()

    response = client.get("/drafts/new/compare/new/", {"older_at": before.isoformat()})

    assert anchors(response) == ["pair-1--1"]
    assertContains(response, "The heading changed. The coded positions changed.")
    assertContains(response, 'class="pair is-changed"')
    assertContains(response, "meets</a></span> →")


def test_an_unchanged_record_shows_no_change(client: Client):
    make_pair()
    now = (timezone.now() + timedelta(seconds=1)).isoformat()

    response = client.get("/drafts/new/compare/new/", {"older_at": now})

    assertContains(response, "No clause changed.")
    assertNotContains(response, "is-changed")
