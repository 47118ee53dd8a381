"""Which lines begin, go on with and end a block."""

import re
from collections.abc import Callable
from typing import Final, Protocol

from . import tables
from .line import Line
from .node import Kind, Node


class Opened(Protocol):
    """The open blocks of a text, as the reader keeps them."""

    @property
    def tip(self) -> Node:
        """The innermost open block."""

    @property
    def container(self) -> Node:
        """The innermost open block that the present line goes on with."""

    @property
    def is_full(self) -> bool:
        """Whether blocks may not be nested any deeper."""

    def add(self, node: Node) -> Node:
        """Open a block inside the container."""

    def make_heading(self, level: int) -> bool:
        """Turn the container, a paragraph, into a heading, where it says something."""

    def replace_paragraph(self, node: Node) -> None:
        """End the container, a paragraph, and open the block in its place."""

    def end_fenced(self, line: Line) -> bool:
        """Close the details or spoiler that this line ends, if it ends one."""

    def ends_later(self, mark: str) -> bool:
        """Tell whether the mark, one of `ENDS`, stands on a later line."""


_FIRST: Final = frozenset("#>`~-+*_=<[|:0123456789")
"""No block but a paragraph or indented code begins with another character."""

_HEADING = re.compile(r"(#{1,6})(?=[ \t]|\Z)")
_CLOSING_HASHES = re.compile(r"(?:^|[ \t]+)#+[ \t]*\Z")
_FENCE = re.compile(r"(`{3,}+)(?=[^`]*\Z)|(~{3,}+)")
_FENCE_END = re.compile(r"(`{3,}+|~{3,}+)[ \t]*\Z")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*\Z")
_RULE = re.compile(r"(?:(?:\*[ \t]*+){3,}|(?:_[ \t]*+){3,}|(?:-[ \t]*+){3,})\Z")
_MARKER = re.compile(r"(?:([-+*])|([0-9]{1,9})([.)]))(?=[ \t]|\Z)")
_FOOTNOTE = re.compile(r"\[\^([^\]\[\s]{1,60})\]:[ \t]*")
_DETAILS = re.compile(r"<details>", re.IGNORECASE)
_SUMMARY = re.compile(r"<summary>", re.IGNORECASE)
_SUMMARY_END = re.compile(r"</summary>", re.IGNORECASE)
_SPOILER = re.compile(r"\[spoiler\][ \t]*\Z", re.IGNORECASE)
ENDS: Final = ("-->", "</summary>", "[/spoiler]")
"""What ends blocks that are none without their end."""

_CODE_INDENT: Final = 4
# A bullet under "1. " is meant as a list inside it, though CommonMark wants three columns.
_NESTING_INDENT: Final = 2
_FOOTNOTE_INDENT: Final = 4


def goes_on(node: Node, line: Line) -> bool | None:
    """Tell whether the line goes on with an open block, and move past what belongs to that;
    None when the line ends the block and nothing is left of it."""
    goes = _GOES_ON.get(node.kind)
    return goes(node, line) if goes else False


def _goes_on_always(node: Node, line: Line) -> bool:
    return True


def _goes_on_until_blank(node: Node, line: Line) -> bool:
    return not line.is_blank


def _goes_on_quote(node: Node, line: Line) -> bool:
    if line.indent >= _CODE_INDENT or line.is_blank or line.text[line.start] != ">":
        return False
    line.skip_indent()
    line.skip(1)
    line.skip_one_space()
    return True


def _goes_on_item(node: Node, line: Line) -> bool:
    if line.is_blank:
        if not node.children:
            return False
        line.skip_indent()
        return True
    if line.indent >= node.indent:
        line.skip_columns(node.indent)
        return True
    is_nested = (
        node.start is not None
        and line.indent >= node.level + _NESTING_INDENT
        and line.text[line.start] in "-+*"
        and _MARKER.match(line.text, line.start) is not None
    )
    if is_nested:
        # From here on its content begins there.
        node.indent = line.indent
        line.skip_indent()
    return is_nested


def _goes_on_footnote(node: Node, line: Line) -> bool:
    if line.is_blank:
        return True
    if line.indent < _FOOTNOTE_INDENT:
        return False
    line.skip_columns(_FOOTNOTE_INDENT)
    return True


def _goes_on_fence(node: Node, line: Line) -> bool | None:
    if line.indent < _CODE_INDENT:
        end = _FENCE_END.match(line.text, line.start)
        if end and end[1][0] == node.marker[0] and len(end[1]) >= len(node.marker):
            return None
    line.skip_columns(min(node.indent, line.indent))
    return True


def _goes_on_code(node: Node, line: Line) -> bool:
    if line.indent >= _CODE_INDENT or line.is_blank:
        line.skip_columns(_CODE_INDENT)
        return True
    return False


_GOES_ON: Final[dict[Kind, Callable[[Node, Line], bool | None]]] = {
    Kind.QUOTE: _goes_on_quote,
    Kind.LIST: _goes_on_always,
    Kind.ITEM: _goes_on_item,
    Kind.DETAILS: _goes_on_always,
    Kind.SPOILER: _goes_on_always,
    Kind.FOOTNOTE: _goes_on_footnote,
    Kind.FENCE: _goes_on_fence,
    Kind.CODE: _goes_on_code,
    Kind.COMMENT: _goes_on_always,
    Kind.SUMMARY: _goes_on_until_blank,
    Kind.PARAGRAPH: _goes_on_until_blank,
    Kind.TABLE: _goes_on_until_blank,
}


def is_ended_by(node: Node, text: str) -> bool:
    """Tell whether the last line of a comment or summary ends it."""
    if node.kind is Kind.COMMENT:
        begins = 4 if len(node.lines) == 1 else 0
        return "-->" in text[begins:] or (begins > 0 and text.startswith(("<!-->", "<!--->")))
    return node.kind is Kind.SUMMARY and _SUMMARY_END.search(text) is not None


def after_end(node: Node) -> str:
    """Cut the last line of a comment or summary where it ends; return what stands behind."""
    text = node.lines[-1]
    if node.kind is Kind.COMMENT:
        return text[text.index("-->", 2 if len(node.lines) == 1 else 0) + 3 :]
    end = _SUMMARY_END.search(text)
    if end is None:
        return ""
    node.lines[-1] = text[: end.start()]
    return text[end.end() :]


def open_block(reader: Opened, line: Line) -> bool:
    """Open the block that begins here inside the reader's container, if one does."""
    if line.is_blank or line.is_used:
        return False
    if line.indent >= _CODE_INDENT:
        return _open_code(reader, line)
    first = line.text[line.start]
    if first not in _FIRST:
        return False
    return any(opens(reader, line) for opens in _OPENERS.get(first, ()))


def _open_code(reader: Opened, line: Line) -> bool:
    if reader.tip.kind is Kind.PARAGRAPH or reader.container.kind is Kind.TABLE:
        return False
    line.skip_columns(_CODE_INDENT)
    reader.add(Node(Kind.CODE))
    return True


def _open_quote(reader: Opened, line: Line) -> bool:
    if reader.is_full:
        return False
    line.skip_indent()
    line.skip(1)
    line.skip_one_space()
    reader.add(Node(Kind.QUOTE))
    return True


def _open_heading(reader: Opened, line: Line) -> bool:
    found = _HEADING.match(line.text, line.start)
    if found is None:
        return False
    text = line.text[found.end() :].strip(" \t")
    node = Node(Kind.HEADING, lines=[_CLOSING_HASHES.sub("", text)], level=len(found[1]))
    reader.add(node)
    line.use_up()
    return True


def _open_fence(reader: Opened, line: Line) -> bool:
    found = _FENCE.match(line.text, line.start)
    if found is None:
        return False
    info = line.text[found.end() :].strip(" \t")
    reader.add(Node(Kind.FENCE, indent=line.indent, marker=found[0], info=info))
    line.use_up()
    return True


def _underline(reader: Opened, line: Line) -> bool:
    """`===` or `---` under a paragraph makes it a heading."""
    node = reader.container
    if node.kind is not Kind.PARAGRAPH or not _UNDERLINE.match(line.text, line.start):
        return False
    if not reader.make_heading(1 if line.text[line.start] == "=" else 2):
        return False
    line.use_up()
    return True


def _open_rule(reader: Opened, line: Line) -> bool:
    if not _RULE.match(line.text, line.start):
        return False
    reader.add(Node(Kind.RULE))
    line.use_up()
    return True


def _open_item(reader: Opened, line: Line) -> bool:
    found = _MARKER.match(line.text, line.start)
    if found is None or reader.is_full:
        return False
    number = int(found[2]) if found[2] else None
    is_empty = not line.text[found.end() :].strip(" \t")
    if reader.container.kind is Kind.PARAGRAPH and (is_empty or number not in (None, 1)):
        # "1986. A good year" in the middle of a paragraph is no list, nor a lone dash.
        return False
    marker = found[1] or found[3]
    before = line.indent
    width = found.end() - line.start
    line.skip_indent()
    line.skip(width)
    if is_empty or line.indent > _CODE_INDENT:
        padding = width + 1
        line.skip_one_space()
    else:
        padding = width + line.indent
        line.skip_columns(line.indent)
    if reader.container.kind is not Kind.LIST or reader.container.marker != marker:
        reader.add(Node(Kind.LIST, marker=marker, start=number))
    reader.add(Node(Kind.ITEM, indent=before + padding, level=before, start=number))
    return True


def _open_table(reader: Opened, line: Line) -> bool:
    node = reader.container
    if node.kind is not Kind.PARAGRAPH or not node.lines:
        return False
    rule = line.text[line.start :]
    if not tables.is_head(node.lines[-1], rule):
        return False
    reader.replace_paragraph(Node(Kind.TABLE, lines=[node.lines.pop(), rule]))
    line.use_up()
    return True


def _open_footnote(reader: Opened, line: Line) -> bool:
    found = _FOOTNOTE.match(line.text, line.start)
    if found is None or reader.is_full:
        return False
    line.skip_indent()
    line.skip(found.end() - line.start)
    reader.add(Node(Kind.FOOTNOTE, label=found[1]))
    return True


def _open_details(reader: Opened, line: Line) -> bool:
    found = _DETAILS.match(line.text, line.start)
    if found is None or reader.is_full:
        return False
    line.skip_indent()
    line.skip(len(found[0]))
    reader.add(Node(Kind.DETAILS))
    return True


def _open_summary(reader: Opened, line: Line) -> bool:
    node = reader.container
    if node.kind is not Kind.DETAILS or node.children:
        return False
    found = _SUMMARY.match(line.text, line.start)
    if found is None:
        return False
    if not _SUMMARY_END.search(line.text) and not reader.ends_later("</summary>"):
        return False
    line.skip_indent()
    line.skip(len(found[0]))
    reader.add(Node(Kind.SUMMARY))
    return True


def _open_spoiler(reader: Opened, line: Line) -> bool:
    if not _SPOILER.match(line.text, line.start) or reader.is_full:
        return False
    if not reader.ends_later("[/spoiler]"):
        return False  # it would hide everything that follows
    reader.add(Node(Kind.SPOILER))
    line.use_up()
    return True


def _open_comment(reader: Opened, line: Line) -> bool:
    if not line.text.startswith("<!--", line.start):
        return False
    ends_here = "-->" in line.text[line.start + 2 :]
    if ends_here and reader.container.kind is Kind.PARAGRAPH:
        return False  # a part of that paragraph
    if not ends_here and not reader.ends_later("-->"):
        return False
    reader.add(Node(Kind.COMMENT))
    return True


def _end_fenced(reader: Opened, line: Line) -> bool:
    return reader.end_fenced(line)


_NUMBERED: Final = dict.fromkeys("0123456789", (_open_item,))
_OPENERS: Final[dict[str, tuple[Callable[[Opened, Line], bool], ...]]] = {
    ">": (_open_quote,),
    "#": (_open_heading,),
    "`": (_open_fence,),
    "~": (_open_fence,),
    "=": (_underline,),
    "-": (_open_table, _underline, _open_rule, _open_item),
    "*": (_open_rule, _open_item),
    "_": (_open_rule,),
    "+": (_open_item,),
    "|": (_open_table,),
    ":": (_open_table,),
    "<": (_end_fenced, _open_details, _open_summary, _open_comment),
    "[": (_end_fenced, _open_footnote, _open_spoiler),
    **_NUMBERED,
}
