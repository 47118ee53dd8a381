"""Addresses and titles of links, as they are typed behind a text or a label."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Final

from .limits import MAX_TITLE, MAX_URL
from .sources import clean
from .urls import normalise

_ANGLE: Final = re.compile(r"<((?:[^<>\n\\]|\\.)*+)>")
_BARE: Final = re.compile(r"(?:[^\x00-\x20\x7f\\()]|\\[^\x00-\x20]|\\)++")
_SPACES: Final = re.compile(r"[ \t]*+(?:\n[ \t]*+)?+")
_TITLES: Final = {
    '"': re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL),
    "'": re.compile(r"'((?:[^'\\]|\\.)*+)'", re.DOTALL),
    "(": re.compile(r"\(((?:[^()\\]|\\.)*+)\)", re.DOTALL),
}
_LINE_END: Final = re.compile(r"[ \t]*(?=\n|\Z)")
_PARENTHESES: Final = 32
ESCAPABLE: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_ESCAPE_OR_ENTITY: Final = re.compile(
    r"\\([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: an allowed address, a title, and where what was typed ends."""

    address: str
    title: str
    end: int


def literal(text: str) -> str:
    """Return the characters a text stands for: escapes and entities resolved, then cleaned."""
    if "\\" not in text and "&" not in text:
        return text
    return clean(_ESCAPE_OR_ENTITY.sub(lambda m: m[1] or unescape(m[0]), text))


def read_target(text: str, place: int) -> Target | None:
    """Return the target a definition names behind its label, up to the end of its line; None when
    there is none, or none that may be linked to."""
    place = _skip(text, place)
    found = _destination(text, place)
    if found is None or found[1] == place:
        return None
    address, end = _allowed(found[0]), found[1]
    if not address:
        return None
    gap = _skip(text, end)
    if gap > end and (titled := _title(text, gap)):
        ending = _LINE_END.match(text, titled[1])
        if ending:
            return Target(address, titled[0], ending.end())
    ending = _LINE_END.match(text, end)
    return Target(address, "", ending.end()) if ending else None


def read_inline_target(text: str, place: int) -> Target | None:
    """Return the target between the parentheses that open at place; `end` is behind them.

    None when there is none; an address that may not be linked to is the empty string.
    """
    place = _skip(text, place + 1)
    found = _destination(text, place)
    if found is None:
        return None
    raw, end = found
    gap = _skip(text, end)
    title = ""
    if gap > end and (titled := _title(text, gap)):
        title, end = titled
        gap = _skip(text, end)
    if not text.startswith(")", gap):
        return None
    return Target(_allowed(raw), title, gap + 1)


def _allowed(raw: str) -> str:
    return normalise(literal(raw)) if len(raw) <= 2 * MAX_URL else ""


def _skip(text: str, place: int) -> int:
    found = _SPACES.match(text, place)
    return found.end() if found else place


def _destination(text: str, place: int) -> tuple[str, int] | None:
    if text.startswith("<", place):
        angle = _ANGLE.match(text, place)
        return (angle[1], angle.end()) if angle else None
    end, depth = place, 0
    while end < len(text):
        piece = _BARE.match(text, end)
        if piece:
            end = piece.end()
        elif text[end] == "(" and depth < _PARENTHESES:
            depth, end = depth + 1, end + 1
        elif text[end] == ")" and depth:
            depth, end = depth - 1, end + 1
        else:
            break
        if end - place > 2 * MAX_URL:
            return None
    return None if depth else (text[place:end], end)


def _title(text: str, place: int) -> tuple[str, int] | None:
    pattern = _TITLES.get(text[place : place + 1])
    found = pattern.match(text, place) if pattern else None
    if found is None or "\n\n" in found[1]:
        return None
    return literal(found[1])[:MAX_TITLE], found.end()
