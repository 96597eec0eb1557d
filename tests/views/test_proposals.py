"""The page of two drafts' lineage, and who may write there."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.lineage_edits import NewLink, editing, record
from plans.models import ClauseLink, ClauseLinkEnd, ClauseLinkSource, Draft
from tests.factories import make_clause, make_draft, make_source
from tests.views.counting import queries
from tests.views.proposing import (
    CAP,
    HTMX,
    URL,
    recorded,
    signed_in,
    value,
)

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"


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
