"""Every journey with one script that fails, with larger text, and without motion."""

import re

import pytest
from django.conf import settings as site
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from moderation.actions.reports import report_post
from tests.browser.hands import TOO_WIDE
from tests.make import as_viewer, make_reply, make_topic
from threads.actions.harvests import Facts, begin_harvest
from threads.actions.phases import move_phase
from threads.actions.seats import answer_invitation, take_chair
from threads.actions.setups import Setup
from threads.models import Harvester, Like, Post, Topic

# Every one there is, so a new one has to do without itself too.
PARTS = sorted(path.stem for path in (site.BASE_DIR / "static/js").rglob("*.js"))


@pytest.fixture
def scripts() -> bool:
    """Scripts are on, and one of them does not come."""
    return True


@pytest.fixture
def talk(cast, hall) -> Topic:
    topic = make_topic(cast.ada, hall, prompts=["What helps?"])
    report_post(as_viewer(cast.ada), make_reply(cast.mira, topic, "First words."), "spam")
    # Ben harvests here, so that what he selects can be cited, too.
    Harvester.objects.create(topic=topic, person=cast.ben)
    begin_harvest(as_viewer(cast.ben), topic, Facts("harvest", "Kept", "For us"), "So far.")
    return topic


@pytest.fixture
def bowl(cast, hall) -> Topic:
    """A fishbowl with a free chair."""
    topic = make_topic(cast.ada, hall, setup=Setup("fishbowl", (cast.mira.username,)))
    answer_invitation(as_viewer(cast.mira), topic, accept=True)
    move_phase(as_viewer(cast.ada), topic, "panel")
    return topic


@pytest.mark.parametrize("part", PARTS)
def test_with_one_script_failing_nothing_is_dead(part, visit, cast, talk, bowl, guard):
    """One dense journey, which asks for each of them."""
    lost = []

    def come(person: User | None, path: str) -> Page:
        page = visit(person)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.route(f"**/{part}.js", lambda route: lost.append(part) or route.abort())
        page.goto(path)
        return page

    page = come(cast.ben, "/")
    page.locator(".filters").get_by_role("link", name="open").click()
    expect(page.locator(".chip[aria-current]")).to_contain_text("open")
    page.goto(talk.get_absolute_url())
    like_reply_and_edit(page)
    see_copy_and_quote(page)
    see_who_sits(page, bowl, cast.ola, part)
    page.goto("/topics/new/")
    page.locator("[name=title]").fill("Who leads here?")
    page.locator("[name=body]").fill("Who?")
    page.get_by_role("button", name="Make questions from the last lines").click()
    expect(page.locator("[name=prompts]").first).to_have_value("Who?")
    page = come(cast.mo, "/moderation/")
    page.locator("article.case").get_by_role("button", name="Keep").click()
    expect(page.locator("main")).to_contain_text("Nothing waits.")
    come_through_the_door(come(None, "/account/login/"))
    assert Post.objects.filter(topic=talk).count() == 3
    assert Like.objects.count() == 1
    assert lost, f"{part}.js was never asked for, so this journey does not try it"
    guard.problems.clear()


def test_a_title_written_before_the_scripts_came_is_looked_for(visit, cast, talk):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = visit(cast.ben)
    page.route("**/questions.js", hold)
    page.goto("/topics/new/")
    page.locator("[name=title]").fill(talk.title)
    page.locator("[name=body]").focus()
    held[0].continue_()
    expect(page.locator("[data-similar] [data-list]")).to_contain_text(talk.title)


def come_through_the_door(page: Page) -> None:
    """Find the way in, and sign up as far as the mailed code."""
    page.locator("[name=login]").fill("ben")
    expect(page.locator("main form button[type=submit]").first).to_be_enabled()
    page.goto("/account/signup/")
    page.locator("[name=username]").fill("nil")
    page.locator("[name=email]").fill("nil@example.org")
    page.locator("[name=password1]").fill("quiet-otter-river")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("[name=code]")).to_be_visible()


def like_reply_and_edit(page: Page) -> None:
    page.locator("#post-1").get_by_role("button", name="Like").click()
    expect(page.locator("#post-1 [data-likes]")).to_have_text("1 Like")
    page.mouse.wheel(0, 40)
    page.locator("#post-1").get_by_role("link", name="Reply").click()
    expect(page.locator("form.composer [name=reply_to]")).to_have_value("1")
    text = page.locator("#reply")
    text.fill("It still works, ")
    text.press("End")
    text.press_sequentially("@mir")
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.locator(".preview .post-body:visible")).to_contain_text("It still works, @mir")
    expect(text).to_have_value("It still works, @mir")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("#post-3-body")).to_have_text("It still works, @mir")
    page.locator("#post-3").get_by_role("link", name="Edit", exact=True).click()
    text = page.locator("form[action$='/edit/'] [name=body]")
    text.fill("It works even now.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#post-3-body")).to_have_text("It works even now.")
    page.locator("#post-3").get_by_role("link", name="Edit", exact=True).click()
    text.press("End")
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("#post-3-body")).to_be_visible()


def see_who_sits(page: Page, bowl: Topic, person: User, part: str) -> None:
    """In place, or said in the bar, or where the page is opened anew."""
    if part in {"live", "main"}:
        page.goto(bowl.get_absolute_url())
    else:
        with page.expect_response(f"**/t/{bowl.pk}/news/**"):
            page.goto(bowl.get_absolute_url())
        page.wait_for_timeout(300)
    take_chair(as_viewer(person), bowl)
    if part in {"bowl", "fragment"}:
        expect(page.locator(".news")).to_have_text("The circle has changed.")
    if part in {"bowl", "fragment", "live", "main"}:
        page.goto(bowl.get_absolute_url())
    expect(page.locator(f"[data-seat='13'][data-person='{person.username}']")).to_be_visible()


def see_copy_and_quote(page: Page) -> None:
    page.locator("#post-3").get_by_role("link", name="in reply to").click()
    # Here above the answer, or on the page of its own that the plain link leads to; that post may be
    # the one of the address already, where a plain link led to it before.
    parent = page.locator("#post-3 .parent, #post-1.is-target").last
    expect(parent).to_contain_text("Opening words")
    page.locator("#post-2 [data-do=copy]").click()
    expect(page).to_have_url(re.compile("/2/$"))
    page.wait_for_load_state()
    page.evaluate(
        "() => getSelection().selectAllChildren(document.querySelector('#post-2-body p'))"
    )
    page.keyboard.press("q")
    page.locator("#post-2").get_by_role("link", name="Quote").click()
    expect(page.locator("#reply")).to_have_value(re.compile("> First words."))


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_with_text_twice_as_large(width, visit, cast, talk):
    page = visit(cast.ben, viewport={"width": width, "height": 844})
    for path in ("/", talk.get_absolute_url(), "/topics/new/", "/drafts/", "/settings/profile/"):
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(TOO_WIDE) <= 0, path
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
    assert page.evaluate(TOO_WIDE) <= 0
    number = page.locator(".prompts > li").first.bounding_box()
    question = page.locator(".prompts .question").first.bounding_box()
    assert question["x"] < number["x"] + number["width"] / 2
    assert question["x"] + question["width"] <= number["x"] + number["width"]
