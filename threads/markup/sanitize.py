"""The two walls: bleach, then nh3, with one allow-list and our own check of addresses.

The parser lets no typed tag through, so in a healthy world nothing is left to remove here.
"""

import re
from collections.abc import Callable
from typing import Final

import bleach.sanitizer
import nh3
from pygments.token import STANDARD_TYPES

from .sources import TURNING, clean
from .urls import is_allowed, is_picture
from .walker import LinearWalker

TAGS: Final = frozenset(
    {
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "details",
        "div",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "section",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
_HEADING: Final = frozenset({"dir", "id"})
ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "a": frozenset(
        {
            "aria-hidden",
            "aria-label",
            "class",
            "data-host",
            "href",
            "id",
            "rel",
            "tabindex",
            "title",
        }
    ),
    "blockquote": frozenset({"class", "dir"}),
    "code": frozenset({"class"}),
    "div": frozenset({"class", "tabindex"}),
    "h3": _HEADING,
    "h4": _HEADING,
    "h5": _HEADING,
    "h6": _HEADING,
    "img": frozenset({"alt", "height", "src", "title", "width"}),
    "li": frozenset({"class", "dir", "id"}),
    "ol": frozenset({"dir", "start"}),
    "p": frozenset({"dir"}),
    "section": frozenset({"class"}),
    "span": frozenset({"class", "tabindex", "title"}),
    "summary": frozenset({"dir"}),
    "td": frozenset({"align", "dir"}),
    "th": frozenset({"align", "dir"}),
    "ul": frozenset({"dir"}),
}
SCHEMES: Final = frozenset({"http", "https", "mailto"})
REL: Final = "nofollow ugc noopener"

_CLASSES: Final[dict[str, frozenset[str]]] = {
    "a": frozenset({"anchor", "footnote-back", "footnote-ref", "image-link", "suspect"}),
    "blockquote": frozenset({"quoted"}),
    "div": frozenset({"spoiler"}),
    "li": frozenset({"task", "task done"}),
    "section": frozenset({"footnotes"}),
    "span": frozenset({"bidi", "image-link", "spoiler", "task-mark"})
    | (frozenset(STANDARD_TYPES.values()) - {""}),
}
_ID: Final = re.compile(r"user-content-[\w-]{1,100}\Z")
_HOST: Final = re.compile(r"[\w.\[\]:-]{1,300}\Z")
_BACK: Final = re.compile(r"↩ [0-9]{1,9}\Z", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{1,9}\Z", re.ASCII)
_CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "align": lambda value: value in ("left", "center", "right"),
    "aria-hidden": lambda value: value == "true",
    "aria-label": lambda value: _BACK.match(value) is not None,
    "data-host": lambda value: _HOST.match(value) is not None,
    "dir": lambda value: value == "auto",
    "height": lambda value: _NUMBER.match(value) is not None,
    "href": is_allowed,
    "id": lambda value: _ID.match(value) is not None,
    "rel": lambda value: value == REL,
    "src": is_picture,
    "start": lambda value: _NUMBER.match(value) is not None,
    "tabindex": lambda value: value in ("0", "-1"),
    "width": lambda value: _NUMBER.match(value) is not None,
}
_LANGUAGE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789+#-_.")


def sanitize(html: str) -> str:
    """Return the HTML with nothing in it but allowed tags, attributes and addresses.

    The result holds no `<!--` at all, not even inside an attribute: comments in stored HTML
    are our slots and only ours.
    """
    # The walls resolve entities, so such characters can appear behind them.
    walled = TURNING.sub("", clean(_nh3.clean(_bleach.clean(html))))
    return walled.replace("<!--", "&lt;!--")


def walls(html: str) -> tuple[str, str]:
    """Return what each wall alone lets through, bleach and nh3, for comparison."""
    return _bleach.clean(html), _nh3.clean(html)


def keep_attribute(tag: str, name: str, value: str) -> bool:
    """Tell whether an element of a text may carry this attribute with this value."""
    if name not in ATTRIBUTES.get(tag, ()):
        return False
    if name == "class":
        return _keep_class(tag, value)
    check = _CHECKS.get(name)
    return check is None or check(value)


def _keep_class(tag: str, value: str) -> bool:
    if tag == "code":
        language = value.removeprefix("language-")
        return language != value and 0 < len(language) <= 30 and _LANGUAGE.issuperset(language)
    return value in _CLASSES.get(tag, ())


def _filter(tag: str, name: str, value: str) -> str | None:
    return value if keep_attribute(tag, name, value) else None


_bleach = bleach.sanitizer.Cleaner(
    tags=TAGS, attributes=keep_attribute, protocols=SCHEMES, strip=False, strip_comments=True
)
_bleach.walker = LinearWalker  # type: ignore[assignment]
_nh3 = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_filter,
    url_schemes=set(SCHEMES),
    link_rel=None,
    strip_comments=True,
)
