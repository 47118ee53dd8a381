"""Bring a source text into one shape before anything else looks at it."""

import re

# Everything XML and HTML cannot carry or that our parser uses as its own marks: control characters
# but tab and newline, lone surrogates, noncharacters.
_NONCHARACTERS = "".join(f"{chr(p + 0xFFFE)}{chr(p + 0xFFFF)}" for p in range(0, 0x110000, 0x10000))
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff" + _NONCHARACTERS + "]"
)
_FORBIDDEN_ASCII = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that embed, override or isolate a direction: they can disguise what is written."""

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")


def normalise_newlines(source: str) -> str:
    """Return the text with every kind of line break as one `\\n` character."""
    return _LINE_ENDS.sub("\n", source)


def clean(source: str) -> str:
    """Return the text with `\\n` line breaks and no character that HTML cannot carry.

    NUL, lone surrogates and noncharacters become U+FFFD, other control characters and the
    byte order mark are dropped. The kept source stays as typed: this is for rendering.
    """
    # The short set is much faster, and most texts are such.
    forbidden = _FORBIDDEN_ASCII if source.isascii() else _FORBIDDEN
    return forbidden.sub(_replacement, normalise_newlines(source))


def _replacement(match: re.Match[str]) -> str:
    character = match.group()
    visible = character == "\0" or "\ud800" <= character <= "\udfff"
    return "\ufffd" if visible or ord(character) & 0xFFFE == 0xFFFE else ""
