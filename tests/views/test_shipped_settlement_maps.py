"""The map and the months on the data that ships: as `settle` answers each day."""

import pytest
from django.test import Client

from plans.analysis.settlements import settle
from plans.settling import gather, stop_after
from plans.snapshot import Snapshot
from tests.views.counting import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]

DAY = "2026-06-30"


@pytest.mark.parametrize(
    ("query", "chosen", "first"),
    [
        ("", {}, "2021-12"),
        ("&strength=absolute", {"strength": "absolute"}, "2022-01"),
        (
            "&actors=ukraine&actors=russia",
            {"actors": ["ukraine", "russia"]},
            "2021-12",
        ),
    ],
)
def test_every_month_is_the_answer_of_its_last_day(
    client: Client, query: str, chosen: dict[str, object], first: str
) -> None:
    context = client.get(f"/settlement/over-time/?as_of={DAY}{query}").context

    months = context["found"].months
    assert (months[0].slug, months[-1].slug) == (first, "2026-06")
    assert len(months) >= 54
    snapshot = Snapshot()
    for month in months:
        asked = gather(snapshot, month.day, **chosen)  # type: ignore[arg-type]
        answer = settle(asked.question, stop_after(60), sources=False)
        assert (
            month.standing.lines,
            month.standing.conflicts,
            month.standing.zone,
        ) == (len(asked.rows), len(answer.conflicts), answer.zone.zone), month.name


def test_map_has_the_conflicts_of_the_answer(client: Client) -> None:
    context = client.get(f"/settlement/map/?as_of={DAY}").context
    page = client.get(f"/settlement/?as_of={DAY}").content.decode()

    assert len(context["conflicts"]) == 10
    for conflict in context["conflicts"]:
        assert f'id="{conflict.anchor}"' in page
        assert f'id="conflict-{conflict.number}"' in page
    assert tuple(context["totals"]) == (75, 153, 38, 5)
    # An issue with nothing left is always in a conflict; others can be, too.
    rooms = {row.issue.slug: row for group in context["groups"] for row in group.rows}
    none_left = client.get(f"/settlement/map/?as_of={DAY}&only=none").context
    for group in none_left["groups"]:
        assert all(rooms[row.issue.slug].conflicts for row in group.rows)


@pytest.mark.parametrize(
    "address", ["map/", "map/nato-membership/", "map/force-cap/ukraine/", "over-time/"]
)
def test_pages_take_few_queries(client: Client, address: str) -> None:
    assert queries(client, f"/settlement/{address}") <= 12
