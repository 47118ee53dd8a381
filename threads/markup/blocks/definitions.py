"""Definitions of links at the beginning of a paragraph: `[label]: /address "title"`."""

import re
from typing import Final

from threads.markup.destinations import Target, read_target

from .node import Kind, Node

type Definitions = dict[str, Target]

_LABEL: Final = re.compile(r"\[((?:[^\\\[\]]|\\.){1,999}+)\]:", re.DOTALL)
_SPACE: Final = re.compile(r"\s+")
LONGEST_LABEL: Final = 999


def label_key(label: str) -> str:
    """Return what two spellings of a label have in common, or nothing for one that is none."""
    if len(label) > LONGEST_LABEL:
        return ""
    return _SPACE.sub(" ", label.strip()).casefold().upper()


def take(node: Node, known: Definitions) -> list[Node]:
    """Take the definitions from the beginning of a paragraph, and return nodes for them.

    The first definition of a label holds. One whose address may not be linked to is no definition
    but what somebody said: it stays.
    """
    if not node.lines or not node.lines[0].startswith("["):
        return []
    text = "\n".join(node.lines)
    place = 0
    found: list[Node] = []
    while text.startswith("[", place):
        label = _LABEL.match(text, place)
        key = label_key(label[1]) if label else ""
        target = read_target(text, label.end()) if label and key else None
        if target is None:
            break
        found.append(Node(Kind.DEFINITION, lines=[text[place : target.end]]))
        if key not in known:
            known[key] = target
            found[-1].label = key
        place = target.end + 1
    if found:
        node.lines = text[place:].split("\n") if place < len(text) else []
    return found
