"""Pages that stand whatever the dataset holds: signing in, and what is not there."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import (
    VIEWS,
    Person,
    Visitor,
    assert_accessible,
    assert_fits,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
every_view = pytest.mark.parametrize("visitor", VIEWS, indirect=True, ids=str)


@every_view
def test_missing_page_says_so(visitor: Visitor) -> None:
    page = visitor.open("/no-such-page/", status=404)

    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    assert_accessible(page)
    assert_fits(page)


@every_view
def test_sign_in_page_is_accessible(visitor: Visitor) -> None:
    page = visitor.open("/admin/login/")

    expect(page.get_by_label("Username")).to_be_focused()
    assert_accessible(page)
    assert_fits(page)


def test_administrator_signs_in_and_out(visitor: Visitor) -> None:
    visitor.sign_in(Person.ADMINISTRATOR)
    expect(visitor.page.locator("#user-tools")).to_contain_text(Person.ADMINISTRATOR)

    visitor.page.get_by_role("button", name="Log out").click()

    expect(visitor.page.locator("#content")).to_contain_text("Logged out")


def test_wrong_password_is_refused(visitor: Visitor) -> None:
    page = visitor.open("/admin/login/")
    page.get_by_label("Username").fill(Person.ADMINISTRATOR)
    page.get_by_label("Password").fill("not-this-one")
    page.get_by_role("button", name="Log in").click()

    expect(page.locator(".errornote")).to_contain_text("Please enter the correct")
    assert_accessible(page)
