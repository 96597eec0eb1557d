"""The picture of a plan's lineage, and a clause's line through the drafts."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.models import (
    Clause,
    ClauseLink,
    ClauseLinkEnd,
    ClauseLinkSource,
    Draft,
    Plan,
)
from tests.factories import (
    make_clause,
    make_draft,
    make_issue,
    make_plan,
    make_position,
    make_source,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"


def make_link(
    older_draft: Draft,
    newer_draft: Draft,
    older: list[Clause],
    newer: list[Clause],
    change: str,
    note: str = "Why.",
) -> ClauseLink:
    link = ClauseLink.objects.create(
        older_draft=older_draft, newer_draft=newer_draft, change=change, note=note
    )
    for side, clauses in (("older", older), ("newer", newer)):
        for clause in clauses:
            ClauseLinkEnd.objects.create(link=link, clause=clause, side=side)
    ClauseLinkSource.objects.create(link=link, source=make_source())
    return link


def make_story(clauses: int = 1) -> Plan:
    """Three drafts whose clauses continue one another, and one without a record."""
    plan = make_plan("p", title="The track")
    first, second, third, _ = (
        make_draft(slug, plan=plan, date=f"2025-11-{day}", order=day)
        for slug, day in (("a", 10), ("b", 20), ("c", 30), ("other", 25))
    )
    for number in range(1, clauses + 1):
        name = str(number)
        old = make_clause(first, name, text="No more than 600,000 people.")
        mid = make_clause(second, name, text="No more than 800,000 people.")
        new = make_clause(third, name, text="No more than 800,000 people in peace.")
        make_position(old, make_issue().options.first())
        make_link(first, second, [old], [mid], "weakened")
        make_link(second, third, [mid], [new], "reworded")
    lost = make_clause(first, "99", heading="Lost")
    make_link(first, second, [lost], [], "dropped")
    fresh = make_clause(third, "98", heading="Fresh")
    make_link(second, third, [], [fresh], "added")
    return plan


def test_picture_shows_the_longest_recorded_chain(client: Client):
    make_story()

    response = client.get("/plans/p/lineage/")

    assert [c.draft.slug for c in response.context["drawn"].columns] == ["a", "b", "c"]
    assertContains(response, 'aria-label="a 1 → b 1: weakened"')
    assertContains(response, 'href="/drafts/a/clauses/1/lineage/#b"')
    assertContains(response, ">dropped</text>")
    assertContains(response, ">added</text>")
    assertContains(response, "Not shown")
    assertContains(response, "4 links recorded")


def test_table_holds_what_the_picture_does(client: Client):
    make_story()

    tables = client.get("/plans/p/lineage/").context["drawn"].tables()

    rows = [
        [
            ([each[1] for each in row["older"]], [each[1] for each in row["newer"]])
            for row in table["rows"]
        ]
        for table in tables
    ]
    assert rows == [[(["1"], ["1"]), (["99"], [])], [(["1"], ["1"]), ([], ["98"])]]


def test_clause_is_followed(client: Client):
    make_story(clauses=2)

    response = client.get("/plans/p/lineage/?clause=b/1")

    drawn = response.context["drawn"]
    assert drawn.followed.boxes == {(0, "1"), (1, "1"), (2, "1")}
    assert [len(table["rows"]) for table in drawn.tables()] == [1, 1]
    assertContains(response, "Following b, clause")
    assertContains(response, 'class="is-followed"', count=3)


def test_clause_that_is_not_shown_is_not_followed(client: Client):
    make_story()

    response = client.get("/plans/p/lineage/?clause=b/77")

    assertContains(response, "The clause to be followed is not in the drafts shown.")


def test_drafts_are_chosen_and_composed_over_the_one_between(client: Client):
    make_story()

    response = client.get("/plans/p/lineage/?draft=c&draft=a&draft=nonsense")

    assert [c.draft.slug for c in response.context["drawn"].columns] == ["a", "c"]
    assert response.context["counts"] == [("composed", 3)]
    assertContains(response, 'aria-label="a 1 → c 1:')


def test_missing_record_is_said_and_proposals_are_marked(client: Client):
    make_story()
    make_clause(
        Draft.objects.get(slug="other"), "5", text="No more than 600,000 people."
    )

    silent = client.get("/plans/p/lineage/?draft=a&draft=other")
    proposed = client.get("/plans/p/lineage/?draft=a&draft=other&proposals=on")

    assertContains(silent, "Between a and other no lineage is recorded.")
    assertContains(proposed, "is-proposed")
    assertContains(proposed, "proposed, likeness")


def test_plan_without_lineage_says_so(client: Client):
    make_draft("d", plan=make_plan("p"), clauses=1)

    response = client.get("/plans/p/lineage/")

    assertContains(response, "No lineage is recorded for the drafts of this plan.")


def test_plan_reaches_for_drafts_of_others_where_it_has_no_lineage(client: Client):
    make_story()
    answer = make_draft("answer", plan=make_plan("q"), date="2025-12-01")
    clause = make_clause(answer, "1")
    older = Draft.objects.get(slug="c")
    make_link(older, answer, [older.clauses.get(number="1")], [clause], "kept")

    drawn = client.get("/plans/q/lineage/").context["drawn"]

    assert [column.draft.slug for column in drawn.columns] == ["c", "answer"]


def test_line_of_a_clause_is_shown_with_texts_and_marks(client: Client):
    make_story()

    response = client.get("/drafts/b/clauses/1/lineage/")

    assert [stage.slug for stage in response.context["stages"]] == ["a", "b", "c"]
    assertContains(response, "No more than 600,000 people.")
    assertContains(response, "600,000<span")
    assertContains(response, "800,000<span")
    assertContains(response, "600,000 replaced by 800,000")
    assertContains(response, "the clause asked for", count=1)
    assertContains(response, 'href="/plans/p/lineage/?clause=b/1#picture"')


def test_line_tells_where_a_clause_ended_and_came_in(client: Client):
    make_story()

    ended = client.get("/drafts/a/clauses/99/lineage/")
    entered = client.get("/drafts/c/clauses/98/lineage/")

    assertContains(ended, "no counterpart here")
    assertContains(ended, "Nothing of this line is recorded in b.")
    assertContains(entered, "Not in b")


def test_hidden_text_is_not_compared(client: Client):
    make_story()
    Clause.objects.filter(draft__slug="b").update(text_basis="not-public")

    response = client.get("/drafts/a/clauses/1/lineage/")

    assertContains(response, "A text is not public, so nothing is compared.", count=2)
    assertNotContains(response, "<ins>800,000")


def test_clause_without_lineage_says_so(client: Client):
    make_draft("d", clauses=1)

    response = client.get("/drafts/d/clauses/1/lineage/")

    assertContains(response, "No lineage is recorded for this clause.")
    assertContains(response, "The text of clause 1.")


@pytest.mark.parametrize(
    "path",
    [
        "/plans/none/lineage/",
        "/drafts/none/clauses/1/lineage/",
        "/drafts/a/clauses/77/lineage/",
    ],
)
def test_unknown_addresses_are_not_found(client: Client, path: str):
    make_story()

    assert client.get(path).status_code == 404


def test_past_shows_the_links_recorded_then(client: Client):
    make_story()
    before = timezone.now()
    for link in ClauseLink.objects.filter(newer_draft__slug="c"):
        for end in link.ends.all():
            end.delete()
        link.delete()
    clause = Clause.objects.get(draft__slug="a", number="1")
    clause.text = "Other words."
    clause.save()
    then = {"revision_at": before.isoformat()}

    plan_now, plan_then = (client.get("/plans/p/lineage/", each) for each in ({}, then))
    now, past = (
        client.get("/drafts/a/clauses/1/lineage/", each) for each in ({}, then)
    )

    columns = [
        [column.draft.slug for column in response.context["drawn"].columns]
        for response in (plan_now, plan_then)
    ]
    assert columns == [["a", "b"], ["a", "b", "c"]]
    assertContains(plan_then, "You see the records as they stood on")
    assert [each.slug for each in now.context["stages"]] == ["a", "b"]
    assert [each.slug for each in past.context["stages"]] == ["a", "b", "c"]
    assertContains(now, "Other words.")
    assertNotContains(past, "Other words.")


def test_hostile_texts_are_escaped(client: Client):
    plan = make_plan("p", title=HOSTILE)
    one, two = (
        make_draft(slug, plan=plan, short_title=HOSTILE, date=f"2025-11-{day}")
        for slug, day in (("a", 10), ("b", 20))
    )
    old = make_clause(one, "1", heading=HOSTILE, text=HOSTILE)
    new = make_clause(two, "1", heading=HOSTILE, text=f"{HOSTILE} and more of it")
    make_position(old, make_issue("i", title=HOSTILE).options.first())
    make_link(one, two, [old], [new], "reworded", HOSTILE)

    for path in (
        "/plans/p/lineage/?clause=a/1",
        "/plans/p/lineage/?clause=%3Cscript%3E",
        "/drafts/a/clauses/1/lineage/",
    ):
        response = client.get(path)
        assertContains(response, "&lt;script&gt;")
        assertNotContains(response, HOSTILE)


@pytest.mark.parametrize(
    "path",
    [
        "/plans/p/lineage/",
        "/plans/p/lineage/?clause=a/1",
        "/plans/p/lineage/?draft=a&draft=c&draft=other&proposals=on",
        "/drafts/a/clauses/1/lineage/",
    ],
)
def test_queries_do_not_grow(client: Client, path: str):
    make_story()
    few = queries(client, path)
    ClauseLinkEnd.objects.all().delete()
    Draft.objects.all().delete()
    Plan.objects.all().delete()
    make_story(clauses=3)

    assert queries(client, path) == few <= 12
