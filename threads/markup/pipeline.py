"""From source to safe HTML, in this process. Callers outside use `threads.markup.render`."""

import unicodedata
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import Registry

from .blocks import Blocks
from .inlines import Inlines
from .limits import MAX_LENGTH, VERSION, output_limit
from .marks import as_typed
from .passes import Finish
from .plain import excerpt, plain_text
from .refusals import MarkupRefused, Reason
from .rendered import Rendered
from .sanitize import sanitize
from .serialize import to_html
from .sources import clean


class Pipeline:
    """One configured parser and its walls; not safe for two threads at once."""

    def __init__(self) -> None:
        self._md = md = Markdown()
        md.preprocessors = Registry()
        md.treeprocessors = Registry()
        md.postprocessors = Registry()
        md.parser = self._blocks = Blocks(md)
        md.serializer = self._serialize
        self._inlines = Inlines(md, self._blocks)
        self._finish = Finish(md, self._inlines)
        md.treeprocessors.register(self._inlines, "inlines", 20)
        md.treeprocessors.register(self._finish, "finish", 10)
        self._tree = Element("div")

    def render(self, source: str, hosts: Iterable[str] = (), *, cites: bool = False) -> Rendered:
        """Return the rendered text; `hosts` are the network locations of this site, `cites` says
        whether it cites posts.

        Raises MarkupRefused for a text that is too long or becomes too big, and lets
        MemoryError through. Takes time linear in the text.
        """
        text = clean(source)
        if len(text) > MAX_LENGTH:
            raise MarkupRefused(Reason.TOO_LONG)
        if not text.strip():
            return Rendered("", "", "", (), (), (), "", VERSION)
        limit = output_limit(text)
        self._finish.hosts = frozenset(hosts)
        self._inlines.cites = cites
        parsed = self.parse(text)
        if len(parsed) > 2 * limit:
            # Not worth walking; the marks around mentions may take half of it.
            raise MarkupRefused(Reason.TOO_BIG)
        return self._walled(parsed, limit)

    def parse(self, text: str) -> str:
        """Return the HTML of a cleaned text before the walls, with its marks."""
        # The end of the last line is no line of its own.
        text = unicodedata.normalize("NFC", text).removesuffix("\n")
        self._finish.source = text
        return str(self._md.convert(text))

    def _walled(self, parsed: str, limit: int) -> Rendered:
        nonce, words, links = self._inlines.nonce, self._inlines.words, self._finish.links
        walled = sanitize(parsed)
        typed = as_typed(walled, nonce)
        if len(typed) > limit:
            raise MarkupRefused(Reason.TOO_BIG)
        text = plain_text(typed)
        return Rendered(
            html=walled,
            text=text,
            excerpt=excerpt(typed),
            mentions=tuple(words.mentions.values()),
            hashtags=tuple(words.hashtags.values()),
            links=tuple(links.addresses),
            nonce=nonce,
            version=VERSION,
            facts=self._finish.facts(self._tree, text),
            citations=tuple(self._finish.cited),
        )

    def _serialize(self, root: Element) -> str:
        self._tree = root
        return to_html(root)
