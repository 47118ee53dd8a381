"""Inline structure as CommonMark has it, in the place of Python-Markdown's inline patterns."""

from typing import Final
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from threads.markup.blocks import INLINE, Blocks
from threads.markup.limits import MAX_INLINE_DEPTH
from threads.markup.marks import new_nonce

from .autolinks import BARE
from .dates import MOMENT
from .scanner import Scanner
from .tokens import Kind, Run, Token
from .words import Words

__all__ = ["BARE", "MOMENT", "Inlines"]

_MARKED_BY_CLASS: Final = frozenset({"task", "task done"})
# No mention, hashtag or link inside one.
_NAMELESS: Final = frozenset({"a", "img"})


class Inlines(Treeprocessor):
    """Parses the text of every block; what it found stands in its attributes then. `cites` says
    whether the text cites posts."""

    def __init__(self, md: Markdown, blocks: Blocks) -> None:
        super().__init__(md)
        self._blocks = blocks
        self.cites = False
        self.used: set[str] = set()
        self.nonce = ""
        self.words = Words("")

    def run(self, root: Element) -> None:
        """Parse the texts below root, those of definitions last: they are shown where unused."""
        self.used = set()
        self.nonce = new_nonce()
        self.words = Words(self.nonce)
        definitions: list[Element] = []
        stack: list[tuple[Element, bool]] = [(root, False)]
        while stack:
            element, is_quoted = stack.pop()
            if element.tag == "definition":
                definitions.append(element)
            elif element.tag in INLINE:
                self._parse(element, is_quoted=is_quoted)
            else:
                is_task = element.get("class") in _MARKED_BY_CLASS
                is_quoted = is_quoted or element.tag == "blockquote"
                stack.extend((child, is_quoted) for child in reversed(element))
                if is_task and len(element):
                    _take_mark(element[0])
        for element in definitions:
            if element.get("label") in self.used:
                element.tag = "nothing"
                element.text = None
            else:
                self._parse_definition(element)

    def _parse(self, element: Element, *, is_quoted: bool) -> None:
        text = element.text or ""
        mark = element[0] if len(element) else None
        scanner = Scanner(
            text,
            self._blocks.definitions,
            self._blocks.footnotes,
            self.used,
            cites=self.cites,
        )
        element.text = None
        builder = _Builder(element, scanner.runs, self.words, names=not is_quoted)
        if mark is not None:
            mark.tail = " "
        builder.build(scanner.scan())

    def _parse_definition(self, element: Element) -> None:
        """Nobody used it: then it is what somebody said."""
        element.tag = "p"
        scanner = Scanner(element.text or "", {}, frozenset(), self.used, cites=self.cites)
        element.attrib.clear()
        element.text = None
        _Builder(element, scanner.runs, self.words, names=True).build(scanner.scan())


def _take_mark(element: Element) -> None:
    """Put the mark of a task before the text of its item."""
    text = element.text or ""
    mark = Element("span", {"class": "task-mark"})
    mark.text = text[:3]
    element.insert(0, mark)
    element.text = text[4:]


class _Builder:
    """Appends the elements of a list of tokens to the element of a block."""

    def __init__(
        self, element: Element, runs: dict[Token, Run], words: Words, *, names: bool
    ) -> None:
        self._runs = runs
        self._words = words
        self._names = names
        # The open elements; None for one that is too deep and shown as typed.
        self._stack: list[Element | None] = [element]
        self._top = element
        self._links = 0
        self._pending: list[str] = []
        self._previous = ""

    def build(self, tokens: list[Token]) -> None:
        """Append what the tokens say."""
        for token in tokens:
            if token.kind is Kind.TEXT:
                self._pending.append(token.text)
            elif token.kind is Kind.RUN:
                self._add_run(self._runs[token])
            elif token.element is None:
                continue
            elif token.kind is Kind.OPEN:
                self._open(token.element, token.text)
            elif token.kind is Kind.CLOSE:
                self._close(token.text)
            else:
                self._flush()
                self._append(token.element)
        self._flush()

    def _add_run(self, run: Run) -> None:
        for tag in run.closes:
            self._close(run.character * (2 if tag != "em" else 1))
        if run.count:
            self._pending.append(run.character * run.count)
        for tag in reversed(run.opens):
            self._open(Element(tag), run.character * (2 if tag != "em" else 1))

    def _open(self, element: Element, typed: str) -> None:
        self._flush()
        if len(self._stack) > MAX_INLINE_DEPTH:
            self._pending.append(typed)
            self._stack.append(None)
            return
        self._append(element, ends_word=False)
        self._stack.append(element)
        self._top = element
        self._links += element.tag in _NAMELESS

    def _close(self, typed: str) -> None:
        self._flush()
        element = self._stack.pop()
        if element is None:
            self._pending.append(typed)
            return
        self._links -= element.tag in _NAMELESS
        self._top = next(e for e in reversed(self._stack) if e is not None)

    def _append(self, element: Element, *, ends_word: bool = True) -> None:
        self._top.append(element)
        if ends_word:
            self._previous = "\n" if element.tag == "br" else "x"

    def _flush(self) -> None:
        """Append the text read so far, with what its words mean."""
        if not self._pending:
            return
        text = "".join(self._pending)
        self._pending.clear()
        in_link = self._links > 0
        pieces = self._words.read(
            text, self._previous, names=self._names and not in_link, links=not in_link
        )
        for piece in pieces:
            if isinstance(piece, Element):
                self._top.append(piece)
            elif len(self._top):
                last = self._top[-1]
                last.tail = (last.tail or "") + piece
            else:
                self._top.text = (self._top.text or "") + piece
        self._previous = text[-1:]
