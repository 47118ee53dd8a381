"""The posts of a topic as moderators choose among them, to split or move."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from accounts.faces import Face, face_of
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from threads import markup
from threads.models import FormerPlace, Post, Topic
from threads.models.topics import topic_path
from threads.queries.names import names_in
from threads.queries.posts import UNPRINTED_IN_LISTS

CHOICES_PER_PAGE = 50
EXCERPT_LENGTH = 160


@dataclass(frozen=True, slots=True)
class PostChoice:
    """A post that can be ticked; the opening post cannot."""

    id: int
    number: int
    url: str
    author: Face
    excerpt: str
    is_shown: bool
    is_opening: bool
    is_chosen: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ChosenPost:
    """A post that is ticked on another page."""

    id: int
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class PostsPage:
    """A page of the posts of a topic, and what is ticked on the others."""

    topic: Topic
    url: str
    rows: tuple[PostChoice, ...]
    elsewhere: tuple[ChosenPost, ...]
    page: int
    last: int

    @property
    def chosen(self) -> int:
        """How many are ticked on all pages."""
        return len(self.elsewhere) + sum(row.is_chosen for row in self.rows)

    @property
    def previous(self) -> int:
        """The page before, 0 where there is none."""
        return self.page - 1

    @property
    def next(self) -> int:
        """The page after, 0 where there is none."""
        return self.page + 1 if self.page < self.last else 0


def posts_page(
    viewer: Viewer, topic: Topic, chosen: Iterable[int], page: int | None = None
) -> PostsPage:
    """A page of all posts of the topic but sealed answers, those `chosen` that stand in it ticked;
    without `page` the one of the first of them. For who moderates it. Raises `Http404` past the
    end."""
    posts = Post.objects.filter(topic=topic).open_to(viewer).order_by("number")
    ticked = posts.filter(pk__in=list(chosen), number__gt=1)
    numbers = dict(ticked.values_list("pk", "number"))
    if page is None:
        page = _page_of(min(numbers.values(), default=1))
    last = _page_of(max(topic.last_number, 1))
    if page > last:
        raise Http404
    here = range((page - 1) * CHOICES_PER_PAGE + 1, page * CHOICES_PER_PAGE + 1)
    return PostsPage(
        topic=topic,
        url=topic_path(topic.slug, topic.pk),
        rows=_choices(topic, posts, here, numbers),
        elsewhere=tuple(
            ChosenPost(pk, number, topic_path(topic.slug, topic.pk, number))
            for pk, number in numbers.items()
            if number not in here
        ),
        page=page,
        last=last,
    )


def _page_of(number: int) -> int:
    return (number - 1) // CHOICES_PER_PAGE + 1


def _choices(
    topic: Topic, posts: QuerySet[Post], numbers: range, chosen: dict[int, int]
) -> tuple[PostChoice, ...]:
    found = list(
        posts.filter(number__range=(numbers[0], numbers[-1]))
        .select_related("author")
        .defer(*UNPRINTED_IN_LISTS)
    )
    names = names_in(topic.category_id, *(post.excerpt for post in found))
    return tuple(
        PostChoice(
            id=post.pk,
            number=post.number,
            url=topic_path(topic.slug, topic.pk, post.number),
            author=face_of(post.author),
            excerpt=markup.shorten(markup.fill_excerpt(post.excerpt, names), EXCERPT_LENGTH),
            is_shown=post.is_shown,
            is_opening=post.number == 1,
            is_chosen=post.pk in chosen,
            created_at=post.created_at,
        )
        for post in found
    )


def posts_between(viewer: Viewer, topic: Topic, first: int | None, last: int | None) -> list[int]:
    """The ids of the posts with these numbers, both included, without the opening post; an open
    end reaches as far as the topic."""
    posts = Post.objects.filter(topic=topic, number__gte=max(first or 2, 2)).open_to(viewer)
    if last is not None:
        posts = posts.filter(number__lte=last)
    return list(posts.order_by("number").values_list("pk", flat=True))


def moved_already(viewer: Viewer, topic: Topic, chosen: Iterable[int]) -> Post | None:
    """The first of these posts where one act of the viewer moved them all away together and they
    still stand: the same form was sent twice. None where anything else happened."""
    wanted = set(chosen)
    left = FormerPlace.objects.filter(topic=topic, post__in=wanted).order_by("number")
    found = list(left.values_list("post_id", "entry_id"))
    entries = {entry_id for _post, entry_id in found}
    if {post_id for post_id, _entry in found} != wanted or len(entries) != 1:
        return None
    acts = (Act.SPLIT, Act.MOVE_POSTS)
    entry = Entry.objects.filter(pk__in=entries, act__in=acts).first()
    if entry is None or entry.actor_id != viewer.id:
        return None
    posts = Post.objects.filter(pk__in=wanted, topic=entry.other_topic_id)
    return posts.select_related("topic").order_by("number").first()
