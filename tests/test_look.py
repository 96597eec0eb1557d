"""The stylesheets and the frame of the pages: contrast, policy, error pages."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "plans/static/plans"
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)",
        (STATIC / "tracker.css").read_text(),
    )
}
VERDICTS = ["crosses", "open", "meets", "silent", "contested"]
GROUNDS = ["paper", "surface", "sunken", "accent-soft"]
TEXT_PAIRS = [
    *[(text, ground) for text in ["ink", "muted", "accent"] for ground in GROUNDS],
    *[(verdict, ground) for verdict in VERDICTS for ground in GROUNDS],
    *[(verdict, f"{verdict}-soft") for verdict in VERDICTS],
    *[("muted", f"{verdict}-soft") for verdict in VERDICTS],
    *[(text, "open-soft") for text in ["ink", "accent"]],
    *[("ink", ground) for ground in ["mark", "added-soft", "removed-soft"]],
    ("surface", "accent"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_has_the_contrast_of_level_aa(theme: int) -> None:
    ratios = {
        f"{text} on {ground}": contrast(TOKENS[text][theme], TOKENS[ground][theme])
        for text, ground in TEXT_PAIRS
    }
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_edges_of_fields_can_be_seen(theme: int) -> None:
    edge = TOKENS["edge"][theme]
    for ground in GROUNDS[:3]:
        assert contrast(edge, TOKENS[ground][theme]) >= 3, ground


def test_stylesheets_name_only_files_that_are_there() -> None:
    named = [
        name
        for sheet in STATIC.glob("*.css")
        for name in re.findall(r'url\("([^"]+)"\)', sheet.read_text())
    ]
    assert len(named) == 10
    assert [name for name in named if not (STATIC / name).is_file()] == []


def test_page_not_found_offers_a_search(client: Client) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "<h1>Page not found</h1>" in response.content.decode()
    assert 'name="q" id="search-here"' in response.content.decode()
    assert "earlier moment" not in response.content.decode()
    emptied = client.get("/no/such/page/?as_of=&revision_at=")
    assert "earlier moment" not in emptied.content.decode()


@pytest.mark.django_db
def test_page_not_found_points_from_an_earlier_moment_to_now(client: Client) -> None:
    response = client.get("/drafts/d/", {"revision_at": "2020-01-01"})

    assert response.status_code == 404
    assert '<a href="?">Show it as it is now</a>' in response.content.decode()


def test_page_not_found_leads_nowhere_else(client: Client) -> None:
    # Taken for an address, two slashes would begin the name of another site.
    response = client.request(
        PATH_INFO="//other.example/", QUERY_STRING="revision_at=2020-01-01"
    )

    assert response.status_code == 404
    assert "earlier moment" in response.content.decode()
    assert "other.example" not in response.content.decode()


def test_page_not_found_bears_any_number_of_parameters(client: Client) -> None:
    assert client.get(f"/no/such/page/?{'a=1&' * 1001}").status_code == 404


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html"])
def test_error_page_needs_no_request(name: str) -> None:
    assert '<main id="main"' in get_template(name).render()


def test_server_error_page_looks_nothing_up() -> None:
    source = (ROOT / "templates/500.html").read_text()
    assert re.findall(r"{%\s*(\w+)", source) == ["comment", "endcomment"]
    page = get_template("500.html").render()
    for address in re.findall(r'href="/static/([^"]+)"', page):
        assert (ROOT / "plans/static" / address).is_file(), address
