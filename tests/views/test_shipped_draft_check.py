"""The check of every shipped draft."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from plans.models import Draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]


@pytest.mark.parametrize("query", ["", "?as_of=2025-11-20&strength=absolute"])
def test_every_draft_has_a_check_that_accounts_for_itself(
    client: Client, query: str
) -> None:
    drafts = Draft.objects.all()
    assert len(drafts) == 27
    for draft in drafts:
        response = client.get(f"{draft.get_absolute_url()}check/{query}")
        check = response.context["check"]
        found = check.amendment
        parties = check.parties
        assert sum(each.before.crossed for each in parties) == check.crossed
        assert sum(each.after.crossed for each in parties) == found.crossed_after
        assert found.crossed_here == found.crossed_after
        assert len(found.kept) + len(found.rows) == check.position_count
        taken = [
            line
            for each in found.burdens
            for way in each.ways
            if way.is_taken
            for line in way.lines
        ]
        assert len(taken) == found.unavoidable
        for row in found.rows:
            assert bool(row.whys) != bool(row.proof), row.place
            assert row.place.clauses
            assert row.after not in row.before
        for burden in found.burdens:
            assert burden.finished
            assert all(way.more is not None and way.more >= 0 for way in burden.ways)


def test_check_of_the_28_points_on_the_day_they_appeared(client: Client) -> None:
    response = client.get("/drafts/us-28/check/?as_of=2025-11-20")

    check = response.context["check"]
    assert (check.crossed, check.line_count) == (17, 50)
    assert check.amendment.unavoidable == 3
    rows = {row.place.title: row for row in check.amendment.rows}
    cap = rows["Size of Ukraine's armed forces"]
    assert [each.number for each in cap.place.clauses] == ["6"]
    assert cap.before == ["A ceiling of 600,000"]
    assert "No restrictions on Ukraine's forces" in {why.line.title for why in cap.whys}
    assertContains(response, "the day this draft appeared")


def test_check_of_the_19_points_says_what_is_not_public(client: Client) -> None:
    response = client.get("/drafts/geneva-19/check/")

    assert response.context["not_public"]
    assertContains(response, "What is not public could not be checked")
