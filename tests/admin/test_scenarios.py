"""Scenarios in the admin: who may, what is held to, what is kept."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from plans.models import Scenario, ScenarioChoice
from tests.admin.pages import add_row, errors, filled, opened, page, save
from tests.factories import make_issue, make_scenario


def army() -> tuple[Scenario, list]:
    options = list(make_issue("army").options.all())
    return make_scenario("shore", options[0]), options


def test_scenario_is_added_with_its_choices(editor: Client) -> None:
    yes = make_issue("army").options.first()
    data = filled(editor.get(page("add", Scenario)))
    data |= {"slug": "shore", "name": "The shore", "change_reason": "to see"}
    add_row(data, "choices", option=yes.pk)

    assert editor.post(page("add", Scenario), data).status_code == 302

    choice = ScenarioChoice.objects.get()
    assert (choice.scenario.slug, choice.issue.slug) == ("shore", "army")
    assert choice.history.get().history_change_reason == "to see"
    assert choice.history.get().history_user.username == "editor"


def test_choice_moves_to_the_issue_of_its_new_option(editor: Client) -> None:
    scenario, _ = army()
    other = make_issue("amnesty").options.first()
    data = opened(editor, scenario) | {"choices-0-option": other.pk}

    assert save(editor, scenario, data).status_code == 302

    assert scenario.choices.get().issue.slug == "amnesty"


def test_two_options_of_one_issue_are_refused(editor: Client) -> None:
    scenario, (_, no) = army()
    data = opened(editor, scenario)
    add_row(data, "choices", option=no.pk)

    assert errors(save(editor, scenario, data)) == [
        "Two options are chosen on one issue: Army: Yes and Army: No. Keep one of them."
    ]
    assert scenario.choices.count() == 1


def test_history_page_tells_the_choices(editor: Client) -> None:
    scenario, (_, no) = army()
    save(editor, scenario, opened(editor, scenario) | {"choices-0-option": no.pk})

    (newest, _) = editor.get(page("history", scenario)).context["entries"]

    (change,) = newest.revision.changes
    assert (change.field, change.older, change.newer) == (
        "choices",
        "Army: Yes",
        "Army: No",
    )


def test_deletion_takes_the_choices_along_for_one_reason(editor: Client) -> None:
    scenario, _ = army()
    data = {"post": "yes", "change_reason": "not needed"}

    assert editor.post(page("delete", scenario), data).status_code == 302

    assert not ScenarioChoice.objects.exists()
    gone = [
        model.history.latest().history_change_reason
        for model in (Scenario, ScenarioChoice)
    ]
    assert gone == ["not needed", "not needed"]


def test_reviewer_looks_and_does_not_change(reviewer: Client) -> None:
    scenario, _ = army()

    assert "Army: Yes" in reviewer.get(page("change", scenario)).content.decode()
    assert reviewer.get(page("add", Scenario)).status_code == 403
    assert reviewer.post(page("delete", scenario), {"post": "yes"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("group", "verbs"),
    [
        ("Reader", set()),
        ("Reviewer", {"view"}),
        ("Editor", {"view", "add", "change", "delete"}),
        ("Administrator", {"view", "add", "change", "delete"}),
    ],
)
def test_groups_may_what_their_names_promise(group: str, verbs: set[str]) -> None:
    held = Group.objects.get(name=group).permissions
    for model in ("scenario", "scenariochoice"):
        names = held.filter(content_type__model=model)
        assert set(names.values_list("codename", flat=True)) == {
            f"{verb}_{model}" for verb in verbs
        }
