"""The page of the settlement on the data that ships: as the command answers."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.asserts import assertContains

from plans.views.asking import read
from tests.views.counting import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]

DAY = "2026-06-30"


def command(*args: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("settlement", "--as-of", DAY, *args, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("query", "args"),
    [
        ("", []),
        ("&draft=framework-20", ["--draft", "framework-20"]),
        ("&strength=absolute", ["--strength", "absolute"]),
        (
            "&kinds=red-line&kinds=demand&kinds=preference",
            ["--kinds", "red-line,demand,preference"],
        ),
        ("&actors=ukraine&actors=russia", ["--actors", "ukraine,russia"]),
    ],
)
def test_page_gives_the_answer_of_the_command(
    client: Client, query: str, args: list[str]
) -> None:
    page = client.get(f"/settlement/?as_of={DAY}{query}").context["page"]

    said = command(*args)
    assert page.zone == said["zone"]
    assert page.kind == (said["kind"] if said["zone"] == "no" else "")
    assert page.conflict_count == len(said["conflicts"])
    assert [
        (
            sorted(issue.slug for issue in group.issues),
            [
                sorted(line.row.slug for line in conflict.lines)
                for conflict in group.conflicts
            ],
            group.set_count,
        )
        for group in page.groups
    ] == [
        (group["issues"], group["conflicts"], len(group["concessions"]))
        for group in said["groups"]
    ]
    assert page.weight == said["cheapest"]["weight"]
    assert sum(group.weight for group in page.groups) == page.weight
    assert [(each.actor.slug, each.issue.slug) for each in page.silences] == [
        (each["actor"], each["issue"]) for each in said["silences"]
    ]
    assert [each.source.slug for each in page.fragile] == [
        each["source"] for each in said["fragile"]
    ]


def test_every_option_is_vouched_for_or_named_as_silence(client: Client) -> None:
    url = f"/settlement/?as_of={DAY}&strength=absolute"

    response = client.get(url)

    page = response.context["page"]
    counted = read(response.wsgi_request).asked.rows.values()
    lines = {(row.actor, row.issue) for row in counted}
    accounted = [
        (who.actor.slug, each.issue.slug)
        for _, issues in page.areas
        for each in issues
        for who in [*each.vouching, *each.unspoken]
    ]
    assert sorted(accounted) == sorted(lines)


def test_every_conflict_shows_its_sources(client: Client) -> None:
    response = client.get(f"/settlement/?as_of={DAY}")

    page = response.context["page"]
    lines = [
        line
        for group in page.groups
        for conflict in group.conflicts
        for line in conflict.lines
    ]
    assert len(lines) > 20 and all(line.cited for line in lines)
    for line in lines:
        assertContains(response, f'href="/red-lines/{line.row.slug}/?as_of={DAY}"')
    assert len(response.content) < 300_000


@pytest.mark.parametrize("query", ["", "&draft=framework-20"])
def test_page_takes_few_queries(client: Client, query: str) -> None:
    assert queries(client, f"/settlement/?as_of={DAY}{query}") <= 14
