"""Pages of sources, events, search and changes on the data that ships."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from plans.models import Event, RedLineTest, Source
from plans.searching import Search
from plans.snapshot import Snapshot
from tests.views.counting import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]


def test_source_list_holds_all_sources(client: Client) -> None:
    page = client.get("/sources/").context["page"]

    assert page.paginator.count == Source.objects.count() > 500
    assert len(page) == 50


def test_page_of_the_most_cited_source(client: Client) -> None:
    url = "/sources/axios-2025-11-20-28-points/"

    response = client.get(url)

    headings = [group.heading for group in response.context["groups"]]
    assert headings[:2] == ["Drafts", "Clauses"] and "Lineage" in headings
    assertContains(response, "US 28 points, 6: Size of the armed forces")
    assert queries(client, url) <= 12


def test_every_source_says_what_rests_on_it(client: Client) -> None:
    kinds = set()
    for source in Source.objects.filter(slug__startswith="essay-"):
        groups = client.get(source.get_absolute_url()).context["groups"]
        assert groups, source
        kinds |= {group.heading for group in groups}

    assert {"Red lines", "Actors", "Couplings", "Indicators"} <= kinds


def test_timeline_holds_all_events_drafts_and_tests(client: Client) -> None:
    context = client.get("/timeline/").context

    assert context["event_count"] == Event.objects.count()
    assert context["test_count"] == RedLineTest.objects.count()
    assert context["draft_count"] == 27


# Whatever the database: on either the same records are found.
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("guarantees", 143),
        ("NATO", 141),
        ("Donbas", 25),
        ("frozen assets", 20),
        ("referendum", 19),
        ("ceasefire monitoring", 16),
        ("600,000", 7),
        ("multinational-force", 14),
        ("nuclear plant -russia", 13),
        ("nato or eu", 176),
        ('"declaration of intent"', 9),
        ("us-28 10.b", 1),
        ("Zelensky's", 147),
    ],
)
def test_search_finds_the_same_on_either_database(query: str, count: int) -> None:
    assert len(Search(Snapshot(), query).found) == count


def test_search_page_on_common_words(client: Client) -> None:
    response = client.get("/search/?q=guarantee")

    hits = response.context["hits"]
    assert len(hits) == 20
    assert all(any(part.is_match for part in hit.excerpt) for hit in hits[:3])
    assert queries(client, "/search/?q=guarantee") <= 12


def test_load_is_one_entry_among_the_changes(client: Client) -> None:
    response = client.get("/changes/")

    (load,) = response.context["saves"]
    assert load.reason.startswith("dataset ")
    assert load.records == []
    assertContains(response, "427 clauses")
    assertContains(response, "160 red lines")
