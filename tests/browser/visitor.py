"""A person with a browser window, and what is checked while they look around."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": [
            "wcag2a",
            "wcag2aa",
            "wcag21a",
            "wcag21aa",
            "wcag22aa",
            "best-practice",
        ],
    },
}


# What of it a change of colours alone can break: the slowest rules, half the time.
COLOUR_RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}

PASSWORD = "for-browser-tests-only"


class Person(StrEnum):
    """Who can sign in, by user name."""

    EDITOR = "editor"
    SECOND_EDITOR = "second-editor"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"

    @property
    def group(self) -> str:
        groups = {
            Person.EDITOR: "Editor",
            Person.SECOND_EDITOR: "Editor",
            Person.REVIEWER: "Reviewer",
        }
        return groups.get(self, "")


@dataclass(frozen=True)
class View:
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    javascript: bool = True

    def __str__(self) -> str:
        script = "" if self.javascript else "-without-script"
        return f"{self.width}px-{self.scheme}{script}"


VIEWS = [
    View(1400, 1000),
    View(1400, 1000, "dark"),
    View(390, 844),
    View(390, 844, "dark"),
]


@dataclass
class Visitor:
    page: Page
    origin: str
    problems: list[str] = field(default_factory=list)
    _refused: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._note(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)
        self.page.on("requestfailed", self._failed)

    def open(self, path: str, status: int = 200) -> Page:
        """Go to a path of the site and expect its status."""
        if status >= 400:
            self._refused.add(self.origin + path)
        response = self.page.goto(path, wait_until="load")
        assert response is not None, f"{path}: no response"
        assert response.status == status, f"{path}: status {response.status}"
        return self.page

    def sign_in(self, person: Person) -> None:
        """Sign in to the admin; the page that opens is the admin's first one."""
        self.open("/admin/login/?next=/admin/")
        self.page.get_by_label("Username").fill(person)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url("**/admin/")

    def _note(self, problem: str) -> None:
        self.problems.append(f"{urlsplit(self.page.url).path}: {problem}")

    def _heard(self, message: ConsoleMessage) -> None:
        # Chromium reports a refused page as an error of its own.
        if message.type == "error" and message.location["url"] not in self._refused:
            self._note(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and not request.url.startswith(
            f"{self.origin}/"
        ):
            self._note(f"request to elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.url not in self._refused:
            self._note(f"status {response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left stops what it was still loading.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"request failed: {request.url}: {request.failure}")


def assert_accessible(page: Page, rules: dict[str, Any] = RULES) -> None:
    """Fail with each violation of WCAG 2.2 AA or best practice that axe finds."""
    violations = [
        f"{violation['id']}: {node['html']}"
        for violation in Axe().run(page, options=rules).response["violations"]
        for node in violation["nodes"]
    ]
    assert not violations, "\n".join(violations)


def assert_fits(page: Page) -> None:
    """Fail when the page can be scrolled sideways."""
    page.evaluate("document.fonts.ready.then(() => true)")
    over = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over == 0, f"{over} px too wide"
