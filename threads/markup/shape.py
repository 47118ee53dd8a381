"""Reshape typed lines so that the parser reads blocks as forum writers mean them.

Python-Markdown wants a blank line before lists, fences and tables, four spaces for each level,
and knows no fence inside a list or quotation. This pass, linear in the text, writes the lines
that way, takes fenced code out, and turns nesting past the limit into text.
"""

import re
from dataclasses import dataclass
from typing import Final

from .limits import MAX_BRACKET_DEPTH, MAX_CELLS, MAX_COLUMNS, MAX_DEPTH, MAX_OPEN_BRACKETS

_STEP: Final = "    "
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])(?: +(?=\S)|\Z)")
_MARKER = re.compile(r"(?:[-*+]|\d{1,9}[.)]) +|> ?")
_FENCE = re.compile(r"(`{3,}|~{3,}) *([^`]*)\Z")
_RULE = re.compile(r"(?:-[ ]*+){3,}\Z|(?:\*[ ]*+){3,}\Z|(?:_[ ]*+){3,}\Z")
_TABLE_RULE = re.compile(r"[|:\- ]+\Z")
_HEADING = re.compile(r"#{1,6}(?: |\Z)")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block: the first word after the fence, and the text as typed."""

    language: str
    code: str


@dataclass(frozen=True, slots=True)
class _Level:
    indent: int
    offset: int
    ordered: bool


def reshape(source: str) -> tuple[str, list[Fence]]:
    """Return the reshaped text and the fences taken out of it (see `fence_mark`)."""
    fences: list[Fence] = []
    text = "\n".join(_Shaper(source.rstrip().split("\n"), fences, depth=0).run())
    if text.count("[") > MAX_OPEN_BRACKETS:
        text = "\n\n".join(_tame_brackets(block) for block in text.split("\n\n"))
    return text, fences


def fence_mark(number: int) -> str:
    """Return the line that stands for a fence; \\x02 cannot be typed (see `sources.clean`)."""
    return f"\x02fence:{number}\x03"


class _Shaper:
    """One walk over the lines of one container (the text itself, or a quotation)."""

    def __init__(self, lines: list[str], fences: list[Fence], depth: int) -> None:
        self.lines = lines
        self.fences = fences
        self.depth = depth
        self.out: list[str] = []
        self.levels: list[_Level] = []
        self.previous = "blank"
        self.block_depth = 0
        self.at = 0

    def run(self) -> list[str]:
        while self.at < len(self.lines):
            raw = self.lines[self.at]
            line = raw.expandtabs(4) if "\t" in raw else raw
            content = line.lstrip(" ")
            if not content.strip():
                self._put("", "blank")
                self.at += 1
                continue
            self._block(content, len(line) - len(content))
        return self.out

    def _block(self, content: str, indent: int) -> None:
        level = sum(1 for known in self.levels if known.offset <= indent)
        inside = self.levels[level - 1].offset if level else 0
        shallow = indent - inside <= 3
        if shallow and (fence := _FENCE.match(content)):
            self._take_fence(fence, level, inside)
        elif shallow and content.startswith(">"):
            self._take_quote(level, inside)
        elif shallow and self._is_rule(content):
            self._open_block(level)
            self._put(_STEP * level + content, "rule")
            self._put("", "blank")
            self.at += 1
        elif (shallow or self._continues_list(indent)) and (item := _ITEM.match(content)):
            self._take_item(content, item, indent)
        else:
            self._take_text(content, indent, level, inside)

    def _put(self, line: str, kind: str) -> None:
        if self.previous == "blank":
            self.block_depth = (len(line) - len(line.lstrip(" "))) // len(_STEP)
        self.out.append(line)
        self.previous = kind

    def _open_block(self, level: int) -> None:
        """Close lists deeper than level and stand after a blank line."""
        del self.levels[level:]
        if self.previous != "blank":
            self._put("", "blank")

    def _is_rule(self, content: str) -> bool:
        if not _RULE.match(content):
            return False
        # A line of dashes under a line of text is the underline of a heading.
        return not (self.previous == "text" and content.strip("- ") == "" and " " not in content)

    def _continues_list(self, indent: int) -> bool:
        return bool(self.levels) and indent - self.levels[-1].indent <= 5

    def _take_fence(self, fence: re.Match[str], level: int, inside: int) -> None:
        marker = fence.group(1)
        closing = re.compile(rf" *{re.escape(marker[0])}{{{len(marker)},}}\s*\Z")
        code: list[str] = []
        self.at += 1
        while self.at < len(self.lines):
            line = self.lines[self.at]
            lead = len(line) - len(line.lstrip(" "))
            if inside and line.strip() and lead < inside:
                break
            self.at += 1
            if closing.match(line):
                break
            code.append(line[min(lead, inside) :])
        self._open_block(level)
        words = fence.group(2).split()
        self._put(_STEP * level + fence_mark(len(self.fences)), "fence")
        self.fences.append(Fence(words[0] if words else "", "\n".join(code)))
        self._put("", "blank")

    def _take_quote(self, level: int, inside: int) -> None:
        if self.depth + level >= MAX_DEPTH:
            line = self.lines[self.at].expandtabs(4).lstrip(" ")
            self._put("\\" + line, "text")
            self.at += 1
            return
        inner: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at].expandtabs(4)
            content = line.lstrip(" ")
            if not content.startswith(">") or len(line) - len(content) < inside:
                break
            inner.append(content[2:] if content.startswith("> ") else content[1:])
            self.at += 1
        self._open_block(level)
        shaped = _Shaper(inner, self.fences, self.depth + level + 1).run()
        self.out += [f"{_STEP * level}> {line}".rstrip(" ") for line in shaped]
        self.previous = "quote"
        if shaped[-1] == "":
            # Nothing that a following line could go on with: it stands outside.
            self._put("", "blank")

    def _take_item(self, content: str, item: re.Match[str], indent: int) -> None:
        marker = item.group(1)
        ordered = marker[0].isdigit()
        odd = content == marker or (ordered and int(marker[:-1]) != 1)
        if self.previous == "text" and not self.levels and odd:
            # "1986. A good year" in the middle of a paragraph is no list, nor a lone dash.
            self._take_text(content, indent, 0, 0)
            return
        sibling = None
        while self.levels and indent < self.levels[-1].indent + 2:
            sibling = self.levels.pop()
        if self.depth + len(self.levels) >= MAX_DEPTH:
            self._put("\\" + content if not ordered else content, "text")
            self.at += 1
            return
        other = sibling is not None and sibling.ordered != ordered
        starts = sibling is None and not self.levels
        # The parser reads a block at the depth of its first line.
        shallower = len(self.levels) < self.block_depth
        if self.previous != "blank" and (other or starts or shallower):
            self._put("", "blank")
        text = _limit_markers(content[item.end() :], MAX_DEPTH - self.depth - len(self.levels))
        sign = f"{int(marker[:-1])}." if ordered else marker
        if not text and marker == "-":
            sign = "*"  # a lone dash would underline the line above
        self._put(f"{_STEP * len(self.levels)}{sign} {text}", "item")
        self.levels.append(_Level(indent, indent + item.end(), ordered))
        self.at += 1

    def _take_text(self, content: str, indent: int, level: int, inside: int) -> None:
        if self.previous == "blank":
            del self.levels[level:]
        if not level and indent <= 3 and _HEADING.match(content):
            self._open_block(0)
            self._put(content, "heading")
            self._put("", "blank")
            self.at += 1
            return
        following = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        if "|" in content and "-" in following and _TABLE_RULE.match(following.strip()):
            if self.previous not in ("blank", "item"):
                self._put("", "blank")
            if self._is_hostile_table(following):
                content = content.replace("|", "\\|")
        self._put(_STEP * level + " " * (indent - inside) + content, "text")
        self.at += 1

    def _is_hostile_table(self, rule: str) -> bool:
        columns = rule.count("|") + 1
        rows = 0
        for line in self.lines[self.at :]:
            if not line.strip() or rows * columns > MAX_CELLS:
                break
            rows += 1
        return columns > MAX_COLUMNS or rows * columns > MAX_CELLS


def _limit_markers(text: str, room: int) -> str:
    """Escape the marker in `- - - text` that would nest deeper than room."""
    position = 0
    for _ in range(max(0, room - 1)):
        match = _MARKER.match(text, position)
        if match is None:
            return text
        position = match.end()
    return f"{text[:position]}\\{text[position:]}" if _MARKER.match(text, position) else text


def _tame_brackets(block: str) -> str:
    """Escape unbalanced and deeply nested `[` in a block that has very many of them.

    The parser looks for the partner of each one up to the end of the block, several times.
    """
    if block.count("[") <= MAX_OPEN_BRACKETS:
        return block
    unsafe: set[int] = set()
    opened: list[int] = []
    for place, character in enumerate(block):
        if character == "[":
            opened.append(place)
            if len(opened) > MAX_BRACKET_DEPTH:
                unsafe.add(place)
        elif character == "]" and opened:
            opened.pop()
    unsafe.update(opened)
    return "".join("&#91;" if place in unsafe else char for place, char in enumerate(block))
