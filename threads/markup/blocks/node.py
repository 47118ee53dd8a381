"""The blocks of a text while they are read."""

from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    """What a block is."""

    DOCUMENT = auto()
    QUOTE = auto()
    LIST = auto()
    ITEM = auto()
    DETAILS = auto()
    SPOILER = auto()
    FOOTNOTE = auto()
    PARAGRAPH = auto()
    HEADING = auto()
    RULE = auto()
    FENCE = auto()
    CODE = auto()
    TABLE = auto()
    SUMMARY = auto()
    COMMENT = auto()
    DEFINITION = auto()


HOLDERS = frozenset(
    {
        Kind.DOCUMENT,
        Kind.QUOTE,
        Kind.ITEM,
        Kind.DETAILS,
        Kind.SPOILER,
        Kind.FOOTNOTE,
    }
)
"""Blocks that hold blocks of any kind; a list holds items only."""

VERBATIM = frozenset({Kind.FENCE, Kind.CODE, Kind.COMMENT, Kind.SUMMARY})
"""Blocks whose lines are never looked at as beginnings of other blocks."""


@dataclass(slots=True, eq=False)
class Node:
    """A block: `children` of one that holds blocks, `lines` of one that holds text.

    `indent` is where the content of an item or the marker of a fence begins, `marker` what a list
    or fence is made with, `level` of a heading, `label` of a footnote or definition, `info` of a
    fence, `start` of an ordered list (None: bullets).
    """

    kind: Kind
    children: list["Node"] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    indent: int = 0
    marker: str = ""
    level: int = 0
    label: str = ""
    info: str = ""
    start: int | None = None
    is_tight: bool = True
    ends_blank: bool = False
    is_closed: bool = False

    def ends_with_blank_line(self) -> bool:
        """Tell whether a blank line followed its last line, looking into lists."""
        node = self
        while not node.ends_blank:
            if node.kind not in (Kind.LIST, Kind.ITEM) or not node.children:
                return False
            node = node.children[-1]
        return True
