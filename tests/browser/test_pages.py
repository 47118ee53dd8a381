"""Pages as people use them: by keyboard, with headings that step down, light, and nothing amiss."""

from itertools import pairwise

import pytest
from playwright.sync_api import Response, expect

from accounts.models import User
from tests.browser.looking import WIDTHS, faults, looks, overflow
from tests.make import make_reply, make_topic
from threads.models import Topic

MOST_TABS = 15
VISIBLE_OUTLINE = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


@pytest.fixture
def scripts() -> bool:
    """These tests need scripts: axe is one."""
    return True


PLANTS = """() => {
    const main = document.querySelector("main"), made = (name, text) => {
        const element = document.createElement(name);
        element.textContent = text;
        main.append(element);
        return element;
    };
    made("p", "Pale in the dark").style.color = "light-dark(#111, #333)";
    for (const text of ["x", "y"]) {
        const small = made("button", text);
        small.style.cssText = "all: unset; display: inline-block; width: 9px; height: 9px; font-size: 9px";
    }
    const wide = made("img", "");
    wide.src = "/favicon.ico";
    wide.width = 999;
}"""


def test_the_looks_see_what_is_wrong(visit):
    """Each on the way that asks it: everything once, the rest at each width, colours where new."""
    page = visit()
    page.goto("/")
    assert [found for look, found in looks(page) if found] == []
    page.evaluate(PLANTS)
    found = {look: "\n".join(faults) for look, faults in looks(page)}
    assert list(found) == [f"{width} {theme}" for width in WIDTHS for theme in ("light", "dark")]
    for width in WIDTHS:
        light, dark = found[f"{width} light"], found[f"{width} dark"]
        assert "image-alt" in light
        assert light.count("target-size") == 2
        assert "color-contrast" not in light
        assert "Pale in the dark" in dark
    assert "too wide: img" in found["320 light"]
    assert overflow(page) > 0
    page.emulate_media(color_scheme="dark")
    assert any(fault.startswith("color-contrast") for fault in faults(page))


@pytest.fixture
def talk(cast, hall) -> Topic:
    """A topic with four prompts and three replies."""
    prompts = ["What helps?", "What hinders?", "What grows?", "What rests?"]
    topic = make_topic(cast.ada, hall, prompts=prompts)
    for person in (cast.ben, cast.mira, cast.mo):
        make_reply(person, topic)
    return topic


@pytest.mark.parametrize("handle", ["", "ben"])
def test_by_keyboard_to_the_first_post(visit, talk, handle):
    page = visit(User.objects.get(username=handle) if handle else None)
    page.goto(talk.get_absolute_url())
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()

    for _ in range(MOST_TABS):
        assert page.evaluate(VISIBLE_OUTLINE), page.evaluate("document.activeElement.outerHTML")
        if page.locator("#post-1:focus-within").count():
            return
        page.keyboard.press("Tab")
    pytest.fail(f"The first post is more than {MOST_TABS} tab stops away.")


def test_the_skip_link_leads_past_the_bar(visit, talk):
    page = visit()
    page.goto(talk.get_absolute_url())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


def test_a_menu_opens_and_closes_by_keyboard(visit, cast, talk):
    page = visit(cast.ben)
    page.goto("/")
    menu = page.locator(".bar summary")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Profile")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Profile")).to_be_hidden()
    expect(menu).to_be_focused()


def test_the_headings_of_a_topic_step_down(visit, talk):
    page = visit()
    page.goto(talk.get_absolute_url())
    levels = page.evaluate(
        "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_a_first_visit_is_light(visit, talk, record_testsuite_property):
    page = visit()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - no builtins there
    page.goto(talk.get_absolute_url(), wait_until="networkidle")
    addresses = [answer.url for answer in answers]
    record_testsuite_property(
        "bytes before compression", sum(len(answer.body()) for answer in answers)
    )
    assert len(addresses) <= 4, addresses
    assert not [address for address in addresses if "htmx" in address]
    assert any(address.endswith(".css") for address in addresses)
    assert any(address.endswith(".js") for address in addresses)


def test_the_guard_sees_what_goes_wrong(visit, talk, guard):
    page = visit()
    page.goto("/")
    page.evaluate("console.warn('careful')")
    page.evaluate("setTimeout(() => { throw new Error('broken') })")
    page.goto("/there-is-no-such-page/")
    told, guard.problems = "\n".join(guard.problems), []
    assert "careful" in told
    assert "broken" in told
    assert "answer 404" in told
