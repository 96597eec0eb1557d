"""Addresses that nobody wrote by hand: no page of a question breaks over them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Scenario
from tests.factories import (
    make_actor,
    make_draft,
    make_issue,
    make_red_line,
    make_scenario,
    make_stance,
)

pytestmark = pytest.mark.django_db

HOSTILE = "<i>\"'&"
NAMES = [
    "as_of",
    "revision_at",
    "actors",
    "strength",
    "kinds",
    "draft",
    "from",
    "order",
    "only",
    "show",
    "since",
    "on.cap",
    "scenario",
    "stamp",
    "beside",
    "variable",
    "outcome",
    "state",
    "sort",
    "older",
    "newer",
]
VALUES = [HOSTILE, "\x00", "a\x00b", "²", "\r\nX-Header: 1", "9" * 500, "-1", " "]
# The one as the clocks of the east see the first day, the other as the west the last.
BEYOND = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]


@pytest.fixture(autouse=True)
def records() -> None:
    cap = make_issue("cap")
    yes, no = cap.options.all()
    make_draft("us-28")
    line = make_red_line(make_actor("ukraine"), cap, "ua-cap", stated_on="1991-08-24")
    make_stance(line, yes)
    make_scenario("mine", no)


@pytest.fixture(
    params=[
        "settlement",
        "settlement-file json",
        "settlement-file txt",
        "settlement-map",
        "settlement-map-cell cap ukraine",
        "settlement-time",
        "check",
        "draft-check us-28",
        "sandbox",
        "scenario-save",
        "scenario-list",
        "scenario-detail mine",
        "scenario-history mine",
        "settlement-formulas",
        "actor-conditions",
        "actor-pressures",
        "red-line-tests",
        "synopsis",
    ]
)
def page(request: pytest.FixtureRequest) -> str:
    name, *parts = request.param.split()
    return reverse(f"plans:{name}", args=parts)


@pytest.mark.parametrize("value", VALUES)
def test_no_value_breaks_a_page_or_gets_into_it(
    editor: Client, page: str, value: str
) -> None:
    response = editor.get(page, dict.fromkeys(NAMES, value))

    assert response.status_code in (200, 302)
    if response["Content-Type"].startswith("text/html"):
        assert HOSTILE not in response.content.decode()


@pytest.mark.parametrize("moment", BEYOND)
def test_moment_that_is_no_moment_here_is_ignored(
    editor: Client, page: str, moment: str
) -> None:
    response = editor.get(page, {"revision_at": moment})

    assert response.status_code in (200, 302)
    if "reading" in (response.context or {}):
        assert response.context["reading"].revision_at is None


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-01", "9999-12-31"])
def test_first_and_last_days_are_days(client: Client, page: str, day: str) -> None:
    response = client.get(page, {"as_of": day})

    assert response.status_code in (200, 302)
    if "reading" in (response.context or {}):
        assert response.context["reading"].as_of.isoformat() == day
    assert len(response.content) < 1_000_000


@pytest.mark.parametrize("target", ["\x00", "é", HOSTILE])
def test_part_asked_from_a_hostile_page_is_given(
    client: Client, page: str, target: str
) -> None:
    headers = {
        "HX-Request": "true",
        "HX-Target": target,
        "HX-Current-URL": f"http://testserver{page}?on.cap={target}",
    }

    response = client.get(page, headers=headers)

    assert response.status_code in (200, 302)
    assert not re.search("[\r\n\0]", "".join(response.headers.values()))


@pytest.mark.parametrize("stamp", ["²", "9" * 5000, "9" * 19, "\x00", "1..2", ""])
def test_stamp_that_was_never_given_is_an_old_one(editor: Client, stamp: str) -> None:
    values = {"reason": "gone", "stamp": stamp}

    response = editor.post("/scenarios/mine/delete/", values)

    assert response.status_code in (200, 302)
    assert Scenario.objects.exists()
