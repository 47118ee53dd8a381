"""Citations as a writer types them in a harvest: `[#12]`, with chosen words `[#12 "the words"]`.

`#12` is the post of that number in the topic, `#p4711` the post of that id wherever it stands: so
a text is stored, because numbers change when topics are merged. Only harvests are read this way
(`render(…, cites=True)`), and the parser of inlines asks: so nothing in code is a citation.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

# Possessive, on one line, and bounded: linear on anything.
_CITATION: Final = re.compile(
    r"\[#(?P<id>p?)(?P<number>[0-9]{1,18})"
    r"(?:[ \t]++\"(?P<words>(?:[^\"\n]|\"(?![ \t]*+\])){1,2000}+)\")?[ \t]*+\]"
)
CITATION: Final = "citation"
"""Tag of a citation until the tree is finished; its text is what was typed."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation names: a post by number or by id, and perhaps words of it."""

    number: int
    words: str = ""
    is_id: bool = False


def read(text: str, place: int = 0) -> tuple[Cited, int] | None:
    """Return the citation typed at place and where it ends, or None."""
    found = _CITATION.match(text, place)
    return (_cited(found), found.end()) if found else None


def write(cited: Cited) -> str:
    """Return the citation as one types it; read again, it is the same but for spaces."""
    # A quotation mark that would end it reads the same as a curved one.
    words = re.sub(r'"(?=[ \t]*+\])', "”", tidy(cited.words))
    said = f' "{words}"' if words else ""
    return f"[#{'p' if cited.is_id else ''}{cited.number}{said}]"


def change_each(source: str, change: Callable[[Cited], Cited | str]) -> str:
    """Return the source with each citation changed into another, or into other words; also where
    it stands in code: what is kept from readers must not stay anywhere. What does not change stays
    exactly as it was typed."""

    def changed(found: re.Match[str]) -> str:
        cited = _cited(found)
        after = change(cited)
        if isinstance(after, str):
            return after
        return found.group() if after == cited else write(after)

    return _CITATION.sub(changed, source)


def tidy(words: str) -> str:
    """Return the words on one line, with single spaces."""
    return " ".join(words.split())


def _cited(found: re.Match[str]) -> Cited:
    return Cited(int(found["number"]), tidy(found["words"] or ""), bool(found["id"]))
