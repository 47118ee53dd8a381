"""How long it takes from the last key after an @ until the names are on the screen.

    python -m benchmarks.mention http://127.0.0.1:8000

Against a running demo site (`TRIAL=1 RATE_LIMITS=off make serve`), on this machine only, in Debian's Chromium.
"""

import statistics
import sys
from itertools import cycle, islice

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, find

TRIES = 50
WORDS = ("ad", "be", "mo", "mi")
# From the event of the last key to the frame in which the list is drawn.
WATCH = """() => {
    const text = document.getElementById("reply");
    text.addEventListener("input", () => { window.lastKey = performance.now(); }, { capture: true });
    const isSeen = () => document.querySelector(".names:not([hidden]) [role=option]");
    new MutationObserver(() => {
        if (!isSeen() || window.seen) return;
        window.seen = true;
        requestAnimationFrame(() => requestAnimationFrame(() => { window.took = performance.now() - window.lastKey; }));
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["hidden"] });
}"""


def open_composer(browser: Browser, site: str) -> Page:
    """The newest topic, with the focus where one writes."""
    page = browser.new_page(base_url=site)
    page.goto("/account/login/")
    page.locator("main [name=login]").fill("ben")
    page.locator("main [name=password]").fill("fishbowl-demo")
    page.locator("main form button:not([name])").first.click()
    page.locator(".bar [data-menu]").wait_for()
    page.goto("/")
    page.locator(".row-title a").first.click()
    page.locator("#reply").focus()
    page.locator(".toolbar").wait_for()
    page.evaluate(WATCH)
    return page


def measure(page: Page, word: str) -> float:
    """Milliseconds for one name."""
    page.locator("#reply").fill("")
    page.evaluate("() => { window.seen = false; window.took = 0; }")
    page.keyboard.type(f"@{word}")
    page.wait_for_function("() => window.took")
    took: float = page.evaluate("() => window.took")
    page.keyboard.press("Escape")
    return took


def main() -> None:
    """Print median and worst; the first, which loads what the others have, by itself."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        page = open_composer(browser, sys.argv[1])
        first = measure(page, WORDS[0])
        took = [measure(page, word) for word in islice(cycle(WORDS), TRIES)]
        page.locator("#reply").fill("")
        browser.close()
    print(f"@ and two letters, from the last key to the names: first {first:.0f} ms")
    print(f"{TRIES} tries: median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms")
    print("40 ms of it are the wait for a next key.")


if __name__ == "__main__":
    main()
