"""Words in running text that mean more: mentions, hashtags, emoji and e-mail addresses."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from pymdownx import gemoji_db  # type: ignore[import-untyped, unused-ignore]

from threads.markup.limits import MAX_MENTIONS
from threads.markup.marks import Mark, marked
from threads.markup.mentions import NAME, spellings
from threads.markup.urls import normalise

from .autolinks import link
from .scanner import GUARD

_WORD: Final = re.compile(
    r"(?<![\w.+@/:-])(?P<mail>[A-Za-z0-9_](?:[A-Za-z0-9_+-]|\.(?=[A-Za-z0-9_+-])){0,63}+"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}+\.[A-Za-z0-9]){1,8}+[A-Za-z0-9-]{0,62}+)(?![\w@])"
    rf"|(?<![\w/@{GUARD}])@(?P<name>{NAME})(?!@)"
    rf"|(?<![\w/#&{GUARD}])#(?P<tag>[^\W_][\w-]{{0,59}}+)"
    rf"|(?<![\w:{GUARD}]):(?P<emoji>[a-z0-9_+-]{{1,40}}+):(?!\w)"
)
_EMOJI: Final[dict[str, str]] = {
    **{
        # With the sign that asks for a picture, where a character could be one or text.
        code.strip(":"): "".join(
            chr(int(point, 16)) for point in entry.get("unicode_alt", entry["unicode"]).split("-")
        )
        for code, entry in gemoji_db.emoji.items()
        if "unicode" in entry
    },
}
_EMOJI.update(
    (alias.strip(":"), _EMOJI[code.strip(":")])
    for alias, code in gemoji_db.aliases.items()
    if code.strip(":") in _EMOJI
)


class Words:
    """Reads running text and keeps the names and hashtags of a whole text, as first written."""

    def __init__(self, nonce: str) -> None:
        self.mentions: dict[str, str] = {}
        self.hashtags: dict[str, str] = {}
        self._nonce = nonce
        self._left = MAX_MENTIONS

    def read(
        self, text: str, previous: str, *, names: bool, links: bool
    ) -> Iterator[str | Element]:
        """Yield the text in pieces, some of them marked or links; `previous` stands before it.

        Without `names` no mentions and hashtags, without `links` no links.
        """
        if "@" not in text and "#" not in text and ":" not in text:
            yield text
            return
        # What stands before decides whether a word begins here.
        text = previous + text
        place = len(previous)
        for found in _WORD.finditer(text, place):
            piece: str | Element | None = None
            if found["emoji"]:
                piece = _EMOJI.get(found["emoji"])
            elif found["mail"] and links:
                piece = _mail(found["mail"])
            elif names:
                piece = self._named(found["name"], found["tag"])
            if piece is not None:
                yield _plain(text[place : found.start()])
                yield piece
                place = found.end()
                if isinstance(piece, str) and found["name"]:
                    # The end of a name may be no part of it.
                    place = found.start("name") + len(found["name"].rstrip("_"))
        yield _plain(text[place:])

    def _named(self, name: str | None, tag: str | None) -> str | None:
        if self._left <= 0:
            return None
        if name is not None and spellings(name := name.rstrip("_")):
            self._left -= 1
            self.mentions.setdefault(name.lower(), name)
            return marked(self._nonce, Mark.MENTION, name, f"@{name}")
        if tag is not None and not tag.isdigit():
            self._left -= 1
            self.hashtags.setdefault(tag.lower(), tag)
            return marked(self._nonce, Mark.HASHTAG, tag, f"#{tag}")
        return None


def _mail(typed: str) -> Element | None:
    """A link to an e-mail address; `package@1.2.3` is none."""
    address = normalise(f"mailto:{typed}") if typed[-1].isalpha() else ""
    return link(address, typed) if address else None


def _plain(text: str) -> str:
    return text.replace(GUARD, "")
