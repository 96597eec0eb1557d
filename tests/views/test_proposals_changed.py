"""Proposed links that an editor changes before they are recorded, or rejects."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from plans.lineage_edits import NewLink, editing, record
from plans.models import Clause, ClauseLink
from tests.views.proposing import (
    HTMX,
    LATER_CAP,
    URL,
    recorded,
    token,
)

pytestmark = pytest.mark.django_db

# --- Changing before it is recorded


def changed(**values: object) -> dict[str, object]:
    return {
        "action": "change",
        "key": "6--4",
        "token": token("6--4"),
        "older": ["6"],
        "newer": ["4"],
        "kind": "weakened",
        "note": "The ceiling rises.",
        "reason": "Read against both texts",
        **values,
    }


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_form_opens_with_what_is_proposed(editor: Client, pair, headers):
    response = editor.get(URL, {"change": "6--4"}, headers=headers)

    assertContains(response, '<option value="6" selected>')
    assertContains(response, '<option value="reworded" selected>')
    assertContains(response, "Recorded otherwise than proposed (likeness 0.")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_link_is_recorded_as_changed(editor: Client, pair, headers):
    data = changed(older=["6", "9"], newer=["4", "5"], kind="merged")

    response = editor.post(URL, data, headers=headers, follow=True)

    assertContains(response, "Recorded the link as you changed it.")
    assert recorded() == [(["6", "9"], ["4", "5"], "merged")]
    (row,) = ClauseLink.history.all()
    assert row.history_change_reason == "Read against both texts"
    assert row.history_user.username == "editor"
    assert ClauseLink.objects.get().note == "The ceiling rises."


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"older": [], "newer": []}, "name at least one clause"),
        ({"kind": "added"}, "This must be empty where a clause is added."),
        ({"older": [], "kind": "dropped"}, "but the change is"),
        ({"note": ""}, "Say what changed, and what shows it."),
        ({"newer": ["77"]}, "The draft has no clause 77 any more."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_errors_keep_what_the_form_held(
    editor: Client, pair, headers, values: dict[str, object], said: str
):
    response = editor.post(URL, changed(**values), headers=headers)

    assertContains(response, said)
    assertContains(response, 'value="Read against both texts"')
    if "note" not in values:
        assertContains(response, "The ceiling rises.</textarea>")
    assert recorded() == []


def test_clause_is_linked_twice_only_when_said(editor: Client, pair):
    data = changed()
    with editing("old", "new") as found:
        record(found, [NewLink(("9",), ("4",), "reworded", "Theirs.")], "Theirs")
    data["token"] = token(key := "6--")

    response = editor.post(URL, {**data, "key": key})
    assertContains(response, "Clause 4 is in a recorded link: 9 → 4, reworded.")
    assertContains(response, 'name="beside"')
    assert len(recorded()) == 1

    editor.post(URL, {**data, "key": key, "beside": "on"})
    assert recorded()[1:] == [(["6"], ["4"], "weakened")]


def test_clause_that_was_dropped_cannot_be_linked(editor: Client, pair):
    data = changed()
    with editing("old", "new") as found:
        record(found, [NewLink(("6",), (), "dropped", "Theirs.")], "Theirs")

    response = editor.post(URL, {**data, "beside": "on"})

    assertContains(response, "Remove that one first.")
    assertContains(response, "The ceiling rises.</textarea>")
    assert recorded() == [(["6"], [], "dropped")]


def test_change_of_a_text_that_changed_is_asked_again(editor: Client, pair):
    data = changed()
    Clause.objects.filter(number="4").update(text=LATER_CAP.replace("8", "7"))

    response = editor.post(URL, data)

    assertContains(response, "changed after you opened the page")
    assertContains(response, "The ceiling rises.</textarea>")
    assert recorded() == []
    assertContains(response, f'value="{token("6--4")}"')
    editor.post(URL, changed())
    assert recorded() == [(["6"], ["4"], "weakened")]


# --- Rejecting


def rejected(**values: str) -> dict[str, str]:
    return {
        "action": "reject",
        "key": "6--4",
        "token": token("6--4"),
        "older_fate": "dropped",
        "newer_fate": "added",
        "reason": "Another force",
        **values,
    }


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_rejected_link_is_not_proposed_again(editor: Client, pair, headers):
    response = editor.post(URL, rejected(), headers=headers, follow=True)

    assertContains(response, "Rejected the link of clause 6 → 4.")
    assert recorded() == [(["6"], [], "dropped"), ([], ["4"], "added")]
    page = editor.get(URL)
    assertNotContains(page, 'id="link-6--4"')
    assert ClauseLink.history.filter(history_change_reason="Another force").count() == 2


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_rejecting_asks_why(editor: Client, pair, headers):
    data = rejected(reason="", older_fate="moved-out")

    response = editor.post(URL, data, headers=headers)

    assertContains(response, "Say why")
    assertContains(response, '<option value="moved-out" selected>')
    assert recorded() == []


def test_rejecting_what_others_linked_changes_nothing(editor: Client, pair):
    data = rejected()
    with editing("old", "new") as found:
        record(found, [NewLink(("6",), ("4",), "weakened", "Theirs.")], "Theirs")

    response = editor.post(URL, data)

    assertContains(response, "Clause 6 → 4 is recorded already, as weakened.")
    assertContains(response, 'value="Another force"')
    assert recorded() == [(["6"], ["4"], "weakened")]
