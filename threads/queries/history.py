"""The versions of a post, and what each changed."""

import difflib
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.http import Http404

from accounts.faces import Face, face_of
from accounts.viewer import Viewer
from threads import policies
from threads.models import Post, PostRevision
from threads.queries.pages import Pager
from threads.queries.posts import post_for

LONG = 12_000
# Pieces of one side times pieces of the other.
MOST_COMPARED = 250_000
VERSIONS_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of a difference: `same`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a text, and how it differs from the one before."""

    number: int
    written_at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The page `/p/<id>/history/`, newest version first."""

    post: Post
    author: Face
    place: str
    versions: tuple[Version, ...]
    pager: Pager


def history_page(viewer: Viewer, post_id: int, page: int) -> HistoryPage:
    """Ten versions a page with what each changed. Raises `Http404` where the text may not be
    read, and past the end."""
    post = post_for(viewer, post_id)
    if not policies.may(policies.check_read_text, viewer, post, post.topic):
        raise Http404
    start, stop = (page - 1) * VERSIONS_PER_PAGE, page * VERSIONS_PER_PAGE
    earlier = PostRevision.objects.filter(post=post).order_by("-version")
    texts = list(earlier.values_list("version", "source", "written_at")[max(start - 1, 0) : stop])
    if page == 1:
        texts.insert(0, (post.version, post.source, post.edited_at or post.created_at))
    found = [
        Version(number, written_at, difference(earlier_text, text))
        for (number, text, written_at), (_number, earlier_text, _at) in pairwise(texts)
    ]
    if texts and len(texts) <= VERSIONS_PER_PAGE:
        number, text, written_at = texts[-1]
        found.append(Version(number, written_at, (Change("same", text),)))
    if not found:
        raise Http404
    has_next = len(texts) > VERSIONS_PER_PAGE
    pager = Pager.of(f"/p/{post.pk}/history/", page, has_next=has_next)
    return HistoryPage(post, face_of(post.author), post.place(), tuple(found), pager)


def difference(before: str, after: str) -> tuple[Change, ...]:
    """What changed, by words, or by lines where the texts are long.

    Comparing takes time that grows with the square of the pieces, so where both sides differ in
    too many of them the whole middle counts as replaced.
    """
    pieces = _words if len(before) + len(after) < LONG else _lines
    old, new = pieces(before), pieces(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    changes = [Change("same", "".join(old[:head]))] if head else []
    if len(middle_old) * len(middle_new) > MOST_COMPARED:
        changes += [Change("removed", "".join(middle_old)), Change("added", "".join(middle_new))]
    else:
        changes += _compare(middle_old, middle_new)
    if tail:
        changes.append(Change("same", "".join(old[len(old) - tail :])))
    return tuple(changes)


def _common(one: list[str], other: list[str]) -> int:
    """How many pieces both begin with."""
    for n, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return n
    return min(len(one), len(other))


def _compare(old: list[str], new: list[str]) -> list[Change]:
    changes: list[Change] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            changes.append(Change("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            changes.append(Change("removed", "".join(old[i1:i2])))
        if j2 > j1:
            changes.append(Change("added", "".join(new[j1:j2])))
    return changes


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _words(text: str) -> list[str]:
    """The words and the spaces between them; joined again they are the text."""
    pieces: list[str] = []
    for line in text.splitlines(keepends=True):
        words = line.split(" ")
        pieces += [word + " " for word in words[:-1]] + [words[-1]]
    return pieces
