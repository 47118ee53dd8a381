"""From the finished tree to HTML."""

from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import Element

_VOID: Final = frozenset({"br", "hr", "img"})
_TRANSPARENT: Final = frozenset({"tight", "unwrapped"})
_HOLDERS: Final = frozenset(
    {
        "blockquote",
        "details",
        "div",
        "li",
        "ol",
        "section",
        "table",
        "tbody",
        "thead",
        "tr",
        "ul",
    }
)


def to_html(root: Element) -> str:
    """Return the HTML of the tree, `<div>` and all, each block on lines of its own."""
    out: list[str] = ["<div>"]
    _blocks(root, out.append, out)
    out.append("</div>")
    return "".join(out)


def _blocks(parent: Element, put: Callable[[str], None], out: list[str]) -> None:
    for element in parent:
        tag = element.tag
        if tag == "nothing":
            continue
        if tag == "tight":
            if not out[-1].startswith("<li") and not out[-1].endswith("\n"):
                put("\n")
            _inside(element, put)
            continue
        if not out[-1].endswith("\n"):
            put("\n")
        if tag == "unwrapped":
            _blocks(element, put, out)
        elif tag in _HOLDERS:
            put(_start(element))
            _blocks(element, put, out)
            if tag not in ("li", "details") and not out[-1].endswith("\n"):
                put("\n")
            put(f"</{tag}>\n")
        else:
            _inline(element, put)
            put("\n")


def _inline(element: Element, put: Callable[[str], None]) -> None:
    tag = element.tag
    if tag in _TRANSPARENT:
        _inside(element, put)
        return
    put(_start(element))
    if tag not in _VOID:
        _inside(element, put)
        put(f"</{tag}>")
    elif tag == "br":
        put("\n")


def _inside(element: Element, put: Callable[[str], None]) -> None:
    if element.text:
        put(_escape(element.text))
    for child in element:
        _inline(child, put)
        if child.tail:
            put(_escape(child.tail))


def _start(element: Element) -> str:
    if not element.attrib:
        return f"<{element.tag}>"
    attributes = "".join(
        f' {name}="{_escape(value).replace(chr(34), "&quot;")}"' for name, value in element.items()
    )
    return f"<{element.tag}{attributes}>"


def _escape(text: str) -> str:
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text
