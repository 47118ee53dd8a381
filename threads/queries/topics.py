"""One topic, and its page."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.faces import Face, face, face_of
from accounts.models import User
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from threads import policies
from threads.models import Category, CategoryCircle, Post, Topic, TopicTag
from threads.models.topics import POSTS_PER_PAGE, topic_path
from threads.queries.pages import Pager
from threads.queries.posts import PostRow, post_rows
from threads.queries.prompts import PromptRow, prompt_rows

LINES_PER_PAGE = 50
TAG_ROWS = ArraySubquery(
    TopicTag.objects.filter(topic=OuterRef("pk"))
    .order_by("tag__slug")
    .values(row=JSONObject(name="tag__name", slug="tag__slug"))
)


@dataclass(frozen=True, slots=True)
class TagLink:
    """A tag as a topic prints it."""

    name: str
    slug: str

    @property
    def url(self) -> str:
        """The topics that carry it."""
        return f"/tag/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Line:
    """What was done to the topic, standing between its posts; never counted as unread."""

    act: str
    verb: str
    actor: Face
    reason: str
    at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Item:
    """One step of the stream: a post, or a line between posts."""

    post: PostRow | None = None
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A page of a topic. `target` is the number of the post that the address points at."""

    topic: Topic
    author: Face
    url: str
    tags: tuple[TagLink, ...]
    prompts: tuple[PromptRow, ...]
    waiting: int
    stream: tuple[Item, ...]
    pager: Pager
    target: int
    may_reply: bool
    why_not: str


def topic_for(viewer: Viewer, topic_id: int) -> Topic:
    """The topic, with category and author. Raises `Http404` when not visible."""
    topics = Topic.objects.visible_to(viewer).select_related("category", "author")
    return get_object_or_404(topics.annotate(tag_rows=TAG_ROWS), pk=topic_id)


def page_of(number: int) -> int:
    """The page on which a post stands; it follows from the number, nothing is counted."""
    return (number - 1) // POSTS_PER_PAGE + 1


def topic_page(viewer: Viewer, topic: Topic, page: int, target: int = 0) -> TopicPage:
    """Page `page` of the topic. Raises `Http404` past the end."""
    if target:
        page = page_of(target)
    last = page_of(max(topic.last_number, 1))
    if page > last or target > topic.last_number:
        raise Http404
    first_number = (page - 1) * POSTS_PER_PAGE + 1
    prompts = prompt_rows(viewer, topic)
    # One post more than the page holds: it says until when lines belong to this page.
    posts = post_rows(
        viewer,
        topic,
        Post.objects.filter(
            topic=topic, number__range=(first_number, first_number + POSTS_PER_PAGE)
        ).order_by("number"),
    )
    shown, beyond = posts[:POSTS_PER_PAGE], posts[POSTS_PER_PAGE:]
    lines = _lines(topic, shown[0].created_at, beyond[0].created_at if beyond else None)
    why_not = policies.reason(policies.check_reply, viewer, topic)
    url = topic_path(topic.slug, topic.pk)
    return TopicPage(
        topic=topic,
        author=face_of(topic.author),
        url=url,
        tags=tuple(TagLink(**row) for row in topic.tag_rows),  # type: ignore[attr-defined]
        prompts=prompts,
        waiting=sum(prompt.is_open and not prompt.voices for prompt in prompts),
        stream=_stream(shown, lines),
        pager=Pager.of(url, page, has_next=page < last, last=last),
        target=target,
        may_reply=not why_not,
        why_not=why_not,
    )


def _lines(topic: Topic, since: datetime, until: datetime | None) -> tuple[Line, ...]:
    """What was done to the topic while the posts of this page came, in one query."""
    people = User.objects.filter(pk=OuterRef("actor_id"))
    posts = Post.objects.filter(pk=OuterRef("post_id"), topic=topic)
    entries = Entry.objects.filter(topic_id=topic.pk, at__gte=since)
    if until:
        entries = entries.filter(at__lt=until)
    rows = (
        entries.annotate(
            handle=Subquery(people.values("username")[:1]),
            name=Subquery(people.values("display_name")[:1]),
            number=Subquery(posts.values("number")[:1]),
        )
        .order_by("id")
        .values_list("act", "handle", "name", "reason", "at", "number")[:LINES_PER_PAGE]
    )
    return tuple(
        Line(
            act=act,
            verb=str(Act(act).label),
            actor=face(handle, name),
            reason=reason,
            at=at,
            url=topic_path(topic.slug, topic.pk, number) if number else "",
        )
        for act, handle, name, reason, at, number in rows
    )


def _stream(posts: tuple[PostRow, ...], lines: tuple[Line, ...]) -> tuple[Item, ...]:
    """Posts by number, with each line after the last post that was there when it happened."""
    items: list[Item] = []
    left = list(lines)
    for post in posts:
        while left and left[0].at < post.created_at:
            items.append(Item(line=left.pop(0)))
        items.append(Item(post=post))
    return tuple(items + [Item(line=line) for line in left])


def cannot_hear(viewer: Viewer, topic: Topic) -> list[str]:
    """The handles of people named in the viewer's newest post who may not read its topic.

    Costs a query only where the category is for circles; elsewhere every member may read.
    """
    if topic.category.visibility != Category.Visibility.CIRCLES:
        return []
    newest = Post.objects.filter(topic=topic, author_id=viewer.id).order_by("-number")
    circles = CategoryCircle.objects.filter(category_id=topic.category_id).values("circle")
    named = User.objects.filter(mentions__post__in=newest.values("pk")[:1], is_superuser=False)
    deaf = named.exclude(memberships__circle__in=circles).order_by("username")
    return list(deaf.values_list("username", flat=True))
