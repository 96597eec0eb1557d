"""Scenarios beside drafts in the synopsis, as a page and as files."""

import csv
import io
import json

import pytest
from django.test import Client
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import Issue, ScenarioChoice
from tests.factories import make_issue, make_scenario
from tests.views.counting import queries
from tests.views.test_synopsis import HOSTILE, cells, make_story

pytestmark = pytest.mark.django_db


def with_scenario(**values: str) -> None:
    """On the first issue a scenario takes "yes"; the third is its own."""
    make_story(issues=2)
    alone = make_issue("alone", order=3)
    yes = Issue.objects.get(slug="army-1").options.get(slug="yes")
    make_scenario("shore", yes, alone.options.get(slug="no"), **values)


def test_scenario_stands_as_a_column_that_is_no_text(client: Client):
    with_scenario(name="The shore")

    response = client.get(
        "/synopsis/?draft=a&draft=scenario:shore&draft=b&actor=holder&as_of=2025-12-01"
    )
    first = cells(response).split("</td>")
    second = cells(response, "Army 2").split("</td>")
    third = cells(response, "Alone").split("</td>")

    assert [each["draft"].key for each in response.context["columns"]] == [
        "a",
        "scenario:shore",
        "b",
    ]
    assert "<p>Yes</p>" in first[1]
    assert '<span aria-hidden="true">→</span> other than in a</p>' in first[1]
    assert 'href="/scenarios/shore/?as_of=2025-12-01#choice-army-1"' in first[1]
    assert 'class="answer v-meets"' in first[1]
    # What is told of a draft is told against the draft before it.
    assert "changed since a" in first[2]
    assert "undecided" in second[1] and "step" not in second[1]
    assert "not addressed in a" in third[1]
    assertContains(response, '<span class="meta">scenario, no text</span>')
    assertContains(response, "The shore: a scenario of this tracker’s editors, no text")
    assert (response.context["draft_count"], response.context["scenario_count"]) == (
        2,
        1,
    )


def test_scenario_is_added_moved_and_taken_out_by_links(client: Client):
    with_scenario(name="The shore")

    offered = client.get("/synopsis/?draft=a&draft=b")
    response = client.get("/synopsis/?draft=scenario:shore&draft=b&draft=a")
    first, second, _ = response.context["columns"]

    assertContains(offered, '<option value="scenario:shore">The shore</option>')
    assertNotContains(response, "<optgroup")
    assert first["right"] == second["left"]
    assert second["left"] == "?draft=b&draft=scenario%3Ashore&draft=a"
    assert response.context["in_time_url"] == (
        "?draft=a&draft=b&draft=scenario%3Ashore"
    )
    assertContains(response, 'name="draft" value="scenario:shore"')


def test_scenario_has_no_day_of_its_own(client: Client):
    with_scenario()

    response = client.get(
        "/synopsis/?draft=a&draft=scenario:shore&actor=holder&days=own&as_of=2025-12-01"
    )
    found = cells(response).split("</td>")

    assert 'class="answer"' in found[0]  # the line was stated after the draft
    assert 'class="answer v-meets"' in found[1]


def test_past_shows_the_choices_of_then(client: Client):
    with_scenario()
    before = timezone.now()
    ScenarioChoice.objects.all().delete()
    query = {"draft": ["a", "scenario:shore"]}

    now = client.get("/synopsis/", query)
    then = client.get("/synopsis/", query | {"revision_at": before.isoformat()})

    assert "undecided" in cells(now)
    assert "<p>Yes</p>" in cells(then)


def test_queries_with_scenarios_do_not_grow(client: Client):
    with_scenario()
    path = "/synopsis/?draft=a&draft=b&draft=scenario:shore"
    few = queries(client, f"{path}&actor=holder")
    no = Issue.objects.get(slug="army-1").options.get(slug="no")
    for number in range(3):
        make_scenario(f"other-{number}", no)
        path += f"&draft=scenario:other-{number}"

    assert queries(client, f"{path}&actor=holder") == few <= 12


def test_files_have_a_column_for_a_scenario(client: Client):
    with_scenario(name="The =shore")
    query = "draft=a&draft=scenario:shore&actor=holder&as_of=2025-12-01"

    found = {
        kind: client.get(f"/synopsis/files/{kind}/?{query}")
        for kind in ("docx", "xlsx", "csv", "json")
    }

    assert found["csv"]["Content-Disposition"] == (
        'attachment; filename="synopsis-a-shore-as-of-2025-12-01.csv"'
    )
    word = Document(io.BytesIO(found["docx"].content))
    assert word.tables[0].rows[0].cells[2].text == (
        "Scenario: The =shore\na scenario, no text"
    )
    assert word.tables[0].rows[2].cells[2].text == "Yes\nHolder: meets"
    book = load_workbook(io.BytesIO(found["xlsx"].content))
    assert book["Synopsis"]["G1"].value == (
        "Scenario: The =shore, a scenario, no text: option"
    )
    assert book["Synopsis"]["G2"].value == "Yes"
    rows = list(csv.DictReader(io.StringIO(found["csv"].content.decode())))
    assert [
        rows[1][name] for name in ("draft", "draft_date", "options", "clauses")
    ] == [
        "Scenario: The =shore",
        "",
        "Yes",
        "",
    ]
    assert rows[3]["absence"] == "undecided"
    told = json.loads(found["json"].content)
    assert told["drafts"][1]["date"] is None
    assert told["drafts"][1]["revision"].startswith("revision of ")
    assert any("no text and nobody’s proposal" in each for each in told["notices"])


def test_scenario_alone_or_unknown_is_no_synopsis(client: Client):
    with_scenario()

    assert client.get("/synopsis/files/csv/?draft=scenario:shore").status_code == 404
    response = client.get("/synopsis/?draft=a&draft=scenario:nonsense")
    assert [draft.key for draft in response.context["drafts"]] == ["a"]


def test_name_of_a_scenario_is_escaped(client: Client):
    with_scenario(name=HOSTILE)

    for query in ("draft=a&draft=b", "draft=a&draft=scenario:shore&actor=holder"):
        assertNotContains(client.get(f"/synopsis/?{query}"), HOSTILE)
