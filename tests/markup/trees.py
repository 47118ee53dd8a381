"""HTML as a browser's parser reads it, in a form that two sides can be compared in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from bleach._vendor import html5lib  # type: ignore[import-not-found, unused-ignore]

_BLOCKS = """
blockquote details div h1 h2 h3 h4 h5 h6 hr li ol p pre section summary table tbody td th thead tr ul
"""
BLOCKS = frozenset(_BLOCKS.split())


@dataclass(eq=True)
class Node:
    """An element: its name, attributes, and texts and elements in it, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """Yield every element in this one, outer ones first."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    def text(self) -> str:
        """Return the text a reader sees: a block or line break ends a word."""
        parts: list[str] = []
        for child in self.children:
            if isinstance(child, str):
                parts.append(child)
            elif child.tag in BLOCKS or child.tag == "br":
                parts.append(f"\n{child.text()}\n")
            else:
                parts.append(child.text())
        return "".join(parts)

    @property
    def words(self) -> str:
        """The text on one line."""
        return folded(self.text())


def folded(text: str) -> str:
    """Return the text on one line, each run of white space as one space."""
    return " ".join(text.split())


def parse(html: str) -> Node:
    """Return the tree of a piece of a page."""
    root = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return tidy(_read(root))


def tidy(node: Node, *, verbatim: bool = False) -> Node:
    """Drop the white space that no reader sees: between blocks, and at the ends of a block."""
    verbatim = verbatim or node.tag == "pre"
    children = _joined(node.children)
    for child in children:
        if isinstance(child, Node):
            tidy(child, verbatim=verbatim)
    if not verbatim:
        children = list(_visible(node, children))
    node.children = children
    return node


def _read(element: Element) -> Node:
    node = Node(element.tag if isinstance(element.tag, str) else "!--", dict(element.attrib))
    node.children.append(element.text or "")
    for child in element:
        node.children += [_read(child), child.tail or ""]
    return node


def _joined(children: list[Node | str]) -> list[Node | str]:
    joined: list[Node | str] = []
    for child in children:
        if isinstance(child, str) and joined and isinstance(joined[-1], str):
            joined[-1] += child
        elif child != "":
            joined.append(child)
    return joined


def _visible(node: Node, children: list[Node | str]) -> Iterator[Node | str]:
    is_block = node.tag in BLOCKS or node.tag == "DOCUMENT_FRAGMENT"
    for place, child in enumerate(children):
        if not isinstance(child, str):
            yield child
            continue
        text = child
        if _is_edge(children, place - 1, is_block=is_block):
            text = text.lstrip(" \n")
        if _is_edge(children, place + 1, is_block=is_block):
            text = text.rstrip(" \n")
        if text:
            yield text


def _is_edge(children: list[Node | str], place: int, *, is_block: bool) -> bool:
    """Tell whether a block begins or ends here, or a line does."""
    if not 0 <= place < len(children):
        return is_block
    neighbour = children[place]
    return isinstance(neighbour, Node) and (neighbour.tag in BLOCKS or neighbour.tag == "br")
