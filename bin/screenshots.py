"""Looks at every page and state of a running demo, and puts the pictures side by side.

    bin/bootstrap --dev python bin/screenshots.py http://127.0.0.1:8000

Signs in as people of the demo, so it is for `make run` and never for a forum that somebody uses:
it presses buttons and writes two topics with extreme words. The sheets land in `.screenshots/`.
`--only WORD` takes the pages whose name holds the word, `--looks LOOK,LOOK` some of the looks,
`--single` keeps each picture instead of putting them on sheets; `--docs` takes those of
`docs/images` instead.
"""

import argparse
import base64
import html
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402

from bin.screenshot_pages import OPENINGS, PASSWORD, RECAP, Shot, every_shot, pictures, press  # noqa: E402
from tests.browser.chromium import ARGUMENTS, find  # noqa: E402

OUT = ROOT / ".screenshots"
# What a picture shows at most, in pixels of the page.
TALLEST = {1280: 1900, 794: 2200, 390: 2300, 320: 2300}
# A sheet: how many pictures beside each other, how many rows, and how wide each is.
SHEET = {1280: (3, 2, 520), 794: (4, 1, 390), 390: (6, 1, 260), 320: (6, 1, 260)}
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ROWS = """all => all.map((row) => [
    row.querySelector(".row-title a").getAttribute("href"),
    Number(row.querySelector(".row-count b").textContent),
])"""
EXTREME = {
    "long": (f"{LONG} {LONG} and thirty words more", f"{LONG * 4}\n\n`{LONG * 2}`\n\n# {LONG}"),
    "arabic": (
        "كيف نقرر معًا عندما يكون الوقت قصيرًا والبيت كبيرًا؟",
        "نجلس في دائرة، ويتكلم كل واحد مرة واحدة.\n\n> ثم نستمع.\n\n- أولًا\n- ثانيًا"
        "\n\nAnd one line in English.",
    ),
}


@dataclass(frozen=True)
class Look:
    """How the browser looks at a page."""

    width: int
    scheme: str = "light"
    media: str = "screen"
    forced: str = "none"
    contrast: str = "no-preference"
    locale: str = "en-GB"

    @property
    def tall(self) -> int:
        """How much one sees without scrolling."""
        return 844 if self.width < 600 else 900


LOOKS = {
    "1280-light": Look(1280),
    "1280-dark": Look(1280, "dark"),
    "390-light": Look(390),
    "390-dark": Look(390, "dark"),
    "print": Look(794, media="print"),
    "forced": Look(1280, forced="active"),
    "forced-dark": Look(390, "dark", forced="active"),
    "contrast": Look(1280, contrast="more"),
    "contrast-dark": Look(390, "dark", contrast="more"),
    "320-light": Look(320),
    "german-phone": Look(390, locale="de-DE"),
}
USUAL = ("1280-light", "390-light", "1280-dark", "390-dark")


@dataclass
class Studio:
    """A browser at a running demo, and what was found there."""

    browser: Browser
    base: str
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)

    def page(self, who: str, look: str) -> Page:
        """A page of somebody who is signed in, in that look; one for each."""
        if (who, look) not in self.pages:
            self.pages[who, look] = self._open(who, LOOKS[look])
        return self.pages[who, look]

    def _open(self, who: str, look: Look) -> Page:
        state = next(
            (page.context.storage_state() for (name, _), page in self.pages.items() if name == who),
            None,
        )
        context = self.browser.new_context(
            base_url=self.base,
            viewport={"width": look.width, "height": look.tall},
            locale=look.locale,
            storage_state=state,
            has_touch=look.width < 600,
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.emulate_media(
            media=look.media,
            color_scheme=look.scheme,
            forced_colors=look.forced,
            contrast=look.contrast,
            reduced_motion="reduce",
        )
        page.route("**/error-*/", _draw_error)
        if who and state is None:
            page.goto("/account/login/")
            page.locator("main [name=login]").fill(who)
            page.locator("main [name=password]").fill(PASSWORD)
            page.locator("main form button:not([name])").first.click()
            page.locator(f".bar a[href='/u/{who}/']").wait_for(state="attached")
        return page

    def explore(self, *, extremes: bool) -> None:
        """Find the topics by their titles, and one of each thing that has a number."""
        page = self.page("mo", "1280-light")
        self._walk(page)
        if extremes:
            self._write_extremes()
            self._silence(page, "oakes")
            self._walk(page)
        self.found["LONGEST"] = self._longest(page)
        page.goto(self.resolve(RECAP))
        self.found["PROMPT"] = page.locator(".prompts .question").first.get_attribute("href") or ""
        self.found["ASKS"] = self._first(page, ".asks-head a[href$='/asks/']")
        self.found["QUESTIONS"] = self.found["ASKS"].replace("/asks/", "/prompts/")
        self.found["TAKE-APART"] = self._first(page, "a[href$='/posts/']")
        page.goto(self.resolve(OPENINGS))
        self.found["HARVEST"] = self._first(page, "a.cited").split("#")[0]
        self.found["SEALED"] = page.locator(".prompts .question").last.get_attribute("href") or ""
        page.goto("/moderation/")
        self.found["CASE"] = self._first(
            page, ".case:has(.case-acts form) a[href^='/moderation/cases/']"
        )
        self.found["RESOLVED"] = self._first(page, ".queue-top .tabs a:last-of-type")
        self.found["HELD"] = self._first(page, "a[href^='/held/']")
        page.goto(self.found["HELD"])
        self.found["HELD-BY"] = self._first(page, ".head a[href^='/u/']").split("/")[-2]

    def _silence(self, page: Page, handle: str) -> None:
        page.goto(f"/moderation/people/{handle}/")
        if not page.locator(".standing").count():
            page.goto(f"/moderation/people/{handle}/silence/")
            press("Silence", reason="Three posts against one person. Rest for a week.")(page)

    def _longest(self, page: Page) -> str:
        rows: list[tuple[str, int]] = []
        for number in (1, 2):
            page.goto(f"/?page={number}")
            rows += page.eval_on_selector_all(".row", ROWS)
        return max(rows, key=lambda row: row[1])[0]

    def _walk(self, page: Page) -> None:
        for number in (1, 2):
            for path, title in self._links(page, f"/?page={number}", ".row-title a"):
                self.found[title] = re.sub(r"\d+/$", "", path) if path.count("/") > 4 else path

    def _links(self, page: Page, path: str, selector: str) -> list[tuple[str, str]]:
        page.goto(path)
        return page.eval_on_selector_all(
            selector, "all => all.map((a) => [a.getAttribute('href'), a.textContent])"
        )

    def _first(self, page: Page, selector: str) -> str:
        found = page.eval_on_selector_all(selector, "all => all.map((a) => a.getAttribute('href'))")
        return found[0] if found else "/nothing-of-this-kind/"

    def _write_extremes(self) -> None:
        page = self.page("ada", "1280-light")
        for title, body in EXTREME.values():
            if title not in self.found:
                page.goto("/topics/new/?category=commons")
                page.locator("[name=title]").fill(title)
                page.locator("[name=body]").fill(body)
                page.get_by_role("button", name="Publish").click()
                page.wait_for_load_state("networkidle")

    def resolve(self, path: str) -> str:
        """The address with what stands in `<…>` put in."""
        return re.sub(r"<([^|>]+)(?:\|(\w+))?>", self._put, path)

    def _put(self, hole: re.Match[str]) -> str:
        wanted, post = hole.groups()
        path = next((p for title, p in self.found.items() if wanted in title), "/no-such-topic/")
        if post is None:
            return path
        signs = {
            "EDITED": "article:has([href$='/history/'])",
            "OWN": "article:has([href$='/delete/'])",
        }
        page = self.page("ada", "1280-light")
        page.goto(path)
        article = page.locator(signs.get(post, f"#post-{post}"))
        return (article.first.get_attribute("data-post-id") or "0") if article.count() else "0"

    def visit(self, shot: Shot, look: str) -> Page:
        """The page with what is done on it."""
        page = self.page(shot.who and self.resolve(shot.who), look)
        page.goto(self.resolve(shot.path))
        if shot.step:
            shot.step(page)
        return page

    def take(self, shot: Shot, look: str) -> bytes:
        """The whole of a page in a look, down to what a sheet has room for."""
        page = self.visit(shot, look)
        width = LOOKS[look].width
        page.evaluate("() => scrollTo(0, 0)")
        tall = page.evaluate("() => document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": min(tall, TALLEST[width])}
        return page.screenshot(clip=clip, full_page=True, animations="disabled")


def _draw_error(route: Route, request: Request) -> None:
    name = re.search(r"error-(\w+)", request.url)[1]
    kept = [("body", "What I had written.", True), ("token", "1", False)]
    words = {"message": "", "typed": "What I had written, word for word." if name != "404" else ""}
    words["kept"], words["path"] = kept, "/t/1/reply/"
    route.fulfill(body=render_to_string(f"{name}.html", words), content_type="text/html")


# --- Putting them side by side ------------------------------------------------------------------


def sheets(browser: Browser, taken: list[tuple[str, bytes]], look: str) -> Iterator[bytes]:
    """Pictures of pictures, a few on each."""
    columns, rows, wide = SHEET[LOOKS[look].width]
    page = browser.new_page(viewport={"width": columns * (wide + 12) + 12, "height": 600})
    for start in range(0, len(taken), columns * rows):
        some = taken[start : start + columns * rows]
        page.set_content(
            "<style>body{margin:6px;font:12px sans-serif;background:#888;display:grid;"
            f"grid-template-columns:repeat({columns},{wide}px);gap:12px;align-items:start}}"
            "figure{margin:0}img{width:100%;display:block}</style>" + "".join(map(_figure, some))
        )
        yield page.screenshot(full_page=True)
    page.close()


def _figure(named: tuple[str, bytes]) -> str:
    name, picture = named
    data = base64.b64encode(picture).decode()
    return f"<figure>{html.escape(name)}<img src='data:image/png;base64,{data}'></figure>"


def shoot(studio: Studio, shots: Iterable[Shot], look: str) -> list[tuple[str, bytes]]:
    """Take them all in one look; what cannot be taken is said and left out."""
    taken = []
    for shot in shots:
        try:
            taken.append((shot.name, studio.take(shot, look)))
        except Exception as error:  # noqa: BLE001 - the others are wanted all the same
            print(f"{shot.name} ({look}): {str(error).splitlines()[0]}", flush=True)
    return taken


def draw_docs(studio: Studio) -> None:
    """The pictures of the documentation: what one sees without scrolling."""
    for look, shot in pictures():
        page = studio.visit(shot, look)
        file = ROOT / "docs/images" / f"{shot.name}.png"
        file.write_bytes(page.screenshot(animations="disabled"))


def main() -> None:
    """Read what is wanted, and take it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address")
    parser.add_argument("--only", default="")
    parser.add_argument("--looks", default=",".join(USUAL))
    parser.add_argument("--single", action="store_true")
    parser.add_argument("--docs", action="store_true")
    wanted = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "leadership_forum.settings", "DEBUG": "on"}
    django.setup()
    OUT.mkdir(exist_ok=True)
    shots = [s for s in every_shot() if any(w in s.name for w in wanted.only.split(","))]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find(), args=ARGUMENTS)
        studio = Studio(browser, wanted.address)
        studio.explore(extremes=not wanted.docs)
        if wanted.docs:
            draw_docs(studio)
            return
        for look in wanted.looks.split(","):
            taken = shoot(studio, shots, look)
            pictures = taken if wanted.single else enumerate(sheets(browser, taken, look))
            for name, picture in pictures:
                (OUT / f"{look} {name}.png").write_bytes(picture)
        browser.close()


if __name__ == "__main__":
    main()
