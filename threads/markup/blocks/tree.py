"""From blocks to the tree of elements that the tree processors work on.

An element whose text is still to be parsed has no children yet and is one of `INLINE`; a `tight`
is a paragraph of a tight list, which prints without a tag of its own.
"""

from collections.abc import Callable, Iterable
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from threads.markup.destinations import literal

from . import tables
from .node import Kind, Node

INLINE: Final = frozenset(
    {"definition", "h1", "h2", "h3", "h4", "h5", "h6", "p", "summary", "td", "th", "tight"}
)
_TASKS: Final = {"[ ] ": "task", "[x] ": "task done", "[X] ": "task done"}
_TAGS: Final = {Kind.QUOTE: "blockquote", Kind.DETAILS: "details", Kind.FOOTNOTE: "footnote"}


def build(document: Node) -> Element:
    """Return the tree of a document under a `<div>`."""
    root = Element("div")
    _add(root, document.children)
    return root


def _add(parent: Element, nodes: Iterable[Node], *, is_tight: bool = False) -> None:
    for node in nodes:
        if node.kind is Kind.PARAGRAPH:
            _add_text(parent, "tight" if is_tight else "p", node)
        else:
            _ADDERS.get(node.kind, _add_nothing)(parent, node)


def _add_nothing(parent: Element, node: Node) -> None:
    """A comment shows nowhere."""


def _add_heading(parent: Element, node: Node) -> None:
    _add_text(parent, f"h{node.level}", node)


def _add_summary(parent: Element, node: Node) -> None:
    _add_text(parent, "summary", node)


def _add_rule(parent: Element, node: Node) -> None:
    SubElement(parent, "hr")


def _add_definition(parent: Element, node: Node) -> None:
    SubElement(parent, "definition", {"label": node.label}).text = node.lines[0]


def _add_holder(parent: Element, node: Node) -> None:
    attributes = {"label": node.label} if node.label else {}
    _add(SubElement(parent, _TAGS[node.kind], attributes), node.children)


def _add_spoiler(parent: Element, node: Node) -> None:
    _add(SubElement(parent, "div", {"class": "spoiler", "tabindex": "0"}), node.children)


def _add_text(parent: Element, tag: str, node: Node) -> None:
    if text := "\n".join(node.lines).strip(" \t\n"):
        SubElement(parent, tag).text = text
    elif node.kind is Kind.HEADING:
        SubElement(parent, tag)


def _add_code(parent: Element, node: Node) -> None:
    code = SubElement(SubElement(parent, "pre"), "code")
    if words := literal(node.info).split():
        code.set("class", words[0])
    code.text = "".join(f"{line}\n" for line in node.lines)


def _add_list(parent: Element, node: Node) -> None:
    element = SubElement(parent, "ul" if node.start is None else "ol")
    if node.start not in (None, 1):
        element.set("start", str(node.start))
    for item in node.children:
        entry = SubElement(element, "li")
        first = item.children[0] if item.children else None
        if first and first.kind is Kind.PARAGRAPH and first.lines:
            task = _TASKS.get(first.lines[0][:4])
            if task and first.lines[0][4:].strip():
                entry.set("class", task)
        _add(entry, item.children, is_tight=node.is_tight)


def _add_table(parent: Element, node: Node) -> None:
    head, rule, *rows = node.lines
    aligned = tables.alignments(rule)
    table = SubElement(parent, "table")
    _add_row(SubElement(table, "thead"), "th", tables.cells(head), aligned)
    if rows:
        body = SubElement(table, "tbody")
        for row in rows:
            _add_row(body, "td", tables.cells(row), aligned)


def _add_row(parent: Element, tag: str, row: list[str], aligned: list[str]) -> None:
    element = SubElement(parent, "tr")
    for place, align in enumerate(aligned):
        cell = SubElement(element, tag, {"align": align} if align else {})
        cell.text = row[place] if place < len(row) else ""


_ADDERS: Final[dict[Kind, Callable[[Element, Node], None]]] = {
    Kind.HEADING: _add_heading,
    Kind.SUMMARY: _add_summary,
    Kind.RULE: _add_rule,
    Kind.FENCE: _add_code,
    Kind.CODE: _add_code,
    Kind.TABLE: _add_table,
    Kind.LIST: _add_list,
    Kind.DEFINITION: _add_definition,
    Kind.SPOILER: _add_spoiler,
    Kind.QUOTE: _add_holder,
    Kind.DETAILS: _add_holder,
    Kind.FOOTNOTE: _add_holder,
}
