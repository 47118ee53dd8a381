"""Inline patterns of our own: links that lead somewhere safe, or the text as typed."""

# The parser's own subclasses change this signature too.
# mypy: disable-error-code="override"

import html
import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import (
    AutolinkInlineProcessor,
    AutomailInlineProcessor,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)
from markdown.util import AtomicString

from .limits import MAX_TITLE
from .sources import clean
from .urls import is_allowed

type Match = tuple[Element | str | None, int | None, int | None]

_ESCAPED = re.compile("\x02(\\d+)\x03")
_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_ENTITIES = re.compile(_ENTITY)
_URL_REST = re.compile(r"[\w.-]*+(?::[0-9]{1,5})?+(?:[/?#][^\s<>\x02\x03]*+)?")
_URL_TRAILING = frozenset("?!.,:;*_~'\"’”»“‘…")  # noqa: RUF001
_CLOSERS = {")": "(", "]": "["}


def literal(text: str) -> str:
    """Return the characters a text stands for: escapes and entities resolved, then cleaned."""
    text = _ESCAPED.sub(lambda match: chr(int(match.group(1))), text)
    return clean(_ENTITIES.sub(lambda match: html.unescape(match.group()), text))


def settle(element: Element) -> Element | None:
    """Make the address and title of a link or picture literal; None when it may not be kept."""
    name = "src" if element.tag == "img" else "href"
    address = literal(element.get(name, ""))
    if not is_allowed(address):
        return None
    element.set(name, address)
    if "title" in element.keys():  # noqa: SIM118 (an Element is no mapping)
        element.set("title", literal(element.get("title", ""))[:MAX_TITLE])
    return element


class Entity(InlineProcessor):
    """`&amp;` and the like become the character they name, as text."""

    def handleMatch(self, m: re.Match[str], data: str) -> Match:  # noqa: N802
        """Return the character; a name nobody knows stays as typed."""
        return clean(html.unescape(m.group())), m.start(), m.end()


class _SafeLink(InlineProcessor):
    """Mixin before a processor of the parser: a link with a refused address stays as typed."""

    def handleMatch(self, m: re.Match[str], data: str) -> Match:  # noqa: N802
        """Return the link, or nothing when its address is not allowed."""
        element, start, end = super().handleMatch(m, data)
        if not isinstance(element, Element):
            return element, start, end
        settled = settle(element)
        return (None, None, None) if settled is None else (settled, start, end)


class _SafePicture(_SafeLink):
    """Mixin: a picture of this site is shown, one from elsewhere is a link to it."""

    def handleMatch(self, m: re.Match[str], data: str) -> Match:  # noqa: N802
        """Return the picture or the link, or nothing when its address is not allowed."""
        element, start, end = super().handleMatch(m, data)
        if not isinstance(element, Element):
            return element, start, end
        address = element.get("src", "")
        alt = literal(element.get("alt", ""))
        if address.startswith("/media/"):
            element.set("alt", alt)
            return element, start, end
        inside_link = "a" in getattr(self.md.treeprocessors["inline"], "ancestors", ())
        link = Element("span" if inside_link else "a", {"class": "image-link"})
        if not inside_link:
            link.set("href", address)
        link.text = AtomicString(alt.strip() or address)
        return link, start, end


class Link(_SafeLink, LinkInlineProcessor):
    """`[text](address "title")`."""


class Reference(_SafeLink, ReferenceInlineProcessor):
    """`[text][name]`."""


class ShortReference(_SafeLink, ShortReferenceInlineProcessor):
    """`[name]`."""


class Picture(_SafePicture, ImageInlineProcessor):
    """`![alt](address)`."""


class PictureReference(_SafePicture, ImageReferenceInlineProcessor):
    """`![alt][name]`."""


class ShortPictureReference(_SafePicture, ShortImageReferenceInlineProcessor):
    """`![name]`."""


class Autolink(_SafeLink, AutolinkInlineProcessor):
    """`<https://example.org>`."""


class Automail(_SafeLink, AutomailInlineProcessor):
    """`<somebody@example.org>`, without the entity disguise of the parser."""

    def handleMatch(self, m: re.Match[str], data: str) -> Match:  # noqa: N802
        """Return a mailto link."""
        address = literal(self.unescape(m.group(1))).removeprefix("mailto:")
        element = Element("a", {"href": f"mailto:{address}"})
        element.text = AtomicString(address)
        settled = settle(element)
        return (None, None, None) if settled is None else (settled, m.start(), m.end())


class BareUrl(InlineProcessor):
    """`https://example.org` and `www.example.org` typed in running text."""

    PATTERN = r"(?<![\w/@.:-])(?:[hH][tT][tT][pP][sS]?://|(?P<www>[wW]{3}\.))(?=[^\W_])"
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Match:  # noqa: N802
        """Return the link without the punctuation that ends the sentence around it."""
        ending = _URL_REST.match(data, m.end())
        end = _trim(data, m.end(), ending.end() if ending else m.end())
        typed = data[m.start() : end]
        if end == m.end() or (m.group("www") and "." not in typed[4:]):
            return None, None, None
        element = Element("a", {"href": f"https://{typed}" if m.group("www") else typed})
        element.text = AtomicString(literal(typed))
        settled = settle(element)
        return (None, None, None) if settled is None else (settled, m.start(), end)


def _trim(data: str, floor: int, end: int) -> int:
    """Return where the address ends before trailing punctuation and unpaired brackets."""
    surplus = {
        closer: data.count(closer, floor, end) - data.count(opener, floor, end)
        for closer, opener in _CLOSERS.items()
    }
    while end > floor:
        last = data[end - 1]
        if last in _CLOSERS:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        elif last not in _URL_TRAILING:
            break
        end -= 1
    return end


def register(md: Markdown) -> None:
    """Replace the parser's inline patterns that make links, and take typed HTML out."""
    patterns = md.inlinePatterns
    for name in ("html", "entity", "automail"):
        patterns.deregister(name)
    for processor, name, priority in (
        (Reference, "reference", 170),
        (Link, "link", 160),
        (Picture, "image_link", 150),
        (PictureReference, "image_reference", 140),
        (ShortReference, "short_reference", 130),
        (ShortPictureReference, "short_image_ref", 125),
        (Autolink, "autolink", 120),
    ):
        pattern = patterns[name].pattern
        patterns.register(processor(pattern, md), name, priority)
    patterns.register(Automail(r"<([^<> !@]++@[^@<> ]++)>", md), "automail", 110)
    patterns.register(BareUrl(BareUrl.PATTERN, md), "bare_url", 105)
    patterns.register(Entity(_ENTITY, md), "entity", 80)
