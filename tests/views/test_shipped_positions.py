"""The pages of actors, red lines and issues on the shipped dataset."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from plans.models import Actor, Issue, RedLine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]


@pytest.mark.parametrize("query", ["", "?as_of=2025-11-20"])
def test_every_actor_and_issue_has_a_page(client: Client, query: str) -> None:
    for record in [*Actor.objects.all(), *Issue.objects.all()]:
        url = f"{record.get_absolute_url()}{query}"
        assert client.get(url).status_code == 200, url


def test_every_red_line_has_a_page_that_judges_every_draft(client: Client) -> None:
    for red_line in RedLine.objects.all()[::8]:
        response = client.get(red_line.get_absolute_url())
        assert len(response.context["verdicts"]) == (27 if red_line.issue_id else 0)


def test_red_line_page_knows_the_28_points(client: Client) -> None:
    response = client.get("/red-lines/ua-no-recognition-formal-or-otherwise/")

    verdicts = {each.draft.slug: each for each in response.context["verdicts"]}
    draft = verdicts["us-28"]
    assert (draft.when, str(draft.verdict)) == ("in force", "crosses")
    assert [clause.number for clause in draft.clauses] == ["21.a", "21.b"]


def test_issue_page_knows_who_refuses_what(client: Client) -> None:
    response = client.get("/issues/recognition/?as_of=2025-11-20")

    actors = [each.actor.slug for each in response.context["actors"]]
    table = {
        option.slug: dict(zip(actors, cells, strict=True))
        for option, cells in response.context["table"]
    }
    assert table["de-jure"]["ukraine"].held == "refused"
    assert table["de-jure"]["ukraine"].share == ""
    assert table["de-facto"]["ukraine"].held == "refused"
    assert table["de-facto"]["ukraine"].share == "1 of 2 lines"


def test_red_line_list_narrows_the_shipped_lines(client: Client) -> None:
    response = client.get("/red-lines/?actor=ukraine&state=all&as_of=2026-06-01")
    assertContains(response, "43 of 160 recorded")
