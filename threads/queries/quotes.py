"""What somebody said, as the beginning of an answer to it."""

from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from threads.markup import shorten
from threads.models import Post, Topic

LONGEST_QUOTE = 1_000
"""Characters of a post that are quoted; whoever wants more copies more."""


def quotation(viewer: Viewer, topic: Topic, number: str) -> str:
    """The post of that number in Markdown: who said it, with a link to it, and the words without
    what they quote themselves. Nothing where there is no such post, or none that may be read, or
    one under a seal: an answer would carry it to those who may not open it."""
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        return ""
    posts = Post.objects.visible_to(viewer).shown().counted()
    post = posts.filter(topic=topic, number=int(number)).select_related("author").first()
    if post is None:
        return ""
    name = post.author.username if post.author else _("former member")
    wrote = _("[%(name)s](%(address)s) wrote:") % {
        "name": name,
        "address": post.get_absolute_url(),
    }
    return "\n".join(f"> {line}".rstrip() for line in [wrote, *_own_words(post.source)]) + "\n\n"


def _own_words(source: str) -> list[str]:
    """The lines of a text that quote nobody, as far as they are quoted."""
    lines: list[str] = []
    length = 0
    for line in source.strip("\n").split("\n"):
        if line.lstrip().startswith(">") or not (line.strip() or (lines and lines[-1])):
            continue
        if length + len(line) > LONGEST_QUOTE:
            lines.append(shorten(line, max(1, LONGEST_QUOTE - length)))
            break
        lines.append(line)
        length += len(line) + 1
    return lines
