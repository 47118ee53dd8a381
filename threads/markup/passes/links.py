"""Where links lead: rel, host and warning on those to elsewhere, facts about those to here."""

import re
from collections.abc import Set
from typing import Final
from xml.etree.ElementTree import Element

from threads.markup.inlines.autolinks import BARE
from threads.markup.limits import MAX_LINKS, MAX_PICTURES
from threads.markup.marks import Mark, marked
from threads.markup.sanitize import REL
from threads.markup.sources import TURNING
from threads.markup.urls import host_of, is_external, is_picture, is_suspect

_TOPIC: Final = re.compile(r"/t/(?:[^/?#]+/)?([0-9]{1,18})(?:/([0-9]{1,9}))?/?(?=[?#]|\Z)")
_POST: Final = re.compile(r"/p/([0-9]{1,18})/?(?=[?#]|\Z)")
_OWN: Final = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
_SIZE: Final = re.compile(r"\|([1-9][0-9]{0,3})x([1-9][0-9]{0,3})\Z")
_LONGEST_TAIL: Final = 30


class Links:
    """Finishes the links and pictures of one text and counts them."""

    def __init__(self, nonce: str, hosts: Set[str]) -> None:
        self.addresses: dict[str, None] = {}
        self.topics: dict[tuple[int, int], None] = {}
        self.posts: dict[int, None] = {}
        self.quotes: dict[int, None] = {}
        self.external = self.pictures = 0
        self._nonce = nonce
        self._hosts = hosts
        self._count = 0

    def finish(self, link: Element, *, is_nested: bool) -> None:
        """Finish a link; one inside another is only its text."""
        bare = link.attrib.pop(BARE, None) is not None
        address = link.get("href", "")
        self._count += 1
        if is_nested or self._count > MAX_LINKS:
            link.tag = "unwrapped"
            link.attrib.clear()
            return
        if host_of(address) in self._hosts:
            address = _OWN.sub("", address, count=1) or "/"
            address = address if address.startswith("/") else f"/{address}"
            link.set("href", address)
        if is_external(address):
            self._finish_external(link, address)
        elif address.startswith("/"):
            self._finish_internal(link, address, bare=bare)
        if not address.startswith(("#", "mailto:")):
            self.addresses.setdefault(address)

    def picture(self, picture: Element, *, is_nested: bool) -> None:
        """A picture of this site is shown, one from elsewhere is a link to it."""
        address = picture.attrib.pop("href")
        alt = " ".join("".join(picture.itertext()).split())
        tail = picture.tail
        titled = {name: value for name, value in picture.items() if name == "title"}
        picture.clear()
        picture.tail = tail
        self.pictures += 1
        size = _SIZE.search(alt)
        alt = alt[: size.start()] if size else alt
        if is_picture(address) and self.pictures <= MAX_PICTURES:
            picture.attrib |= {"alt": alt, "src": address, **titled}
            if size:
                picture.attrib |= {"width": size[1], "height": size[2]}
            return
        picture.tag = "a"
        picture.attrib |= {"class": "image-link", "href": address, **titled}
        picture.text = alt or address
        self.finish(picture, is_nested=is_nested)
        if picture.tag == "unwrapped":
            picture.tag = "span"
            picture.set("class", "image-link")

    def quote(self, quotation: Element) -> None:
        """`> [name](/p/12/) wrote:` is a quotation of that post."""
        first = quotation[0] if len(quotation) else None
        if first is None or first.tag != "p" or (first.text or "").strip() or not len(first):
            return
        link = first[0]
        wrote = (link.tail or "").strip()
        is_line = len(first) == 1 or first[1].tag == "br"
        if link.tag != "a" or not is_line or not wrote.endswith(":"):
            return
        address = link.get("href", "")
        if len(wrote) > _LONGEST_TAIL or not (_POST.match(address) or _TOPIC.match(address)):
            return
        quotation.set("class", "quoted")
        if post := _POST.match(address):
            self.quotes.setdefault(int(post[1]))

    def _finish_external(self, link: Element, address: str) -> None:
        self.external += 1
        link.set("rel", REL)
        host = host_of(address)
        if is_suspect(host):
            link.set("class", "suspect")
        elif host in "".join(link.itertext()).lower():
            return
        link.set("data-host", host)

    def _finish_internal(self, link: Element, address: str, *, bare: bool) -> None:
        if post := _POST.match(address):
            self.posts.setdefault(int(post[1]))
            return
        topic = _TOPIC.match(address)
        if topic is None:
            return
        number = int(topic[2] or 0)
        self.topics.setdefault((int(topic[1]), number))
        # A slot holds nothing but text (see `directions`).
        if bare and not TURNING.search(link.text or ""):
            value = f"{topic[1]}:{number}"
            link.text = marked(self._nonce, Mark.TOPIC, value, link.text or "")
