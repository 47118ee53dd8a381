"""How somebody moves through pages: with a mouse, by keyboard alone, with large text. A journey is
written once and walked by each hand."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_STOPS = 90
# Where the focus is, seen from what is looked for; and whether one sees that it is there.
LOOK = """(wanted) => {
    const now = document.activeElement;
    if (now !== wanted) {
        const follows = wanted.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING;
        return now !== document.body && follows ? "back" : "on";
    }
    const style = getComputedStyle(now);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!ring && style.boxShadow === "none") return "it has the focus, and no ring says so";
    const box = now.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 44) / 2);
    if (top && !now.contains(top) && !top.contains(now)) return "it is hidden under " + top.outerHTML.slice(0, 200);
    return "here";
}"""
# A page that came anew begins at its top; within one, the focus is somewhere at any time.
LOST = """() => window.isActedOn && [null, document.body].includes(document.activeElement)"""
MOVING = """() => document.getAnimations().filter((one) => one.playState === "running").length"""
TOO_WIDE = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
TWICE = """new MutationObserver((seen, it) => {
    if (!document.documentElement) return;
    document.documentElement.style.fontSize = "200%";
    it.disconnect();
}).observe(document, { childList: true });
if (document.documentElement) document.documentElement.style.fontSize = "200%";"""


class Hand:
    """Acts on one page with a mouse and a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(path)

    def press(self, thing: Locator) -> None:
        """Press a link, a button or a fold."""
        self.check()
        thing.click()

    def write(self, thing: Locator, text: str) -> None:
        """Put a text into a field, in the place of what stands there."""
        self.check()
        thing.fill(text)

    def tick(self, box: Locator) -> None:
        """Turn a box on."""
        self.check()
        box.check()

    def choose(self, thing: Locator, label: str) -> None:
        """Choose from a list."""
        self.check()
        thing.select_option(label=label)

    def check(self) -> None:
        """What holds between any two acts."""

    def another(self) -> "Hand":
        """The same hand in another tab."""
        return type(self)(self.page.context.new_page())


class Keyboard(Hand):
    """Tab, Shift+Tab, Enter, Space and letters; nothing moves, and the focus is always somewhere."""

    def press(self, thing: Locator) -> None:
        self.reach(thing)
        self.page.keyboard.press("Enter")

    def write(self, thing: Locator, text: str) -> None:
        self.reach(thing)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def tick(self, box: Locator) -> None:
        self.reach(box)
        if not box.is_checked():
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def choose(self, thing: Locator, label: str) -> None:
        self.reach(thing)
        self.page.keyboard.type(label)
        assert thing.evaluate("it => it.selectedOptions[0].label") == label

    def reach(self, thing: Locator) -> None:
        """Press Tab, in the direction in which it lies, until that has the focus."""
        expect(thing).to_have_count(1)
        self.check()
        for _ in range(MOST_STOPS):
            found = thing.evaluate(LOOK)
            if found == "here":
                self.page.evaluate("() => { window.isActedOn = true; }")
                return
            if found not in {"on", "back"}:
                pytest.fail(f"{thing}: {found}")
            self.page.keyboard.press("Tab" if found == "on" else "Shift+Tab")
        pytest.fail(f"{thing} is more than {MOST_STOPS} stops away.")

    def check(self) -> None:
        assert not self.page.evaluate(LOST), "the focus was lost"
        assert not self.page.evaluate(MOVING), "something moves"


class Large(Hand):
    """A mouse, and text twice as large: no page is wider than the window."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        page.add_init_script(TWICE)

    def check(self) -> None:
        self.page.locator("body").wait_for(state="attached")  # a page may just have begun
        assert self.page.evaluate(TOO_WIDE) <= 0, f"{self.page.url} is too wide"


@dataclass(frozen=True)
class Way:
    """How all journeys are made once."""

    name: str
    hand: type[Hand] = Hand
    scripts: bool = True
    options: dict = field(default_factory=dict)


# Between them: with scripts and without, a wide window and a phone, motion and none. Each hand but
# the keyboard's is a mouse.
WAYS = (
    Way("no-scripts", scripts=False),
    Way("keyboard", Keyboard),
    Way(
        "large-text",
        Large,
        options={
            "viewport": {"width": 390, "height": 844},
            "reduced_motion": "no-preference",
        },
    ),
)
