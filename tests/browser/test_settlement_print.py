"""The settlement pages on paper: what was asked, and what the answer rests on."""

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import AS_OF
from tests.browser.visitor import View, Visitor, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.look, pytest.mark.django_db]

# Between the margins of a sheet of A4.
PAPER = View(717, 1000)


@pytest.mark.parametrize("visitor", [PAPER], indirect=True)
def test_answer_prints_what_was_asked_and_the_evidence(visitor: Visitor) -> None:
    page = visitor.open(
        f"/settlement/?{AS_OF}&strength=firm&actors=ukraine&actors=russia"
    )
    chart = page.locator("#answer-over-time svg")
    expect(chart).to_be_visible()
    evidence = page.locator(".conflict .line-evidence").first
    expect(evidence).to_be_hidden()

    page.emulate_media(media="print")

    for said in ("strength: firm or absolute", "red lines", "Ukraine", "Russia"):
        asked = page.locator("div.print-only li").get_by_text(said, exact=True)
        expect(asked).to_be_visible()
    expect(page.locator("nav.tabs")).to_be_hidden()
    expect(page.locator("#files")).to_be_hidden()
    expect(evidence).to_be_visible()
    expect(evidence.locator(".sources a").first).to_be_visible()
    box = chart.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= PAPER.width


@pytest.mark.parametrize("visitor", [PAPER], indirect=True)
@pytest.mark.parametrize("page", ["", "over-time/", "formulas/", "sandbox/"])
def test_tables_fit_on_the_sheet(visitor: Visitor, page: str) -> None:
    sheet = visitor.open(f"/settlement/{page}")

    sheet.emulate_media(media="print")

    assert_fits(sheet)


@pytest.mark.parametrize("visitor", [PAPER], indirect=True)
def test_check_of_a_draft_prints_the_conflicts_behind_it(visitor: Visitor) -> None:
    page = visitor.open(f"/drafts/us-28/check/?{AS_OF}&strength=firm")
    behind = page.locator("#crossed ~ .conflict li a", has_text="collide").first
    expect(behind).to_be_hidden()

    page.emulate_media(media="print")

    expect(behind).to_be_visible()
    expect(page.get_by_text("strength: firm or absolute")).to_be_visible()
    expect(page.get_by_text("as of the day this draft appeared")).to_be_hidden()
