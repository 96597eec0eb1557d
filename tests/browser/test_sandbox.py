"""Choosing options: with the keyboard, back again, on a phone and without a script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import AS_OF
from tests.browser.visitor import View, Visitor, assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
URL = f"/settlement/sandbox/?{AS_OF}"
DONBAS = "#issue-donbas-line"


def test_choosing_keeps_focus_and_the_address_and_can_be_undone(
    visitor: Visitor,
) -> None:
    page = visitor.open(URL)
    expect(page.locator(".sandbox-answer")).to_have_text("Nothing is chosen yet.")
    page.locator(f"{DONBAS} summary").click()
    ceded = page.locator(f"{DONBAS} input[value=ceded]")

    ceded.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(rf"\?{AS_OF}&on\.donbas-line=ceded$"))
    expect(page.locator("#now-donbas-line")).to_contain_text("crosses Ukraine")
    expect(page.locator("#live")).to_contain_text("“Handed to Russia”. 1 line is")
    expect(page.locator(".sandbox-details")).to_contain_text("newly crossed")
    expect(ceded).to_be_focused()
    assert_accessible(page)

    # What is asked next is asked of the choices that stand now.
    page.get_by_label("Strength").select_option("absolute")
    page.wait_for_url(re.compile("strength=absolute.*on.donbas-line=ceded"))
    page.go_back()
    page.go_back()
    expect(page.locator(".sandbox-answer")).to_have_text("Nothing is chosen yet.")
    assert page.locator(f"{DONBAS} input:checked").get_attribute("value") == ""


@pytest.mark.parametrize("visitor", [View(390, 844)], indirect=True)
def test_answer_stays_in_sight_on_a_phone(visitor: Visitor) -> None:
    page = visitor.open(URL)
    issue = page.locator(DONBAS)
    issue.locator("summary").click()
    issue.locator("input[value=ceded]").check()

    expect(page.locator(".sandbox-answer")).to_contain_text("Crosses 1 of")
    expect(page.locator(".sandbox-summary")).to_be_in_viewport(ratio=1)
    assert_fits(page)


@pytest.mark.parametrize("visitor", [View(1400, 1000, javascript=False)], indirect=True)
def test_choices_are_shown_without_a_script(visitor: Visitor) -> None:
    page = visitor.open(f"/settlement/sandbox/?from=us-28&{AS_OF}")
    expect(page.get_by_role("main")).to_contain_text("Left open by US 28 points")
    page.get_by_role("link", name="Set all undecided").click()
    issue = page.locator(DONBAS)
    issue.locator("summary").click()
    issue.locator("input[value=ceded]").check()
    page.get_by_role("button", name="Show").click()

    expect(page).to_have_url(re.compile(r"draft=us-28&on\.donbas-line=ceded$"))
    expect(page.locator(".sandbox-answer")).to_contain_text("Crosses 1 of")
