"""What is done to the parsed tree before it becomes HTML."""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, code_escape

from .sanitize import REL
from .shape import Fence
from .urls import is_external, is_internal

_TASK = re.compile(r" *(\[[ xX]\])(?= )")
_FENCE_MARK = re.compile("\x02fence:(\\d+)\x03\\s*\\Z")
_NOT_LANGUAGE = re.compile(r"[^a-z0-9+#_.-]")
# The page owns h1 and h2.
_DEMOTED = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}


class FenceBlocks(BlockProcessor):
    """Put the code that `shape` took out of the text back in, as a tree node."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md.parser)
        self.fences: list[Fence] = []

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether the block stands for a fence."""
        return "\x02fence:" in block and _FENCE_MARK.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Append `<pre><code>` to parent."""
        match = _FENCE_MARK.match(blocks.pop(0))
        if match is None:
            return False
        fence = self.fences[int(match.group(1))]
        code = SubElement(SubElement(parent, "pre"), "code")
        language = _NOT_LANGUAGE.sub("", fence.language.lower())[:30]
        if language:
            code.set("class", f"language-{language}")
        code.text = AtomicString(code_escape(fence.code) + "\n")
        return True


class TaskItems(Treeprocessor):
    """`- [x] text`: a class on the item and on the mark, which stays text."""

    def run(self, root: Element) -> None:
        """Mark the task items below root. Runs before inline parsing, which would eat `[x]`."""
        for item in root.iter("li"):
            holder = item[0] if not (item.text or "").strip() and len(item) else item
            if holder is not item and holder.tag != "p":
                continue
            match = _TASK.match(holder.text or "")
            if match is None:
                continue
            mark = match.group(1)
            item.set("class", "task" if mark == "[ ]" else "task done")
            span = Element("span", {"class": "task-mark"})
            span.text = AtomicString(mark)
            span.tail = (holder.text or "")[match.end() :]
            holder.text = ""
            holder.insert(0, span)


class Finish(Treeprocessor):
    """The last look at the tree: headings, links, and ampersands that mean themselves."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.links: dict[str, None] = {}

    def run(self, root: Element) -> None:
        """Finish the tree below root and keep the addresses of its links."""
        self.links = {}
        for element in root.iter():
            element.tag = _DEMOTED.get(element.tag, element.tag)
            if element.tag == "a":
                self._finish_link(element)
            # The serializer leaves what looks like an entity alone; here nothing is one any more,
            # except in code, whose text was escaped when it was found.
            if element.tag != "code" and element.text:
                element.text = element.text.replace("&", "&amp;")
            if element.tail:
                element.tail = element.tail.replace("&", "&amp;")
            for name, value in element.items():
                element.set(name, value.replace("&", "&amp;"))

    def _finish_link(self, link: Element) -> None:
        for inner in link.iter("a"):
            if inner is not link:
                inner.tag = "span"
                inner.attrib.clear()
        address = link.get("href", "")
        if is_external(address):
            link.set("rel", REL)
        if is_external(address) or (is_internal(address) and not address.startswith("#")):
            self.links.setdefault(address)
