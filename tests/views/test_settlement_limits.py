"""What the page of the settlement does where there is too much, or no answer."""

import io
import json
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from plans import settlement_page
from plans.analysis.settlements import Answer, Zone, ZoneAnswer, settle
from plans.settlement_page import MOST_SETS, Page
from plans.views import asking, settlements
from tests.factories import (
    make_actor,
    make_clause,
    make_coupling,
    make_draft,
    make_issue,
    make_position,
)
from tests.views.settling import collision, says

pytestmark = pytest.mark.django_db

PAGE = "/settlement/"


def page_of(client: Client, query: str = "") -> Page:
    return client.get(PAGE + query).context["page"]


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_many_sets_are_cut_and_counted(client: Client) -> None:
    ukraine, russia = make_actor("ukraine", order=1), make_actor("russia", order=2)
    hub = make_issue("hub")
    says("hub-line", hub, "no-", actor=russia)
    for name in ("a", "b", "c", "d"):
        issue = make_issue(name)
        says(f"{name}-yes", issue, "yes-", actor=ukraine)
        says(f"{name}-no", issue, "no-", actor=russia)
        make_coupling(
            hub.options.get(slug="yes"),
            issue.options.get(slug="yes"),
            slug=f"hub-{name}",
        )

    response = client.get(PAGE)

    # Every "yes" line; or the hub and, of each issue, either line: 1 + 2**4 - 1.
    (group,) = response.context["page"].groups
    assert (group.set_count, len(group.sets), group.more_sets) == (16, MOST_SETS, 8)
    assert [each.weight for each in group.sets] == [12, *[15] * 7]
    assert (group.cheapest_count, group.weight) == (1, 12)
    assertContains(response, "8 more sets of 16, none lighter than these.")


def test_many_conflicts_are_cut_and_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    collision("cap")
    collision("veto")
    monkeypatch.setattr(settlement_page, "MOST_CONFLICTS", 1)

    response = client.get(PAGE)

    page = response.context["page"]
    assert page.conflict_count == 2
    assert [len(group.conflicts) for group in page.groups] == [1, 0]
    assertContains(response, "1 conflict of this group is not shown here", count=1)


def test_what_time_did_not_suffice_for_is_never_called_no(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    collision()
    monkeypatch.setattr(settlements, "stop_after", lambda seconds: lambda: True)

    response = client.get(PAGE)

    page = response.context["page"]
    assert (page.zone, page.groups, page.weight) == ("unfinished", [], None)
    said = text(response)
    assert "Not finished.</h2>" in said
    assert "whether there is a zone of possible agreement; " in said
    assert "What is not finished is unknown, not absent." in said
    assert "No single source carries" not in said


def test_proof_of_a_trap_is_shown_where_no_conflict_is_listed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*args: Any, **chosen: Any) -> Answer:
        return replace(
            settle(*args, **chosen),
            zone=ZoneAnswer(Zone.UNFINISHED, {}, ()),
            conflicts=(),
            groups=(),
            unfinished=("zone", "conflicts", "groups"),
        )

    collision(strength="absolute")
    monkeypatch.setattr(asking, "settle", late)

    response = client.get(PAGE)

    page = response.context["page"]
    assert (page.kind, page.proof.number, page.conflict_count) == ("trap", 0, 0)
    assertContains(response, 'id="conflict-russiaveto-line--ukraineveto-line"', count=1)
    assertContains(response, "already rule out a settlement that keeps every line")


def test_couplings_that_contradict_each_other_blame_no_line(client: Client) -> None:
    issue, other = make_issue("cap", options=("yes",)), make_issue("veto")
    only = issue.options.get()
    for option in other.options.all():
        make_coupling(only, option)
    says("ukraine-cap", issue, "yes-")

    response = client.get(PAGE)

    assert response.context["page"] is None
    assertContains(response, "so no red line is at fault")
    assert client.get(f"{PAGE}files/json/").status_code == 404


def test_without_lines_nothing_binds(client: Client) -> None:
    make_issue("cap")

    response = client.get(f"{PAGE}?as_of=2025-11-20")

    assertContains(
        response,
        "No line that counts was in force on 20 November 2025, as far as "
        "recorded, so nothing recorded binds a settlement.",
    )
    assertNotContains(response, "answer-box")


def test_one_actor_alone_can_be_asked(client: Client) -> None:
    collision()

    page = page_of(client, "?actors=ukraineveto")

    assert (page.zone, page.colliding) == ("yes", 0)


# --- Files


@pytest.mark.parametrize("query", ["", "?strength=absolute&draft=first"])
def test_json_is_what_the_command_prints(client: Client, query: str) -> None:
    first, _ = collision(strength="absolute")
    collision("cap")
    draft = make_draft("first")
    make_position(make_clause(draft), first.issue.options.get(slug="yes"))
    args = ["--strength", "absolute", "--draft", "first"] if query else []
    out = io.StringIO()
    call_command("settlement", *args, "--json", stdout=out)

    response = client.get(f"{PAGE}files/json/{query}")

    assert response["Content-Type"].startswith("application/json")
    assert response.content.decode() == out.getvalue()
    assert json.loads(response.content)["zone"] == "no"


def test_text_file_says_where_it_comes_from(client: Client) -> None:
    collision()

    response = client.get(f"{PAGE}files/txt/?as_of=2025-11-20")

    lines = response.content.decode().splitlines()
    assert lines[0] == "Settlement under 2 lines in force on 20 November 2025"
    assert lines[-1].startswith(
        "Clause Tracker, http://testserver/settlement/?as_of=2025-11-20&revision_at="
    )
    assert (
        response["Content-Disposition"]
        == 'attachment; filename="settlement-as-of-2025-11-20.txt"'
    )


def test_unknown_kind_of_file_is_not_found(client: Client) -> None:
    assert client.get(f"{PAGE}files/pdf/").status_code == 404
