"""Addresses typed as such: `<https://example.org>`, `https://example.org`, `www.example.org`."""

import re
from typing import Final
from xml.etree.ElementTree import Element

from threads.markup.destinations import literal
from threads.markup.limits import MAX_URL
from threads.markup.urls import normalise

_ANGLE: Final = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x20]*+)>")
_MAIL: Final = re.compile(
    r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}+@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?)>"
)
_START: Final = re.compile(r"[hH][tT][tT][pP][sS]?://|(?P<www>[wW]{3}\.)")
# Punctuation of scripts that write no space behind an address.
_WIDE: Final = "（）、。，；：！？「」『』【】"  # noqa: RUF001
_REST: Final = re.compile(
    rf"[\w.-]{{0,255}}+(?::[0-9]{{1,5}}+)?+(?:[/?#][^\s<>\x02{_WIDE}]{{0,{MAX_URL}}}+)?+"
)
_TRAILING: Final = frozenset("?!.,:;*_~'\"’”»“‘…")  # noqa: RUF001
_ENTITY_END: Final = re.compile(r"&[A-Za-z0-9]{1,31};\Z")
_BRACKET: Final = re.compile(r"[\[\]]")
_SPOILER_END: Final = re.compile(r"\[/spoiler\]", re.IGNORECASE)
_CLOSERS: Final = {")": "(", "]": "["}

BARE: Final = "bare"
"""Attribute of a link whose text is its address, until the tree is finished."""


def link(address: str, text: str) -> Element:
    """Return a link that shows its own address."""
    element = Element("a", {"href": address, BARE: ""})
    element.text = text
    return element


def angle(text: str, place: int) -> tuple[Element, int] | None:
    """Return the link in angle brackets at place and where it ends; None for anything else."""
    if found := _ANGLE.match(text, place):
        address = normalise(found[1])
    elif found := _MAIL.match(text, place):
        address = normalise(f"mailto:{found[1]}")
    else:
        return None
    return (link(address, found[1]), found.end()) if address else None


def bare_url(text: str, place: int, *, in_bracket: bool) -> tuple[Element, int] | None:
    """Return the link typed at place and where it ends, without the punctuation that ends the
    sentence around it, nor the `]` that ends an open bracket; None where there is no host, or one
    that may not be linked to."""
    start = _START.match(text, place)
    if start is None:
        return None
    rest = _REST.match(text, start.end())
    end = rest.end() if rest else start.end()
    if text.startswith("@", end):
        return None  # what looks like the host is the name of a user
    if spoiler := _SPOILER_END.search(text, start.end(), end):
        end = spoiler.start()
    if in_bracket:
        end = _bracket_end(text, start.end(), end)
    end = _trim(text, start.end(), end)
    typed = text[place:end]
    if end == start.end() or (start["www"] and "." not in typed[4:]):
        return None
    address = normalise(literal(f"https://{typed}" if start["www"] else typed))
    return (link(address, literal(typed)), end) if address else None


def _bracket_end(text: str, place: int, end: int) -> int:
    """Return where the bracket ends that was open before place; `end` where it does not."""
    depth = 0
    for found in _BRACKET.finditer(text, place, end):
        depth += 1 if found[0] == "[" else -1
        if depth < 0:
            return found.start()
    return end


def _trim(text: str, floor: int, end: int) -> int:
    """Return where the address ends before trailing punctuation and unpaired brackets."""
    surplus = {
        closer: text.count(closer, floor, end) - text.count(opener, floor, end)
        for closer, opener in _CLOSERS.items()
    }
    while end > floor:
        last = text[end - 1]
        if last in _CLOSERS:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        elif last == ";" and (entity := _ENTITY_END.search(text, max(floor, end - 33), end)):
            end = entity.start() + 1
        elif last not in _TRAILING:
            break
        end -= 1
    return end
