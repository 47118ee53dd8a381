"""The marks a rendered text carries until it is bound: random, so that nobody can type one."""

import secrets
from collections.abc import Callable
from enum import StrEnum
from typing import Final

_BYTES: Final = 8
_END: Final = "e"


class Mark(StrEnum):
    """What a mark stands around."""

    MENTION = "m"
    HASHTAG = "h"
    TOPIC = "t"
    DATE = "d"
    CITATION = "c"


def new_nonce() -> str:
    """Return the random part of the marks of one text."""
    return secrets.token_hex(_BYTES)


def marked(nonce: str, mark: Mark, value: str, text: str) -> str:
    """Return the text with a mark around it; `value` is what the slot will say, without `;`."""
    return f"x{nonce}{mark}{value};{text}x{nonce}{_END}"


def replace_marks(text: str, nonce: str, replace: Callable[[str, str, str], str]) -> str:
    """Return the text with each mark replaced; `replace` gets its kind, value and text."""
    if not nonce:
        return text
    head, *pieces = text.split(f"x{nonce}")
    out = [head]
    for piece in pieces:
        if piece.startswith(_END):
            out.append(piece[1:])
        else:
            value, _, shown = piece[1:].partition(";")
            out.append(replace(piece[:1], value, shown))
    return "".join(out)


def as_typed(text: str, nonce: str) -> str:
    """Return the text without its marks."""
    return replace_marks(text, nonce, lambda mark, value, shown: shown)
