"""What the viewer keeps. Nobody else sees it, and a post that they may not read any more is a line
without its words, its author and its topic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    Func,
    Q,
    Subquery,
)
from django.utils import timezone

from accounts.faces import Face, face_of
from accounts.viewer import Viewer
from threads import markup, policies
from threads.models import Bookmark, Category, Post
from threads.queries.names import names_for, names_in
from threads.queries.posts import UNPRINTED_IN_LISTS, post_for

BOOKMARKS_PER_PAGE = 30
URL = "/bookmarks/"
UNPRINTED = (
    *UNPRINTED_IN_LISTS,
    *(f"author__{column}" for column in ("password", "about", "about_html", "email")),
)


@dataclass(frozen=True, slots=True)
class KeptPost:
    """A post as it stands among what somebody keeps."""

    id: int
    title: str
    number: int
    url: str
    category: Category
    author: Face
    excerpt: str


@dataclass(frozen=True, slots=True)
class BookmarkRow:
    """A bookmark; `post` is None where the viewer may not read it any more."""

    id: int
    post: KeptPost | None
    note: str
    remind_on: date | None

    @property
    def acts_url(self) -> str:
        """Below it are the acts on it; nothing in it says which post it is."""
        return f"{URL}{self.id}/"


@dataclass(frozen=True, slots=True)
class BookmarkList:
    """A page of `/bookmarks/`: those whose day has come, then the others, the newest first."""

    due: tuple[BookmarkRow, ...]
    rows: tuple[BookmarkRow, ...]
    is_first: bool
    # Empty where nothing follows.
    next_url: str


@dataclass(frozen=True, slots=True)
class BookmarkPage:
    """The page `/p/<id>/bookmark/`; `bookmark` is None where the post is not kept yet."""

    post: Post
    place: str
    author: Face
    excerpt: str
    bookmark: Bookmark | None


def due(on: date) -> Q:
    """The condition that the day of a bookmark has come."""
    return Q(remind_on__isnull=False, remind_on__lte=on)


def due_for(viewer: Viewer) -> Subquery:
    """How many bookmarks of the viewer are due today, where they are, as a column of another
    query."""
    mine = Bookmark.objects.filter(due(timezone.localdate()), person_id=viewer.id)
    counted = mine.order_by().annotate(number=Func(F("pk"), function="COUNT"))
    return Subquery(counted.values("number"))


def bookmark_page(viewer: Viewer, post_id: int) -> BookmarkPage:
    """The post with what the viewer noted at it, in three queries. Raises `Http404` when it is not
    visible, `Refusal` when it does not stand any more."""
    post = post_for(viewer, post_id)
    policies.check_keep(viewer, post)
    names = names_in(post.topic.category_id, post.excerpt)
    mine = Bookmark.objects.filter(person_id=viewer.id, post=post)
    return BookmarkPage(
        post=post,
        place=post.place(),
        author=face_of(post.author),
        excerpt=markup.fill_excerpt(post.excerpt, names),
        bookmark=mine.first(),
    )


def place_kept(viewer: Viewer, bookmark_id: int) -> str:
    """Where the post of a bookmark of the viewer stands; where their bookmarks are, of one that
    they may not read any more, and where this is no bookmark of theirs."""
    mine = Bookmark.objects.filter(person_id=viewer.id, pk=bookmark_id)
    posts = Post.objects.visible_to(viewer).shown().filter(pk__in=mine.values("post"))
    post = posts.select_related("topic").only("number", "topic__slug").first()
    return post.place() if post else URL


def bookmark_list(viewer: Viewer, after: int = 0, *, after_is_due: bool = False) -> BookmarkList:
    """One's own bookmarks, those that are due first, in three queries; a page begins after the
    bookmark of that id, which was due or not."""
    today = timezone.localdate()
    mine = (
        Bookmark.objects.filter(person_id=viewer.id)
        .annotate(is_due=ExpressionWrapper(due(today), BooleanField()))
        .order_by("-is_due", "-id")
    )
    if after:
        rest = Q(is_due=after_is_due, pk__lt=after)
        mine = mine.filter(rest | Q(is_due=False) if after_is_due else rest)
    found = list(mine[: BOOKMARKS_PER_PAGE + 1])
    shown = found[:BOOKMARKS_PER_PAGE]
    posts = _posts(viewer, [one.post_id for one in shown])
    rows = [
        (one.is_due, BookmarkRow(one.pk, posts.get(one.post_id), one.note, one.remind_on))
        for one in shown
    ]
    last = shown[-1] if len(found) > len(shown) else None
    return BookmarkList(
        due=tuple(row for is_due, row in rows if is_due),
        rows=tuple(row for is_due, row in rows if not is_due),
        is_first=not after,
        next_url=f"{URL}?{'due' if last.is_due else 'before'}={last.pk}" if last else "",
    )


def _posts(viewer: Viewer, ids: Iterable[int]) -> Mapping[int, KeptPost]:
    """Those of them that the viewer may read, by id, in two queries."""
    posts = Post.objects.visible_to(viewer).shown().filter(pk__in=ids)
    found = list(posts.select_related("topic__category", "author").defer(*UNPRINTED))
    names = names_for((post.topic.category_id, post.excerpt) for post in found)
    return {
        post.pk: KeptPost(
            id=post.pk,
            title=post.topic.title,
            number=post.number,
            url=post.place(),
            category=post.topic.category,
            author=face_of(post.author),
            excerpt=markup.fill_excerpt(post.excerpt, names[post.topic.category_id]),
        )
        for post in found
    }
