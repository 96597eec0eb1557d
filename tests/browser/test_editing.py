"""What editors change, and what readers then see of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import Person, Visitor, assert_accessible

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.usefixtures("restored"),
]

Arrive = Callable[..., Visitor]
CLAUSE = "/drafts/us-28/clauses/6/"
WAS = "The armed forces of Ukraine may number no more than 600,000 personnel."
CORRECTED = "The armed forces of Ukraine may number no more than 650,000 personnel."
AGAIN = "The armed forces of Ukraine may number no more than 700,000 personnel."


def edit(visitor: Visitor) -> Page:
    """Go from the clause's page to its form."""
    page = visitor.open(CLAUSE)
    page.get_by_role("link", name="Edit this clause").click()
    return page


def save(page: Page, button: str = "Save") -> None:
    page.get_by_role("button", name=button, exact=True).click()


def correct(visitor: Visitor, text: str, reason: str) -> None:
    page = edit(visitor)
    page.get_by_label("Text:", exact=True).fill(text)
    page.get_by_label("Why this change").fill(reason)
    save(page)
    expect(page.locator(".messagelist .success")).to_contain_text("changed")


def test_correction_is_public_with_its_reason(visitor: Visitor) -> None:
    visitor.sign_in(Person.EDITOR)
    page = edit(visitor)
    page.get_by_label("Text:", exact=True).fill(CORRECTED)
    save(page)
    expect(page.locator(".errorlist").first).to_be_visible()
    page.get_by_label("Why this change").fill("the agency corrected its report")
    save(page)
    expect(page.locator(".messagelist .success")).to_contain_text("changed")

    visitor.open(CLAUSE)
    expect(page.locator(".clause-lead")).to_have_text(CORRECTED)
    page.get_by_role("link", name="Show the revisions").click()
    newest = page.locator(".history > li").first
    expect(newest).to_contain_text("by editor: the agency corrected its report")
    expect(newest.locator("del")).to_contain_text("600,000")
    expect(newest.locator("ins")).to_contain_text("650,000")

    visitor.open("/changes/")
    expect(page.get_by_role("main")).to_contain_text("the agency corrected its report")


def test_old_text_stays_at_its_moment(visitor: Visitor) -> None:
    visitor.sign_in(Person.EDITOR)
    correct(visitor, CORRECTED, "a correction")
    page = visitor.open(f"{CLAUSE}history/")
    page.get_by_role("link", name="Page as it was").last.click()

    expect(page.locator(".clause-lead")).to_have_text(WAS)
    expect(page.locator(".notice").first).to_contain_text(
        "You see the records as they stood on"
    )
    expect(page.get_by_role("link", name="Edit this clause")).to_have_count(0)
    page.get_by_role("link", name="Show them as they are now").click()
    expect(page.locator(".clause-lead")).to_have_text(CORRECTED)


def test_any_two_revisions_are_compared(visitor: Visitor) -> None:
    visitor.sign_in(Person.EDITOR)
    correct(visitor, CORRECTED, "first")
    correct(visitor, AGAIN, "second")
    page = visitor.open(f"{CLAUSE}history/")
    expect(page.locator(".history > li")).to_have_count(3)
    page.get_by_label("Older:").last.check()
    page.get_by_label("Newer:").first.check()
    page.get_by_role("button", name="Compare the two chosen").click()

    compared = page.locator(".compared")
    expect(compared.locator("del", has_text="600,000")).to_be_visible()
    expect(compared.locator("ins", has_text="700,000")).to_be_visible()
    expect(compared).not_to_contain_text("650,000")
    assert_accessible(page)


def test_reviewer_reads_and_cannot_write(visitor: Visitor, arrive: Arrive) -> None:
    editor = arrive()
    editor.sign_in(Person.EDITOR)
    form = edit(editor).url

    visitor.sign_in(Person.REVIEWER)
    page = visitor.open(CLAUSE)
    expect(page.get_by_role("link", name="Edit this clause")).to_have_count(0)
    visitor.open(form.removeprefix(visitor.origin))
    expect(page.locator(".field-text")).to_contain_text(WAS)
    expect(page.get_by_label("Text:", exact=True)).to_have_count(0)
    expect(page.locator(".submit-row input[type=submit]")).to_have_count(0)


def test_two_editors_lose_nothing(visitor: Visitor, arrive: Arrive) -> None:
    second = arrive()
    visitor.sign_in(Person.EDITOR)
    second.sign_in(Person.SECOND_EDITOR)
    page, other = edit(visitor), edit(second)
    other.get_by_label("Text:", exact=True).fill(CORRECTED)
    other.get_by_label("Why this change").fill("their correction")
    save(other)

    page.get_by_label("Heading:", exact=True).fill("Size of the army")
    page.get_by_label("Why this change").fill("my heading")
    save(page)
    conflict = page.locator("section.conflict")
    expect(conflict).to_contain_text("second-editor")
    expect(conflict).to_contain_text("their correction")
    expect(conflict.get_by_role("row").filter(has_text="Text")).to_contain_text(
        "650,000"
    )
    mine = conflict.get_by_role("row").filter(has_text="Heading")
    expect(mine.locator("del")).to_contain_text("armed forces")
    expect(mine.locator("ins")).to_contain_text("army")

    page.get_by_label("Text:", exact=True).fill(CORRECTED)
    save(page, "Save mine")
    visitor.open(CLAUSE)
    expect(page.locator("h1")).to_have_text("6 Size of the army")
    expect(page.locator(".clause-lead")).to_have_text(CORRECTED)
    visitor.open(f"{CLAUSE}history/")
    expect(page.locator(".history > li")).to_have_count(3)
