"""Two people who edit the same record."""

from threading import Barrier, Thread

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.test import Client

from plans.models import Clause
from tests.admin.conftest import signed_in
from tests.admin.pages import add_row, filled, opened, save
from tests.admin.test_saving import full_clause
from tests.factories import make_actor, make_clause, make_issue, make_source


def text(spans: tuple) -> str:  # type: ignore[type-arg]
    return "".join(span.text for span in spans)


def test_older_form_is_not_saved_and_comes_back_with_both_versions(
    editor: Client, second_editor: Client
) -> None:
    clause = full_clause()
    mine = opened(editor, clause)
    theirs = opened(second_editor, clause)
    saved = save(
        second_editor, clause, theirs, heading="Their heading", change_reason="a report"
    )
    assert saved.status_code == 302

    response = save(editor, clause, mine, heading="My heading", note="My note")
    assert response.status_code == 200
    assert Clause.objects.get().heading == "Their heading"
    conflict = response.context["conflict"]
    assert [(one.user, one.reason) for one in conflict.revisions] == [
        ("second", "a report")
    ]
    assert [
        (one.field, text(one.theirs), text(one.yours)) for one in conflict.differences
    ] == [("heading", "Their heading", "My heading"), ("note", "", "My note")]
    form = filled(response)
    assert form["heading"] == "My heading"
    assert form["change_reason"] == "a test"
    page_text = response.content.decode()
    assert "Save mine" in page_text and "Discard mine" in page_text

    assert save(editor, clause, form).status_code == 302
    stored = Clause.objects.get()
    assert (stored.heading, stored.note) == ("My heading", "My note")


def test_conflict_writes_no_revision(editor: Client, second_editor: Client) -> None:
    clause = full_clause()
    mine = opened(editor, clause)
    save(second_editor, clause, opened(second_editor, clause), heading="Theirs")
    save(editor, clause, mine, heading="Mine")
    assert Clause.history.count() == 2


def test_revision_of_a_through_row_is_a_conflict_too(
    editor: Client, second_editor: Client
) -> None:
    clause = full_clause()
    mine = opened(editor, clause)
    theirs = opened(second_editor, clause)
    ukraine = make_actor("ukraine")
    theirs["positions-0-proponents"] = [ukraine.pk]
    save(second_editor, clause, theirs)
    response = save(editor, clause, mine, heading="Mine")
    fields = [one.field for one in response.context["conflict"].differences]
    assert fields == ["heading", "positions"]


def test_rows_that_others_added_or_deleted_survive_the_conflict(
    editor: Client, second_editor: Client
) -> None:
    clause = full_clause()
    mine = opened(editor, clause)
    option = make_issue("amnesty").options.first()
    source = make_source()
    theirs = {**opened(second_editor, clause), "citations-0-DELETE": "on"}
    add_row(theirs, "positions", option=option.pk)
    assert save(second_editor, clause, theirs).status_code == 302
    add_row(mine, "citations", source=source.pk)

    response = save(editor, clause, mine)
    form = filled(response)
    assert form["positions-INITIAL_FORMS"] == form["positions-TOTAL_FORMS"] == "2"
    assert form["citations-INITIAL_FORMS"] == "0"
    assert form["citations-TOTAL_FORMS"] == "2"
    assert save(editor, clause, form).status_code == 302
    assert clause.positions.count() == 2
    assert clause.citations.count() == 2


def test_conflicting_version_with_errors_names_them_first(
    editor: Client, second_editor: Client
) -> None:
    clause = full_clause()
    mine = opened(editor, clause)
    save(second_editor, clause, opened(second_editor, clause), heading="Theirs")
    response = save(editor, clause, mine, heading="")
    assert response.context["conflict"].differences is None
    assert "This field is required." in response.content.decode()


def test_form_without_a_stamp_is_taken_for_an_old_one(editor: Client) -> None:
    clause = make_clause()
    data = opened(editor, clause)
    del data["stamp"]
    assert save(editor, clause, data, heading="Mine").status_code == 200
    assert Clause.objects.get().heading == "Heading 1"


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_a_conflict() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory has one connection; its writers take turns.")
    users = get_user_model().objects
    clients = [signed_in(users.create_superuser(name)) for name in ("one", "two")]
    clause = make_clause()
    forms = [opened(client, clause) for client in clients]
    start, statuses = Barrier(2), []

    def send(client: Client, data: dict, heading: str) -> None:  # type: ignore[type-arg]
        start.wait()
        statuses.append(save(client, clause, data, heading=heading).status_code)
        connections.close_all()

    threads = [
        Thread(target=send, args=(client, data, f"Heading of {number}"))
        for number, (client, data) in enumerate(zip(clients, forms, strict=True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 302]
    assert Clause.history.filter(history_type="~").count() == 1
