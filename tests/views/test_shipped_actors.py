"""Pages of actors side by side on the data that ships."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]


def test_conditions_of_the_shipped_actors(client: Client) -> None:
    response = client.get("/conditions/?as_of=2026-06-01&strength=firm")

    columns = {each.actor.slug: each for each in response.context["columns"]}
    assert list(columns) == ["ukraine", "russia", "united-states", "e3"]
    assert all(column.cited and column.minimums for column in columns.values())
    meetings = {row.issue.slug: row for row in response.context["meetings"]}
    assert not meetings["nato-membership"].left
    assert len(response.context["registers"]) == 5
    assert response.context["registers_source"].slug == "essay-security-trap"


def test_pressures_of_the_shipped_actors(client: Client) -> None:
    response = client.get("/pressures/?as_of=2026-01-15")

    told = [
        cell
        for row in response.context["rows"]
        for cell in row.cells
        if cell.newest and cell.newest.indicator.as_of <= "2026-01-15"
    ]
    assert told and all(cell.newest.cited for cell in told)
    assert response.context["later"] > 0
