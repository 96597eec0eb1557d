"""The sandbox on the shipped dataset, beside the matrix of every draft."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from plans.analysis.facts import Verdict
from plans.models import Draft
from plans.snapshot import Snapshot
from tests.views.counting import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_dataset")]

URL = "/settlement/sandbox/"
DAY = "as_of=2025-11-20"


def taken_by(draft: Draft) -> dict[str, set[tuple[str, str]]]:
    """The options that a draft takes of each issue, with their letters."""
    snapshot = Snapshot()
    found: dict[str, set[tuple[str, str]]] = {}
    for each in snapshot.positions(snapshot.clauses(draft.pk)):
        found.setdefault(each.issue, set()).add((each.option, each.alternative))
    return found


def test_choices_of_a_draft_are_judged_as_its_matrix(client: Client) -> None:
    """Where it takes one option of each issue: then the two are the same positions."""
    same = 0
    for draft in Draft.objects.all():
        taken = taken_by(draft)
        if any(len(options) > 1 for options in taken.values()):
            continue
        matrix = client.get(f"/drafts/{draft.slug}/matrix/?{DAY}").context["totals"]
        kinds = "kinds=red-line&kinds=demand&kinds=preference"
        address = client.get(f"{URL}?from={draft.slug}&{DAY}&{kinds}").headers[
            "Location"
        ]
        made = client.get(address).context["made"]
        assert made.taken == {
            issue: option for issue, ((option, _),) in taken.items()
        }, draft.slug
        assert [(each.name, each.tally) for each in made.totals] == [
            (each.name, each.tally) for each in matrix
        ], draft.slug
        same += any(each.tally.crossed for each in made.totals)

    assert same > 10


def test_what_the_28_points_leave(client: Client) -> None:
    address = client.get(f"{URL}?from=us-28&{DAY}").headers["Location"]

    response = client.get(address)

    made = response.context["made"]
    open_issues = {
        issue for issue, each in taken_by_slug("us-28").items() if len(each) > 1
    }
    assert {each.issue.slug for each in made.left_open} == open_issues
    assert made.moved == 0
    verdicts = made.verdicts.lines
    for each in made.crossed:
        assert verdicts[each.row.slug].verdict is Verdict.CROSSES
    assertContains(response, "Left open by US 28 points")
    assert queries(client, address) <= 12


def taken_by_slug(slug: str) -> dict[str, set[tuple[str, str]]]:
    return taken_by(Draft.objects.get(slug=slug))


def test_every_draft_can_be_started_from(client: Client) -> None:
    for draft in Draft.objects.all():
        response = client.get(f"{URL}?from={draft.slug}", follow=True)
        made = response.context["made"]
        assert made.rest in {"yes", "if-silence", "no"}, draft.slug
        if made.rest != "no":
            # The settlement that is offered crosses what is crossed or lost, no more.
            settled = client.get(response.context["settled_url"]).context["made"]
            before = {each.row.slug for each in made.crossed}
            before |= {each.rows[0].slug for each in made.lost}
            assert {each.row.slug for each in settled.crossed} == before, draft.slug


def test_sandbox_with_nothing_chosen_has_the_conflicts_of_the_question(
    client: Client,
) -> None:
    made = client.get(URL).context["made"]

    assert (len(made.ahead), made.lost, made.crossed, made.rest) == (10, [], [], "no")
