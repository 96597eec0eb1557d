"""Proposed links that an editor confirms, one by one or together, and takes back."""

import re

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from plans.lineage_edits import NewLink, editing, record
from plans.models import Clause, ClauseLink
from tests.views.proposing import (
    HTMX,
    LATER_CAP,
    URL,
    recorded,
    stamped,
    value,
    value_of_confirm,
)

pytestmark = pytest.mark.django_db

# --- Confirming


def test_confirming_redirects_to_the_link_and_offers_undo(editor: Client, pair):
    response = editor.post(
        f"{URL}?show=proposed", {"action": "confirm", "link": value("6--4")}
    )

    assertRedirects(
        response, f"{URL}?show=proposed#link-6--4", fetch_redirect_response=False
    )
    assert recorded() == [(["6"], ["4"], "reworded")]
    (row,) = ClauseLink.history.all()
    assert row.history_user.username == "editor"
    assert re.fullmatch(
        r"Confirmed a proposed link \(likeness 0\.\d\d\)", row.history_change_reason
    )
    page = editor.get(f"{URL}?show=proposed")
    assertContains(page, "Recorded clause 6 → 4, reworded.")
    assertContains(page, ">Undo</button>")
    # What was just confirmed stays in sight, whatever the filter says.
    assertContains(page, 'id="link-6--4"')
    assertNotContains(editor.get(f"{URL}?show=proposed"), 'id="link-6--4"')


def test_confirming_in_place_keeps_the_focus(editor: Client, pair):
    response = editor.post(
        URL, {"action": "confirm", "link": value("6--4")}, headers=HTMX
    )

    assertContains(response, "Recorded clause 6 → 4, reworded.")
    assertContains(response, '<h3 tabindex="-1" autofocus><span class="num">6 → 4')
    assertContains(response, ">Undo</button>")
    assertContains(response, ">Undo<span")
    assertNotContains(response, "<h1")
    assertNotContains(response, value_of_confirm("6--4"))


def test_confirming_again_says_that_it_is_recorded(editor: Client, pair):
    data = {"action": "confirm", "link": value("6--4")}
    editor.post(URL, data)
    editor.get(URL)

    response = editor.post(URL, data, headers=HTMX)

    assertContains(
        response,
        "Clause 6 → 4 was recorded already, as reworded. Nothing was written.",
    )
    assert ClauseLink.history.count() == 1


def test_stale_confirmation_is_told_and_overwrites_nothing(editor: Client, pair):
    data = {"action": "confirm", "link": value("6--4")}
    with editing("old", "new") as found:
        record(found, [NewLink(("6",), ("5",), "narrowed", "Theirs.")], "Theirs")

    plain = editor.post(URL, data, follow=True)
    swapped = editor.post(URL, data, headers=HTMX)

    for response in (plain, swapped):
        assertContains(response, "Clause 6 → 5 is recorded already, as narrowed.")
    assert recorded() == [(["6"], ["5"], "narrowed")]


def test_changed_text_is_not_confirmed_unseen(editor: Client, pair):
    data = {"action": "confirm", "link": value("6--4")}
    Clause.objects.filter(number="4").update(text=LATER_CAP.replace("8", "7"))

    response = editor.post(URL, data, headers=HTMX)

    assertContains(response, "changed after you opened the page")
    assert recorded() == []


# --- Several at once


def test_preview_tells_what_will_be_written(editor: Client, pair):
    response = editor.get(URL, {"bulk_least": "0.1", "bulk_ends": "on"})

    assertContains(response, "What will be recorded: 3 links")
    for key in ("6--4", "9--", "--5"):
        assertContains(response, f'name="link" value="{value(key)}" checked')
    few = editor.get(URL, {"bulk_least": "0.1"}, headers=HTMX)
    assertContains(few, "What will be recorded: 1 link")
    none = editor.get(URL, {"bulk_least": "1"})
    assertContains(none, "No link fits that is not recorded already.")
    assertContains(editor.get(URL, {"bulk_least": "2"}), "Write a number from 0 to 1.")
    assert recorded() == []


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_several_links_are_confirmed_together(editor: Client, pair, headers):
    data = {
        "action": "confirm",
        "bulk_least": "0.1",
        "bulk_ends": "on",
        "link": [value("6--4"), value("9--")],
        "reason": "Read side by side",
    }
    response = editor.post(URL, data, headers=headers, follow=True)

    assertContains(response, "Recorded 2 links.")
    assert recorded() == [(["6"], ["4"], "reworded"), (["9"], [], "dropped")]
    saves = ClauseLink.history.values_list("history_change_reason", "history_date")
    assert len(set(saves)) == 1
    assert saves[0][0] == "Read side by side"
    assertContains(response, ">Undo all 2</button>")
    notice = response.content.decode().split('class="stats"')[0]
    links = re.findall(r'name="link" value="(\d+:[\d.]+)"', notice)
    assert len(links) == 2

    undo = {"action": "remove", "link": links, "reason": "Too hasty"}
    assertContains(editor.post(URL, undo, headers=HTMX), "Removed 2 links.")
    assert recorded() == []


def test_several_links_one_of_them_stale_are_not_written(editor: Client, pair):
    data = {
        "action": "confirm",
        "bulk_least": "0.1",
        "bulk_ends": "on",
        "link": [value("6--4"), value("9--")],
        "reason": "Read side by side",
    }
    with editing("old", "new") as found:
        record(found, [NewLink(("9",), ("5",), "narrowed", "Theirs.")], "Theirs")

    for headers in ({}, HTMX):
        response = editor.post(URL, data, headers=headers)
        assertContains(response, "Clause 9 → 5 is recorded already, as narrowed.")
        assertContains(response, 'value="Read side by side"')
        assertContains(response, "What will be recorded: 1 link")
    assert recorded() == [(["9"], ["5"], "narrowed")]


def test_nothing_chosen_is_told(editor: Client, pair):
    data = {"action": "confirm", "bulk_least": "0.1", "reason": "Kept words"}

    response = editor.post(URL, data)

    assertContains(response, "Choose one link at least.")
    assertContains(response, 'value="Kept words"')


# --- Taking back


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_removed_link_is_proposed_again(editor: Client, pair, headers):
    editor.post(URL, {"action": "confirm", "link": value("6--4")})
    link = ClauseLink.objects.get()
    data = {
        "action": "remove",
        "link": stamped(editor, link.pk),
        "reason": "Misread",
    }

    response = editor.post(URL, data, headers=headers, follow=True)

    assertContains(response, "Removed the link of clause 6 → 4.")
    assertContains(response, value_of_confirm("6--4"))
    assert recorded() == []
    gone = ClauseLink.history.filter(history_type="-").get()
    assert gone.history_change_reason == "Misread"
    assert gone.history_user.username == "editor"
    again = editor.post(URL, data, headers=HTMX)
    assertContains(again, "The link was removed already. Nothing was changed.")


def test_removing_asks_why(editor: Client, pair):
    editor.post(URL, {"action": "confirm", "link": value("6--4")})
    link = ClauseLink.objects.get()
    sent = stamped(editor, link.pk)

    response = editor.post(URL, {"action": "remove", "link": sent, "reason": " "})

    assertContains(response, "Say why")
    assertContains(response, f'name="link" value="{sent}"')
    assert len(recorded()) == 1


def test_removing_what_others_revised_is_told(editor: Client, pair):
    editor.post(URL, {"action": "confirm", "link": value("6--4")})
    link = ClauseLink.objects.get()
    data = {"action": "remove", "link": stamped(editor, link.pk), "reason": "Misread"}
    link.note = "More is known."
    link.save()

    response = editor.post(URL, data, headers=HTMX)

    assertContains(response, "Somebody changed the link of clause 6 → 4")
    assert len(recorded()) == 1
