"""From source to safe HTML, in this process. Callers outside use `threads.markup.render`."""

from markdown import Markdown
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from pymdownx.saneheaders import SaneHeadersExtension  # type: ignore[import-untyped, unused-ignore]
from pymdownx.tilde import DeleteSubExtension  # type: ignore[import-untyped, unused-ignore]

from . import inline
from .limits import MAX_LENGTH, output_limit
from .mentions import MentionMarker, opening
from .refusals import MarkupRefused, Reason
from .rendered import Rendered
from .sanitize import sanitize
from .shape import reshape
from .sources import clean
from .tree import FenceBlocks, Finish, TaskItems


class Pipeline:
    """One configured parser and its walls; not safe for two threads at once."""

    def __init__(self) -> None:
        self._md = md = Markdown(
            extensions=[
                Nl2BrExtension(),
                SaneListExtension(),
                TableExtension(use_align_attribute=True),
                SaneHeadersExtension(),
                DeleteSubExtension(subscript=False),
            ]
        )
        for name in ("html_block", "normalize_whitespace"):
            md.preprocessors.deregister(name)
        for name in ("raw_html", "amp_substitute"):
            md.postprocessors.deregister(name)
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, *"\"$%&',/:;<=?@^|~"]
        inline.register(md)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash_br", 185)
        self._fences = FenceBlocks(md)
        self._mentions = MentionMarker(md)
        self._finish = Finish(md)
        md.parser.blockprocessors.register(self._fences, "fence", 95)
        md.treeprocessors.register(TaskItems(md), "tasks", 25)
        md.treeprocessors.register(self._mentions, "mentions", 15)
        md.treeprocessors.register(self._finish, "finish", -10)

    def render(self, source: str) -> Rendered:
        """Return the rendered text.

        Raises MarkupRefused for a text that is too long or becomes too big, and lets
        RecursionError and MemoryError through. May be slow on hostile text.
        """
        text = clean(source)
        if len(text) > MAX_LENGTH:
            raise MarkupRefused(Reason.TOO_LONG)
        if not text.strip():
            return Rendered("", (), (), "")
        shaped, self._fences.fences = reshape(text)
        limit = output_limit(text)
        parsed = self._md.reset().convert(shaped)
        if len(parsed) > 2 * limit:
            # Not worth walking; the marks around mentions may take half of it.
            raise MarkupRefused(Reason.TOO_BIG)
        nonce = self._mentions.nonce
        candidates = tuple(self._mentions.candidates.values())
        links = tuple(self._finish.links)
        walled = sanitize(parsed)
        marks = walled.count(opening(nonce)) * (len(opening(nonce)) * 2) if candidates else 0
        if len(walled) - marks > limit:
            raise MarkupRefused(Reason.TOO_BIG)
        return Rendered(walled, candidates, links, nonce)
