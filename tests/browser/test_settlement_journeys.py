"""What readers ask about settlements, from the answer to its evidence and back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.addresses import AS_OF
from tests.browser.visitor import Person, View, Visitor, assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
on_a_phone = pytest.mark.parametrize("visitor", [View(390, 844)], indirect=True)
without_script = pytest.mark.parametrize(
    "visitor", [View(1400, 1000, javascript=False)], indirect=True
)
SANDBOX = f"/settlement/sandbox/?{AS_OF}"
CLAIMS = "#issue-claims"


# --- The answer


def test_answer_is_narrowed_to_two_actors_and_opened_to_a_source(
    visitor: Visitor,
) -> None:
    page = visitor.open("/settlement/?as_of=2026-06-30")
    answer = page.get_by_role("region", name="No.")
    expect(answer).to_contain_text("10 conflicts among")
    for actor in ("Ukraine", "Russia"):
        actors = page.locator("details.actors-field")
        if actors.get_attribute("open") is None:
            actors.locator("summary").click()
        actors.get_by_label(actor, exact=True).check()
        page.wait_for_url(re.compile(f"actors={actor.lower()}"))
    expect(page).to_have_url(re.compile("as_of=2026-06-30.*actors=ukraine.*=russia"))
    expect(answer).to_contain_text("3 conflicts among")
    expect(answer).to_contain_text("held by 2 actors")

    veto = page.locator("article.conflict", has_text="collide on Guarantor veto")
    expect(veto.locator(".colliding .actor")).to_have_text(["Ukraine", "Russia"])
    source = veto.locator(".line-rests .sources a").first
    expect(source).to_be_hidden()
    veto.get_by_text("Why, and the evidence").click()
    expect(veto.locator(".steps > li").first).to_be_visible()
    title = source.inner_text()
    source.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("main a[rel~=external]").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/sources/.*as_of=2026-06-30"))


# --- The map


def test_cell_of_the_map_is_opened_and_closed_with_the_keyboard(
    visitor: Visitor,
) -> None:
    page = visitor.open(f"/settlement/map/?{AS_OF}")
    cell = page.get_by_label("armed forces, Ukraine: 2 of 7 options left")
    cell.focus()
    page.keyboard.press("ArrowRight")
    expect(cell).not_to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")

    panel = page.get_by_role("complementary", name="Evidence")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    expect(panel).to_contain_text("Size of Ukraine's armed forces: Ukraine")
    expect(panel).to_contain_text("No limits on the size of the armed forces")
    expect(page).to_have_url(re.compile(rf"/map/force-cap/ukraine/\?{AS_OF}$"))
    assert_accessible(page)

    page.keyboard.press("Escape")
    expect(cell).to_be_focused()
    expect(panel.get_by_role("heading")).to_have_count(0)
    expect(page).to_have_url(re.compile(rf"/settlement/map/\?{AS_OF}$"))


# --- The sandbox


def start_from_framework(page: Page) -> None:
    page.get_by_label("Start from", exact=True).select_option("framework-20")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url(re.compile("draft=framework-20&.*on.claims=kept"))


def crossed(page: Page, actor: str) -> Locator:
    """The cell of the tally that counts the lines of an actor that are crossed."""
    tally = page.get_by_role("table", name="Lines of each actor")
    return tally.get_by_role("row", name=actor).get_by_role("cell").first


def test_draft_is_changed_in_the_sandbox_and_the_change_undone(
    visitor: Visitor,
) -> None:
    page = visitor.open(SANDBOX)
    start_from_framework(page)
    answer = page.locator(".sandbox-answer")
    expect(answer).to_contain_text("Crosses 4 of 50 lines")
    expect(crossed(page, "Russia")).to_have_text("3")

    page.locator(f"{CLAIMS} summary").click()
    page.locator(CLAIMS).get_by_label("Claims are waived by both sides").check()
    expect(answer).to_contain_text("Crosses 3 of 50 lines")
    expect(crossed(page, "Russia")).to_have_text("2")
    live = page.locator("#live")
    expect(live).to_contain_text("Claims for war damage: “Claims are waived by both")
    expect(live).to_contain_text("3 lines are crossed, 0 newly; 1 no longer.")
    expect(page.locator("#now-claims")).to_contain_text("Claims are waived")
    expect(page).to_have_url(re.compile("draft=framework-20&.*on.claims=waived"))
    changed = page.url

    page.go_back()
    expect(page).to_have_url(re.compile("on.claims=kept"))
    expect(answer).to_contain_text("Crosses 4 of 50 lines")
    assert page.locator(f"{CLAIMS} input:checked").get_attribute("value") == "kept"

    page.goto(changed)
    expect(answer).to_contain_text("Crosses 3 of 50 lines")
    assert page.locator(f"{CLAIMS} input:checked").get_attribute("value") == "waived"


@without_script
def test_draft_is_changed_in_the_sandbox_without_script(visitor: Visitor) -> None:
    page = visitor.open(SANDBOX)
    start_from_framework(page)
    page.locator(f"{CLAIMS} summary").click()
    page.locator(f"{CLAIMS} input[value=waived]").check()
    page.get_by_role("button", name="Show", exact=True).click()

    expect(page).to_have_url(re.compile("draft=framework-20&.*on.claims=waived"))
    expect(page.locator(".sandbox-answer")).to_contain_text("Crosses 3 of 50 lines")
    expect(crossed(page, "Russia")).to_have_text("2")
    assert page.locator(f"{CLAIMS} input:checked").get_attribute("value") == "waived"


# --- Scenarios


@pytest.mark.usefixtures("restored")
def test_editor_saves_a_scenario_and_sets_it_beside_its_draft(visitor: Visitor) -> None:
    visitor.sign_in(Person.EDITOR)
    page = visitor.open(SANDBOX)
    start_from_framework(page)
    page.locator(f"{CLAIMS} summary").click()
    page.locator(f"{CLAIMS} input[value=waived]").check()
    expect(page.locator("#now-claims")).to_contain_text("Claims are waived")
    page.get_by_role("link", name="Save as a scenario").click()
    expect(page.get_by_role("main")).to_contain_text("26 choices")
    page.get_by_label("Name").fill("Twenty points, claims waived")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page).to_have_url(re.compile("/scenarios/twenty-points-claims-waived/"))
    expect(page.get_by_role("status").first).to_have_text("Saved.")
    expect(page.locator("#choice-claims")).to_contain_text("Claims are waived")
    page.get_by_label("Compare with").select_option("framework-20")
    page.get_by_role("button", name="Show side by side").click()
    heads = page.locator("table.synopsis thead th")
    expect(heads).to_have_count(3)
    expect(heads.nth(2)).to_contain_text("Twenty points, claims waived")
    expect(heads.nth(2)).to_contain_text("scenario, no text")
    row = page.locator("table.synopsis").get_by_role(
        "row", name="Claims for war damage"
    )
    expect(row.locator("td").first).to_contain_text("Claims are kept")
    expect(row.locator("td").last).to_contain_text("Claims are waived by both sides")
    assert_accessible(page)


# --- What a draft would have to change


@on_a_phone
def test_phone_shows_what_a_draft_would_have_to_change(visitor: Visitor) -> None:
    page = visitor.open(f"/drafts/us-28/check/?{AS_OF}")
    main = page.get_by_role("main")
    expect(main).to_contain_text("crosses 17 of 50 lines")
    assert_fits(page)

    amendments = page.locator("li.amendment")
    expect(page.get_by_role("heading", name="12 positions to change")).to_be_visible()
    cap = amendments.filter(has=page.get_by_text("No cap", exact=False)).first
    cap.scroll_into_view_if_needed()
    change = cap.locator(".amendment-change")
    expect(change.locator("del")).to_contain_text("A ceiling of 600,000")
    expect(change.locator("ins")).to_contain_text("No cap")
    for each in (*change.locator("del, ins").all(), cap.locator("dd").first):
        box = each.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390, box
    size = change.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
    assert size >= 14

    cap.locator(".check-clauses a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("6 ")
    assert_fits(page)
