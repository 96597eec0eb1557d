from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from plans.changelog import PER_PAGE, Save
from plans.models import Clause, Event, PositionProponent, Tracked
from plans.models.recording import recording
from tests.factories import (
    cite,
    make_actor,
    make_clause,
    make_draft,
    make_event,
    make_issue,
    make_position,
    make_red_line,
    make_source,
)
from tests.views.counting import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"
ATOM = "{http://www.w3.org/2005/Atom}"


def saves(client: Client, query: str = "") -> list[Save]:
    return list(client.get(f"/changes/{query}").context["saves"])


def save(row: Tracked, user: Any = None, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row._history_user = user  # type: ignore[attr-defined]
    row.save()


@pytest.fixture
def clause() -> Clause:
    """A clause recorded together with all that it needs."""
    with recording("the beginning"):
        return make_clause(make_draft("us-28"), "6", text="No more than 600,000 men.")


def test_change_says_who_when_why_and_what(client: Client, clause: Clause) -> None:
    user = get_user_model().objects.create(username="anna", first_name="Anna")
    with recording("Correct the figure"):
        save(clause, user, text="No more than 800,000 men.", status="disputed")

    newest, beginning = saves(client)

    assert (newest.user, newest.reason) == ("Anna", "Correct the figure")
    (record,) = newest.records
    assert (record.label, record.what) == ("clause", "changed")
    assert record.title == "us-28, 6: Heading 6"
    assert {
        change.field: [(span.kind, span.text) for span in change.spans]
        for change in record.changes
    } == {
        "Text": [
            ("kept", "No more than "),
            ("removed", "600,000"),
            ("added", "800,000"),
            ("kept", " men."),
        ],
        "Negotiation status": [("removed", "open"), ("added", "disputed")],
    }
    assert [record.what for record in beginning.records] == ["created"] * 3
    response = client.get("/changes/")
    assertContains(response, 'href="/drafts/us-28/clauses/6/"')
    assertContains(response, "800,000")


def test_through_rows_are_told_with_their_record(
    client: Client, clause: Clause
) -> None:
    issue = make_issue(options=("cap", "none"))
    with recording("Code the clause"):
        position = make_position(clause, issue.options.get(slug="cap"))
        cite(clause, make_source())
    with recording("Name the proponent"):
        PositionProponent.objects.create(position=position, actor=make_actor("russia"))
    with recording("Take it out"):
        position.delete()

    withdrawn, named, coded, *_ = saves(client, "?kind=clause")

    assert coded.records[0].parts == ["Positions: 1 added", "Sources: 1 added"]
    assert named.records[0].parts == ["Proponents: 1 added"]
    assert withdrawn.records[0].parts == [
        "Positions: 1 removed",
        "Proponents: 1 removed",
    ]
    assert {each.records[0].title for each in (coded, named, withdrawn)} == {
        "us-28, 6: Heading 6"
    }


def test_withdrawal_keeps_the_name_and_has_no_link(client: Client) -> None:
    make_event("talks", title="Talks in Geneva")
    with recording("The source retracted the report"):
        Event.objects.get().delete()

    newest, _ = saves(client)

    (record,) = newest.records
    assert (record.what, record.title, record.url) == ("deleted", "Talks in Geneva", "")
    assertContains(client.get("/changes/"), "Event deleted: Talks in Geneva")


def test_changed_relation_is_told_by_its_names(client: Client) -> None:
    line = make_red_line(issue=make_issue("caps"))
    with recording("Move it"):
        save(line, issue=make_issue("forces"))

    (change,) = saves(client, "?kind=red-line")[0].records[0].changes

    assert change.field == "Issue"
    assert [span.text for span in change.spans] == ["Caps", "Forces"]


def test_long_texts_are_shown_around_the_change(client: Client) -> None:
    words = " ".join(f"word{number}" for number in range(60))
    line = make_red_line(statement=f"{words} firm {words}")
    with recording("Correct it"):
        save(line, statement=f"{words} soft {words}")

    (change,) = saves(client)[0].records[0].changes

    text = "".join(span.text for span in change.spans)
    assert text.startswith("… word53") and text.endswith("word6 …")


def test_load_is_one_entry_with_counts(client: Client) -> None:
    with recording("dataset 2026.06"):
        draft = make_draft("us-28")
        for number in range(45):
            make_clause(draft, str(number + 1))

    (load,) = saves(client)

    assert load.records == []
    assertContains(client.get("/changes/"), "Created: 1 plan, 1 draft, 45 clauses.")


def test_kind_narrows(client: Client, clause: Clause) -> None:
    with recording("An actor joins"):
        make_actor("ukraine")

    assert [save.reason for save in saves(client, "?kind=actor")] == ["An actor joins"]
    assert [save.reason for save in saves(client, "?kind=clause")] == ["the beginning"]
    assert len(saves(client, "?kind=nothing")) == 2
    assertContains(client.get("/changes/?kind=event"), "No change of this kind")


def test_older_changes_follow_without_gap_or_overlap(client: Client) -> None:
    actor = make_actor()
    for number in range(PER_PAGE + 5):
        with recording(f"change {number}"):
            save(actor, summary=f"Summary {number}.")

    first = client.get("/changes/")
    second = saves(client, f"?before={first.context['older']}")

    reasons = [save.reason for save in [*first.context["saves"], *second]]
    assert reasons[:-1] == [f"change {n}" for n in reversed(range(PER_PAGE + 5))]
    assert reasons[-1] == ""


def test_past_list_stops_at_the_moment(client: Client, clause: Clause) -> None:
    moment = timezone.now().isoformat().replace("+00:00", "Z")
    save(clause, text="Another.")

    assert [each.reason for each in saves(client, f"?revision_at={moment}")] == [
        "the beginning"
    ]
    assertContains(client.get("/changes/?revision_at=2000-01-01"), "by then")


def test_hostile_text_is_escaped(client: Client) -> None:
    source = make_source(title="A title")
    with recording(HOSTILE):
        save(source, title=HOSTILE)

    assertNotContains(client.get("/changes/"), "<script>alert")
    assertNotContains(client.get("/changes/feed/"), "<script>alert")


def test_feed_bears_what_xml_cannot(client: Client, clause: Clause) -> None:
    clause._change_reason = "a\x0bb"  # as word processors write a line break
    save(clause, heading="Size\x01 of the army\ufffe")

    feed = ElementTree.fromstring(client.get("/changes/feed/").content)

    entry = feed.findtext(f"{ATOM}entry/{ATOM}summary") or ""
    assert "Size of the army" in entry
    assert "ab" in entry


def test_feed_has_the_changes_of_the_list(client: Client, clause: Clause) -> None:
    with recording("Correct the figure"):
        save(clause, text="No more than 800,000 men.")

    response = client.get("/changes/feed/")

    feed = ElementTree.fromstring(response.content)
    entries = feed.findall(f"{ATOM}entry")
    assert response["Content-Type"].startswith("application/atom+xml")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Clause changed: us-28, 6: Heading 6",
        "the beginning",
    ]
    summary = entries[0].findtext(f"{ATOM}summary") or ""
    assert "Correct the figure" in summary and "800,000" in summary
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2


def test_queries_do_not_grow(client: Client) -> None:
    clauses = [make_clause(text="One.") for _ in range(3)]
    with recording("first"):
        save(clauses[0], text="Two.")
        cite(clauses[0], make_source())
    one = queries(client, "/changes/?kind=clause")
    for clause in clauses:
        with recording(f"of {clause.pk}"):
            save(clause, text="Three.")
            cite(clause, make_source())

    assert queries(client, "/changes/?kind=clause") == one <= 8
