"""From lines to blocks: the first phase of the algorithm of CommonMark 0.31.2 (appendix), with
tables, footnotes, `<details>` and spoilers. Every line is looked at once, in time bounded by the
depth of nesting, which is bounded itself."""

from collections import Counter
from typing import Final

from threads.markup.limits import MAX_DEPTH

from . import definitions, starts, tables
from .line import Line
from .node import HOLDERS, VERBATIM, Kind, Node

_CLOSED_BY_A_LINE: Final = {Kind.DETAILS: "</details>", Kind.SPOILER: "[/spoiler]"}


class Reader:
    """Reads one text; `document` is the tree of its blocks, `definitions` its link definitions."""

    def __init__(self) -> None:
        self.document = Node(Kind.DOCUMENT)
        self.definitions: definitions.Definitions = {}
        # The blocks that are open, each inside the one before it.
        self.path = [self.document]
        self._matched = 1
        # How many of them a line such as `</details>` closes.
        self._fenced = 0
        # How many lines that may end a block of the kind are still to come.
        self._ends_left: Counter[str] = Counter()

    def read(self, lines: list[str]) -> Node:
        """Return the document of these lines."""
        ends = [[mark for mark in starts.ENDS if mark in line.lower()] for line in lines]
        self._ends_left = Counter(mark for marks in ends for mark in marks)
        for line, marks in zip(lines, ends, strict=True):
            self._ends_left.subtract(marks)
            self._read(Line(line))
        self.close(1)
        return self.document

    @property
    def tip(self) -> Node:
        """The innermost open block."""
        return self.path[-1]

    @property
    def container(self) -> Node:
        """The innermost open block that the present line goes on with."""
        return self.path[self._matched - 1]

    @property
    def is_full(self) -> bool:
        """Whether blocks may not be nested any deeper."""
        return sum(node.kind is not Kind.LIST for node in self.path[: self._matched]) > MAX_DEPTH

    def close(self, length: int) -> None:
        """Close the open blocks after the first `length`."""
        while len(self.path) > length:
            self._finish(self.path.pop())

    def add(self, node: Node) -> Node:
        """Open a block inside the container, closing what the line does not go on with."""
        self.close(self._matched)
        while not _may_hold(self.tip, node):
            self.close(len(self.path) - 1)
        self.tip.children.append(node)
        self.path.append(node)
        self._matched = len(self.path)
        self._fenced += node.kind in _CLOSED_BY_A_LINE
        return node

    def ends_later(self, mark: str) -> bool:
        """Tell whether the mark, one of `starts.ENDS`, stands on a later line."""
        return self._ends_left[mark] > 0

    def make_heading(self, level: int) -> bool:
        """Turn the container, a paragraph, into a heading, unless it only defines links."""
        node = self.container
        self._take_definitions(node)
        if node.lines:
            node.kind, node.level = Kind.HEADING, level
        return bool(node.lines)

    def replace_paragraph(self, node: Node) -> None:
        """End the container, a paragraph, and open the block in its place."""
        self._matched -= 1
        self.add(node)

    def end_fenced(self, line: Line) -> bool:
        """Close the details or spoiler that this line ends, if it ends one."""
        for place in range(self._matched - 1, 0, -1):
            mark = _CLOSED_BY_A_LINE.get(self.path[place].kind)
            if mark and line.text[line.start : line.start + len(mark)].lower() == mark:
                self.close(place)
                self._matched = place
                line.skip_indent()
                line.skip(len(mark))
                return True
        return False

    def _read(self, line: Line) -> None:
        self._matched = 1
        while self._matched < len(self.path):
            goes_on = starts.goes_on(self.path[self._matched], line)
            if goes_on is None:
                self.close(self._matched)
                return
            if not goes_on:
                break
            self._matched += 1
        ended = False
        while self.container.kind not in VERBATIM and starts.open_block(self, line):
            ended = True
            if self.container.kind not in HOLDERS and self.container.kind is not Kind.LIST:
                break
        self._take_text(line, is_new=ended)

    def _take_text(self, line: Line, *, is_new: bool) -> None:
        if line.is_used:
            self._mark_blank(self.container, is_blank=False, is_new=is_new)
            return
        is_lazy = not is_new and self._matched < len(self.path)
        if is_lazy and not line.is_blank and self.tip.kind is Kind.PARAGRAPH:
            self.tip.lines.append(line.text[line.start :])
            return
        self.close(self._matched)
        container = self.container
        if line.is_blank and container.children:
            container.children[-1].ends_blank = True
        self._mark_blank(container, is_blank=line.is_blank, is_new=is_new)
        if container.kind in VERBATIM or container.kind in (Kind.TABLE, Kind.PARAGRAPH):
            self._take_line(container, line)
        elif not line.is_blank and container.kind not in (Kind.HEADING, Kind.RULE):
            line.skip_indent()
            self._take_line(self.add(Node(Kind.PARAGRAPH)), line)

    def _take_line(self, node: Node, line: Line) -> None:
        if node.kind is Kind.PARAGRAPH:
            line.skip_indent()
            if self._fenced and (rest := self._split_end(node, line)):
                self._read(Line(rest))
                return
        node.lines.append(line.rest)
        if starts.is_ended_by(node, node.lines[-1]):
            rest = starts.after_end(node)
            self.close(len(self.path) - 1)
            if rest.strip():
                self._read_more(rest)

    def _read_more(self, rest: str) -> None:
        """Go on with the end of a line where another block ended in it."""
        self._matched = len(self.path)
        line = Line(rest)
        opened = False
        while self.container.kind not in VERBATIM and starts.open_block(self, line):
            opened = True
            if self.container.kind not in HOLDERS and self.container.kind is not Kind.LIST:
                break
        self._take_text(line, is_new=opened)

    def _split_end(self, node: Node, line: Line) -> str:
        """Take the line up to the mark that ends a details block inside it, and close that one."""
        low = line.text.lower()
        for place in range(len(self.path) - 1, 0, -1):
            mark = _CLOSED_BY_A_LINE.get(self.path[place].kind)
            at = low.find(mark, line.place) if mark else -1
            if at > 0:
                node.lines.append(line.text[line.place : at])
                self.close(place)
                self._matched = place
                rest = line.text[at + len(mark or "") :]
                return rest or " "
        return ""

    def _mark_blank(self, container: Node, *, is_blank: bool, is_new: bool) -> None:
        kind = container.kind
        container.ends_blank = (
            is_blank
            and kind not in (Kind.QUOTE, Kind.HEADING, Kind.RULE, Kind.FENCE)
            and not (kind is Kind.ITEM and not container.children and is_new)
        )
        for node in self.path[: self._matched - 1]:
            node.ends_blank = False

    def _finish(self, node: Node) -> None:
        node.is_closed = True
        self._fenced -= node.kind in _CLOSED_BY_A_LINE
        if node.kind is Kind.PARAGRAPH:
            self._take_definitions(node)
        elif node.kind is Kind.CODE:
            while node.lines and not node.lines[-1].strip():
                node.lines.pop()
        elif node.kind is Kind.LIST:
            node.is_tight = _is_tight(node)
        elif node.kind is Kind.TABLE and not tables.fits(node):
            node.kind = Kind.PARAGRAPH
        elif node.kind is Kind.COMMENT and not starts.is_ended_by(node, node.lines[-1]):
            # It never ended: then it is what somebody typed.
            node.kind = Kind.PARAGRAPH

    def _take_definitions(self, node: Node) -> None:
        """Put what the paragraph defines at its beginning into nodes before it."""
        found = definitions.take(node, self.definitions)
        if found:
            siblings = self.path[self.path.index(node) - 1 if node in self.path else -1].children
            place = siblings.index(node)
            siblings[place:place] = found


def _may_hold(node: Node, child: Node) -> bool:
    if child.kind is Kind.ITEM:
        return node.kind is Kind.LIST
    return node.kind in HOLDERS


def _is_tight(node: Node) -> bool:
    """No blank line between two items, nor between two blocks of one (CommonMark §5.3)."""
    last = node.children[-1]
    for item in node.children:
        if item is not last and item.ends_with_blank_line():
            return False
        for child in item.children:
            is_last = item is last and child is item.children[-1]
            if not is_last and child.ends_with_blank_line():
                return False
    return True
