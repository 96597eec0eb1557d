"""Every public page with the shipped dataset: what holds for all of them."""

from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import PAGES
from tests.browser.visitor import (
    COLOUR_RULES,
    View,
    Visitor,
    assert_accessible,
    assert_fits,
)

pytestmark = [pytest.mark.browser, pytest.mark.look, pytest.mark.django_db]
every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
WIDTHS = [View(1400, 1000), View(390, 844)]
WITHOUT_SCRIPT = View(1400, 1000, javascript=False)

# Links inside pictures too, which know no `hash`.
DEAD_FRAGMENTS = """links => links.map(link => link.getAttribute("href").split("#")[1])
  .filter(id => id && !document.getElementById(decodeURIComponent(id)))"""


@every_page
@pytest.mark.parametrize("visitor", WIDTHS, indirect=True, ids=str)
def test_page_is_accessible_and_fits(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)

    assert page.locator("h1").count() == 1
    expect(page.locator("h1")).not_to_be_empty()
    assert_fits(page)
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, COLOUR_RULES)


@pytest.mark.parametrize("visitor", [WITHOUT_SCRIPT], indirect=True, ids=str)
def test_page_names_and_describes_itself(visitor: Visitor) -> None:
    titles: Counter[str] = Counter()
    descriptions: Counter[str] = Counter()
    for path in PAGES.values():
        page = visitor.open(path)
        titles[page.title()] += 1
        descriptions[description(page)] += 1

    assert shared(titles) == []
    assert shared(descriptions) == []


def description(page: Page) -> str:
    words = page.locator("meta[name=description]").get_attribute("content")
    assert words and len(words) > 30, f"{page.url}: {words!r} describes nothing"
    return words


def shared(names: Counter[str]) -> list[str]:
    return [name for name, count in names.items() if count > 1 or not name.strip()]


@every_page
@pytest.mark.parametrize("visitor", [WITHOUT_SCRIPT], indirect=True, ids=str)
def test_page_works_without_script(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)

    assert_fits(page)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".js-only").filter(visible=True)).to_have_count(0)
    dead = page.locator(f"a[href^='#'], a[href^='{path}#']")
    assert dead.evaluate_all(DEAD_FRAGMENTS) == []
    if path == PAGES["compare"]:
        return  # its form leads to another page
    heading = page.locator("h1").inner_text()
    for button in page.locator("main form").get_by_role("button").all()[:1]:
        button.click()
        expect(page.locator("h1")).to_have_text(heading)
