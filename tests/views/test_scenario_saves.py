"""Saving the choices of the sandbox, and changes that two people make at once."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from plans import scenario_edits
from plans.models import Option, Scenario, ScenarioChoice
from plans.models.recording import recording
from plans.revisions import latest_revision_stamp, revisions_of
from tests.factories import make_draft, make_issue, make_scenario
from tests.views.proposing import signed_in

pytestmark = pytest.mark.django_db

SAVE = "/settlement/sandbox/save/"
CHOICES = "on.army=yes&on.amnesty=no"
NEW = {"name": "The Shore", "note": "A try.\r\nAnother line.", "reason": "to see"}


@pytest.fixture(autouse=True)
def frame() -> None:
    make_issue("army")
    make_issue("amnesty")


@pytest.fixture
def shore() -> Scenario:
    return make_scenario("shore", option("army", "yes"), name="The shore", note="Old.")


@pytest.fixture
def second() -> Client:
    user = get_user_model().objects.create_user("second", password="x")
    user.groups.add(Group.objects.get(name="Editor"))
    client = Client()
    client.force_login(user)
    return client


def option(issue: str, slug: str) -> Option:
    return Option.objects.get(issue__slug=issue, slug=slug)


def taken() -> dict[str, str]:
    rows = ScenarioChoice.objects.order_by("pk")
    return dict(rows.values_list("issue__slug", "option__slug"))


def changes(scenario: Scenario, choices: str = CHOICES) -> str:
    stamp = latest_revision_stamp(scenario)
    return f"{SAVE}?{choices}&scenario={scenario.slug}&stamp={stamp}"


def filled(response, **values: str) -> dict[str, str]:
    """The form of a page as a browser sends it back."""
    form = response.context["form"]
    return {field.html_name: field.value() or "" for field in form} | values


# --- A new one


def test_choices_are_saved_whole_and_with_a_reason(editor: Client):
    response = editor.post(f"{SAVE}?{CHOICES}", NEW)

    assertRedirects(response, "/scenarios/the-shore/", fetch_redirect_response=False)
    scenario = Scenario.objects.get()
    assert (scenario.name, scenario.note) == ("The Shore", "A try.\nAnother line.")
    assert taken() == {"army": "yes", "amnesty": "no"}
    saved = {
        (row.history_change_reason, str(row.history_user), row.history_date)
        for model in (Scenario, ScenarioChoice)
        for row in model.history.all()
    }
    ((reason, user, _),) = saved  # one save: one reason, one user, one moment
    assert (reason, user) == ("to see", "editor")
    assertContains(editor.get("/scenarios/the-shore/"), "<p>Saved.</p>")


def test_page_shows_what_will_be_saved(editor: Client):
    response = editor.get(f"{SAVE}?{CHOICES}&on.nothing=yes&on.army=never&on.army=yes")

    chosen = response.context["chosen"]
    assert chosen["changed"] == [("Army", "Yes", ""), ("Amnesty", "No", "")]
    assert chosen["count"] == 2
    assertContains(response, "There is no issue “nothing”: it was left out.")
    assert response.context["back_url"] == f"/settlement/sandbox/?{CHOICES}"


def test_taken_name_is_refused_and_what_was_typed_stays(editor: Client):
    make_scenario("the-shore", name="The shore!")

    response = editor.post(f"{SAVE}?{CHOICES}", NEW)

    assertContains(response, "Another scenario, “The shore!”, has the address")
    assert filled(response)["note"] == "A try.\r\nAnother line."
    assert filled(response)["reason"] == "to see"
    assert response.context["chosen"]["count"] == 2
    assert not ScenarioChoice.objects.exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "This field is required."),
        ("Берег", "write it with Latin letters or digits"),
        ("x" * 121, "Ensure this value has at most 120 characters"),
    ],
)
def test_name_that_makes_no_address_is_refused(editor: Client, name: str, said: str):
    response = editor.post(f"{SAVE}?{CHOICES}", NEW | {"name": name})

    assertContains(response, said)
    assert not Scenario.objects.exists()


@pytest.mark.parametrize("name", ["a" * 79 + " b", "Two__ under", "-Çà-"])
def test_address_fits_what_the_record_allows(editor: Client, name: str):
    assert editor.post(f"{SAVE}?{CHOICES}", NEW | {"name": name}).status_code == 302

    Scenario.objects.get().full_clean()


def test_without_choices_there_is_nothing_to_save(editor: Client):
    for response in (editor.get(SAVE), editor.post(SAVE, NEW)):
        assertContains(response, "there is nothing to save")
    assert not Scenario.objects.exists()


def test_option_that_is_gone_is_refused_and_nothing_is_written():
    content = scenario_edits.Content("X", "", {"army": "yes", "amnesty": "gone"})

    with pytest.raises(scenario_edits.Refused):
        scenario_edits.create("x", content, "")

    assert not Scenario.history.exists()


# --- Who may


def test_visitor_signs_in_and_comes_back_with_the_choices(client: Client):
    for response in (
        client.get(f"{SAVE}?{CHOICES}"),
        client.post(f"{SAVE}?{CHOICES}", NEW),
    ):
        assert response.status_code == 302
        assert response["Location"] == (
            "/admin/login/?next=/settlement/sandbox/save/"
            "%3Fon.army%3Dyes%26on.amnesty%3Dno"
        )
    assert not Scenario.objects.exists()


@pytest.mark.parametrize("group", ["Reader", "Reviewer"])
def test_those_without_the_right_cannot_save(group: str, shore: Scenario):
    visitor = signed_in(group)

    for path in (f"{SAVE}?{CHOICES}", changes(shore)):
        assert visitor.get(path).status_code == 403
        assert visitor.post(path, NEW).status_code == 403
    assert taken() == {"army": "yes"}


def test_sandbox_offers_what_the_reader_may_do(client: Client, shore: Scenario):
    make_draft("late", short_title="Late")
    path = f"/settlement/sandbox/?{CHOICES}"
    stamp = latest_revision_stamp(shore)
    origin = f"&scenario=shore&stamp={stamp}"
    editor, reviewer = signed_in("Editor"), signed_in("Reviewer")

    visitor = client.get(path).content.decode()
    assert re.search(r'href="/admin/login/\?next=([^"]*)"', visitor)[1] == (  # type: ignore[index]
        "%2Fsettlement%2Fsandbox%2F%3Fon.army%3Dyes%26on.amnesty%3Dno"
    )
    assertNotContains(reviewer.get(path), "scenario</a>")
    assertNotContains(reviewer.get(path), "Sign in to save")
    assertContains(editor.get(path), f'href="{SAVE}?on.army=yes&amp;on.amnesty=no"')
    assertContains(editor.get(path), "Save as a scenario")
    opened = editor.get(path + origin)
    assertContains(opened, "Save changes to “The shore”")
    assertContains(opened, f"&amp;scenario=shore&amp;stamp={stamp}")
    assertContains(opened, 'href="/synopsis/?draft=late&amp;draft=scenario:shore"')
    assertNotContains(reviewer.get(path + origin), "Save changes")
    assertNotContains(editor.get("/settlement/sandbox/"), "Save as a scenario")


# --- Changes to one that is recorded


def test_changes_are_saved_row_by_row(editor: Client, shore: Scenario):
    choice = shore.choices.get()
    path = changes(shore)
    page = editor.get(path)
    assert page.context["chosen"] == {
        "count": 2,
        "changed": [("Amnesty", "No", "")],
        "kept": 1,
    }

    response = editor.post(path, filled(page, name="The coast", reason="more"))

    assertRedirects(response, "/scenarios/shore/", fetch_redirect_response=False)
    assert Scenario.objects.get().name == "The coast"
    assert taken() == {"army": "yes", "amnesty": "no"}
    assert choice.history.count() == 1  # what stays is not saved again
    assert Scenario.history.latest().history_change_reason == "more"


def test_choice_is_altered_or_taken_back(editor: Client, shore: Scenario):
    path = changes(shore, "on.army=no")
    editor.post(path, filled(editor.get(path), reason="less"))
    assert taken() == {"army": "no"}
    assert Scenario.history.count() == 1

    path = changes(shore, "on.amnesty=yes")
    page = editor.get(path)
    assert page.context["chosen"]["changed"] == [
        ("Army", "", "No"),
        ("Amnesty", "Yes", ""),
    ]
    editor.post(path, filled(page, reason="another"))
    assert taken() == {"amnesty": "yes"}


def test_change_needs_a_reason(editor: Client, shore: Scenario):
    path = changes(shore)

    response = editor.post(path, filled(editor.get(path)))

    assert response.context["form"].errors == {"reason": ["This field is required."]}
    assert taken() == {"army": "yes"}


def test_nothing_changed_writes_nothing(editor: Client, shore: Scenario):
    path = changes(shore, "on.army=yes")

    response = editor.post(path, filled(editor.get(path), reason="x"), follow=True)

    assertContains(response, "Nothing was changed, so nothing was saved.")
    assert Scenario.history.count() + ScenarioChoice.history.count() == 2


def test_of_two_editors_the_later_is_told_and_decides(
    editor: Client, second: Client, shore: Scenario
):
    path = changes(shore)
    mine = filled(editor.get(path), name="Mine", note="My note.", reason="mine")
    theirs = changes(shore, "on.army=no")
    second.post(theirs, filled(second.get(theirs), name="Theirs", reason="theirs"))

    refused = editor.post(path, mine)

    assert taken() == {"army": "no"}
    assert Scenario.objects.get().name == "Theirs"
    assert [(each.user, each.reason) for each in refused.context["newer"]] == [
        ("second", "theirs")
    ]
    assertContains(refused, "Nothing has been saved.")
    assertContains(refused, "Save mine over theirs")
    assert filled(refused)["note"] == "My note."
    # Against theirs, not against what was opened.
    assert refused.context["chosen"]["changed"] == [
        ("Army", "Yes", "No"),
        ("Amnesty", "No", ""),
    ]

    assert editor.post(path, filled(refused)).status_code == 302
    assert taken() == {"army": "yes", "amnesty": "no"}
    assert Scenario.objects.get().name == "Mine"


def test_a_choice_that_another_changed_is_a_conflict_too(
    editor: Client, shore: Scenario
):
    path = changes(shore)
    mine = filled(editor.get(path), reason="mine")
    shore.choices.get().delete()

    assertContains(editor.post(path, mine), "Nothing has been saved.")
    assert taken() == {}


def test_old_link_tells_at_once_what_was_changed_since(editor: Client, shore: Scenario):
    for path in (changes(shore), f"{SAVE}?{CHOICES}&scenario=shore"):
        shore.note += " And more."
        shore.save()
        response = editor.get(path)
        assertContains(response, "after you opened it")
        assert filled(response)["stamp"] == latest_revision_stamp(shore)


def test_save_that_another_overtakes_between_check_and_write_is_refused(
    editor: Client, shore: Scenario, monkeypatch: pytest.MonkeyPatch
):
    path = changes(shore)
    mine = filled(editor.get(path), reason="mine")
    real = scenario_edits.change

    def overtaken(*args):
        monkeypatch.setattr(scenario_edits, "change", real)
        shore.choices.get().delete()
        return real(*args)

    monkeypatch.setattr(scenario_edits, "change", overtaken)
    response = editor.post(path, mine)

    assertContains(response, "Nothing has been saved.")
    assert taken() == {}


def test_scenario_deleted_meanwhile_is_recorded_again_if_meant(
    editor: Client, shore: Scenario
):
    path = changes(shore)
    with recording("not needed"):
        shore.delete()

    page = editor.get(path)

    assertContains(page, "The scenario “The shore” was deleted.")
    assert editor.post(path, filled(page)).status_code == 302
    assert Scenario.objects.get().slug == "shore"
    assert taken() == {"army": "yes", "amnesty": "no"}
    kinds = [each.kind for each in revisions_of(Scenario.objects.get())]
    assert kinds == ["created", "deleted", "created"]


def test_hostile_names_are_escaped(editor: Client, shore: Scenario):
    hostile = "<script>alert('x')</script>"
    Scenario.objects.update(name=hostile)
    Option.objects.update(label=hostile)

    for path in (changes(shore), f"/settlement/sandbox/{changes(shore)[len(SAVE) :]}"):
        response = editor.get(path)
        assertContains(response, "&lt;script&gt;")
        assertNotContains(response, hostile)
