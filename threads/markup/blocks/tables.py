"""Tables with pipes, as GitHub reads them (GFM 0.29, tables extension)."""

import re
from typing import Final

from threads.markup.limits import MAX_CELLS, MAX_COLUMNS

from .node import Node

_RULE: Final = re.compile(r"\|?(?:[ \t]*+:?+-++:?+[ \t]*+\|)*+(?:[ \t]*+:?+-++:?+[ \t]*+)?+\Z")
_PIPE: Final = re.compile(r"\\.|\|", re.DOTALL)
_ALIGNMENTS: Final = {(1, 1): "center", (1, 0): "left", (0, 1): "right", (0, 0): ""}


def cells(row: str) -> list[str]:
    """Return the cells of a row, without the pipes at its ends; `\\|` is a pipe in a cell."""
    row = row.strip(" \t")
    found: list[str] = []
    start = 1 if row.startswith("|") else 0
    for match in _PIPE.finditer(row, start):
        if match[0] == "|":
            found.append(row[start : match.start()])
            start = match.end()
    if start < len(row) or not found:
        found.append(row[start:])
    return [cell.strip(" \t").replace("\\|", "|") for cell in found]


def alignments(rule: str) -> list[str]:
    """Return `left`, `center`, `right` or nothing for each column."""
    return [_ALIGNMENTS[int(cell.startswith(":")), int(cell.endswith(":"))] for cell in cells(rule)]


def is_head(head: str, rule: str) -> bool:
    """Tell whether the second line makes the first the head of a table."""
    rule = rule.strip(" \t")
    if "|" not in rule and "|" not in head:
        return False
    if not _RULE.match(rule) or "-" not in rule or rule.count("|") > 2 * MAX_COLUMNS:
        return False
    columns = len(cells(rule))
    return columns <= MAX_COLUMNS and columns == len(cells(head))


def fits(node: Node) -> bool:
    """Tell whether the table stays within the limits; rows are filled up to all columns."""
    return len(cells(node.lines[1])) * (len(node.lines) - 1) <= MAX_CELLS
