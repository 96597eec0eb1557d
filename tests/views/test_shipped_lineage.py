"""The synopsis and the pictures of lineage on the shipped dataset."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from plans.models import Clause, Plan
from tests.views.counting import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]


def test_every_plan_has_a_picture_or_says_that_it_has_none(client: Client) -> None:
    for plan in Plan.objects.all():
        url = f"/plans/{plan.slug}/lineage/"
        assert client.get(url).status_code == 200, url


def test_framework_is_drawn_from_28_over_19_to_20_points(client: Client) -> None:
    response = client.get("/plans/us-peace-plan/lineage/?clause=us-28/6")

    drawn = response.context["drawn"]
    assert [column.draft.slug for column in drawn.columns] == [
        "us-28",
        "geneva-19",
        "framework-20",
    ]
    assert drawn.followed.boxes == {(0, "6"), (1, "4"), (2, "4")}
    assertContains(response, "US 28 points 6 → Geneva 19 points 4: weakened")


def test_lines_of_clauses_are_shown(client: Client) -> None:
    for clause in Clause.objects.select_related("draft")[::20]:
        url = f"{clause.get_absolute_url()}lineage/"
        assert client.get(url).status_code == 200, url


def test_size_of_the_forces_is_followed_over_four_drafts(client: Client) -> None:
    response = client.get("/drafts/framework-20/clauses/4/lineage/")

    stages = [stage.slug for stage in response.context["stages"]]
    assert stages == ["us-28", "geneva-19", "us-package-2025-12", "framework-20"]
    assertContains(response, "600,000<span")


def test_synopsis_knows_what_is_not_public(client: Client) -> None:
    response = client.get(
        "/synopsis/?draft=us-28&draft=geneva-19&draft=framework-20&actor=ukraine"
        "&as_of=2025-12-24"
    )

    rows = {
        row["url"].split("/")[2]: row["cells"].split("</td>")
        for group in response.context["groups"]
        for row in group["rows"]
    }
    assert "not public, clause" in rows["nuclear-plant"][1]
    assert "changed since US 28 points" in rows["nuclear-plant"][2]
    assert 'class="answer v-crosses"' in rows["force-cap"][0]


def test_synopsis_of_eight_drafts_takes_few_queries(client: Client) -> None:
    slugs = ["russia-2021", "istanbul-2022", "putin-2024", "us-28", "geneva-19"]
    slugs += ["e3-28", "framework-20", "memorandum-2026-02"]
    path = "/synopsis/?actor=russia&only=all&" + "&".join(f"draft={s}" for s in slugs)

    assert queries(client, path) <= 14
    for kind in ("docx", "xlsx", "csv", "json"):
        url = path.replace("/synopsis/", f"/synopsis/files/{kind}/")
        assert client.get(url).status_code == 200
