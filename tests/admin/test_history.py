"""The history of a record, through rows included."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from plans.models import Clause
from plans.models.recording import recording
from plans.revisions import (
    Change,
    latest_revision_stamp,
    revisions_of,
    revisions_since,
    state_at,
    state_now,
)
from tests.admin.pages import errors, opened, page, save
from tests.admin.test_saving import full_clause
from tests.factories import (
    make_actor,
    make_clause,
    make_issue,
    make_position,
    make_red_line,
    make_stance,
)


@pytest.fixture
def clause(db: None) -> Clause:
    with recording("first"):
        return full_clause()


def test_one_save_is_one_revision(editor: Client, clause: Clause) -> None:
    ukraine = make_actor("ukraine")
    data = opened(editor, clause)
    data["positions-0-proponents"] = [ukraine.pk]
    response = save(editor, clause, data, heading="Cap", change_reason="second")
    assert response.status_code == 302, errors(response)
    newer, older = revisions_of(clause)
    assert (older.kind, older.reason, older.user) == ("created", "first", "")
    assert (newer.kind, newer.reason, newer.user) == ("changed", "second", "editor")
    assert newer.changes == (
        Change("heading", "Heading 1", "Cap"),
        Change(
            "positions",
            "Force cap: Cap 600k (put forward by Russia)",
            "Force cap: Cap 600k (put forward by Ukraine)",
        ),
    )
    assert newer.version == clause.history.first().history_id


def test_state_holds_every_field_and_row_in_words(clause: Clause) -> None:
    state = dict(state_now(clause))
    assert state["text basis"] == "restated from full text"
    assert state["obligors"] == "Russia"
    assert state["beneficiaries"] == ""
    assert state["positions"] == "Force cap: Cap 600k (put forward by Russia)"
    assert state["sources"].endswith("(Newspaper, 2025-11-20), point 6")


def test_state_of_the_past_is_what_was_recorded_then(clause: Clause) -> None:
    before = timezone.now()
    with recording("second"):
        clause.heading = "Cap"
        clause.save()
        clause.positions.get().delete()
    state = dict(state_at(clause, before))
    assert state["heading"] == "Heading 1"
    assert state["positions"].startswith("Force cap")
    assert dict(state_now(clause))["positions"] == ""
    assert state_at(clause, before - timedelta(days=1)) == []


def test_rows_saved_one_by_one_within_seconds_are_one_revision(clause: Clause) -> None:
    option = make_issue("amnesty").options.first()
    make_position(clause, option, make_actor("ukraine"))
    newest = revisions_of(clause)[0]
    assert [change.field for change in newest.changes] == ["positions"]
    assert newest.kind == "changed"


def test_history_tells_deletion_and_what_is_gone(clause: Clause) -> None:
    record = Clause.objects.get()
    with recording("twice"):
        clause.delete()
    newest = revisions_of(record)[0]
    assert (newest.kind, newest.reason) == ("deleted", "twice")
    assert Change("heading", "Heading 1", "") in newest.changes
    assert state_now(record) == []


def test_stamp_changes_with_each_table(clause: Clause) -> None:
    stamps = [latest_revision_stamp(clause)]
    position = clause.positions.get()
    rows = [clause, position, position.proponents.get(), clause.parties.get()]
    for row in [*rows, clause.citations.get()]:
        with recording("again"):
            row.save()
        stamps.append(latest_revision_stamp(clause))
    position.delete()
    stamps.append(latest_revision_stamp(clause))
    assert len(set(stamps)) == len(stamps)


def test_revisions_since_a_stamp_leave_out_what_it_knew(clause: Clause) -> None:
    stamp = latest_revision_stamp(clause)
    with recording("second"):
        clause.positions.get().delete()
    assert [one.reason for one in revisions_since(clause, stamp)] == ["second"]
    assert revisions_since(clause, latest_revision_stamp(clause)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 4])
def test_revisions_take_the_same_queries_for_any_number(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clause, issue = make_clause(), make_issue(options=("a", "b", "c", "d"))
    for option in list(issue.options.all())[:count]:
        with recording(f"adds {option.slug}"):
            make_position(clause, option, make_actor())
    with django_assert_num_queries(8):
        assert len(revisions_of(clause)) == count + 1


@pytest.mark.django_db
def test_red_line_shows_stances_with_what_they_require() -> None:
    issue, other = make_issue("cap"), make_issue("forces")
    line = make_red_line(issue=issue)
    required = tuple(other.options.all())
    make_stance(line, issue.options.first(), "conditional", required, note="If so.")
    assert dict(state_now(line))["stances"] == (
        "Cap: Yes: conditional (requires Forces: Yes; Forces: No). If so."
    )


def test_page_compares_any_two_revisions(editor: Client, clause: Clause) -> None:
    for text in ("Limited to 800,000.", "Limited to 600,000."):
        save(editor, clause, opened(editor, clause), text=text, change_reason=text)
    third, second, first = (one.at.isoformat() for one in revisions_of(clause))
    address = page("history", clause)
    # The choice may name them in either order.
    response = editor.get(address, {"older": third, "newer": second})
    changes = response.context["comparison"]["changes"]
    assert [change.field for change in changes] == ["text"]
    html = response.content.decode()
    assert '<del><span class="visually-hidden">[removed: </span>' in html
    whole = editor.get(address, {"older": first, "newer": third}).context
    assert len(whole["comparison"]["changes"]) == 1
    assert editor.get(address, {"older": "x", "newer": third}).status_code == 200


def test_going_back_saves_the_older_fields_with_the_reason(
    editor: Client, clause: Clause
) -> None:
    save(editor, clause, opened(editor, clause), heading="Cap")
    oldest = clause.history.last()
    address = page("simple_history", clause, oldest.history_id)
    response = editor.get(address)
    assert [change.field for change in response.context["changes"]] == ["heading"]
    reason = response.context["reason"]
    assert reason.startswith("Reverted to revision of ")
    response = editor.post(address, {"change_reason": reason})
    assert response["Location"] == page("history", clause)
    newest = revisions_of(clause)[0]
    assert (newest.reason, newest.user) == (reason, "editor")
    assert Clause.objects.get().heading == "Heading 1"
    count = clause.history.count()
    assert editor.post(address, {"change_reason": reason}).status_code == 200
    assert clause.history.count() == count


def test_going_back_that_breaks_a_rule_says_which(
    editor: Client, clause: Clause
) -> None:
    oldest = clause.history.get()
    save(editor, clause, opened(editor, clause), number="2")
    make_clause(clause.draft, "1")
    response = editor.post(page("simple_history", clause, oldest.history_id))
    assert "The draft has a clause with this number." in response.content.decode()
    assert Clause.objects.get(pk=clause.pk).number == "2"


def test_history_of_a_deleted_record_can_still_be_read(
    editor: Client, clause: Clause
) -> None:
    address = page("history", clause)
    with recording("twice"):
        clause.delete()
    response = editor.get(address)
    assert [entry.revision.kind for entry in response.context["entries"]] == [
        "deleted",
        "created",
    ]
    assert all(entry.revert_url == "" for entry in response.context["entries"])


def test_user_is_named_in_full_where_the_name_is_known(clause: Clause) -> None:
    user = get_user_model().objects.create_user("anna", first_name="Anna")
    clause._history_user = user
    with recording("signed"):
        clause.heading = "Cap"
        clause.save()
    assert revisions_of(clause)[0].user == "Anna"
