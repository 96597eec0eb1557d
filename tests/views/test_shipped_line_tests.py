"""Red lines under test on the shipped dataset, counted again from its files."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from plans.models.choices import Outcome
from tests.views.counting import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]

DATA = Path(__file__).parents[2] / "plans/data"


def records(name: str) -> list[dict[str, Any]]:
    found = yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))
    return list(found[name])


@pytest.mark.parametrize("day", ["2022-12-31", "2025-08-15", "2026-11-01"])
def test_counts_are_those_of_the_files(client: Client, day: str) -> None:
    lines = {each["id"]: each for each in records("red_lines")}
    expected = Counter(
        (test["red_line"], Outcome(test["outcome"]).label)
        for event in records("events")
        if event["date"] <= day
        for test in event.get("tests", ())
        if lines[test["red_line"]]["stated_on"] <= day
    )

    found = client.get(f"/under-test/?as_of={day}").context["found"]

    shown = {
        (each.line.slug, label): count
        for actor in found.actors
        for each in actor.lines
        for label, count in each.counts
        if count
    }
    assert shown == expected
    by_actor = {
        (total.actor.slug, label): count
        for total in found.totals
        for label, count in total.counts
        if count
    }
    assert by_actor == sum(
        (
            Counter({(lines[line]["actor"], label): count})
            for (line, label), count in expected.items()
        ),
        Counter(),
    )
    stated = [each for each in lines.values() if each["stated_on"] <= day]
    assert {total.actor.slug: total.stated for total in found.totals} == Counter(
        each["actor"] for each in stated
    )
    assert found.overall.tried == len({line for line, _ in expected})


def test_page_takes_few_queries(client: Client) -> None:
    assert queries(client, "/under-test/") == 5


@pytest.mark.parametrize(
    ("line", "date", "version"),
    [
        ("ua-ceasefire-before-talks-2025", "2025-12-24", "ua-ceasefire-on-signature"),
        ("ua-no-de-jure-recognition", "2025-11-20", None),
        ("ru-no-foreign-forces", "2026-01-06", None),
        ("ru-crimea-attack", None, None),
    ],
)
def test_lines_know_when_they_were_last_restated(
    client: Client, line: str, date: str | None, version: str | None
) -> None:
    found = client.get("/under-test/?as_of=2026-11-01").context["found"]

    (restated,) = (
        each.restated
        for actor in found.actors
        for each in actor.lines
        if each.line.slug == line
    )
    assert (restated and restated.date) == date
    assert (restated and restated.version and restated.version.slug) == version
