"""The two walls: bleach, then nh3, with one allow-list and our own check of addresses.

The parser lets no typed tag through, so in a healthy world nothing is left to remove here.
"""

from collections.abc import Callable
from typing import Final

import bleach.sanitizer
import nh3

from .sources import clean
from .urls import is_allowed

TAGS: Final = frozenset(
    {
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "a": frozenset({"class", "href", "rel", "title"}),
    "code": frozenset({"class"}),
    "img": frozenset({"alt", "src", "title"}),
    "li": frozenset({"class"}),
    "ol": frozenset({"start"}),
    "span": frozenset({"class"}),
    "td": frozenset({"align"}),
    "th": frozenset({"align"}),
}
SCHEMES: Final = frozenset({"http", "https", "mailto"})
REL: Final = "nofollow ugc noopener"

_CLASSES = {
    "a": frozenset({"image-link"}),
    "li": frozenset({"task", "task done"}),
    "span": frozenset({"image-link", "task-mark"}),
}
_CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "align": lambda value: value in ("left", "center", "right"),
    "href": is_allowed,
    "rel": lambda value: value == REL,
    "src": lambda value: is_allowed(value) and value.startswith("/media/"),
    "start": lambda value: value.isascii() and value.isdigit() and len(value) <= 9,
}
_LANGUAGE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789+#-_.")


def sanitize(html: str) -> str:
    """Return the HTML with nothing in it but allowed tags, attributes and addresses.

    The result holds no `<!--` at all, not even inside an attribute: comments in stored HTML
    are our slots and only ours.
    """
    # The walls resolve entities, so a control character can appear behind them.
    walled = clean(_nh3.clean(_bleach.clean(html)))
    return walled.replace("<!--", "&lt;!--")


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
_nh3 = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_filter,
    url_schemes=set(SCHEMES),
    link_rel=None,
    strip_comments=True,
)
