"""Chromium, the site it visits, and what every visit is held to.

A test here has the marks `browser` and `django_db`. It takes `visitor` and goes
through the pages as a person would; when it ends, a console error, a failed request
or one to anywhere but the site fails it.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.browser.visitor import Person, View, Visitor

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


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    # Playwright keeps an event loop running in this thread, beside which Django
    # refuses to query. Nothing here is asynchronous: both only take turns.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(
    browser: Browser,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[LiveServer]:
    """Serve the shipped dataset on a free port of this machine.

    The dataset and one administrator are committed once for the package, for the
    server reads on connections of its own. What a test changes through the pages
    stays for the tests after it: let it change what it made itself.

    It comes after `browser`: Django has other connections beside an event loop than
    without one, and those that are opened here must be the ones that are closed here.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        # A thread that kept its connection would keep the database from being dropped.
        patch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
        before = connection.creation.serialize_db_to_string()
        call_command("load_dataset", verbosity=0)
        get_user_model().objects.create_superuser(
            Person.username, password=Person.password
        )
        server = LiveServer("127.0.0.1")
        yield server
        server.stop()
        call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
        ContentType.objects.clear_cache()
        connection.creation.deserialize_db_from_string(before)
        connections.close_all()


@pytest.fixture
def visitor(
    request: pytest.FixtureRequest, browser: Browser, site: LiveServer
) -> Iterator[Visitor]:
    """Somebody with a fresh browser window; parametrize indirectly with a View."""
    view: View = getattr(request, "param", WIDE)
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": view.width, "height": view.height},
        color_scheme=view.scheme,
        java_script_enabled=view.javascript,
        reduced_motion="reduce",
    )
    visitor = Visitor(context.new_page(), site.url)
    yield visitor
    context.close()
    assert visitor.problems == []
