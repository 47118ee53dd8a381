"""Refuse at once what no person writes: a look at the text that costs a millisecond or two.

The parser is linear and stops at limits of its own, so this only spares the work.
"""

import re
import unicodedata
from typing import Final

from .limits import LONGEST_RUN, MOST_ACCENTS, MOST_SIGNS
from .refusals import MarkupRefused, Reason

_SIGNS: Final = re.compile(r"[\[\]()<>*_~`!|\\&@#:]")
_RUNS: Final = tuple(sign * LONGEST_RUN for sign in "[](<>*_~`!\\&@:|")
# Bringing stacked accents into their order takes Unicode time by the square of their number, so
# this bound is one that the parser does not have.
_MAYBE_ACCENTS: Final = re.compile(r"[^\w\s\0-\u02ff]+")


def check(source: str) -> None:
    """Raise MarkupRefused for a text that consists of little but signs of formatting, or that
    stacks hundreds of accents on one letter.

    Takes time linear in the text.
    """
    if any(run in source for run in _RUNS) or len(_SIGNS.findall(source)) > MOST_SIGNS:
        raise MarkupRefused(Reason.TOO_COSTLY)
    if not source.isascii() and any(map(_is_stacked, _MAYBE_ACCENTS.findall(source))):
        raise MarkupRefused(Reason.TOO_COSTLY)


def _is_stacked(characters: str) -> bool:
    if len(characters) <= MOST_ACCENTS:
        return False
    run = 0
    for character in characters:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MOST_ACCENTS:
            return True
    return False
