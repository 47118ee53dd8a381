"""What a visit costs over the wire, and that nothing jumps while a page is drawn."""

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from moderation.actions.seeding import fill_demo
from tests.browser.steps import expect_signed_in, sign_in
from threads.models import Topic

PASSWORD = "fishbowl-demo"
# The design, §8: bytes over the wire and requests.
GUEST = (30_000, 4)
MEMBER = (60_000, 10)
# Our own scripts that a member has before touching anything.
MEMBER_SCRIPTS = 16_000
MOST_SHIFT = 0.02
SHIFTS = """() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 800);
})"""


@pytest.fixture
def scripts() -> bool:
    """A visit with everything that comes with it."""
    return True


@pytest.fixture
def paths(db, tell) -> list[str]:
    """The home page, the recap with its bowl, the longest topic."""
    fill_demo()
    tell()
    recap = Topic.objects.get(title="Rest and rhythm in shared work")
    longest = Topic.objects.order_by("-post_count").first()
    return ["/", recap.get_absolute_url(), longest.get_absolute_url()]


def visited(page: Page, path: str) -> list[Response]:
    """Everything that a browser with an empty cache asks for."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    page.goto(path, wait_until="networkidle")
    page.wait_for_timeout(300)
    return answers


def on_the_wire(answers: list[Response]) -> int:
    """Compressed as the proxy and the static files are; pictures come as they are."""
    return sum(
        len(body) if answer.url.endswith(".png") else len(gzip.compress(body, 6))
        for answer in answers
        if answer.status < 300 and (body := answer.body())
    )


def report(answers: list[Response]) -> str:
    return "\n".join(
        f"{len(answer.body())} {len(gzip.compress(answer.body(), 6))} {urlsplit(answer.url).path}"
        for answer in answers
        if answer.status < 300
    )


def test_what_visits_cost(visit, paths):
    """Guest and member; one demo for both, because filling it takes its time."""
    for path in paths:
        answers = visited(visit(), path)
        assert len(answers) <= GUEST[1], report(answers)
        assert on_the_wire(answers) <= GUEST[0], report(answers)
        assert scripts_of(answers) == ["/static/js/main.js"]
    signed = visit()
    sign_in(signed, "ben", PASSWORD)
    expect_signed_in(signed, "ben")
    for path in paths:
        page = signed.context.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        answers = visited(page, path)
        assert len(answers) <= MEMBER[1], report(answers)
        assert on_the_wire(answers) <= MEMBER[0], report(answers)
        ours = [answer for answer in answers if answer.url.endswith(".js")]
        assert sum(len(answer.body()) for answer in ours) <= MEMBER_SCRIPTS, report(ours)
    for width in (1280, 390):
        signed.set_viewport_size({"width": width, "height": 844})
        for path in paths:
            signed.goto(path)
            assert signed.evaluate(SHIFTS) <= MOST_SHIFT, (path, width)


def scripts_of(answers: list[Response]) -> list[str]:
    return [urlsplit(answer.url).path for answer in answers if answer.url.endswith(".js")]
