"""Chromium, the site it visits, and what every visit is held to.

A test here has the marks `browser` and `django_db`, though no transaction is put around
it: what a server commits could not be taken back by one. It takes `visitor` and goes
through the pages as a person would; when it ends, a console error, a failed request or
one to anywhere but the site fails it. A test that writes takes `restored`, too.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection, connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.browser.copies import Copy, take_copy
from tests.browser.visitor import PASSWORD, Person, View, Visitor

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = View(width=1400, height=1000)

Arrive = Callable[..., Visitor]


def chromium() -> str | None:
    """Find a Chromium: CHROMIUM in the environment, or one on the path."""
    if told := os.environ.get("CHROMIUM"):
        return shutil.which(told)
    return next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if HERE in item.path.parents]
    if not here or chromium():
        return
    missing = f"no Chromium found: install {' or '.join(NAMES)}, or set CHROMIUM"
    if os.environ.get("REQUIRE_BROWSER"):
        raise pytest.UsageError(f"REQUIRE_BROWSER is set, but {missing}")
    for item in here:
        item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture
def _django_db_helper(site: "Site") -> None:
    """Take the place of the transaction that pytest-django puts around a test.

    The mark alone makes it set up the database. With a transaction, SQLite would hide
    from one test what PostgreSQL shows to the next.
    """


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    # Those from before the event loop cannot be reached from beside it, and a database
    # that somebody is connected to is not copied.
    connections.close_all()
    # Playwright keeps an event loop running in this thread, beside which Django
    # refuses to query. Nothing here is asynchronous: both only take turns.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Site:
    """The server, and the database as it was when the site opened."""

    server: LiveServer
    opened: Copy

    @property
    def url(self) -> str:
        return self.server.url


@pytest.fixture(scope="package")
def site(
    browser: Browser,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Site]:
    """Serve the shipped dataset on a free port of this machine.

    The dataset and one person of each role are committed once for the package, for
    the server reads on connections of its own.

    It comes after `browser`: Django has other connections beside an event loop than
    without one, and those that are opened here must be the ones that are closed here.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        # A thread that kept its connection would keep the database from being dropped.
        patch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
        before = take_copy("before")
        call_command("load_dataset", verbosity=0)
        make_people()
        opened = take_copy("opened")
        # Else a request could still be at the connection that stopping takes away.
        patch.setattr(ThreadedWSGIServer, "daemon_threads", False)
        server = LiveServer("127.0.0.1")
        yield Site(server, opened)
        server.stop()
        before.restore()
        before.drop()
        opened.drop()
        connections.close_all()


def make_people() -> None:
    users = get_user_model()._default_manager
    for person in Person:
        user = users.create_user(person, password=PASSWORD, is_staff=True)
        user.is_superuser = person is Person.ADMINISTRATOR
        user.save()
        if person.group:
            user.groups.add(Group.objects.get(name=person.group))


@pytest.fixture
def restored(site: Site) -> Iterator[None]:
    """Take back what a test writes. Name it before the visitors, who leave first."""
    yield
    site.opened.restore()


@pytest.fixture
def arrive(browser: Browser, site: Site) -> Iterator[Arrive]:
    """Let somebody arrive with a browser window of their own, at a View."""
    visitors: list[Visitor] = []

    def arrive(view: View = WIDE) -> Visitor:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": view.width, "height": view.height},
            color_scheme=view.scheme,
            java_script_enabled=view.javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        visitors.append(Visitor(context.new_page(), site.url))
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.page.context.close()
    assert [each.problems for each in visitors if each.problems] == []


@pytest.fixture
def visitor(request: pytest.FixtureRequest, arrive: Arrive) -> Visitor:
    """Somebody with a fresh browser window; parametrize indirectly with a View."""
    return arrive(getattr(request, "param", WIDE))
