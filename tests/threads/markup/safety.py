"""What may stand in the HTML of a text, told apart from the code under test."""

import re
from xml.etree.ElementTree import Element

from bleach._vendor import html5lib  # type: ignore[import-not-found, unused-ignore]

TAGS = re.compile(
    "a|blockquote|br|code|del|em|h[3-6]|hr|img|li|ol|p|pre|span|strong"
    "|table|tbody|td|th|thead|tr|ul"
)
ATTRIBUTES = {
    ("a", "href"): r"(?:https?://[^\s/]|mailto:[^\s@]+@|/(?![/\\])|#)\S*|/",
    ("a", "rel"): r"nofollow ugc noopener",
    ("a", "title"): r"(?s).*",
    ("a", "class"): r"image-link|mention",
    ("code", "class"): r"language-[a-z0-9+#_.-]+",
    ("img", "src"): r"/media/\S*",
    ("img", "alt"): r"(?s).*",
    ("img", "title"): r"(?s).*",
    ("li", "class"): r"task|task done",
    ("ol", "start"): r"[0-9]+",
    ("span", "class"): r"image-link|task-mark|mention",
    ("td", "align"): r"left|center|right",
    ("th", "align"): r"left|center|right",
}
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def parse(html: str) -> Element:
    """Return the tree a browser makes of the HTML inside a `<div>`."""
    tree: Element = html5lib.parseFragment(
        html, container="div", treebuilder="etree", namespaceHTMLElements=False
    )
    return tree


def shape(html: str) -> list[object]:
    """Return the tags and attributes of the HTML in order, without text and mentions."""
    return [(e.tag, sorted(e.items())) for e in parse(html).iter() if e.get("class") != "mention"]


def assert_safe(html: str, *, slots: bool = False) -> None:
    """Fail when the HTML holds anything that a text may not bring into a page."""
    assert not CONTROL.search(html)
    for element in parse(html).iter():
        if callable(element.tag):  # a comment
            assert slots, element.text
            assert re.fullmatch(r"m:[0-9]+", element.text or "")
        elif element.tag != "DOCUMENT_FRAGMENT":
            assert TAGS.fullmatch(element.tag), element.tag
            for name, value in element.items():
                allowed = ATTRIBUTES.get((str(element.tag), name))
                assert allowed, f"{element.tag} {name}"
                assert re.fullmatch(allowed, value), f"{element.tag} {name}={value!r}"
            href = element.get("href", "")
            external = href.lower().startswith(("http:", "https:"))
            assert element.get("rel") or not external, href
