"""Looking at a page with axe, in every width and both themes, and noting what was looked at.

The first look (1280 px, light) asks everything of the whole page. A look costs mostly the contrast
of each text, so the others ask it less often, and lose nothing by it:

- Whatever is not colour is asked of the whole page at every width, in the light theme alone. The
  stylesheet says dark by `light-dark()` and by nothing else (tests/test_look.py), so a theme moves
  and hides nothing.
- Contrast is a function of a text's own colour, size and weight and of what is painted behind it.
  Texts that share all of these, and an ancestor's ground, are asked once (`FRESH` says which), on
  whatever page and in whatever theme they stand. A text with a picture behind it, or one that is
  lifted out of its place before a ground was found, shares with nobody.

`LOOK=whole make test ARGS="tests/browser/test_looks.py"` asks everything everywhere: slow, and the
way to see that the short way finds the same.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings as site
from django.test.signals import template_rendered
from playwright.sync_api import Page

from tests.browser.chromium import Guard

WIDTHS = (1280, 390, 320)
HEIGHT = 800
TEMPLATES = Path(site.BASE_DIR) / "templates"
COLOURS = ("color-contrast", "link-in-text-block")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# axe leaves out the size of targets (WCAG 2.2) unless it is told to ask it.
TARGETS = {"target-size": {"enabled": True}}
EVERYTHING = {"runOnly": list(TAGS), "rules": TARGETS}
NO_COLOURS = {
    "runOnly": list(TAGS),
    "rules": TARGETS | {name: {"enabled": False} for name in COLOURS},
}
WHOLE = os.environ.get("LOOK") == "whole"

# A bar that sticks to the window covers what is under it until one scrolls: a target that was found
# too small is asked again in the middle of the window.
RUN = """async ([options, some]) => {
    const told = {resultTypes: ["violations"], ...options};
    const found = await axe.run(some ? {include: window.fresh} : document, told);
    const faults = [];
    for (const fault of found.violations) for (const node of fault.nodes) {
        if (fault.id === "target-size") {
            const target = document.querySelector(node.target[0]), before = scrollY;
            target.scrollIntoView({block: "center", behavior: "instant"});
            const again = await axe.run({include: [target]}, {...told, runOnly: [fault.id]});
            scrollTo({top: before, behavior: "instant"});
            if (!again.violations.length) continue;
        }
        faults.push(`${fault.id}: ${node.target} ${node.html.slice(0, 160)} ${node.failureSummary}`);
    }
    return faults;
}"""
# What sticks out, the innermost of it, where nothing around it scrolls or cuts.
OUT = """() => {
    const width = document.scrollingElement.clientWidth, out = [];
    if (document.scrollingElement.scrollWidth <= width) return "";
    const cut = element => element && element !== document.body &&
        (getComputedStyle(element).overflowX !== "visible" || cut(element.parentElement));
    for (const element of document.body.querySelectorAll("*")) {
        const {left, right} = element.getBoundingClientRect();
        if ((right > width + 1 || left < -1) && !cut(element.parentElement))
            out.push(`${element.localName}.${element.className} ${Math.round(right)}`);
    }
    return `too wide: ${out.slice(-3).join("; ") || "something that is drawn by CSS"}`;
}"""
# Keeps one element of each kind of text that was not asked before; answers what makes the kinds.
FRESH = """known => {
    const asked = new Set(known), kinds = new Map(), grounds = new Map();
    let alone = 0;
    const clear = colour => colour === "rgba(0, 0, 0, 0)" || colour === "transparent";
    const solid = colour => colour.startsWith("rgb(") || (colour.startsWith("color(") && !colour.includes("/"));
    const ground = element => {
        if (!element) return "";
        if (grounds.has(element)) return grounds.get(element);
        const style = getComputedStyle(element), paint = style.backgroundColor;
        const own = [style.opacity, style.filter, style.mixBlendMode].join();
        let answer;
        if (style.backgroundImage !== "none") answer = `alone ${alone++}`;
        else if (solid(paint)) answer = paint;
        else {
            const lifted = ["absolute", "fixed", "sticky"].includes(style.position);
            answer = lifted ? `alone ${alone++}` : (clear(paint) ? "" : paint) + ground(element.parentElement);
        }
        answer = own === "1,none,normal" ? answer : `${answer} ${own} ${ground(element.parentElement)}`;
        grounds.set(element, answer);
        return answer;
    };
    const note = element => {
        if (!element.checkVisibility() || !element.getClientRects().length) return;
        const {color, fontSize, fontWeight, textDecorationLine, textShadow} = getComputedStyle(element);
        const around = getComputedStyle(element.parentElement).color;
        const kind = [color, fontSize, fontWeight, textDecorationLine, textShadow, around,
            element.localName === "a", ground(element)].join(" ");
        if (!asked.has(kind) && !kinds.has(kind)) kinds.set(kind, element);
    };
    const seen = new Set();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || seen.has(element)) continue;
        seen.add(element);
        note(element);
    }
    document.querySelectorAll("input, select, textarea").forEach(note);
    window.fresh = [...kinds.values()];
    return [...kinds.keys()];
}"""
OPEN = "which => document.querySelectorAll(which).forEach(fold => { fold.open = true; })"
# Keeps what is in open menus as what axe is asked about; says how many there are.
MENUS = "() => (window.fresh = [...document.querySelectorAll('.menu-in')]).length"
# The kinds of text that this process has asked already, without a fault.
well: set[str] = set()


def faults(page: Page, *, only: dict | None = None, some: bool = False) -> list[str]:
    """What axe finds wrong, one line for each element; with `some` only of what `FRESH` kept."""
    return page.evaluate(RUN, [only or EVERYTHING, some])


def pale(page: Page) -> list[str]:
    """What is wrong with the colours of the kinds of text that were not asked before."""
    kinds = page.evaluate(FRESH, list(well))
    wrong = faults(page, only={"runOnly": list(COLOURS)}, some=True) if kinds else []
    if not wrong:
        well.update(kind for kind in kinds if "alone" not in kind)
    return wrong


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate(
        "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    )


def dress(page: Page, theme: str) -> None:
    """Change the theme, and wait for no colour that fades into another (the admin's do)."""
    page.emulate_media(color_scheme=theme)
    page.evaluate("document.getAnimations().forEach(one => one.finish())")


def looks(page: Page) -> Iterator[tuple[str, list[str]]]:
    """What is wrong with the page at each width and in each theme."""
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wrong = [out] if (out := page.evaluate(OUT)) else []
        dress(page, "light")
        if WHOLE or width == WIDTHS[0]:
            yield f"{width} light", wrong + faults(page)
        else:
            yield f"{width} light", wrong + faults(page, only=NO_COLOURS) + pale(page)
        dress(page, "dark")
        yield f"{width} dark", faults(page) if WHOLE else pale(page)
    page.emulate_media(color_scheme="light")


class Looker:
    """Walks pages for one test. `seen` holds the templates of every page that axe was asked about."""

    def __init__(self, guard: Guard, subtests: pytest.Subtests) -> None:
        self.guard = guard
        self.subtests = subtests
        self.seen: set[str] = set()
        self._rendered: set[str] = set()
        template_rendered.connect(self._note)

    def stop(self) -> None:
        """Listen no longer."""
        template_rendered.disconnect(self._note)

    def afresh(self) -> None:
        """What was rendered until now belongs to a page that nobody looks at."""
        self._rendered.clear()

    def walk(self, page: Page, paths: Iterable[str]) -> None:
        """Look at each of these pages."""
        for path in paths:
            self.afresh()
            page.goto(path)
            self.here(page, path)

    def here(self, page: Page, name: str) -> None:
        """Look at the page that is open. What the guard found is told with the page that made it."""
        with self.subtests.test(page=name):
            wrong = {look: found for look, found in looks(page) if found}
            told, self.guard.problems = self.guard.problems, []
            self.seen |= self._rendered
            lines = [f"{look}: {fault}" for look, found in wrong.items() for fault in found]
            complaint = "\n".join([*lines, *told])
            assert not complaint, complaint

    def unfold(self, page: Page, path: str) -> None:
        """Look at a page with everything in it unfolded, and then at what is in its menus: these
        lie over the page, part of which they cover while they are open."""
        self.afresh()
        page.goto(path)
        page.evaluate(OPEN, "details:not(.menu)")
        self.here(page, f"{path} unfolded")
        page.evaluate(OPEN, "details.menu")
        with self.subtests.test(page=f"{path} menus"):
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                for theme in ("light", "dark"):
                    dress(page, theme)
                    assert page.evaluate(MENUS) > 0
                    assert faults(page, some=True) == [], f"{width} {theme}"
        page.emulate_media(color_scheme="light")

    def _note(self, sender: object, **_facts: object) -> None:
        self._rendered.add(str(getattr(sender, "name", "")).partition("#")[0])
