"""A page that stays open: it learns within two seconds what somebody else does, and moves nothing."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from django.conf import settings as site
from django.db import connection
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.make import as_viewer, make_reply, make_topic
from threads.actions.likes import like_post
from threads.actions.phases import move_phase
from threads.actions.seats import answer_invitation, give_back, take_chair
from threads.actions.setups import Setup
from threads.models import Post, Topic
from threads.queries.topics import topic_for

# What stands where, of a post that is being read.
PLACE = """() => {
    const box = document.getElementById("post-6").getBoundingClientRect();
    return [scrollY, box.top, box.left, box.width, box.height];
}"""


@pytest.fixture
def scripts() -> bool:
    """Without them a page is as it was made."""
    return True


@pytest.fixture
def talk(cast, hall) -> Topic:
    topic = make_topic(cast.ada, hall, title="Who leads here?")
    for number in range(8):
        make_reply(cast.ada, topic, f"{number} what we heard. " * 30)
    return topic


def read(page: Page, topic: Topic) -> list[float]:
    """Open it, go to the middle of it, and wait until it knows what is new."""
    with page.expect_response("**/news/**"):
        page.goto(topic.get_absolute_url())
        page.evaluate("document.getElementById('post-6').scrollIntoView()")
    page.wait_for_timeout(300)
    return page.evaluate(PLACE)


def like(person: User, topic: Topic, number: int) -> None:
    post = Post.objects.select_related("topic__category").get(topic=topic, number=number)
    like_post(as_viewer(person), post)


def test_two_people_by_poll(visit, cast, talk, tell, guard):
    page = visit(cast.ben)
    before = read(page, talk)
    bar = page.locator(".news")
    times = []
    for number in (1, 2, 3):
        began = monotonic()
        make_reply(cast.ada, talk, "More.")
        words = "1 new reply" if number == 1 else f"{number} new replies"
        expect(bar).to_have_text(words)
        times.append(monotonic() - began)
        expect(page).to_have_title(f"({number}) Who leads here? · Leadership Forum")
    assert min(times) < 2, times
    like(cast.ola, talk, 6)
    likes = page.locator("#post-6 [data-likes]")
    expect(likes).to_have_text("1 Like")
    like(cast.mira, talk, 6)
    expect(likes).to_have_text("2 Likes")
    make_reply(cast.ada, talk, "For @ben")
    tell()
    expect(page.locator(".bell .badge")).to_have_text("1")
    expect(bar).to_have_text("4 new replies")
    # Nothing moved, and the focus stayed.
    assert page.evaluate(PLACE) == before
    assert page.evaluate("document.activeElement.closest('.news')") is None
    # The server is away for a while; the page comes back by itself.
    guard.allow(503)
    page.route("**/live/**", lambda route: route.fulfill(status=503))
    with page.expect_response("**/live/**"):
        pass
    page.unroute("**/live/**")
    make_reply(cast.ada, talk, "Back.")
    expect(bar).to_have_text("5 new replies")
    # By its key, in place: below what stands there.
    page.keyboard.press(".")
    expect(page.locator("#post-14")).to_be_attached()
    expect(page.locator("#post-10 .post-head")).to_be_focused()
    expect(bar).to_be_empty()
    expect(page).to_have_title("Who leads here? · Leadership Forum")
    # What came is read like everything else.
    expect(page.locator("#foot-10")).to_be_attached()


def test_a_list_and_a_title_without_number(visit, cast, talk):
    User.objects.filter(pk=cast.ben.pk).update(counts_in_title=False)
    page = visit(cast.ben)
    with page.expect_response("**/news/**"):
        page.goto("/")
    rows = page.locator(".rows").bounding_box()
    make_reply(cast.ada, talk, "More.")
    bar = page.locator(".news a")
    expect(bar).to_have_text("1 topic with news")
    assert page.locator(".rows").bounding_box() == rows
    expect(page).to_have_title("Topics · Leadership Forum")
    bar.click()
    expect(page.locator(".row-count").first).to_contain_text("9")
    expect(bar).to_have_count(0)


class Events:
    """The site as `make serve-asgi` has it, beside the database of the tests."""

    def __init__(self, folder: Path) -> None:
        facts = connection.settings_dict
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            self.port = door.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        place = f"{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
        known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environment = known | {
            "DEBUG": "on", "DEMO": "off", "RATE_LIMITS": "off", "DATA_DIR": str(folder),
            "DATABASE_URL": f"postgres://{facts['USER']}:{quote(facts['PASSWORD'])}@{place}",
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            sys.executable, "-m", "gunicorn", "leadership_forum.asgi:application", "--workers", "1",
            "--worker-class", "asgi", "--bind", f"127.0.0.1:{self.port}", "--no-control-socket",
            "--log-level", "error", "--graceful-timeout", "1",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, cwd=site.BASE_DIR, env=self.environment)
        end = monotonic() + 60
        while monotonic() < end:
            with suppress(OSError), urlopen(f"{self.url}/healthz", timeout=5):
                return
            sleep(0.1)
        pytest.fail("the server of events did not start")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)


@pytest.fixture
def events(tmp_path: Path) -> Iterator[Events]:
    made = Events(tmp_path)
    made.start()
    yield made
    made.stop()


def test_two_people_by_events(visit, cast, talk, guard, events):
    page = visit(cast.ben)
    polls: list[str] = []
    page.on("request", lambda asked: polls.append(asked.url) if is_poll(asked.url) else None)
    with page.expect_request("**/live/*/events/"):
        page.goto(f"{events.url}{talk.get_absolute_url()}")
        page.evaluate("document.getElementById('post-6').scrollIntoView()")
    page.wait_for_timeout(300)
    before = page.evaluate(PLACE)
    bar = page.locator(".news")
    times = []
    for words in ("1 new reply", "2 new replies", "3 new replies"):
        began = monotonic()
        make_reply(cast.ada, talk, "More.")
        expect(bar).to_have_text(words)
        times.append(monotonic() - began)
    assert min(times) < 2, times
    like(cast.ola, talk, 6)
    expect(page.locator("#post-6 [data-likes]")).to_have_text("1 Like")
    assert page.evaluate(PLACE) == before
    assert polls == []
    # The server dies and comes again; so does the page, by itself.
    guard.rest()
    events.stop()
    make_reply(cast.ada, talk, "Meanwhile.")
    events.start()
    expect(bar).to_have_text("4 new replies", timeout=30_000)


def is_poll(url: str) -> bool:
    return "/live/" in url and "/events/" not in url


def test_a_chair_that_is_taken_shows_within_two_seconds(visit, cast, hall):
    """Who sits where is made anew in place, in the list and in the drawing; nothing is reloaded."""
    setup = Setup("fishbowl", (cast.mira.username,))
    topic = make_topic(cast.ada, hall, title="Who mends?", prompts=["How?"], setup=setup)
    ada = as_viewer(cast.ada)
    answer_invitation(as_viewer(cast.mira), topic_for(ada, topic.pk), accept=True)
    move_phase(ada, topic_for(ada, topic.pk), "panel")
    page = visit(cast.ben)
    with page.expect_response("**/news/**"):
        page.goto(topic.get_absolute_url())
    page.evaluate("() => { window.isSamePage = true; }")
    page.wait_for_timeout(300)
    times = []
    for act, handle in ((take_chair, "ola"), (give_back, ""), (take_chair, "ola")):
        began = monotonic()
        act(as_viewer(cast.ola), topic_for(ada, topic.pk))
        expect(page.locator(f"[data-seat='13'][data-person='{handle}']")).to_be_visible()
        times.append(monotonic() - began)
        expect(page.locator(".bowl-figure .chair")).to_have_count(0 if handle else 1)
    assert min(times) < 2, times
    expect(page.get_by_role("button", name="Raise hand")).to_be_visible()
    expect(page.locator("#status")).to_contain_text("The circle has changed.")
    assert page.evaluate("window.isSamePage")
