"""What readers come for, from the first page to the answer."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import AS_OF
from tests.browser.visitor import View, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
on_a_phone = pytest.mark.parametrize("visitor", [View(390, 844)], indirect=True)
without_script = pytest.mark.parametrize(
    "visitor", [View(1400, 1000, javascript=False)], indirect=True
)
MATRIX = f"/drafts/us-28/matrix/?{AS_OF}"


def follow(page: Page, link: str) -> None:
    page.get_by_role("main").get_by_role("link", name=link, exact=True).first.click()


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_newcomer_finds_why_a_clause_crosses_a_line(visitor: Visitor) -> None:
    page = visitor.open("/")
    follow(page, "US 28 points")
    page.get_by_role("link", name="As of the day").click()
    expect(page).to_have_url(re.compile(rf"/drafts/us-28/\?{AS_OF}$"))

    follow(page, "Loss if Ukraine invades")
    expect(page.locator(".clause-lead")).to_contain_text("forfeits the guarantee")
    expect(page.get_by_role("main")).to_contain_text("That is no consent.")

    page.go_back()
    page.locator("#clause-6 h3 a").click()
    ukraine = page.locator("#verdict-ukraine")
    expect(ukraine.locator("h3 .chip")).to_have_text("✕crosses")
    expect(ukraine).to_contain_text("“A ceiling of 600,000”, which Ukraine has refused")
    expect(ukraine).to_contain_text("stated 2 June 2025")

    source = ukraine.locator(".sources a").first
    title = source.inner_text()
    source.click()
    assert heading(page) == title
    expect(page.locator("main a[rel~=external]").first).to_be_visible()
    follow(page, "Ukraine: No limits on the size of the armed forces")
    assert heading(page) == "No limits on the size of the armed forces"


def test_matrix_is_narrowed_and_read_with_the_keyboard(visitor: Visitor) -> None:
    page = visitor.open(MATRIX)
    for actor in ("Ukraine", "E3"):
        actors = page.locator("details.actors-field")
        if actors.get_attribute("open") is None:
            actors.locator("summary").click()
        actors.get_by_label(actor, exact=True).check()
        page.wait_for_url(re.compile(f"actors={actor.lower()}"))
    shown = page.get_by_role("list", name="Verdicts shown")
    shown.get_by_role("link", name="crossing only").click()
    page.wait_for_url(re.compile("verdict=crosses"))
    heads = page.locator("[data-grid] thead th")
    expect(heads).to_have_text(["Clause", "Ukraine", "E3"])
    for row in page.locator("[data-grid] tbody tr:not(.group)").all():
        expect(row.locator(".v-crosses").first).to_be_visible()

    ukraine = page.get_by_label("Clause 6, Ukraine: crosses", exact=False)
    e3 = page.get_by_label("Clause 6, E3: crosses", exact=False)
    ukraine.focus()
    page.keyboard.press("ArrowRight")
    expect(e3).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(ukraine).not_to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(ukraine).to_be_focused()

    page.keyboard.press("Enter")
    evidence = page.get_by_role("complementary", name="Evidence")
    expect(evidence.get_by_role("heading", level=2)).to_be_focused()
    expect(evidence).to_contain_text("Clause 6 and Ukraine")
    expect(evidence).to_contain_text("which Ukraine has refused")
    expect(page).to_have_url(re.compile(r"/us-28/matrix/6/ukraine/\?.*verdict=crosses"))
    cell = page.url

    page.keyboard.press("Escape")
    expect(ukraine).to_be_focused()
    expect(page.get_by_text("Clause 6 and Ukraine")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/us-28/matrix/\?.*verdict=crosses"))

    page.goto(cell)
    expect(evidence).to_contain_text("Clause 6 and Ukraine")
    expect(heads).to_have_text(["Clause", "Ukraine", "E3"])


@without_script
def test_cell_leads_to_its_evidence_without_script(visitor: Visitor) -> None:
    page = visitor.open(MATRIX)
    page.get_by_label("Clause 6, Ukraine: crosses", exact=False).click()

    evidence = page.get_by_role("complementary", name="Evidence")
    expect(evidence).to_contain_text("which Ukraine has refused")
    evidence.get_by_role("link", name="Close", exact=True).click()
    expect(page).to_have_url(re.compile(rf"/us-28/matrix/\?{AS_OF}$"))


def test_slash_leads_to_search_and_kinds_narrow_it(visitor: Visitor) -> None:
    page = visitor.open("/about/")
    page.keyboard.press("/")
    box = page.get_by_label("Search clauses and red lines")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type("neutrality")
    page.keyboard.press("Enter")

    results = page.locator("#results")
    expect(results.locator("mark").first).to_have_text(re.compile("neutral", re.I))
    kinds = results.get_by_role("navigation", name="Kinds of record")
    tab = kinds.get_by_role("link", name=re.compile(r"^Red lines \d+$"))
    count = int(tab.inner_text().split()[-1])
    tab.click()
    expect(page).to_have_url(re.compile("q=neutrality&kind=red-line"))
    found = page.locator("#results ol.results > li")
    expect(found).to_have_count(count)
    labels = found.locator(".facts > li:first-child").all_inner_texts()
    assert set(labels) <= {"red line", "demand", "preference"}, labels

    page.get_by_role("main").get_by_role("searchbox").fill("reparations loan")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=reparations(\+|%20)loan"))
    expect(page.locator("#results")).not_to_contain_text("neutrality")


def test_theme_that_was_chosen_stays(visitor: Visitor) -> None:
    page = visitor.open("/about/")
    switch = page.get_by_role("button", name="Theme")
    expect(switch).to_have_text("Theme: auto")
    light = background(page)
    switch.click()
    expect(switch).to_have_text("Theme: light")
    switch.click()
    expect(switch).to_have_text("Theme: dark")
    dark = background(page)
    assert dark != light

    visitor.open("/method/")
    expect(switch).to_have_text("Theme: dark")
    assert background(page) == dark


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


@on_a_phone
def test_phone_shows_one_actor_at_a_time(visitor: Visitor) -> None:
    page = visitor.open(MATRIX)
    heads = page.locator("[data-grid] thead th.cell").filter(visible=True)
    expect(heads).to_have_text(["Ukraine"])
    expect(page.get_by_label("Clause 6, Ukraine: crosses", exact=False)).to_be_visible()
    expect(page.get_by_label("Clause 6, E3: crosses", exact=False)).to_be_hidden()

    shown = page.get_by_role("navigation", name="Actor shown")
    shown.get_by_role("link", name="E3", exact=True).click()
    expect(heads).to_have_text(["E3"])
    expect(page.get_by_label("Clause 6, E3: crosses", exact=False)).to_be_visible()


@on_a_phone
def test_phone_has_a_menu(visitor: Visitor) -> None:
    page = visitor.open("/")
    actors = page.locator("#site-nav").get_by_role("link", name="Actors")
    expect(actors).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(actors).to_be_visible()
    page.keyboard.press("Escape")
    expect(actors).to_be_hidden()

    page.get_by_role("button", name="Menu").click()
    actors.click()
    assert heading(page) == "Actors"


def test_paper_shows_verdicts_in_words(visitor: Visitor) -> None:
    page = visitor.open(MATRIX)
    page.emulate_media(media="print")

    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.locator(".toolbar")).to_be_hidden()
    cell = page.locator("[data-grid] a[href*='/matrix/6/ukraine/'] .word")
    expect(cell).to_have_text("crosses")
    expect(cell).to_be_visible()
    expect(page.locator("#cite-text")).to_contain_text("20 November 2025")

    page.emulate_media(media="screen")
    visitor.open(f"/drafts/us-28/clauses/6/?{AS_OF}")
    page.emulate_media(media="print")
    expect(page.locator("#verdict-ukraine h3 .chip")).to_contain_text("crosses")
    expect(page.locator("#verdict-ukraine .line-evidence").first).to_be_visible()
