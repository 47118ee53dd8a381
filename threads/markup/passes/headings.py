"""Headings: smaller than those of the page, with an id and an anchor to lead there."""

import re
from typing import Final
from xml.etree.ElementTree import Element

from threads.markup.limits import MAX_ANCHORS
from threads.markup.marks import as_typed

# The page owns h1 and h2.
_DEMOTED: Final = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
_NOT_SLUG: Final = re.compile(r"[^\w]+")
_LONGEST: Final = 60


class Headings:
    """Finishes the headings of one text; every id is its own."""

    def __init__(self, nonce: str) -> None:
        self._nonce = nonce
        self._taken: dict[str, int] = {}
        self._left = MAX_ANCHORS

    def finish(self, heading: Element) -> bool:
        """Finish the element if it is a heading, and tell whether it is one."""
        tag = _DEMOTED.get(heading.tag)
        if tag is None:
            return False
        heading.tag = tag
        words = as_typed("".join(heading.itertext()), self._nonce)
        name = _NOT_SLUG.sub("-", words.lower())[:_LONGEST].strip("-")
        if name and self._left:
            self._left -= 1
            name = self._own(f"user-content-{name}")
            heading.set("id", name)
            anchor = Element(
                "a",
                {"class": "anchor", "href": f"#{name}", "aria-hidden": "true", "tabindex": "-1"},
            )
            anchor.tail, heading.text = heading.text, None
            heading.insert(0, anchor)
        return True

    def _own(self, name: str) -> str:
        own = name
        while own in self._taken:
            self._taken[name] += 1
            own = f"{name}-{self._taken[name]}"
        self._taken[own] = 1
        return own
