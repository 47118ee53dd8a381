"""Filled HTML as a mail holds it, and the same as plain text: made when a mail is sent.

Both come out of one walk, so that they say the same. Nothing is fetched from elsewhere: a picture
is a link. A spoiler stays closed, since mail programs cannot open one.
"""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import takewhile
from typing import Final
from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe

_HIDDEN: Final = "▒▒▒"
_VOID: Final = frozenset({"br", "hr", "img"})
# Attributes that mean something without our stylesheet.
_KEPT: Final = {"a": ("aria-label",), "ol": ("start",), "td": ("colspan",), "th": ("colspan",)}
# Where a line of text ends.
_LINES: Final = frozenset({"li", "tr", "summary", "dt", "dd"})
# Where a line is empty, too.
_BLOCKS: Final = frozenset(
    {"p", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol", "table", "details", "section"}
    | {"div", "hr"}
)
_CELLS: Final = frozenset({"td", "th"})
_SPACES: Final = re.compile(r"[^\S\n\xa0]+")


@dataclass
class _Lines:
    """Text as it grows: lines, each after the marks of what it stands in."""

    done: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    # What stands in place of the last mark, once: the bullet of an item.
    bullet: str = ""
    line: str = ""
    is_apart: bool = False
    # The marks of the last line.
    before: list[str] = field(default_factory=list)

    def end(self) -> None:
        """End the line that is being written, if there is anything on it."""
        for piece in self.line.split("\n") if self.line.strip() else ():
            self._write(_SPACES.sub(" ", piece.strip(" ")))
        self.line = ""

    def apart(self) -> None:
        """End the line; what follows stands after an empty one."""
        self.end()
        self.is_apart = True

    def verbatim(self, text: str) -> None:
        """Write lines as they are."""
        for piece in text.strip("\n").split("\n"):
            self._write(f"    {piece}".rstrip())

    def _write(self, text: str) -> None:
        marks = "".join(self.marks)
        if self.is_apart and self.done:
            # What both lines stand in goes on between them.
            self.done.append(_shared(self.before, self.marks))
        self.is_apart, self.before = False, [*self.marks]
        if self.bullet:
            marks, self.bullet = "".join(self.marks[:-1]) + self.bullet, ""
        self.done.append(marks + text)


def _shared(before: list[str], after: list[str]) -> str:
    """The marks that two lines begin with."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    return "".join(mark for mark, _same in pairs).rstrip()


class _Walk(HTMLParser):
    """One walk over HTML that our sanitiser wrote, and that was filled."""

    def __init__(self, place: str) -> None:
        super().__init__(convert_charrefs=True)
        parts = urlsplit(place)
        self.site, self.place = f"{parts.scheme}://{parts.netloc}", place
        self.html: list[str] = []
        self.text = _Lines()
        # How many elements are open in what is left out.
        self.left_out = 0
        self.lists: list[int | None] = []
        self.links: list[tuple[str, int]] = []
        self.in_code = 0
        self.code = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element, leave it out, or put something in its place."""
        facts = {name: value or "" for name, value in attrs}
        if self.left_out:
            self.left_out += tag not in _VOID
        elif facts.get("class") == "spoiler" or facts.get("aria-hidden") == "true":
            if facts.get("class") == "spoiler":
                self.handle_data(_HIDDEN)
            self.left_out = 1
        elif tag == "img":
            self._picture(facts)
        else:
            self._open(tag, facts)

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if self.left_out:
            self.left_out -= 1
            return
        if tag in _VOID:
            return
        self.html.append(f"</{tag}>")
        self._close(tag)

    def handle_data(self, data: str) -> None:
        """Words."""
        if self.left_out:
            return
        self.html.append(escape(data))
        if self.in_code:
            self.code += data
        else:
            self.text.line += _SPACES.sub(" ", data.replace("\n", " "))

    def _picture(self, facts: dict[str, str]) -> None:
        address = self._whole(facts.get("src", ""))
        words = facts.get("alt") or facts.get("title") or address
        self.handle_starttag("a", [("href", address)])
        self.handle_data(words)
        self.handle_endtag("a")

    def _whole(self, address: str) -> str:
        if address.startswith("#"):
            return f"{self.place}{address}"
        is_ours = address.startswith("/") and not address.startswith("//")
        return f"{self.site}{address}" if is_ours else address

    def _open(self, tag: str, facts: dict[str, str]) -> None:
        kept = {name: facts[name] for name in ("dir", *_KEPT.get(tag, ())) if facts.get(name)}
        if tag == "a" and facts.get("href"):
            kept["href"] = self._whole(facts["href"])
            self.links.append((kept["href"], len(self.text.line)))
        elif tag == "a":
            self.links.append(("", 0))
        said = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        self.html.append(f"<{tag}{said}>")
        if tag == "br":
            self.text.line += "\n"
        if tag in _BLOCKS:
            # The first block of an item stands beside its bullet.
            self.text.end() if self.text.bullet else self.text.apart()
        if tag == "hr":
            self.text.line = "----"
            self.text.apart()
        self._enter(tag, facts)

    def _enter(self, tag: str, facts: dict[str, str]) -> None:
        if tag in ("ul", "ol"):
            start = facts.get("start", "1")
            is_nested = bool(self.lists)
            self.lists.append(None if tag == "ul" else int(start) if start.isdigit() else 1)
            if is_nested:
                self.text.is_apart = False
        elif tag == "li":
            self.text.end()
            number = self.lists[-1] if self.lists else None
            if number is not None:
                self.lists[-1] = number + 1
            self.text.bullet = "- " if number is None else f"{number}. "
            self.text.marks.append(" " * len(self.text.bullet))
        elif tag == "blockquote":
            self.text.marks.append("> ")
        elif tag == "pre":
            self.in_code += 1

    def _close(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        elif tag in _CELLS:
            self.text.line = f"{self.text.line.rstrip()} | "
        elif tag == "tr":
            self.text.line = self.text.line.rstrip().removesuffix("|")
            self.text.end()
        elif tag in _LINES:
            self.text.end()
        elif tag == "pre":
            self.text.verbatim(self.code)
            self.in_code, self.code = 0, ""
        if tag in _BLOCKS:
            self.text.apart()
        self._leave(tag)

    def _leave(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.text.is_apart = not self.lists
        elif tag in ("li", "blockquote") and self.text.marks:
            self.text.marks.pop()
            self.text.bullet = ""

    def _end_link(self) -> None:
        """Where a link leads stands behind its words, where they do not say it."""
        address, start = self.links.pop() if self.links else ("", 0)
        words = self.text.line[start:].strip()
        if address and not self.in_code and words and words not in (address, _bare(address)):
            if words.startswith("@") and "/u/" in address:
                return
            self.text.line += f" <{address}>"


def _bare(address: str) -> str:
    return address.removeprefix("mailto:")


def mailed(html: str, place: str) -> tuple[SafeString, str]:
    """Return filled HTML with whole addresses as a mail holds it, and the same as plain text.

    `place` is the whole address of what it is a text of. Text quotes with `>`, lists with `-` and
    numbers; an address that the words of a link do not say stands behind them. Only for HTML that
    `fill` answered; the text must be escaped.
    """
    walk = _Walk(place)
    walk.feed(html)
    walk.close()
    walk.text.end()
    # Written by the walk itself: known elements, everything else escaped.
    return mark_safe("".join(walk.html)), "\n".join(walk.text.done).strip("\n")  # noqa: S308
