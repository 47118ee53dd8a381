"""Block structure as CommonMark has it, in the place of Python-Markdown's block processors."""

from collections.abc import Iterable
from xml.etree.ElementTree import ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser

from .definitions import Definitions
from .node import Kind, Node
from .reader import Reader
from .tree import INLINE, build

__all__ = ["INLINE", "Blocks"]


class Blocks(BlockParser):
    """The block parser of our `Markdown`; what a text defines stands in its attributes then."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.definitions: Definitions = {}
        self.footnotes: frozenset[str] = frozenset()

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802
        """Return the tree of these lines, in time linear in them; inline text is yet to parse."""
        reader = Reader()
        document = reader.read(list(lines))
        self.definitions = reader.definitions
        self.footnotes = frozenset(_footnotes(document))
        self.root = build(document)
        return ElementTree(self.root)


def _footnotes(node: Node) -> list[str]:
    found = [node.label] if node.kind is Kind.FOOTNOTE else []
    for child in node.children:
        found += _footnotes(child)
    return found
