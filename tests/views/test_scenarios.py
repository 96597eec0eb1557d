"""Scenarios: the list, the page of one, its history and its end."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from plans.models import Issue, Option, Scenario, ScenarioChoice
from plans.models.recording import recording
from plans.revisions import latest_revision_stamp
from tests.factories import (
    make_actor,
    make_coupling,
    make_draft,
    make_issue,
    make_red_line,
    make_scenario,
    make_stance,
)
from tests.views.counting import queries
from tests.views.proposing import signed_in

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"


def make_story(number: int = 1) -> Scenario:
    """A scenario on two issues; one actor refuses the first option, accepts the other.

    A third issue is undecided.
    """
    army, amnesty = (
        make_issue(f"{name}-{number}", category=area)
        for name, area in (("army", "forces"), ("amnesty", "people"))
    )
    make_issue(f"left-{number}")
    holder = make_actor(f"holder-{number}")
    make_stance(make_red_line(holder, army), army.options.first())
    line = make_red_line(holder, amnesty, kind="demand")
    make_stance(line, amnesty.options.first(), "acceptable")
    return make_scenario(
        f"shore-{number}", army.options.first(), amnesty.options.first(), note="A try."
    )


def option(issue: str, slug: str) -> Option:
    return Option.objects.get(issue__slug=issue, slug=slug)


# --- The list


def test_list_tells_what_each_decides_and_crosses(client: Client):
    scenario = make_story()

    response = client.get("/scenarios/")

    ((row, count, saved, crossed),) = response.context["scenarios"]
    assert (row.slug, row.name, row.note) == ("shore-1", "A shore-1", "A try.")
    assert (count, crossed) == (2, (1, 1))
    assert (saved.user, saved.stamp) == ("", latest_revision_stamp(scenario))
    assertContains(response, "2 of 3 issues")


def test_list_counts_the_lines_of_the_day(client: Client):
    make_story()

    response = client.get("/scenarios/?as_of=2024-12-31")

    ((_, _, _, crossed),) = response.context["scenarios"]
    assert crossed == (0, 0)
    assert response.context["line_count"] == 0


def test_empty_list_leads_to_the_sandbox(client: Client):
    response = client.get("/scenarios/")

    assertContains(response, "No scenario is recorded yet.")
    assertContains(response, 'href="/settlement/sandbox/"')


def test_list_of_the_past_has_what_was_recorded_then(client: Client):
    make_story()
    before = timezone.now()
    choice = ScenarioChoice.objects.get(option__issue__slug="army-1")
    choice.delete()
    make_scenario("later")

    response = client.get("/scenarios/", {"revision_at": before.isoformat()})

    ((row, count, saved, crossed),) = response.context["scenarios"]
    assert (row.slug, count, crossed) == ("shore-1", 2, (1, 1))
    assert saved.at <= before


@pytest.mark.parametrize("path", ["/scenarios/", "/scenarios/shore-1/"])
def test_queries_do_not_grow(client: Client, path: str):
    make_story()
    few = queries(client, path)

    for number in (2, 3, 4):
        make_story(number)

    assert queries(client, path) == few <= 12


# --- The page of one


def test_page_tells_choices_by_area_and_what_they_come_to(client: Client):
    scenario = make_story()

    response = client.get("/scenarios/shore-1/")
    context = response.context

    assert [
        (title, [(each.issue.slug, each.chosen) for each in issues])
        for title, issues in context["areas"]
    ] == [
        ("Armed forces", [("army-1", "Yes")]),
        ("People and justice", [("amnesty-1", "Yes")]),
    ]
    assert [issue.slug for issue in context["undecided"]] == ["left-1"]
    made = context["made"]
    assert [each.sentence for each in made.crossed] == [
        "On Army 1, Holder-1 refuses “Yes”."
    ]
    (total,) = made.totals
    assert (total.tally.crossed, total.tally.met, total.tally.total) == (1, 1, 2)
    assert context["sandbox_url"] == (
        "/settlement/sandbox/?on.army-1=yes&on.amnesty-1=yes&scenario=shore-1"
        f"&stamp={latest_revision_stamp(scenario)}"
    )
    assertContains(response, "Crosses 1 of 2 lines, of 1 actor<")
    assertNotContains(response, "Delete this scenario")


def test_page_asks_the_question_of_its_address(client: Client):
    make_story()
    other = make_actor("other")
    army = Issue.objects.get(slug="army-1")
    make_stance(make_red_line(other, army), option("army-1", "yes"))

    response = client.get("/scenarios/shore-1/?actors=other&as_of=2025-11-20")

    assert [each.row.actor for each in response.context["made"].crossed] == ["other"]
    assert response.context["sandbox_url"].startswith(
        "/settlement/sandbox/?actors=other&as_of=2025-11-20&on.army-1=yes"
    )


def test_page_leads_to_the_comparison_with_a_draft(client: Client):
    make_story()
    make_draft("old", date="2025-01-01")
    make_draft("new", date="2025-02-01")

    response = client.get("/scenarios/shore-1/?as_of=2025-11-20")

    assert [each.slug for each in response.context["newest_first"]] == ["new", "old"]
    assertContains(
        response, '<input type="hidden" name="draft" value="scenario:shore-1">'
    )


def test_choices_that_contradict_each_other_are_told(client: Client):
    make_story()
    make_coupling(option("army-1", "yes"), option("amnesty-1", "no"))

    response = client.get("/scenarios/shore-1/")

    assertContains(response, "The choices contradict each other.")
    assertContains(response, "no red line is at fault")


def test_page_of_the_past_shows_the_choices_of_then(client: Client):
    make_story()
    before = timezone.now()
    choice = ScenarioChoice.objects.get(option__issue__slug="army-1")
    choice.option = option("army-1", "no")
    choice.save()

    response = client.get("/scenarios/shore-1/", {"revision_at": before.isoformat()})

    assert response.context["taken"] == {"army-1": "yes", "amnesty-1": "yes"}
    assert "stamp" not in response.context["sandbox_url"]
    assertContains(response, "You see the records as they stood on")
    assert client.get("/scenarios/shore-1/").context["taken"]["army-1"] == "no"


def test_scenario_without_choices_or_lines_says_so(client: Client):
    make_scenario("bare")

    response = client.get("/scenarios/bare/")

    assertContains(response, "No line that counts is in force")
    assertContains(response, "No option is chosen.")


def test_hostile_texts_are_escaped(client: Client):
    issue = make_issue("i", title=HOSTILE, question=HOSTILE)
    Option.objects.update(label=HOSTILE)
    scenario = make_scenario("s", issue.options.first(), name=HOSTILE, note=HOSTILE)
    actor = make_actor("mean", short_name=HOSTILE, name=HOSTILE)
    make_stance(make_red_line(actor, issue, title=HOSTILE), issue.options.first())

    for path in ("/scenarios/", "/scenarios/s/", "/scenarios/s/history/"):
        response = client.get(path)
        assertContains(response, "&lt;script&gt;")
        assertNotContains(response, HOSTILE)
    scenario.delete()
    assertNotContains(client.get("/scenarios/s/history/"), HOSTILE)


@pytest.mark.parametrize("path", ["", "history/"])
def test_unknown_scenario_is_not_found(client: Client, path: str):
    assert client.get(f"/scenarios/nonsense/{path}").status_code == 404


# --- History and deletion


def test_history_tells_who_changed_which_choice_and_why(client: Client):
    make_story()
    choice = ScenarioChoice.objects.get(option__issue__slug="army-1")
    choice.option = option("army-1", "no")
    with recording("a smaller army"):
        choice.save()

    entries = client.get("/scenarios/shore-1/history/").context["entries"]

    assert entries[0].revision.reason == "a smaller army"
    (change,) = entries[0].changes
    assert change.field == "choices"
    text = "".join(each.text for each in change.spans if each.kind != "removed")
    assert text == "Army 1: No\nAmnesty 1: Yes"


def deletion(scenario: Scenario, **changes: str) -> dict[str, str]:
    stamp = latest_revision_stamp(scenario)
    return {"stamp": stamp, "reason": "no longer needed", **changes}


def test_deletion_leads_to_the_way_back(editor: Client):
    scenario = make_story()
    assertContains(editor.get("/scenarios/shore-1/"), "Delete this scenario")

    response = editor.post("/scenarios/shore-1/delete/", deletion(scenario))

    assertRedirects(response, "/scenarios/shore-1/history/")
    assert not ScenarioChoice.objects.exists()
    last = Scenario.history.latest()
    assert (last.history_change_reason, str(last.history_user)) == (
        "no longer needed",
        "editor",
    )
    page = editor.get("/scenarios/shore-1/history/")
    assert page.context["gone_url"] == (
        "/settlement/sandbox/?on.army-1=yes&on.amnesty-1=yes"
    )
    assertRedirects(editor.get("/scenarios/shore-1/"), "/scenarios/shore-1/history/")

    again = editor.get(page.context["restore_url"])
    form = {name: again.context["form"][name].value() for name in ("name", "note")}
    editor.post(page.context["restore_url"], form | {"reason": "needed after all"})

    back = Scenario.objects.get()
    assert (back.pk, back.slug, back.note) == (scenario.pk, "shore-1", "A try.")


def test_reader_without_the_right_is_not_offered_to_save_again(client: Client):
    make_story().delete()

    page = client.get("/scenarios/shore-1/history/")

    assertContains(page, "open its last choices in the sandbox")
    assertNotContains(page, "save its last choices again")


def test_deletion_needs_a_reason(editor: Client):
    scenario = make_story()

    response = editor.post("/scenarios/shore-1/delete/", deletion(scenario, reason=" "))

    assertContains(response, "Say why. Nothing was deleted.")
    assert Scenario.objects.exists()


def test_scenario_that_changed_meanwhile_is_not_deleted(editor: Client):
    scenario = make_story()
    data = deletion(scenario)
    ScenarioChoice.objects.first().delete()

    response = editor.post("/scenarios/shore-1/delete/", data)

    assertContains(response, "Somebody changed this scenario after you opened it")
    assertContains(response, 'value="no longer needed"')
    assert Scenario.objects.exists()
    fresh = deletion(scenario, stamp=response.context["saved"].stamp)
    assert editor.post("/scenarios/shore-1/delete/", fresh).status_code == 302


@pytest.mark.parametrize("group", ["", "Reader", "Reviewer"])
def test_only_editors_delete(client: Client, group: str):
    scenario = make_story()
    visitor = signed_in(group) if group else client

    assertNotContains(visitor.get("/scenarios/shore-1/"), "Delete this scenario")
    response = visitor.post("/scenarios/shore-1/delete/", deletion(scenario))

    assert response.status_code == 403
    assert Scenario.objects.exists()


def test_deletion_is_a_post(editor: Client):
    make_story()

    assert editor.get("/scenarios/shore-1/delete/").status_code == 405


def test_changes_tell_what_became_of_a_scenario(client: Client):
    make_story()
    choice = ScenarioChoice.objects.get(option__issue__slug="army-1")
    choice.option = option("army-1", "no")
    with recording("a smaller army"):
        choice.save()

    saves = client.get("/changes/?kind=scenario").context["saves"]

    (touched,) = saves[0].records
    assert (saves[0].reason, touched.title, touched.url) == (
        "a smaller army",
        "A shore-1",
        "/scenarios/shore-1/",
    )
    assert touched.parts == ["Choices: 1 changed"]
