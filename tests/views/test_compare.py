import re

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import Actor, Clause, ClauseLink, ClauseLinkEnd, Draft, Issue, RedLine
from tests.factories import make_clause, make_draft, make_position
from tests.views.comparing import (
    ESCAPED,
    HOSTILE,
    PAGE,
    anchors,
    make_hostile,
    make_pair,
    record,
    text,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

FRAGMENT = {"HX-Request": "true", "HX-Target": "texts"}


# --- The page


def test_page_tells_what_changed_in_words_and_marks_it_up(client: Client):
    make_pair()

    response = client.get(PAGE)

    assertContains(response, "What changed: Old → New")
    assertContains(
        response, '<b class="figure">600</b> replaced by <b class="figure">800</b>'
    )
    assertContains(response, '<a href="#pair-1--1">600 → 800</a>')
    assertContains(
        response,
        '<del><span class="visually-hidden">removed: </span>600'
        '<span class="visually-hidden">, end of removal</span></del>',
    )
    assertContains(
        response,
        '<ins><span class="visually-hidden">added: </span>800'
        '<span class="visually-hidden">, end of addition</span></ins>',
    )
    assertContains(response, "Both texts are restated in the tracker’s own words")
    assertNotContains(response, "redline")


def test_page_says_for_whom_and_leads_to_either_drafts_evidence(client: Client):
    make_pair()

    response = client.get(PAGE)

    assertContains(response, '<a href="/drafts/old/matrix/1/ours/">crosses</a>')
    assertContains(response, '<a href="/drafts/new/matrix/1/ours/">meets</a>')
    assertContains(response, '<a href="/drafts/old/issues/issue-x1/ours/">crosses</a>')
    assertContains(response, '<a href="/drafts/new/issues/issue-x1/ours/">meets</a>')
    (balance,) = response.context["balances"]
    assert [count for count, _ in balance.counts] == [0, 1, 1, 0, 0]


def test_what_both_drafts_cross_is_still_crossed(client: Client):
    make_pair()
    option = Issue.objects.get().options.get(slug="no")
    Clause.objects.get(draft__slug="new").positions.get().delete()
    make_position(Clause.objects.get(draft__slug="new"), option)

    response = client.get(PAGE)

    (balance,) = response.context["balances"]
    assert [count for count, _ in balance.counts] == [0, 0, 0, 0, 1]
    assert "unchanged: Ours crosses" in text(response)


def test_a_demand_no_longer_addressed_is_an_unmet_demand(client: Client):
    make_pair()
    RedLine.objects.update(kind="demand")
    Clause.objects.get(draft__slug="new").positions.get().delete()

    response = client.get(PAGE)

    assert "Ours crosses → –unmet demand" in text(response)


@pytest.mark.parametrize(
    ("query", "held"),
    [
        ("", True),
        ("?as_of=2025-01-01", True),
        ("?as_of=2024-12-31", False),
        ("?strength=absolute", False),
        ("?strength=firm", True),
        ("?kind=demand", False),
        ("?kind=red-line", True),
    ],
)
def test_red_lines_are_those_asked_for(client: Client, query: str, held: bool):
    make_pair()

    response = client.get(f"{PAGE}{query}")

    assert bool(response.context["balances"]) is held
    assert ("crosses" in text(response)) is held


def test_basis_of_each_link_is_told(client: Client):
    old, new = make_pair(2)
    record(old.clauses.get(number="1"), new.clauses.get(number="1"), "weakened", "Why.")

    response = client.get(PAGE)

    assert "lineage: 1 recorded, 1 proposed" in text(response)
    assertContains(response, "proposed, likeness 0.")
    assertContains(response, '<span class="tag">weakened</span>')
    assertContains(response, '<p class="note">Why.</p>')


def test_dropped_and_added_clauses_stand_without_a_counterpart(client: Client):
    old, new = make_pair()
    gone = make_clause(old, "2", heading="Gone", text="Elections are held at once.")
    come = make_clause(new, "3", heading="Come", text="Bonds are issued by the bank.")
    record(gone, None, "dropped")
    record(None, come, "added")

    response = client.get(PAGE)

    assert anchors(response) == ["pair-1--1", "pair-2--", "pair---3"]
    assertContains(response, "No counterpart in New.")
    assertContains(response, "No counterpart in Old.")


def test_moved_text_stands_at_both_ends(client: Client):
    old, new = make_pair(3)
    last = new.clauses.get(number="1")
    last.order = 99
    last.save()

    response = client.get(PAGE)

    assert anchors(response) == ["pair-2--2", "pair-3--3", "pair-1--1"]
    assertContains(response, 'Clause 1 stands <a href="#pair-1--1">further on as 1</a>')
    assertContains(response, '<span class="tag">moved</span>')
    body = response.content.decode()
    assert body.index("further on as 1") < body.index('id="pair-2--2"')


def test_clauses_of_a_merger_each_keep_their_text(client: Client):
    old, new = make_pair(2)
    new.clauses.get(number="2").delete()
    record(old.clauses.get(number="1"), new.clauses.get(number="1"), "merged")
    ClauseLinkEnd.objects.create(
        link=ClauseLink.objects.get(),
        clause=old.clauses.get(number="2"),
        side="older",
        order=20,
    )

    response = client.get(PAGE)

    assert anchors(response) == ["pair-1-2--1"]
    for number in "12":
        assertContains(response, f'href="/drafts/old/clauses/{number}/"')
    said = text(response).replace("removed: ", "").replace(", end of removal", "")
    assert "The armed forces of district 1x number 600 people." in said
    assert "The armed forces of district 2x number 600 people." in said


def test_text_that_is_not_public_is_never_shown_as_changed(client: Client):
    make_pair()
    Clause.objects.filter(draft__slug="new").update(
        text_basis="not-public", text="Nobody knows."
    )

    for view in ("side", "inline", "clean"):
        response = client.get(f"{PAGE}?view={view}")
        pairs = response.content.decode().partition('<ol class="pairs')[2]
        assert "The content is not public." in pairs
        assert "<del>" not in pairs and "<ins>" not in pairs
        assert "Nobody knows." not in pairs
    assert "The content of some clauses is not public (New: 1)." in text(response)
    assert "newer text not public" in text(response)


def test_partial_text_is_named(client: Client):
    make_pair()
    Draft.objects.filter(slug="new").update(completeness="partial")

    assertContains(client.get(PAGE), "“Draft new” is known in part only")


def test_two_drafts_without_clauses_say_so(client: Client):
    make_draft("old")
    make_draft("new")

    assertContains(client.get(PAGE), "No clause is recorded on either side")


# --- What of it is shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["pair-1--1", "pair-2--2", "pair-3--3"]),
        ("?only=1", ["pair-1--1", "pair-2--2"]),
        ("?change=kept", ["pair-3--3"]),
        ("?change=kept&change=reworded", ["pair-1--1", "pair-2--2", "pair-3--3"]),
        ("?change=split", []),
        ("?actor=ours", ["pair-1--1", "pair-2--2"]),
        ("?actor=nobody", []),
        ("?order=area", ["pair-1--1", "pair-2--2", "pair-3--3"]),
        ("?view=nonsense&change=nonsense", ["pair-1--1", "pair-2--2", "pair-3--3"]),
    ],
)
def test_changes_are_filtered(client: Client, query: str, shown: list[str]):
    old, new = make_pair(2)
    for draft in (old, new):
        make_clause(draft, "3", text="Prisoners are exchanged, all for all.")

    response = client.get(f"{PAGE}{query}")

    assert anchors(response) == shown
    # The list in words leads to changes that a filter hides by another address.
    body = response.content.decode()
    for change in re.findall(r'href="#(pair-[^"]*)"', body):
        assert f'id="{change}"' in body


def test_by_area_and_issue_changes_are_grouped(client: Client):
    old, new = make_pair(2)
    Issue.objects.filter(slug="issue-x1").update(category="territory")
    make_clause(new, "9", text="Bonds are issued by the bank.")

    response = client.get(f"{PAGE}?order=area")

    titles = [title for title, _ in response.context["groups"]]
    assert titles[-1] == "No coded position"
    assert len(titles) == 3


def test_inline_view_has_both_texts_in_one(client: Client):
    make_pair()

    response = client.get(f"{PAGE}?view=inline")

    assert "number removed: 600, end of removaladded: 800, end of addition" in text(
        response
    )


def test_newer_text_alone_is_unmarked_and_names_what_it_lacks(client: Client):
    old, new = make_pair()
    record(make_clause(old, "2", text="Elections are held at once."), None, "dropped")

    response = client.get(f"{PAGE}?view=clean")

    assertNotContains(response, "<del>")
    assertNotContains(response, "<ins>")
    assertContains(response, "number 800 people.")
    assertContains(response, 'Not in this text: <a href="/drafts/new/compare/old/#pair')


def test_fragment_is_the_texts_alone(client: Client):
    make_pair()

    response = client.get(f"{PAGE}?view=inline", headers=FRAGMENT)

    assertContains(response, 'id="pair-1--1"')
    assertNotContains(response, "<h1>")
    assertNotContains(response, "<html")
    assert "HX-Request" in response["Vary"]


# --- Hostile words, queries


def test_page_escapes_what_it_shows(client: Client):
    make_hostile()

    for query in ("", "?view=inline", "?view=clean", "?order=area"):
        response = client.get(f"{PAGE}{query}")
        assertContains(response, ESCAPED)
        for raw in (HOSTILE, '"><u>', '"><s>'):
            assertNotContains(response, raw)
    chooser = client.get("/compare/")
    assertContains(chooser, "&quot;&gt;&lt;u&gt;")
    assertNotContains(chooser, '"><u>')


@pytest.mark.parametrize(
    "path", [PAGE, f"{PAGE}?order=area", f"{PAGE}files/json/", "/compare/"]
)
def test_queries_do_not_grow(client: Client, path: str):
    old, new = make_pair()
    record(old.clauses.get(), new.clauses.get(), "reworded")
    few = queries(client, path)
    for model in (ClauseLink, Draft, RedLine, Issue, Actor):
        model.objects.all().delete()
    old, new = make_pair(3)
    for clause in old.clauses.all():
        record(clause, new.clauses.get(number=clause.number), "reworded")

    assert queries(client, path) == few <= (17 if "files" in path else 12)
