import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from plans.lineage_edits import NewLink, editing, record
from plans.models import Clause, ClauseLink, ClauseLinkEnd, ClauseLinkSource, Draft
from plans.proposals import read_pair
from plans.snapshot import Snapshot
from tests.factories import make_clause, make_draft, make_source
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

URL = "/drafts/new/compare/old/lineage/"
HTMX = {"HX-Request": "true"}
HOSTILE = "<script>alert('x')</script>"
CAP = "The armed forces of Ukraine are limited to 600,000 people."
LATER_CAP = "The armed forces of Ukraine are limited to 800,000 people in peacetime."


@pytest.fixture
def pair() -> tuple[Draft, Draft]:
    """Two drafts: one clause reworded, one dropped, one added."""
    older = make_draft("old", date="2025-11-20")
    newer = make_draft("new", date="2025-12-24")
    make_clause(older, "6", heading="Size of the forces", text=CAP)
    make_clause(older, "9", heading="Aircraft", text="Jets are stationed in Poland.")
    make_clause(newer, "4", heading="Size of the forces", text=LATER_CAP)
    make_clause(newer, "5", heading="Elections", text="A vote is held at once.")
    return older, newer


def signed_in(group: str) -> Client:
    user = get_user_model().objects.create_user(group.lower(), password="x")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


def value(key: str) -> str:
    """What the button of a link sends."""
    found = read_pair(Snapshot(), "old", "new")
    assert found
    return f"{key}:{found.by_key[key].token}"


def token(key: str) -> str:
    return value(key).partition(":")[2]


def stamped(client: Client, pk: int) -> str:
    """The value by which the page removes a record, read from its form."""
    page = client.get(URL, {"remove": read_key(pk)}).content.decode()
    found = re.search(rf'name="link" value="({pk}:[\d.]+)"', page)
    assert found
    return found[1]


def read_key(pk: int) -> str:
    found = read_pair(Snapshot(), "old", "new")
    assert found
    return next(each.key for each in found.entries if each.pk == pk)


def recorded() -> list[tuple[list[str], list[str], str]]:
    return [
        (
            [each.clause.number for each in link.ends.filter(side="older")],
            [each.clause.number for each in link.ends.filter(side="newer")],
            link.change,
        )
        for link in ClauseLink.objects.all()
    ]


# --- Reading


def test_page_shows_every_link_and_marks_proposals(client: Client, pair):
    response = client.get(URL)

    assertContains(response, "<h1>Lineage: old → new</h1>")
    assertContains(response, 'id="link-6--4"')
    assertContains(response, 'id="link-9--"')
    assertContains(response, 'id="link---5"')
    assertContains(response, "proposed, likeness 0.")
    assertContains(response, "600,000<span")
    assertContains(response, "No counterpart in the new.")
    assertContains(response, "Not in the old.")


def test_fragment_is_the_links_alone(client: Client, pair):
    response = client.get(URL, headers=HTMX)

    assertContains(response, 'id="links"')
    assertNotContains(response, "<h1")


@pytest.mark.parametrize(
    "path",
    [
        "/drafts/new/compare/none/lineage/",
        "/drafts/none/compare/old/lineage/",
        "/drafts/new/compare/new/lineage/",
    ],
)
def test_unknown_pairs_are_not_found(client: Client, editor: Client, pair, path: str):
    assert client.get(path).status_code == 404
    sent = editor.post(path, {"action": "confirm", "link": "6--4:x"})
    assert sent.status_code == 404


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("show=proposed", ["6--4", "9--", "--5"]),
        ("show=recorded", []),
        ("show=conflicts", []),
        ("least=0.1", ["6--4"]),
        ("least=0.99", []),
        ("below=0.99", ["6--4"]),
        ("below=0.1", []),
        ("least=nonsense", ["6--4", "9--", "--5"]),
        ("least=nan", ["6--4", "9--", "--5"]),
        ("show=nonsense", ["6--4", "9--", "--5"]),
    ],
)
def test_links_are_narrowed(client: Client, pair, query: str, keys: list[str]):
    response = client.get(f"{URL}?{query}")

    assert [row.entry.key for row in response.context["rows"]] == keys
    if not keys:
        assertContains(response, "No link fits.")


def test_past_is_shown_and_not_edited(editor: Client, pair):
    before = timezone.now().isoformat()
    with editing("old", "new") as found:
        record(found, [NewLink(("6",), ("4",), "weakened", "Seen so.")], "Why")

    then = editor.get(URL, {"revision_at": before})
    assertContains(then, "proposed, likeness")
    assertNotContains(then, ">Confirm")
    assertContains(editor.get(URL), "Seen so.")
    sent = editor.post(
        f"{URL}?revision_at=2026-01-31", {"action": "confirm", "link": "9--:x"}
    )
    assert sent.status_code == 400


def test_conflicts_show_both_answers(client: Client, editor: Client, pair):
    older, newer = pair
    middle = make_draft("mid", date="2025-12-01")
    step = make_clause(middle, "5", text=CAP)
    steps = [
        (older, middle, older.clauses.get(number="6"), step),
        (middle, newer, step, newer.clauses.get(number="5")),
        (older, newer, older.clauses.get(number="6"), newer.clauses.get(number="4")),
    ]
    for first, second, before, after in steps:
        link = ClauseLink.objects.create(
            older_draft=first, newer_draft=second, change="kept", note="So."
        )
        ClauseLinkEnd.objects.create(link=link, clause=before, side="older")
        ClauseLinkEnd.objects.create(link=link, clause=after, side="newer")

    response, edited = client.get(URL), editor.get(URL)

    for page in (response, edited):
        assertContains(page, '<td data-label="Recorded">4</td>')
        assertContains(page, '<td data-label="Composed">5</td>')
    correct = f"/plans/clauselink/{link.pk}/change/"
    assertNotContains(response, correct)
    assertContains(edited, correct)
    assertContains(edited, "/drafts/mid/compare/old/lineage/")
    assert [
        row.entry.key for row in client.get(URL, {"show": "conflicts"}).context["rows"]
    ] == ["6--4"]


def test_page_escapes_what_it_shows(editor: Client):
    older, newer = make_draft("old"), make_draft("new", date="2025-12-24")
    for draft in (older, newer):
        make_clause(draft, "1", heading=HOSTILE, text=f"{HOSTILE} {draft.slug}")
    Draft.objects.update(short_title=HOSTILE, title=HOSTILE)

    for query in ({}, {"change": "1--1"}, {"reject": "1--1"}, {"bulk_least": "0"}):
        response = editor.get(URL, query)
        assertContains(response, "&lt;script&gt;")
        assertNotContains(response, HOSTILE)
    sent = editor.post(
        URL, {"action": "reject", "key": "1--1", "reason": "", "token": HOSTILE}
    )
    assertNotContains(sent, HOSTILE)


def test_queries_do_not_grow(client: Client, editor: Client, pair):
    add_recorded(pair, 20)
    few, edited = queries(client, URL), queries(editor, URL)
    assert few <= 12
    for number in range(21, 24):
        add_recorded(pair, number)
        for draft in pair:
            make_clause(draft, f"{number}.a", text="Text that is proposed.")

    assert queries(client, URL) == few
    assert queries(editor, URL) == edited


def add_recorded(pair: tuple[Draft, Draft], number: int) -> None:
    older, newer = pair
    link = ClauseLink.objects.create(
        older_draft=older, newer_draft=newer, change="kept", note="So."
    )
    for side, draft in (("older", older), ("newer", newer)):
        clause = make_clause(draft, str(number), text=f"Text {number} of the draft.")
        ClauseLinkEnd.objects.create(link=link, clause=clause, side=side)
    ClauseLinkSource.objects.create(link=link, source=make_source())


# --- Permissions

ACTIONS = [
    {"action": "confirm", "link": "6--4:x"},
    {"action": "change", "key": "6--4", "token": "x"},
    {"action": "reject", "key": "6--4", "token": "x"},
    {"action": "remove", "link": "1:1.1.0", "reason": "Why"},
]


@pytest.mark.parametrize("data", ACTIONS)
@pytest.mark.parametrize("group", ["", "Reader", "Reviewer"])
def test_only_editors_write(client: Client, pair, group: str, data: dict[str, str]):
    client = signed_in(group) if group else client

    assert client.post(URL, data).status_code == 403
    assert client.post(URL, data, headers=HTMX).status_code == 403
    assert recorded() == []


@pytest.mark.parametrize("group", ["", "Reader", "Reviewer"])
def test_others_see_no_buttons(client: Client, pair, group: str):
    client = signed_in(group) if group else client

    for query in ({}, {"change": "6--4"}, {"reject": "6--4"}, {"bulk_least": "0"}):
        response = client.get(URL, query)
        assertNotContains(response, 'method="post"')


def test_who_may_only_add_cannot_remove(pair):
    user: User = get_user_model().objects.create_user("adder", password="x")
    user.user_permissions.add(Permission.objects.get(codename="add_clauselink"))
    client = Client()
    client.force_login(user)

    response = client.post(
        URL, {"action": "confirm", "link": value("6--4")}, headers=HTMX
    )

    assert recorded() == [(["6"], ["4"], "reworded")]
    assertNotContains(response, "Undo")
    data = {"action": "remove", "link": "1:1", "reason": "x"}
    assert client.post(URL, data).status_code == 403


def test_post_needs_its_token(pair):
    strict = Client(enforce_csrf_checks=True)
    user = get_user_model().objects.create_superuser("root", password="x")
    strict.force_login(user)

    sent = strict.post(URL, {"action": "confirm", "link": value("6--4")})

    assert sent.status_code == 403
    assert recorded() == []


@pytest.mark.parametrize(
    "data",
    [
        {"action": "confirm", "link": "garbage"},
        {"action": "confirm", "link": ":"},
        {"action": "confirm"},
        {"action": "remove", "link": "\u00b2:1", "reason": "Why"},
        {"action": "remove", "link": "9" * 30, "reason": "Why"},
        {"action": "remove"},
        {"action": "change"},
        {"action": "reject"},
        {"action": "reject", "key": "--5", "token": "x", "reason": "Why"},
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_nonsense_changes_nothing(editor: Client, pair, headers, data: dict[str, str]):
    assert editor.post(URL, data, headers=headers, follow=True).status_code == 200
    assert recorded() == []


def test_unknown_actions_are_refused(editor: Client, pair):
    assert editor.post(URL, {"action": "burn"}).status_code == 400
    assert editor.post(URL).status_code == 400


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
    assertNotContains(response, "<h1")
    assertNotContains(response, value_of_confirm("6--4"))


def value_of_confirm(key: str) -> str:
    return f'name="link" value="{key}:'


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
    links = re.findall(r'name="link" value="(\d+:[\d.]+)"', response.content.decode())
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
    assertContains(response, "Confirmed a proposed link (likeness 0.")


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


def test_pair_recorded_backwards_is_not_edited(editor: Client, pair):
    response = editor.get("/drafts/old/compare/new/lineage/")

    assertContains(response, "Lineage is recorded from an older draft to a newer one.")
    assertContains(response, f'href="{URL}"')
    assertNotContains(response, ">Confirm")
    sent = editor.post(
        "/drafts/old/compare/new/lineage/",
        {"action": "confirm", "link": "4--6:x"},
        follow=True,
    )
    assertContains(sent, "Lineage is recorded from an older draft to a newer one.")
    assert recorded() == []
