"""Rendered HTML as plain text: made once, when a text is written, never when it is read."""

import re
from html import unescape
from typing import Final

from .slots import name_in_excerpt
from .sources import clean

EXCERPT_LENGTH: Final = 300
"""Characters of a stored excerpt, names counted as the marks they are."""

# Possessive throughout: linear on anything, also on text that never was HTML.
_TOKEN: Final = re.compile(
    r"<!--m:(?P<person>[0-9]{1,18})-->|<!--[^>]*+>"
    r"|<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*+)(?:[^\"'<>]++|\"[^\"]*+\"|'[^']*+')*+>"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_BLOCKS: Final = frozenset(
    {
        "blockquote",
        "details",
        "div",
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
        "section",
        "summary",
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


_SIGNS: Final = re.compile(r"[\\`*_\[\]<>#@~|!:&]")
_SPOILER: Final = 'class="spoiler"'
_QUOTED: Final = 'class="quoted"'
_VOID: Final = frozenset({"br", "hr", "img"})
_HIDDEN: Final = "▒▒▒"


def plain_text(html: str) -> str:
    """Return the text of rendered HTML, one line for each block.

    A slot reads as what was typed, the name of a person as its mark in an excerpt (see `slots`).
    Never raises, whatever the text; the result is text and must be escaped.
    """
    return _text(html, spoilers=True)


def own_text(html: str) -> str | None:
    """Return the text as `plain_text` does, without quotations of posts, spoilers as in an excerpt;
    None where it holds neither, so that its text is its own. Never raises."""
    if _QUOTED not in html and _SPOILER not in html:
        return None
    return _text(html, spoilers=False, quotations=False)


def excerpt(html: str, length: int = EXCERPT_LENGTH) -> str:
    """Return the beginning of the text on one line, at most `length` characters.

    Spoilers read "▒▒▒". Cut at a word where there is one near the end, with "…" in place of
    what is left out. Never raises; the result is text and must be escaped.
    """
    return shorten(" ".join(_text(html, spoilers=False, enough=2 * length).split()), length)


def shorten(text: str, length: int) -> str:
    """Return at most `length` characters of one line of text, cut at a word, ended by "…"."""
    if len(text) <= length:
        return text
    cut = text[: max(0, length - 1)]
    head, space, _ = cut.rpartition(" ")
    if space and len(head) >= len(cut) * 2 // 3:
        cut = head
    # Half a mark of a name would show.
    begun = cut.rfind("\x02")
    if begun > cut.rfind("\x03"):
        cut = cut[:begun]
    return cut.rstrip(" ,;:–-") + "…"  # noqa: RUF001


def shows_something(html: str) -> bool:
    """Tell whether a reader would see anything: a printable character, a line or a picture."""
    if "<hr" in html or "<img" in html:
        return True
    text = plain_text(html)
    return any(character.isprintable() and not character.isspace() for character in text)


def _text(html: str, *, spoilers: bool, quotations: bool = True, enough: int = 0) -> str:
    """The text of the HTML; a spoiler's insides, and what quotes a post, stand for themselves or
    are left out.

    With `enough`, only the beginning: at least that many characters that are no space.
    """
    html = clean(html)
    parts: list[str] = []
    hidden = position = length = 0
    for match in _TOKEN.finditer(html):
        if not hidden:
            piece = html[position : match.start()]
            parts.append(piece)
            length += len(piece) if piece.strip() else 0
            if enough and length > 2 * enough:
                break
        position = match.end()
        tag = (match["tag"] or "").lower()
        if hidden:
            hidden += (-1 if match["close"] else 1) if tag and tag not in _VOID else 0
        elif match["person"]:
            parts.append(name_in_excerpt(int(match["person"])))
        elif not tag:
            # An entity may name what `clean` takes out.
            parts.append(clean(unescape(match.group())) if match.group()[0] == "&" else "")
        elif left_out := _left_out(match, spoilers=spoilers, quotations=quotations):
            parts.append(left_out)
            hidden = 1
        elif tag in _BLOCKS or tag == "br":
            parts.append("\n")
    else:
        if not hidden:
            parts.append(html[position:])
    return _LINES.sub("\n", _SPACES.sub(" ", "".join(parts))).strip()


def _left_out(match: re.Match[str], *, spoilers: bool, quotations: bool) -> str:
    """What stands for all that this tag opens; empty where it stands for itself."""
    if match["close"]:
        return ""
    if not spoilers and _SPOILER in match.group():
        return _HIDDEN
    return "\n" if not quotations and _QUOTED in match.group() else ""


def as_words(text: str) -> str:
    """Return Markdown that prints a line of text as it is."""
    return _SIGNS.sub(r"\\\g<0>", text)
