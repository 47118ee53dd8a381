"""One line of words that others read beside words of their own: titles, names, tags, questions."""

import re
from typing import Final

# What nobody sees but what moves, hides or breaks what stands beside it: control characters,
# marks that turn the direction, the byte order mark, noncharacters. Half characters stay: they are
# refused with a sentence.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufff9-\ufffb"
    "\ufffe\uffff]"
)
# Letters by the standard that print nothing: fillers of Hangul, the empty Braille pattern.
_EMPTY: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def clean_line(typed: str) -> str:
    """Return the words on one line, single spaces between them, without what nobody sees.

    Joiners stay: scripts and emoji need them.
    """
    return " ".join(_UNSEEN.sub("", typed).split())


def is_legible(line: str) -> bool:
    """Tell whether a reader would see anything of it."""
    return any(
        character.isprintable() and not character.isspace() and character not in _EMPTY
        for character in line
    )
