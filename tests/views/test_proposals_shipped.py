"""The lineage of pairs of the shipped drafts, and a proposal for them confirmed."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from plans.lineage_edits import confirm, editing
from plans.proposals import read_pair
from plans.snapshot import Snapshot
from tests.views.counting import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]


@pytest.mark.parametrize(
    ("older", "newer", "bases"),
    [
        ("us-28", "geneva-19", {"recorded"}),
        ("us-28", "framework-20", {"recorded"}),
        ("us-28", "berlin-2025-12", {"proposed"}),
        ("russia-memo-2025", "us-28", {"proposed"}),
    ],
)
def test_each_clause_of_a_pair_is_in_a_link(
    client: Client, older: str, newer: str, bases: set[str]
):
    url = f"/drafts/{newer}/compare/{older}/lineage/"

    response = client.get(url)

    pair = response.context["pair"]
    links = [entry.link for entry in pair.entries]
    assert {link.basis for link in links} == bases
    for side in ("older", "newer"):
        linked = {number for link in links for number in getattr(link, side)}
        assert linked == set(pair.headings[side])
    assert all(entry.pk for entry in pair.entries if entry.is_recorded)
    assert queries(client, url) <= 12


def test_conflicts_of_the_record_are_shown(client: Client):
    response = client.get("/drafts/framework-20/compare/us-28/lineage/")

    disputes = response.context["disputes"]
    assert len(disputes) == len(response.context["pair"].record.conflicts) > 0
    assertContains(response, "/drafts/geneva-19/compare/us-28/lineage/")
    assertContains(response, "/drafts/framework-20/compare/geneva-19/lineage/")


def test_confirming_one_proposal_leaves_the_others():
    before = read_pair(Snapshot(), "russia-memo-2025", "us-28")
    assert before
    chosen = next(entry for entry in before.entries if entry.two_sided)

    with editing("russia-memo-2025", "us-28") as pair:
        confirm(pair, {chosen.key: chosen.token})

    after = read_pair(Snapshot(), "russia-memo-2025", "us-28")
    assert after
    assert after.by_key[chosen.key].is_recorded
    assert {
        key: entry.token for key, entry in after.by_key.items() if key != chosen.key
    } == {key: entry.token for key, entry in before.by_key.items() if key != chosen.key}
