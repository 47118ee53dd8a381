"""Text that runs from right to left, and characters that would turn the direction of others."""

import re
from typing import Final
from xml.etree.ElementTree import Element

from threads.markup.sources import TURNING

# Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours, and the presentation forms.
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
_BLOCKS: Final = frozenset(
    {"blockquote", "h3", "h4", "h5", "h6", "li", "ol", "p", "summary", "td", "th", "ul"}
)


def runs_both_ways(source: str) -> bool:
    """Tell whether a text holds letters that run from right to left."""
    return not source.isascii() and _RIGHT_TO_LEFT.search(source) is not None


def let_blocks_choose(root: Element) -> None:
    """Let each block below root take the direction of its first letter."""
    for element in root.iter():
        if element.tag in _BLOCKS:
            element.set("dir", "auto")


def show_turning(root: Element) -> None:
    """Put a visible mark in the place of each turning character below root."""
    for element in list(root.iter()):
        for place, child in enumerate(list(element)):
            if child.tail and TURNING.search(child.tail):
                pieces, marks = _cut(child.tail)
                child.tail = pieces[0]
                at = list(element).index(child, place) + 1
                element[at:at] = marks
        if element.text and TURNING.search(element.text):
            pieces, marks = _cut(element.text)
            element.text = pieces[0]
            element[0:0] = marks
        for name, value in element.items():
            if TURNING.search(value):
                element.set(name, TURNING.sub("", value))


def _cut(text: str) -> tuple[list[str], list[Element]]:
    pieces = TURNING.split(text)
    marks = []
    for character, piece in zip(TURNING.findall(text), pieces[1:], strict=True):
        mark = Element("span", {"class": "bidi", "title": f"U+{ord(character):04X}"})
        mark.tail = piece
        marks.append(mark)
    return pieces, marks
