"""A real browser in front of the real site, with scripts on and with scripts off."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from accounts.models import User
from tests.browser import chromium
from tests.browser.chromium import Guard
from tests.browser.looking import Looker

HERE = Path(__file__).parent
PATIENCE = 15_000  # milliseconds; how long `expect` keeps looking on a busy machine

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that `-m "not browser"` leaves it out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The installed Chromium; nothing is ever downloaded."""
    path = chromium.find()
    if not path:
        if os.environ.get("CI"):
            pytest.fail("No Chromium is installed, and CI must not leave the browser tests out.")
        pytest.skip("No Chromium is installed, so the journeys through a browser are left out.")
    expect.set_options(timeout=PATIENCE)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop alive in this thread, which Django takes for async code
        # and then refuses to use the database. Here nothing else runs in that loop.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts: each journey is made twice."""
    return bool(request.param)


@pytest.fixture
def guard() -> Iterator[Guard]:
    """What no page may do; asked when the test is over."""
    guard = Guard()
    yield guard
    assert guard.problems == []


@pytest.fixture
def visit(browser: Browser, live_server, scripts: bool, guard: Guard) -> Iterator[Visit]:
    """Opens a browser of its own for somebody (a guest when nobody is named)."""
    contexts = []

    def open_page(person: User | None = None, **options) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=scripts,
            **({"locale": "en-GB", "reduced_motion": "reduce"} | options),
        )
        contexts.append(context)
        guard.watch(context)
        context.set_default_timeout(PATIENCE)
        if person:
            cookie = {"name": site.SESSION_COOKIE_NAME, "value": session_of(person)}
            context.add_cookies([{**cookie, "url": live_server.url}])
        return context.new_page()

    yield open_page
    guard.rest()
    for context in contexts:
        context.set_offline(True)  # what pages say as they close stays unsaid
        context.close()
    _wait_for_quiet()


@pytest.fixture
def look(
    guard: Guard, subtests: pytest.Subtests, request: pytest.FixtureRequest
) -> Iterator[Looker]:
    """Looks at pages with axe; when the test is over, what it says it `shows` was looked at."""
    looker = Looker(guard, subtests)
    yield looker
    looker.stop()
    shown = {name for mark in request.node.iter_markers("shows") for name in mark.args}
    assert shown - looker.seen == set()


def _wait_for_quiet() -> None:
    """Until the server has answered what is under way (drafts, read marks), and what it has not
    begun yet: emptying the tables meanwhile would wait for it, and it for us."""
    busy = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    end = monotonic() + 10
    with connection.cursor() as cursor:
        while monotonic() < end:
            sleep(0.05)
            # A thread for each connection of a browser; it ends when that is closed.
            if any("process_request_thread" in thread.name for thread in threading.enumerate()):
                continue
            cursor.execute(busy)
            if cursor.fetchone() == (0,):
                return


@pytest.fixture
def outbox(settings, tmp_path: Path) -> None:
    """Mail goes to the outbox that `/outbox/` shows, as on somebody's own machine."""
    settings.OUTBOX_DIR = tmp_path / "outbox"
    settings.MAILERS = {"default": {"BACKEND": "leadership_forum.mail.OutboxBackend"}}


def session_of(person: User) -> str:
    """A session in which somebody is signed in; signing in by form has a journey of its own."""
    client = Client()
    client.force_login(person)
    return client.cookies[site.SESSION_COOKIE_NAME].value
