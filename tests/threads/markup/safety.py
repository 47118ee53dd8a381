"""What may stand in the HTML of a text, told apart from the code under test."""

import re
from collections import Counter
from xml.etree.ElementTree import Element

from bleach._vendor import html5lib  # type: ignore[import-not-found, unused-ignore]

TAGS = re.compile(
    "a|blockquote|br|code|del|details|div|em|h[3-6]|hr|img|ins|kbd|li|mark|ol|p|pre|section|span"
    "|strong|sub|summary|sup|table|tbody|td|th|thead|time|tr|ul"
)
ID = r"user-content-[\w-]+"
BLOCKS = ("blockquote", "h3", "h4", "h5", "h6", "li", "ol", "p", "summary", "td", "th", "ul")
ATTRIBUTES = {
    **{(tag, "dir"): "auto" for tag in BLOCKS},
    **{(f"h{level}", "id"): ID for level in range(3, 7)},
    ("a", "aria-hidden"): "true",
    ("a", "aria-label"): "↩ [0-9]+",
    ("a", "class"): "anchor|footnote-back|footnote-ref|hashtag|image-link|mention|suspect",
    ("a", "data-host"): r"[a-z0-9_.:\[\]-]+",
    ("a", "href"): r"(?:https?://[^\s/]|mailto:[^\s@]+@|/(?![/\\])|#)\S*|/",
    ("a", "id"): ID,
    ("a", "rel"): "nofollow ugc noopener",
    ("a", "tabindex"): "-1",
    ("a", "title"): r"(?s).*",
    ("blockquote", "class"): "quoted",
    ("code", "class"): r"language-[a-z0-9+#_.-]+",
    ("div", "class"): "spoiler",
    ("div", "tabindex"): "0",
    ("img", "alt"): r"(?s).*",
    ("img", "height"): "[1-9][0-9]{0,3}",
    ("img", "src"): r"/media/\S*",
    ("img", "title"): r"(?s).*",
    ("img", "width"): "[1-9][0-9]{0,3}",
    ("li", "class"): "task|task done",
    ("li", "id"): ID,
    ("ol", "start"): "[0-9]+",
    ("section", "class"): "footnotes",
    ("span", "class"): "bidi|image-link|mention|spoiler|task-mark|[a-z][a-z0-9]{0,2}",
    ("span", "tabindex"): "0",
    ("span", "title"): r"U\+20(?:2[A-E]|6[6-9])",
    ("td", "align"): "left|center|right",
    ("th", "align"): "left|center|right",
    ("time", "datetime"): "[0-9T:+-]+",
}
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
SLOT = re.compile(r"m:[0-9]+|t:[0-9]+:[0-9]+|[cg]:[0-9]+|d:[0-9TZ:-]+|/")


def parse(html: str) -> Element:
    """Return the tree a browser makes of the HTML inside a `<div>`."""
    tree: Element = html5lib.parseFragment(
        html, container="div", treebuilder="etree", namespaceHTMLElements=False
    )
    return tree


def normal(html: str) -> str:
    """Return what a browser writes when it serialises what it made of the HTML."""
    text: str = html5lib.serialize(
        parse(html),
        tree="etree",
        omit_optional_tags=False,
        quote_attr_values="always",
        alphabetical_attributes=True,
    )
    return text


def shape(html: str) -> list[object]:
    """Return the tags and attributes of the HTML in order, without text, names and moments."""
    printed = ("hashtag", "mention")
    return [
        (element.tag, sorted(element.items()))
        for element in parse(html).iter()
        if element.get("class") not in printed and element.tag != "time"
    ]


def assert_safe(html: str, *, slots: bool = False) -> None:
    """Fail when the HTML holds anything that a text may not bring into a page, or would not stay
    where it is put."""
    assert not CONTROL.search(html)
    ids: Counter[str] = Counter()
    for element in parse(html).iter():
        if callable(element.tag):  # a comment
            assert slots, element.text
            assert SLOT.fullmatch(element.text or ""), element.text
        elif element.tag != "DOCUMENT_FRAGMENT":
            _assert_element(element)
            ids.update([element.get("id", "")] if element.get("id") else [])
    assert not ids or max(ids.values()) == 1, ids
    _assert_stays(html)


def _assert_element(element: Element) -> None:
    assert TAGS.fullmatch(element.tag), element.tag
    for name, value in element.items():
        allowed = ATTRIBUTES.get((str(element.tag), name))
        assert allowed, f"{element.tag} {name}"
        assert re.fullmatch(allowed, value), f"{element.tag} {name}={value!r}"
    href = element.get("href", "")
    external = href.lower().startswith(("http:", "https:"))
    assert element.get("rel") or not external, href


def _assert_stays(html: str) -> None:
    """It leaves its container as it found it, and reads the same when it was read before."""
    page = parse(f'<div class="post-body">{html}</div><footer>after</footer>')
    assert [child.tag for child in page] == ["div", "footer"]
    assert "".join(page[1].itertext()) == "after"
    once = normal(html)
    assert normal(once) == once
