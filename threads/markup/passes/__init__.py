"""What is done to the parsed tree before it becomes HTML."""

from collections.abc import Set
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from threads.markup import citations
from threads.markup.inlines import MOMENT, Inlines
from threads.markup.limits import MAX_HIGHLIGHTED
from threads.markup.marks import Mark, marked
from threads.markup.rendered import Facts

from . import directions, footnotes, highlight
from .headings import Headings
from .links import Links

__all__ = ["Finish"]


class Finish(Treeprocessor):
    """The last look at the tree; what it counted stands in its attributes then."""

    def __init__(self, md: Markdown, inlines: Inlines) -> None:
        super().__init__(md)
        self._inlines = inlines
        self.source = ""
        self.hosts: Set[str] = frozenset()
        self.links = Links("", frozenset())
        self._headings = Headings("")
        self._coloured = 0
        # The citations of the text in their order, each with its number.
        self.cited: dict[str, int] = {}

    def run(self, root: Element) -> None:
        """Finish the tree below root."""
        self.links = Links(self._inlines.nonce, self.hosts)
        self._headings = Headings(self._inlines.nonce)
        self._coloured = 0
        self.cited = {}
        footnotes.place(root, footnotes.salt_of(self.source))
        self._finish(root, in_link=False)
        if directions.runs_both_ways(self.source):
            directions.let_blocks_choose(root)
        # An entity may name one where the source is ASCII.
        if not self.source.isascii() or "&" in self.source:
            directions.show_turning(root)

    def facts(self, root: Element, text: str) -> Facts:
        """Return what the finished tree and its text hold."""
        tags: dict[str, int] = {}
        classes: dict[str, int] = {}
        for element in root.iter():
            tags[element.tag] = tags.get(element.tag, 0) + 1
            if name := element.get("class"):
                classes[name] = classes.get(name, 0) + 1
        done = classes.get("task done", 0)
        return Facts(
            words=len(text.split()),
            links=self.links.external,
            pictures=self.links.pictures,
            code=tags.get("pre", 0),
            tables=tags.get("table", 0),
            tasks=done + classes.get("task", 0),
            tasks_done=done,
            spoilers=classes.get("spoiler", 0),
            topics=tuple(self.links.topics),
            posts=tuple(self.links.posts),
            quotes=tuple(self.links.quotes),
        )

    def _finish(self, parent: Element, *, in_link: bool) -> None:
        for element in parent:
            match element.tag:
                case "a":
                    is_ours = element.get("class") in ("footnote-ref", "footnote-back")
                    self._finish(element, in_link=True)
                    if not is_ours:
                        self.links.finish(element, is_nested=in_link)
                    continue
                case "img":
                    self._finish(element, in_link=True)
                    self.links.picture(element, is_nested=in_link)
                    continue
                case "code":
                    self._finish_code(parent, element)
                    continue
                case tag if tag == MOMENT:
                    value = element.attrib.pop("value")
                    element.tag = "unwrapped"
                    shown = element.text or ""
                    element.text = marked(self._inlines.nonce, Mark.DATE, value, shown)
                    continue
                case citations.CITATION:
                    element.tag = "unwrapped"
                    if not in_link:
                        element.text = self._numbered(element.text or "")
                    continue
            self._finish(element, in_link=in_link)
            if element.tag == "blockquote":
                self.links.quote(element)
            else:
                self._headings.finish(element)

    def _numbered(self, typed: str) -> str:
        """A citation in its mark; the same post with the same words has one number."""
        found = citations.read(typed)
        if found is None:
            return typed
        number = self.cited.setdefault(citations.write(found[0]), len(self.cited) + 1)
        return marked(self._inlines.nonce, Mark.CITATION, str(number), typed)

    def _finish_code(self, parent: Element, code: Element) -> None:
        if parent.tag != "pre":
            return
        name = highlight.language(code.attrib.pop("class", ""))
        if not name:
            return
        code.set("class", f"language-{name}")
        length = len(code.text or "")
        if self._coloured + length <= MAX_HIGHLIGHTED:
            self._coloured += length
            highlight.colour(code, name)
