"""Every journey with one script that fails, with larger text, and without motion."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import overflow
from tests.make import make_reply, make_topic
from threads.models import Like, Post, Topic

# Those that these journeys ask for.
PARTS = (
    "main", "composer", "fragment", "drafts", "toolbar", "field", "answer", "edit", "filter",
)  # fmt: skip


@pytest.fixture
def scripts() -> bool:
    """Scripts are on, and one of them does not come."""
    return True


@pytest.fixture
def talk(cast, hall) -> Topic:
    topic = make_topic(cast.ada, hall, prompts=["What helps?"])
    make_reply(cast.ben, topic, "First words.")
    return topic


@pytest.mark.parametrize("part", PARTS)
def test_with_one_script_failing_nothing_is_dead(part, visit, cast, talk, guard):
    page = visit(cast.ben)
    page.route(f"**/{part}.js", lambda route: route.abort())
    page.goto("/")
    page.locator(".filters").get_by_role("link", name="open").click()
    expect(page.locator(".chip[aria-current]")).to_contain_text("open")
    page.goto(talk.get_absolute_url())
    page.locator("#post-1").get_by_role("button", name="Like").click()
    expect(page.locator("#post-1 [data-likes]")).to_have_text("1 Like")
    page.locator("#post-1").get_by_role("link", name="Reply").click()
    expect(page.locator("form.composer [name=reply_to]")).to_have_value("1")
    page.locator("#reply").fill("It still works.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("#post-3-body")).to_have_text("It still works.")
    page.locator("#post-3").get_by_role("link", name="Edit").click()
    text = page.locator("form[action$='/edit/'] [name=body]")
    text.fill("It works even now.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#post-3-body")).to_have_text("It works even now.")
    assert Post.objects.filter(topic=talk).count() == 3
    assert Like.objects.count() == 1
    guard.problems.clear()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_with_text_twice_as_large(width, visit, cast, talk):
    page = visit(cast.ben, viewport={"width": width, "height": 844})
    for path in ("/", talk.get_absolute_url(), "/topics/new/", "/drafts/", "/settings/profile/"):
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) <= 0, path
        button = page.locator("main button:visible, main a.button:visible").last
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport()


def test_without_motion_nothing_moves(visit, cast, talk):
    page = visit(cast.ben)
    page.goto(f"{talk.get_absolute_url()}2/")
    moving = page.evaluate(
        "() => document.getAnimations().filter(one => one.playState === 'running').length"
    )
    assert moving == 0


def test_a_permalink_stands_below_the_bar_and_has_the_focus(visit, cast, talk):
    for _ in range(12):
        make_reply(cast.ola, talk, "Words upon words.\n\n" * 12)
    page = visit(cast.ben)
    page.goto(f"{talk.get_absolute_url()}9/")
    expect(page.locator("#post-9 .post-head")).to_be_focused()
    bar = page.locator(".bar").bounding_box()
    head = page.locator("#post-9 .post-head").bounding_box()
    assert bar["y"] + bar["height"] <= head["y"] + 1
    assert page.locator("#post-9.is-target").count() == 1


def test_the_position_follows_what_is_read(visit, cast, talk):
    for _ in range(10):
        make_reply(cast.ola, talk, "Words upon words.\n\n" * 12)
    page = visit()
    page.goto(talk.get_absolute_url())
    expect(page.locator(".position").first).to_have_text("1–12 of 12")
    page.mouse.wheel(0, 500)
    page.locator("#post-8").scroll_into_view_if_needed()
    page.mouse.wheel(0, 300)
    expect(page.locator(".position b").first).to_have_text("8")
    page.locator("#jump").fill("5")
    page.get_by_role("button", name="Go", exact=True).click()
    page.wait_for_url("**/5/")


def test_arabic_reads_from_right_to_left(visit, cast):
    page = visit(cast.root, viewport={"width": 390, "height": 844})
    page.goto("/style/?dir=rtl")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert overflow(page) <= 0
    number = page.locator(".prompts > li").first.bounding_box()
    question = page.locator(".prompts .question").first.bounding_box()
    assert question["x"] < number["x"] + number["width"] / 2
    assert question["x"] + question["width"] <= number["x"] + number["width"]
