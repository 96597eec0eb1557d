"""One save: one reason on every row it touches, and no revision of what it did not."""

import pytest
from django.test import Client

from plans.models import Clause, ClausePosition, PositionProponent, RedLine
from tests.admin.pages import add_row, errors, opened, page, save
from tests.factories import (
    cite,
    make_actor,
    make_clause,
    make_draft,
    make_issue,
    make_party,
    make_position,
    make_red_line,
    make_source,
    make_stance,
)


def reasons(model: type) -> list[tuple[str, str | None]]:
    """Type and reason of every revision of a model's rows, oldest first."""
    rows = model.history.order_by("history_id")
    return list(rows.values_list("history_type", "history_change_reason"))


def full_clause() -> Clause:
    clause = make_clause()
    actor = make_actor("russia")
    option = make_issue("force-cap", ("cap-600k", "cap-800k")).options.first()
    make_position(clause, option, actor)
    make_party(clause, actor)
    cite(clause, make_source(), "point 6")
    return clause


def test_unchanged_form_writes_no_revision_and_says_so(editor: Client) -> None:
    clause = full_clause()
    response = editor.post(page("change", clause), opened(editor, clause), follow=True)
    messages = [str(message) for message in response.context["messages"]]
    assert messages == ["Nothing was changed, so nothing was saved."]
    for model in (Clause, ClausePosition, PositionProponent):
        assert len(reasons(model)) == 1


def test_change_needs_a_reason(editor: Client) -> None:
    clause = full_clause()
    data = {**opened(editor, clause), "heading": "Another"}
    response = editor.post(page("change", clause), data)
    assert errors(response) == [
        "Say why: a source that corrects it, a slip, a new report."
    ]
    assert Clause.objects.get().heading == "Heading 1"


def test_change_of_a_row_needs_a_reason_too(editor: Client) -> None:
    clause = full_clause()
    data = {**opened(editor, clause), "citations-0-locator": "point 7"}
    response = editor.post(page("change", clause), data)
    assert len(errors(response)) == 1
    assert clause.citations.get().locator == "point 6"


def test_reason_and_moment_stand_on_every_row_touched(editor: Client) -> None:
    clause = full_clause()
    ukraine, other = make_actor("ukraine"), make_source()
    second = make_issue("amnesty").options.first()
    data = opened(editor, clause)
    data["obligors"] = [ukraine.pk]
    add_row(data, "citations", source=other.pk, locator="page 2")
    add_row(data, "positions", option=second.pk, proponents=[ukraine.pk])
    response = save(editor, clause, data, heading="Cap", change_reason="new report")
    assert response.status_code == 302, errors(response)

    written = [
        row
        for model in (
            Clause,
            ClausePosition,
            PositionProponent,
            type(clause.parties.get()),
            type(clause.citations.first()),
        )
        for row in model.history.filter(history_change_reason="new report")
    ]
    kinds = sorted((row.instance_type.__name__, row.history_type) for row in written)
    assert kinds == [
        ("Clause", "~"),
        ("ClauseParty", "+"),
        ("ClauseParty", "-"),
        ("ClausePosition", "+"),
        ("ClauseSource", "+"),
        ("PositionProponent", "+"),
    ]
    assert len({row.history_date for row in written}) == 1
    assert {row.history_user.username for row in written} == {"editor"}


def test_proponents_change_without_a_revision_of_position_or_clause(
    editor: Client,
) -> None:
    clause = full_clause()
    ukraine = make_actor("ukraine")
    data = opened(editor, clause)
    kept = data["positions-0-proponents"]
    save(editor, clause, data, **{"positions-0-proponents": [*kept, ukraine.pk]})
    assert len(reasons(Clause)) == len(reasons(ClausePosition)) == 1
    assert reasons(PositionProponent) == [("+", None), ("+", "a test")]
    slugs = [row.actor.slug for row in clause.positions.get().proponents.all()]
    assert slugs == ["russia", "ukraine"]


def test_deleting_a_position_gives_its_proponents_the_reason(editor: Client) -> None:
    clause = full_clause()
    data = {**opened(editor, clause), "positions-0-DELETE": "on"}
    assert save(editor, clause, data).status_code == 302
    assert reasons(ClausePosition)[-1] == ("-", "a test")
    assert reasons(PositionProponent)[-1] == ("-", "a test")


def test_new_clause_takes_the_last_place_and_needs_no_reason(editor: Client) -> None:
    draft = make_draft(clauses=2)
    data = {
        "draft": draft.pk,
        "number": "3",
        "heading": "Third",
        "text": "Text.",
        "text_basis": "reconstructed",
        "status": "open",
    }
    for prefix in ("positions", "citations"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    response = editor.post(page("add", Clause), data)
    assert response.status_code == 302, errors(response)
    assert draft.clauses.get(number="3").order == 30


def test_alternative_needs_its_proponents(editor: Client) -> None:
    clause = full_clause()
    data = {**opened(editor, clause), "positions-0-proponents": []}
    response = save(editor, clause, data, **{"positions-0-alternative": "A"})
    assert errors(response) == ["Say who put this alternative forward."]


def test_clause_that_is_not_public_takes_no_position(editor: Client) -> None:
    clause = full_clause()
    response = save(editor, clause, opened(editor, clause), text_basis="not-public")
    assert errors(response) == ["A clause whose text is not public takes no position."]


def test_parent_must_be_in_the_same_draft(editor: Client) -> None:
    clause, stranger = make_clause(), make_clause()
    response = save(editor, clause, opened(editor, clause), parent=stranger.pk)
    assert errors(response) == ["The parent must be in the same draft."]


def test_stance_takes_the_issue_of_its_red_line(editor: Client) -> None:
    issue, required = make_issue(), make_issue()
    line = make_red_line(issue=issue)
    data = opened(editor, line)
    option = issue.options.first()
    add_row(
        data,
        "stances",
        option=option.pk,
        stance="conditional",
        requirements=[row.pk for row in required.options.all()],
    )
    response = save(editor, line, data)
    assert response.status_code == 302, errors(response)
    stance = line.stances.get()
    assert stance.issue == issue
    assert stance.requirements.count() == 2


def test_option_of_another_issue_is_an_error_of_its_row(editor: Client) -> None:
    line, other = make_red_line(issue=make_issue("cap")), make_issue("amnesty")
    data = opened(editor, line)
    add_row(data, "stances", option=other.options.first().pk, stance="acceptable")
    response = save(editor, line, data)
    assert errors(response) == [
        "“Yes” belongs to another issue (Amnesty). Choose an option of Cap."
    ]


def test_red_line_cannot_change_issue_under_its_stances(editor: Client) -> None:
    line = make_red_line(issue=make_issue("cap"))
    make_stance(line, line.issue.options.first())
    response = save(editor, line, opened(editor, line), issue=make_issue("amnesty").pk)
    assert errors(response) == [
        "“Yes” belongs to another issue (Cap). Choose an option of Amnesty."
    ]
    assert RedLine.objects.get().issue.slug == "cap"


def test_requirements_belong_to_conditional_stances(editor: Client) -> None:
    line = make_red_line(issue=make_issue("cap"))
    make_stance(line, line.issue.options.first())
    other = make_issue().options.first()
    data = {**opened(editor, line), "stances-0-requirements": [other.pk]}
    response = save(editor, line, data)
    assert errors(response) == ["Only a conditional stance requires something else."]


def test_assessment_needs_a_source(editor: Client) -> None:
    from plans.models import Assessment

    clause, line = make_clause(), make_red_line()
    data = {
        "clause": clause.pk,
        "red_line": line.pk,
        "verdict": "meets",
        "reason": "The text leaves it open.",
        "citations-TOTAL_FORMS": "1",
        "citations-INITIAL_FORMS": "0",
        "citations-0-source": "",
    }
    response = editor.post(page("add", Assessment), data)
    assert not Assessment.objects.exists()
    data["citations-0-source"] = make_source().pk
    response = editor.post(page("add", Assessment), data)
    assert response.status_code == 302, errors(response)
    assert Assessment.objects.get().citations.count() == 1


def test_link_ends_are_clauses_of_its_drafts(editor: Client) -> None:
    from plans.models import ClauseLink

    older, newer = make_clause(), make_clause()
    data = {
        "older_draft": older.draft.pk,
        "newer_draft": newer.draft.pk,
        "older_clauses": [newer.pk],
        "newer_clauses": [newer.pk],
        "change": "kept",
        "order": "0",
        "citations-TOTAL_FORMS": "0",
        "citations-INITIAL_FORMS": "0",
    }
    response = editor.post(page("add", ClauseLink), data)
    assert "Not in the older draft" in errors(response)[0]
    response = editor.post(page("add", ClauseLink), {**data, "older_clauses": older.pk})
    assert response.status_code == 302, errors(response)
    sides = ClauseLink.objects.get().ends.values_list("side", "clause")
    assert set(sides) == {("older", older.pk), ("newer", newer.pk)}


@pytest.mark.parametrize(
    ("action", "numbers"), [("move_up", "132"), ("move_down", "213")]
)
def test_clauses_move_within_their_draft(
    editor: Client, action: str, numbers: str
) -> None:
    draft = make_draft(clauses=3)
    chosen = draft.clauses.get(number="3" if action == "move_up" else "1")
    data = {"action": action, "_selected_action": [chosen.pk]}
    editor.post(page("changelist", Clause), data)
    moved = draft.clauses.order_by("order")
    assert "".join(clause.number for clause in moved) == numbers
    assert [clause.order for clause in moved] == [10, 20, 30]
    reason = f"Moved clauses {action.removeprefix('move_')}"
    assert Clause.history.filter(history_change_reason=reason).count() == 2


def test_delete_asks_why_and_keeps_the_history(editor: Client) -> None:
    clause = full_clause()
    response = editor.get(page("delete", clause))
    assert 'name="change_reason"' in response.content.decode()
    editor.post(page("delete", clause), {"post": "yes", "change_reason": "twice"})
    assert reasons(Clause)[-1] == reasons(PositionProponent)[-1] == ("-", "twice")


def test_delete_names_what_protects_a_record(editor: Client) -> None:
    line = make_red_line()
    response = editor.get(page("delete", line.actor))
    page_text = response.content.decode()
    assert "would require deleting the following protected related objects" in page_text
    assert line.title in page_text
