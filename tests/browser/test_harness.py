"""The checks that every visit goes through do find what they are for."""

import pytest

from tests.browser.visitor import Visitor, assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def taken(visitor: Visitor) -> list[str]:
    """Take what a visitor has noted, so that it does not fail the test."""
    visitor.page.wait_for_load_state("networkidle")
    problems, visitor.problems = visitor.problems, []
    return problems


def test_visitor_notes_a_console_error(visitor: Visitor) -> None:
    visitor.open("/about/")
    visitor.page.evaluate("console.error('broken')")

    assert taken(visitor) == ["/about/: console: broken"]


def test_visitor_notes_what_the_policy_stops(visitor: Visitor) -> None:
    visitor.open("/about/")
    visitor.page.evaluate("document.body.setAttribute('style', 'color: red')")

    (problem,) = taken(visitor)
    assert "Content Security Policy" in problem


def test_visitor_notes_an_address_elsewhere(visitor: Visitor) -> None:
    visitor.page.route("http://elsewhere.example/**", lambda route: route.abort())
    visitor.open("/about/")
    visitor.page.evaluate(
        "fetch('http://elsewhere.example/').catch(() => undefined)",
    )

    assert any("elsewhere.example" in problem for problem in taken(visitor))


def test_visitor_notes_a_missing_file(visitor: Visitor) -> None:
    visitor.open("/about/")
    visitor.page.evaluate("fetch('/static/missing.css')")

    assert any("status 404" in problem for problem in taken(visitor))


def test_axe_finds_a_picture_without_words(visitor: Visitor) -> None:
    visitor.open("/about/")
    visitor.page.evaluate("document.body.append(document.createElement('img'))")

    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(visitor.page)


def test_overflow_is_found(visitor: Visitor) -> None:
    visitor.open("/about/")
    visitor.page.evaluate("document.querySelector('h1').style.minWidth = '5000px'")

    with pytest.raises(AssertionError, match="px too wide"):
        assert_fits(visitor.page)
