"""What one writes is not lost: drafts through a closed tab, a killed browser, an ended session and a
lost network, and the question before a text is left."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import BrowserContext, BrowserType, expect

from accounts.models import User
from tests.browser.chromium import ARGUMENTS, find
from tests.browser.conftest import session_of
from tests.browser.steps import kept_on_device, open_composer
from tests.make import make_reply, make_topic
from threads.models import Draft, Topic

EMPTY = ""


@pytest.fixture
def scripts() -> bool:
    """Without scripts a draft is a button of the form; that is walked in `journeys`."""
    return True


@pytest.fixture
def talk(cast, hall) -> Topic:
    """A topic with two questions and two replies."""
    topic = make_topic(cast.ada, hall, prompts=["What helps?", "What hinders?"])
    make_reply(cast.ben, topic, "First things **first**.")
    make_reply(cast.mira, topic, "Second words.")
    return topic


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what the server does after the page has moved on."""
    end = monotonic() + 10
    while not is_so():
        assert monotonic() < end
        sleep(0.05)


def draft_of(person: User) -> str:
    return Draft.objects.filter(person=person).values_list("body", flat=True).first() or EMPTY


def test_a_draft_survives_a_closed_tab(visit, cast, talk):
    page = open_composer(visit, cast.ben, talk)
    page.locator("#reply").press_sequentially("Half a thought")
    expect(page.locator("[data-draft-note]")).to_contain_text("Draft kept")
    assert draft_of(cast.ben) == "Half a thought"
    page.close()
    again = visit(cast.ben)
    again.goto(talk.get_absolute_url())
    expect(again.locator("#reply")).to_have_value("Half a thought")
    again.goto("/drafts/")
    expect(again.get_by_role("link", name=talk.title)).to_be_visible()
    again.get_by_role("button", name="Discard").click()
    expect(again.get_by_text("The draft is gone.")).to_be_visible()
    assert not Draft.objects.exists()


def test_a_draft_survives_a_tab_that_dies_at_once(visit, cast, talk, guard):
    """What was typed a moment ago is on the device before the server has it."""
    page = open_composer(visit, cast.ben, talk)
    context = page.context
    context.set_offline(True)
    page.locator("#reply").press_sequentially("Typed and gone")
    assert kept_on_device(page) == [f"draft topic:{talk.pk}"]
    page.close()
    assert not Draft.objects.exists()
    context.set_offline(False)
    again = context.new_page()
    again.goto(talk.get_absolute_url())
    expect(again.locator("#reply")).to_have_value("Typed and gone")
    expect(again.locator("[data-draft-note]")).to_contain_text("Draft kept")
    until(lambda: draft_of(cast.ben) == "Typed and gone")
    guard.problems.clear()


def test_a_draft_survives_a_killed_browser(browser, live_server, cast, talk, tmp_path, settings):
    """The whole browser is killed, as by a power cut; on another device the draft is there."""
    address = live_server.url + talk.get_absolute_url()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(cast.ben)}
    with started(browser.browser_type, tmp_path) as (context, kill):
        context.add_cookies([{**cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(address)
        page.locator("#reply").focus()
        expect(page.locator(".toolbar")).to_be_visible()
        page.locator("#reply").press_sequentially("Then the light went out")
        until(lambda: draft_of(cast.ben) == "Then the light went out")
        kill()
    context = browser.new_context()
    context.add_cookies([{**cookie, "url": live_server.url}])
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#reply")).to_have_value("Then the light went out")
    context.close()


@contextmanager
def started(chromium: BrowserType, profile: Path) -> Iterator[tuple[BrowserContext, Callable]]:
    """A browser process of our own, and how to kill it with all that belongs to it."""
    command = [find(), *ARGUMENTS, "--headless", "--remote-debugging-port=0"]
    command += [f"--user-data-dir={profile}", "about:blank"]
    process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)

    def kill() -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    try:
        port = profile / "DevToolsActivePort"
        until(lambda: port.exists() and "\n" in port.read_text())
        number = port.read_text().split()[0]
        yield chromium.connect_over_cdp(f"http://127.0.0.1:{number}").contexts[0], kill
    finally:
        if process.poll() is None:
            kill()


def test_a_draft_survives_a_lost_network(visit, cast, talk, guard):
    page = open_composer(visit, cast.ben, talk)
    page.context.set_offline(True)
    page.locator("#reply").press_sequentially("No network here")
    expect(page.locator("[data-draft-note]")).to_contain_text("Kept on this device")
    page.keyboard.press("Control+Enter")
    expect(page.locator("form.composer [data-failure]")).to_be_visible()
    expect(page.locator("#reply")).to_have_value("No network here")
    page.context.set_offline(False)
    expect(page.locator("[data-draft-note]")).to_contain_text("Draft kept")
    assert draft_of(cast.ben) == "No network here"
    guard.problems.clear()


def test_a_draft_survives_an_expired_session(visit, cast, talk, guard, settings, live_server):
    guard.allow(403)
    page = open_composer(visit, cast.ben, talk)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("#reply").press_sequentially("Signed out meanwhile")
    expect(page.locator("[data-draft-note]")).to_contain_text("You are signed out")
    assert json.loads(page.evaluate(f"localStorage['draft topic:{talk.pk}']"))["body"] == (
        "Signed out meanwhile"
    )
    assert not Draft.objects.exists()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(cast.ben)}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    page.reload()
    expect(page.locator("#reply")).to_have_value("Signed out meanwhile")
    expect(page.locator("[data-draft-note]")).to_contain_text("Draft kept")
    assert draft_of(cast.ben) == "Signed out meanwhile"


def test_where_nothing_can_keep_a_text_the_browser_asks(visit, cast, talk, guard):
    page = visit(cast.ben)
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
    page.goto(talk.get_absolute_url())
    page.locator("#reply").focus()
    expect(page.locator(".toolbar")).to_be_visible()
    page.context.set_offline(True)
    page.locator("#reply").press_sequentially("Nowhere to go")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    until(lambda: page.wait_for_timeout(50) or asked == ["beforeunload"])
    page.context.set_offline(False)
    guard.problems.clear()


def test_two_devices_and_one_draft(visit, cast, talk, guard):
    guard.allow(409)
    one, other = (open_composer(visit, cast.ben, talk) for _ in "ab")
    one.locator("#reply").press_sequentially("From the phone")
    expect(one.locator("[data-draft-note]")).to_contain_text("Draft kept")
    other.locator("#reply").press_sequentially("From the desk")
    conflict = other.locator("[data-draft-conflict]")
    expect(conflict).to_be_visible()
    expect(conflict.locator("[data-theirs]")).to_have_text("From the phone")
    expect(other.locator("#reply")).to_have_value("From the desk")
    other.get_by_role("button", name="Keep what I have here").click()
    expect(other.locator("[data-draft-note]")).to_contain_text("Draft kept")
    assert draft_of(cast.ben) == "From the desk"


# --- Leaving ---------------------------------------------------------------------------------------


def test_leaving_a_changed_edit_asks(visit, cast, talk):
    """Keep, discard, or go on: by Cancel, by Escape, and by a link that leads away."""
    page = visit(cast.ben)
    page.goto(talk.get_absolute_url())
    post = page.locator("#post-2")
    edit = post.get_by_role("link", name="Edit")
    cancel = post.get_by_role("link", name="Cancel")
    text = post.locator("textarea")
    asks = page.get_by_role("dialog", name="Leave what you wrote?")
    edit.click()
    expect(text).to_be_focused()
    cancel.click()
    expect(edit).to_be_focused()
    expect(asks).to_have_count(0)

    edit.click()
    expect(text).to_be_focused()
    text.fill("Other words.")
    cancel.click()
    asks.get_by_role("button", name="Go on writing").click()
    expect(text).to_have_value("Other words.")
    text.press("Escape")
    expect(asks).to_be_visible()
    page.keyboard.press("Escape")
    expect(asks).to_be_hidden()
    expect(text).to_be_focused()
    page.locator(".brand").click()
    asks.get_by_role("button", name="Keep as draft").click()
    expect(page).to_have_url("/")
    assert draft_of(cast.ben) == "Other words."

    page.go_back()
    page.reload()
    edit.click()
    expect(text).to_have_value("Other words.")
    text.fill("Yet other words.")
    cancel.click()
    asks.get_by_role("button", name="Discard").click()
    expect(edit).to_be_focused()
    expect(page.locator("#post-2-body")).to_contain_text("First things")
    until(lambda: not Draft.objects.exists())
    edit.click()
    expect(text).to_have_value(re.compile("^First things"))


def test_leaving_a_reply_by_escape_asks(visit, cast, talk):
    page = visit(cast.mo)
    page.goto(talk.get_absolute_url())
    reply = page.get_by_role("link", name="Reply #2")
    text = page.locator("#reply")
    asks = page.get_by_role("dialog", name="Leave what you wrote?")
    reply.click()
    expect(text).to_be_focused()
    page.keyboard.press("Escape")
    expect(reply).to_be_focused()
    reply.click()
    text.press_sequentially("To you.")
    page.keyboard.press("Escape")
    expect(asks.get_by_role("button", name="Keep as draft")).to_be_focused()
    page.keyboard.press("Enter")
    expect(reply).to_be_focused()
    expect(page.locator("#posts + * .is-inline, #post-2 + .reply-place")).to_have_count(0)
    assert draft_of(cast.mo) == "To you."
    reply.click()
    expect(text).to_have_value("To you.")
    text.press("Escape")
    asks.get_by_role("button", name="Discard").click()
    expect(text).to_have_value("")
    expect(reply).to_be_focused()
    until(lambda: not Draft.objects.exists())
    assert kept_on_device(page) == []
