"""A small part of CSS selectors, enough for the cases: `li.task > a[href=/x/] "text"`."""

import re
from dataclasses import dataclass

from tests.markup.trees import Node, folded

_STEP = re.compile(
    r"(?P<child>>\s*)?(?P<tag>[a-z][a-z0-9]*|\*)?"
    r"(?P<marks>(?:\.[\w-]+|\[[\w-]+(?:=(?:\"[^\"]*\"|[^\]]*))?\])*)\s*"
)
_MARK = re.compile(
    r"\.(?P<name>[\w-]+)|\[(?P<key>[\w-]+)(?:=(?P<quote>\"?)(?P<value>[^\]]*?)(?P=quote))?\]"
)
_TEXT = re.compile(r'\s*"(?P<text>[^"]*)"$')


@dataclass(frozen=True, slots=True)
class Step:
    """One element of a selector: its tag or `*`, classes, attributes (None: any value)."""

    tag: str
    classes: frozenset[str]
    attributes: tuple[tuple[str, str | None], ...]
    is_child: bool

    def fits(self, node: Node) -> bool:
        """Tell whether an element is such a one."""
        classes = set(node.attributes.get("class", "").split())
        return (
            self.tag in ("*", node.tag)
            and self.classes <= classes
            and all(
                key in node.attributes and value in (None, node.attributes[key])
                for key, value in self.attributes
            )
        )


def matching(root: Node, selector: str) -> list[Node]:
    """Return the elements that fit the selector; in quotes at its end, all of their text."""
    text = None
    if found := _TEXT.search(selector):
        text, selector = folded(found["text"]), selector[: found.start()]
    steps = _steps(selector)
    return [
        path[-1]
        for path in _paths(root)
        if _fits(path, steps) and (text is None or path[-1].words == text)
    ]


def _steps(selector: str) -> list[Step]:
    steps: list[Step] = []
    place = 0
    selector = selector.strip()
    while place < len(selector):
        found = _STEP.match(selector, place)
        if found is None or not (found["tag"] or found["marks"]):
            raise ValueError(f"no selector: {selector}")
        marks = list(_MARK.finditer(found["marks"]))
        step = Step(
            found["tag"] or "*",
            frozenset(mark["name"] for mark in marks if mark["name"]),
            tuple((mark["key"], mark["value"]) for mark in marks if mark["key"]),
            found["child"] is not None,
        )
        steps.append(step)
        place = found.end()
    if not steps:
        raise ValueError("an empty selector")
    return steps


def _paths(root: Node, above: tuple[Node, ...] = ()) -> list[tuple[Node, ...]]:
    paths: list[tuple[Node, ...]] = []
    for child in root.children:
        if isinstance(child, Node):
            path = (*above, child)
            paths.append(path)
            paths.extend(_paths(child, path))
    return paths


def _fits(path: tuple[Node, ...], steps: list[Step]) -> bool:
    """Tell whether the last element fits the last step, and those above it the others."""
    if not steps[-1].fits(path[-1]):
        return False
    if len(steps) == 1:
        return True
    if steps[-1].is_child:
        return len(path) > 1 and _fits(path[:-1], steps[:-1])
    return any(_fits(path[:end], steps[:-1]) for end in range(1, len(path)))
