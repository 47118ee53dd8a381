"""Find `@handle` in text that has been parsed: never in code, links or quotations."""

import re
import secrets
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

# Linear: every quantifier is possessive, and no two of them can eat the same character.
# `\w` here is any letter, digit or `_` of any script, so a name never ends inside a word.
_CANDIDATE = re.compile(r"(?<![\w/@])@(\w++(?:[.-][^\W_]\w*+)*+)(?!@)")
_ESCAPED = re.compile("\x02(\\d+)\x03")
_HANDLE = re.compile(r"[a-z0-9_](?:[._-]?[a-z0-9])*\Z", re.IGNORECASE | re.ASCII)
_LENGTHS = range(2, 41)
_EXCLUDED = frozenset({"a", "blockquote", "code", "pre"})
_INLINE = frozenset({"a", "code", "del", "em", "span", "strong"})


def is_handle(name: str) -> bool:
    """Tell whether a name has the shape of a handle (2-40 ASCII characters)."""
    return len(name) in _LENGTHS and _HANDLE.match(name) is not None


def spellings(written: str) -> tuple[str, ...]:
    """Return the handles a written name may mean, best first; at most two.

    The second one is the name cut at its last `.`, only when a capital letter follows that
    dot: a sentence glued on (`KaiNord.I`).
    """
    head, dot, tail = written.rpartition(".")
    tries = [written, head] if dot and tail[0].isupper() else [written]
    return tuple(name for name in tries if is_handle(name))


def find(text: str, previous: str = "") -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, name as written) for each candidate; start is the place of the `@`.

    `previous` is the character that stands before the text, when the text goes on a line.
    Takes time linear in the text.
    """
    for match in _CANDIDATE.finditer(text):
        if match.start() == 0 and previous and (previous.isalnum() or previous in "_/@"):
            continue
        name = match.group(1).rstrip("_")
        if spellings(name):
            yield match.start(), match.start(1) + len(name), name


class MentionMarker(Treeprocessor):
    """Put a random mark around each candidate on the parsed tree.

    Only text nodes are touched, so a name in an attribute can never become a mention.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.nonce = ""
        self.candidates: dict[str, str] = {}

    def run(self, root: Element) -> None:
        """Mark the candidates below root and keep their names, first spelling first."""
        self.nonce = secrets.token_hex(8)
        self.candidates = {}
        previous = ""
        for element, part in _text_nodes(root):
            text = getattr(element, part) or ""
            if element.tag not in _INLINE:
                previous = ""
            if text:
                text = _ESCAPED.sub(_unescape, text)
                setattr(element, part, self._mark(text, previous))
            previous = text[-1:] or previous

    def _mark(self, text: str, previous: str) -> str:
        parts = []
        position = 0
        for start, end, name in find(text, previous):
            self.candidates.setdefault(name.lower(), name)
            parts += [text[position:start], opening(self.nonce), text[start:end]]
            parts.append(closing(self.nonce))
            position = end
        return "".join([*parts, text[position:]])


def opening(nonce: str) -> str:
    """Return the mark before a candidate."""
    return f"m{nonce}o"


def closing(nonce: str) -> str:
    """Return the mark after a candidate."""
    return f"m{nonce}c"


def _unescape(match: re.Match[str]) -> str:
    # The parser's mark of an escaped character. An escaped @ keeps it: the writer wants no mention.
    return match.group() if match.group(1) == "64" else chr(int(match.group(1)))


def _text_nodes(root: Element) -> Iterator[tuple[Element, str]]:
    """Yield (element, "text" or "tail") in document order, without the excluded insides."""
    stack: list[tuple[Element, str]] = [(root, "text")]
    while stack:
        element, part = stack.pop()
        if part == "tail":
            yield element, part
            continue
        if element is not root:
            stack.append((element, "tail"))
        if element.tag in _EXCLUDED:
            continue
        yield element, part
        stack.extend((child, "text") for child in reversed(element))
