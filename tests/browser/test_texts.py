"""What a real browser makes of stored texts: parsed, serialised and parsed again it stays what it
is, with nothing in it that was not allowed, and nothing runs or asks for anything."""

import random
import re

import pytest

from tests.fuzz.texts import FRAGMENTS
from tests.threads.markup.make import KNOWN, NAMES, pipeline
from tests.threads.markup.safety import ATTRIBUTES, TAGS
from tests.threads.markup.test_safety import TEXTS
from threads.markup import MarkupRefused, bind, fill

pytestmark = pytest.mark.browser
SAMPLE = 2_000
LOOK = """
(texts) => texts.map((html) => {
  const inert = document.implementation.createHTMLDocument("").createElement("div");
  inert.innerHTML = html;
  const once = inert.innerHTML;
  inert.innerHTML = once;
  const live = document.createElement("div");
  document.body.append(live);
  live.innerHTML = once;
  const found = [...live.querySelectorAll("*")].map(
    (element) => [element.localName, element.namespaceURI, [...element.attributes].map((a) => [a.name, a.value])]
  );
  const stable = inert.innerHTML === once && live.innerHTML === once;
  live.remove();
  return { once, stable, found };
})
"""


def sample() -> list[str]:
    """Printed HTML of texts of all kinds, the same ones every time."""
    dice = random.Random(4)
    texts = list(TEXTS)
    texts += ["".join(dice.choices(FRAGMENTS, k=dice.randint(1, 40))) for _ in range(SAMPLE)]
    found = []
    for text in texts:
        try:
            found.append(str(fill(bind(pipeline.render(text), KNOWN).html, NAMES)))
        except MarkupRefused:
            continue
    return found


def test_a_browser_finds_nothing_that_is_not_allowed(visit):
    page = visit()
    # The pictures of this site in these texts do not exist.
    page.route("**/media/**", lambda route: route.fulfill(status=200, body=""))
    page.goto("/help/writing/", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    texts = sample()
    assert len(texts) >= SAMPLE
    for start in range(0, len(texts), 100):
        for html, seen in zip(
            texts[start:], page.evaluate(LOOK, texts[start : start + 100]), strict=False
        ):
            assert seen["stable"], html
            for tag, namespace, attributes in seen["found"]:
                assert TAGS.fullmatch(tag), (tag, html)
                assert namespace == "http://www.w3.org/1999/xhtml", html
                for name, value in attributes:
                    allowed = ATTRIBUTES.get((tag, name))
                    assert allowed, (tag, name, html)
                    assert re.fullmatch(allowed, value), (tag, name, value)
    assert not [url for url in asked if "/media/" not in url]
