"""Stored HTML as plain text, for notices, lists, mails and search."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Final

from .binding import name_in_text
from .sources import clean

# Possessive throughout: linear on anything, also on text that never was HTML.
_TOKEN: Final = re.compile(
    r"<!--m:(?P<person>[0-9]{1,18})-->|<!--[^>]*+>"
    r"|<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*+)(?:[^\"'<>]++|\"[^\"]*+\"|'[^']*+')*+>"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_BLOCKS: Final = frozenset(
    {
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r"[^\S\n]*\n\s*")
_MARGIN: Final = 20_000


def plain_text(html: str, handles: Mapping[int, str] | None = None) -> str:
    """Return the text of a stored HTML, one line for each block.

    `handles` maps person ids to handles for the mentions, as for `fill`; without it a mention
    reads "@…". Never raises, whatever the text; the result is text and must be escaped.
    """

    def replace(match: re.Match[str]) -> str:
        if person := match.group("person"):
            return "@…" if handles is None else name_in_text(handles.get(int(person)))
        if tag := match.group("tag"):
            return "\n" if tag.lower() in _BLOCKS or tag.lower() == "br" else ""
        return unescape(match.group()) if match.group().startswith("&") else ""

    text = clean(_TOKEN.sub(replace, html))
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def excerpt(html: str, length: int = 200, handles: Mapping[int, str] | None = None) -> str:
    """Return the beginning of the text on one line, at most `length` characters.

    Cut at a word where there is one near the end, with "…" in place of what is left out.
    Never raises; the result is text and must be escaped.
    """
    text = " ".join(plain_text(html[: _MARGIN + 20 * length], handles).split())
    if len(text) <= length:
        return text
    cut = text[: max(0, length - 1)]
    head, space, _ = cut.rpartition(" ")
    if space and len(head) >= len(cut) * 2 // 3:
        cut = head
    return cut.rstrip(" ,;:–-") + "…"  # noqa: RUF001


def shows_something(html: str) -> bool:
    """Tell whether a reader would see anything: a printable character, a line or a picture."""
    if "<hr" in html or "<img" in html:
        return True
    text = plain_text(html)
    return any(character.isprintable() and not character.isspace() for character in text)
