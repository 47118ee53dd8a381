"""A walk over the tree that bleach sanitises, in time linear in it.

The one that html5lib brings looks for each element among its siblings: a list of 8,000 items took
two seconds.
"""

from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

_VOID: Final = frozenset({"br", "hr", "img"})

type Token = dict[str, Any]


class LinearWalker:
    """Yields the tokens of a fragment as html5lib's tree walkers do; given to bleach."""

    def __init__(self, fragment: Element) -> None:
        self._fragment = fragment

    def __iter__(self) -> Iterator[Token]:
        yield from _characters(self._fragment.text)
        stack: list[Iterator[Element]] = [iter(self._fragment)]
        opened: list[Element] = []
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
                if opened:
                    ended = opened.pop()
                    yield {"type": "EndTag", **_names(ended.tag)}
                    yield from _characters(ended.tail)
            elif callable(element.tag):
                # A comment: dropped here already.
                yield from _characters(element.tail)
            else:
                data = {_split(name): value for name, value in element.items()}
                if element.tag in _VOID:
                    yield {"type": "EmptyTag", **_names(element.tag), "data": data}
                    yield from _characters(element.tail)
                    continue
                yield {"type": "StartTag", **_names(element.tag), "data": data}
                yield from _characters(element.text)
                stack.append(iter(element))
                opened.append(element)


def _characters(text: str | None) -> Iterator[Token]:
    if text:
        yield {"type": "Characters", "data": text}


def _names(tag: str) -> dict[str, str | None]:
    namespace, name = _split(tag)
    return {"name": name, "namespace": namespace}


def _split(name: str) -> tuple[str | None, str]:
    """The namespace and the local part of a name as ElementTree writes it."""
    if not name.startswith("{"):
        return None, name
    namespace, _, local = name[1:].partition("}")
    return namespace, local
