from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import Actor, Indicator, IndicatorSource, Source
from tests.factories import make_actor, make_source
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
DAY = "as_of=2026-06-15"


def make_indicator(actor: Actor, *sources: Source, **values: Any) -> Indicator:
    values = {
        "variable": "morale",
        "reading": f"As read of {actor.slug}.",
        "as_of": "2026-01-14",
        "order": 10,
        **values,
    }
    indicator = Indicator.objects.create(actor=actor, **values)
    for source in sources:
        IndicatorSource.objects.create(indicator=indicator, source=source)
    return indicator


def test_pressures_page_shows_the_newest_reading_up_to_the_day(client: Client) -> None:
    ukraine, russia = make_actor("ukraine"), make_actor("russia")
    source = make_source(publisher="The Agency")
    make_indicator(ukraine, as_of="2025-11", reading="Tired.")
    make_indicator(ukraine, source, as_of="2026-01-14", reading="Steady.")
    make_indicator(ukraine, as_of="2026-06-16", reading="Unknown yet.")
    make_indicator(russia, variable="war-budget", as_of="2026-06", order=20)

    response = client.get(f"/pressures/?{DAY}")

    morale, budget = response.context["rows"]
    assert (morale.label, budget.label) == ("morale", "war budget")
    of_ukraine, of_russia = morale.cells
    assert of_ukraine.newest.indicator.reading == "Steady."
    assert of_ukraine.newest.age == "5 months before"
    assert [each.source for each in of_ukraine.newest.cited] == [source]
    assert [each.age for each in of_ukraine.older] == ["7 months before"]
    assert of_ukraine.later == 1
    assert (of_russia.newest, of_russia.older, of_russia.later) == (None, [], 0)
    assert budget.cells[1].newest.age == "the same month"
    assertContains(response, "1 older reading")
    assertContains(response, "1 later reading")
    assertContains(response, "1 of 4 readings is later than that day")
    assertContains(response, "The Agency")
    assertContains(response, "press report, named sources")
    assertContains(response, "No reading recorded</p>", count=2)
    assertContains(response, "No source is recorded.</span>", count=2)
    assertNotContains(response, "Unknown yet.")


def test_pressures_page_before_the_first_reading(client: Client) -> None:
    make_indicator(make_actor("ukraine"), as_of="2026-01-14")

    response = client.get("/pressures/?as_of=2026-01-13")

    ((cell,),) = (row.cells for row in response.context["rows"])
    assert (cell.newest, cell.later) == (None, 1)
    assertContains(response, "No reading recorded up to this day")


def test_pressures_page_warns_of_a_weak_source(client: Client) -> None:
    make_indicator(make_actor("ukraine"), make_source(tier="analysis", url=""))

    assertContains(client.get("/pressures/"), "Rests on one source only: analysis.")


def test_pressures_page_shows_the_actors_and_the_variable_asked(
    client: Client,
) -> None:
    for slug, role in [
        ("poland", "neighbour"),
        ("nato", "guarantor"),
        ("eu", "guarantor"),
        ("us", "mediator"),
        ("ukraine", "belligerent"),
    ]:
        make_indicator(make_actor(slug, role=role))
    make_indicator(Actor.objects.get(slug="poland"), variable="exposure", order=20)
    make_actor("brazil")

    def shown(query: str) -> tuple[list[str], list[str]]:
        context = client.get(f"/pressures/{query}").context
        return (
            [actor.slug for actor in context["actors"]],
            [row.variable for row in context["rows"]],
        )

    first_four = ["ukraine", "us", "nato", "eu"]
    assert shown("") == (first_four, ["morale"])
    assert shown("?actors=poland&actors=us") == (
        ["us", "poland"],
        ["morale", "exposure"],
    )
    assert shown("?actors=poland&variable=exposure") == (["poland"], ["exposure"])
    assert shown("?actors=brazil&variable=hope") == (first_four, ["morale"])
    response = client.get("/pressures/")
    assert response.context["elsewhere"] == [("exposure", ["Poland"])]
    assertContains(response, "No reading at all is recorded of Brazil.")


def test_pressures_page_says_when_nothing_is_recorded(client: Client) -> None:
    assertContains(client.get("/pressures/"), "No reading is recorded.")


def test_pressures_page_says_when_nothing_matches(client: Client) -> None:
    make_indicator(make_actor("ukraine"))
    make_indicator(make_actor("russia"), variable="budget", order=20)

    response = client.get("/pressures/?actors=ukraine&variable=budget")

    assertContains(response, "No such reading of the actors chosen is recorded.")
    assertContains(response, "budget (Russia)")


def test_pressures_page_shows_the_past(client: Client) -> None:
    indicator = make_indicator(make_actor("ukraine"), reading="As it was.")
    moment = timezone.now()
    indicator.reading = "As it is."
    indicator.save()

    past = client.get("/pressures/", {"revision_at": moment.isoformat()})

    assertContains(past, "As it was.")
    assertContains(past, "You see the records as they stood on")
    assertContains(client.get("/pressures/"), "As it is.")


def test_pressures_page_escapes_what_was_recorded(client: Client) -> None:
    source = make_source(title=HOSTILE, publisher=HOSTILE)
    make_indicator(make_actor("ukraine", short_name=HOSTILE), source, reading=HOSTILE)

    response = client.get("/pressures/")

    assertContains(response, ESCAPED)
    assertNotContains(response, HOSTILE)


def test_pressures_page_can_be_cited(client: Client) -> None:
    response = client.get(f"/pressures/?{DAY}")
    assertContains(response, "“Pressures reported”, readings up to 15 June 2026,")


def test_pressures_page_takes_the_same_queries_for_more_rows(client: Client) -> None:
    def add() -> None:
        actor = make_actor()
        make_indicator(actor, make_source())
        make_indicator(actor, make_source(), as_of="2025-01", variable=actor.slug)

    add()
    before = queries(client, "/pressures/")
    add()
    add()

    assert queries(client, "/pressures/") == before <= 12
