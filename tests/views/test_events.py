import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import DraftAuthor, Event, EventActor, EventDraft, EventSource
from tests.factories import (
    make_actor,
    make_draft,
    make_event,
    make_red_line,
    make_source,
    make_test,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"


def slugs(client: Client, query: str = "") -> list[str]:
    years = client.get(f"/timeline/{query}").context["years"]
    return [
        entry.slug for year in years for month in year.months for entry in month.entries
    ]


def with_actor(event: Event, slug: str) -> Event:
    EventActor.objects.create(event=event, actor=make_actor(slug))
    return event


def test_timeline_holds_events_and_drafts_by_month(client: Client) -> None:
    make_event("talks", date="2025-11-23")
    make_event("letter", date="2025-12")
    make_event("treaty", date="1994")
    make_draft("us-28", date="2025-11-20")

    years = client.get("/timeline/").context["years"]

    assert [
        (year.year, [(month.date, len(month.entries)) for month in year.months])
        for year in years
    ] == [("2025", [("2025-12", 1), ("2025-11", 2)]), ("1994", [("1994", 1)])]
    assert slugs(client) == ["letter", "talks", "us-28", "treaty"]
    assert slugs(client, "?order=oldest") == ["treaty", "us-28", "talks", "letter"]


def test_timeline_filters(client: Client) -> None:
    talks = with_actor(make_event("talks", date="2025-11-23"), "ukraine")
    draft = make_draft("us-28", date="2025-11-20")
    EventDraft.objects.create(event=talks, draft=draft)
    DraftAuthor.objects.create(draft=draft, actor=make_actor("united-states"))
    strike = make_event("strike", kind="strike", date="2026-01-01")
    make_test(make_red_line(make_actor("russia")), strike)

    assert slugs(client, "?kind=strike") == ["strike"]
    assert slugs(client, "?kind=draft") == ["us-28"]
    assert slugs(client, "?actor=ukraine") == ["talks"]
    assert slugs(client, "?actor=united-states") == ["us-28"]
    assert slugs(client, "?actor=russia") == ["strike"]
    assert slugs(client, "?draft=us-28") == ["talks", "us-28"]
    assert slugs(client, "?tests=on") == ["strike"]
    assert slugs(client, "?kind=nothing&actor=nobody") == ["strike", "talks", "us-28"]


def test_timeline_tells_tests_with_line_outcome_and_note(client: Client) -> None:
    line = make_red_line(make_actor("russia"), title="No strikes", slug="ru-no-strikes")
    make_test(line, outcome="crossed-unanswered", note="Nothing was reported.")

    response = client.get("/timeline/?as_of=2025-11-20")

    assertContains(response, "crossed, unanswered")
    assertContains(response, "(Russia): Nothing was reported.")
    assertContains(response, 'href="/red-lines/ru-no-strikes/?as_of=2025-11-20"')


def test_fragment_is_the_entries_alone(client: Client) -> None:
    make_event()

    response = client.get("/timeline/", headers={"HX-Request": "true"})

    assertNotContains(response, "<html")
    assertContains(response, '<section id="results"')


def test_empty_timelines_say_so(client: Client) -> None:
    assertContains(client.get("/timeline/"), "No event or draft has been recorded")
    assertContains(client.get("/timeline/?tests=on"), "Nothing on the timeline matches")
    assertContains(client.get("/timeline/?revision_at=2000-01-01"), "by then")


def test_event_page_shows_all_of_it(client: Client) -> None:
    event = with_actor(
        make_event("talks", date="2025-11-23", end_date="2025-11-25"), "ukraine"
    )
    EventDraft.objects.create(event=event, draft=make_draft("us-28"))
    EventSource.objects.create(
        event=event, source=make_source(title="Report"), locator="page 3"
    )
    make_test(make_red_line(title="No caps"), event, outcome="bent")
    make_event("before", date="2025-01-01", title="The one before")
    make_event("after", date="2026-01-01", title="The one after")

    response = client.get("/timeline/talks/")

    for text in ("23–25 November 2025", "Ukraine", "us-28", "Report", "page 3"):
        assertContains(response, text)
    for text in ("No caps", "bent", "← The one before", "The one after →"):
        assertContains(response, text)


def test_event_on_one_weak_source_says_so(client: Client) -> None:
    event = make_event("talks")
    EventSource.objects.create(event=event, source=make_source(tier="unnamed-press"))

    assertContains(client.get("/timeline/talks/"), "Rests on one source only")


def test_event_page_shows_the_past(client: Client) -> None:
    event = make_event("talks", title="First title")
    make_test(make_red_line(title="No caps"), event)
    moment = timezone.now().isoformat().replace("+00:00", "Z")
    event.title = "Second title"
    event.save()
    event.tests.get().delete()

    response = client.get(f"/timeline/talks/?revision_at={moment}")

    assertContains(response, "<h1>First title</h1>")
    assertContains(response, "No caps")
    assertContains(client.get("/timeline/talks/"), "No test of a stated red line")
    assertContains(client.get(f"/timeline/?revision_at={moment}"), "First title")


def test_unknown_event_is_not_found(client: Client) -> None:
    make_event("talks")

    assert client.get("/timeline/nothing/").status_code == 404
    assert client.get("/timeline/talks/?revision_at=2000-01-01").status_code == 404


def test_hostile_text_is_escaped(client: Client) -> None:
    event = make_event("talks", title=HOSTILE, summary=HOSTILE)
    make_test(make_red_line(title=HOSTILE), event, note=HOSTILE)

    for url in ("/timeline/", "/timeline/talks/"):
        assertNotContains(client.get(url), "<script>alert")


@pytest.mark.parametrize(("url", "most"), [("/timeline/", 8), ("/timeline/talks/", 10)])
def test_queries_do_not_grow(client: Client, url: str, most: int) -> None:
    def add(event: Event) -> None:
        EventActor.objects.create(event=event, actor=make_actor())
        EventDraft.objects.create(event=event, draft=make_draft())
        EventSource.objects.create(event=event, source=make_source())
        make_test(make_red_line(), event)
        author = make_actor()
        DraftAuthor.objects.create(draft=make_draft(), actor=author)

    talks = make_event("talks")
    add(talks)
    one = queries(client, url)
    add(talks)
    add(make_event())

    assert queries(client, url) == one <= most
