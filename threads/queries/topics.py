"""One topic, and its page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.faces import Face, face, face_of
from accounts.models import User
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from threads import policies
from threads.models import (
    Category,
    CategoryCircle,
    CategoryModerator,
    FormerPlace,
    HeldPost,
    Post,
    Topic,
    TopicTag,
)
from threads.models.topics import POSTS_PER_PAGE, topic_path
from threads.queries.held import WaitingText, has_to_wait, waiting_in
from threads.queries.pages import Pager
from threads.queries.posts import PostRow, post_rows
from threads.queries.prompts import PromptRow, prompt_rows

LINES_PER_PAGE = 50
# The acts whose lines stand between the posts; the log holds all.
IN_TOPIC = (
    Act.HIDE, Act.RESTORE, Act.CLOSE, Act.REOPEN, Act.ARCHIVE, Act.UNARCHIVE, Act.PIN, Act.UNPIN,
    Act.UNLIST, Act.RELIST, Act.RENAME, Act.TAG, Act.MOVE, Act.SPLIT, Act.MOVE_POSTS, Act.MERGE,
)  # fmt: skip
# What those of them say where posts came to; elsewhere they say where posts left.
CAME = {
    Act.SPLIT: _("made a topic of these posts of another"),
    Act.MOVE_POSTS: _("moved posts here from another topic"),
    Act.MERGE: _("merged another topic into this one"),
}
# Those of them that changed words.
SAYS_WHAT = (Act.RENAME, Act.TAG)
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
    """What was done to the topic, standing between its posts; never counted as unread.

    `other_title` names the other topic of a split, move or merge where the viewer may know it; one
    that was merged into this topic has no `other_url`.
    """

    act: str
    verb: str
    actor: Face
    reason: str
    at: datetime
    url: str
    other_title: str = ""
    other_url: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers whose posts were moved to another topic; without a title where the viewer may not
    know that one."""

    first: int
    last: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Item:
    """One step of the stream: a post, a line between posts, or where posts left."""

    post: PostRow | None = None
    line: Line | None = None
    gap: Gap | None = None


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
    # Whether a reply would wait for a moderator.
    waits: bool
    may_moderate: bool
    may_take_apart: bool
    # Texts of the viewer that wait to stand here.
    held: tuple[WaitingText, ...]


def topic_for(viewer: Viewer, topic_id: int) -> Topic:
    """The topic, with category and author; of a merged one the topic that it became part of.

    Raises `Http404` when that is not visible.
    """
    topics = Topic.objects.visible_to(viewer).select_related("category", "author")
    became = Topic.objects.filter(pk=topic_id).values("merged_into")
    left = Exists(FormerPlace.objects.filter(topic=OuterRef("pk")))
    held = Exists(HeldPost.objects.filter(topic=OuterRef("pk"), author_id=viewer.id))
    found = topics.annotate(tag_rows=TAG_ROWS, has_left=left, has_held=held)
    return get_object_or_404(found, pk=Coalesce(Subquery(became), topic_id))


def topics_for(viewer: Viewer, topic_ids: Iterable[int]) -> list[Topic]:
    """These topics as they are, in this order, without those that are not visible; a merged one is
    as visible as what it became part of. Raises `Http404` when none is left."""
    wanted = list(topic_ids)
    topics = (
        Topic.objects.known_to(viewer).filter(pk__in=wanted).select_related("category", "author")
    )
    found = {topic.pk: topic for topic in topics.annotate(tag_rows=TAG_ROWS)}
    if not found:
        raise Http404
    return [found[pk] for pk in wanted if pk in found]


def moved_from(viewer: Viewer, topic: Topic, topic_id: int, number: int) -> Post | None:
    """The post that was moved away from this address; None, without a query, where none left.

    `topic_id` is the address's, `topic` what it is now part of. Raises `Http404` when the viewer
    may not read the topic where the post is now. Of a hidden post the tombstone is found.
    """
    if topic_id == topic.pk and not topic.has_left:  # type: ignore[attr-defined]
        return None
    left = FormerPlace.objects.filter(topic_id=topic_id, number=number)
    if topic_id == topic.pk and not left.exists():
        return None
    return left_from(viewer, topic_id, number)


def left_from(viewer: Viewer, topic_id: int, number: int) -> Post:
    """The post that was moved away from this address, wherever it is now; the topic that it left
    need not be readable any more. Raises `Http404` when there is none that the viewer may know."""
    left = FormerPlace.objects.filter(topic_id=topic_id, number=number).values("post")
    posts = Post.objects.filter(topic__in=Topic.objects.visible_to(viewer))
    return get_object_or_404(posts.select_related("topic"), pk__in=left)


def page_of(number: int) -> int:
    """The page on which a post stands; it follows from the number, nothing is counted."""
    return (number - 1) // POSTS_PER_PAGE + 1


def first_of(page: int) -> int:
    """The number with which a page begins."""
    return (page - 1) * POSTS_PER_PAGE + 1


def topic_page(viewer: Viewer, topic: Topic, page: int, target: int = 0) -> TopicPage:
    """Page `page` of the topic. Raises `Http404` past the end."""
    if target:
        page = page_of(target)
    last = page_of(max(topic.last_number, 1))
    if page > last or target > topic.last_number:
        raise Http404
    prompts = prompt_rows(viewer, topic)
    why_not = policies.reason(policies.check_reply, viewer, topic)
    url = topic_path(topic.slug, topic.pk)
    return TopicPage(
        topic=topic,
        author=face_of(topic.author),
        url=url,
        tags=tuple(TagLink(**row) for row in topic.tag_rows),  # type: ignore[attr-defined]
        prompts=prompts,
        waiting=sum(prompt.is_open and not prompt.voices for prompt in prompts),
        stream=_stream_of(viewer, topic, page),
        pager=Pager.of(url, page, has_next=page < last, last=last),
        target=target,
        may_reply=not why_not,
        why_not=why_not,
        waits=not why_not and has_to_wait(viewer, topic.category),
        may_moderate=policies.may(policies.check_curate, viewer, topic),
        may_take_apart=policies.may(policies.check_take_apart, viewer, topic),
        held=waiting_in(viewer, topic) if topic.has_held else (),  # type: ignore[attr-defined]
    )


def _stream_of(viewer: Viewer, topic: Topic, page: int) -> tuple[Item, ...]:
    """Everything that stands on a page, in four queries at most."""
    numbers = range(first_of(page), first_of(page + 1))
    # One post more than the page holds: it says until when lines belong to this page.
    reach = Post.objects.filter(topic=topic, number__gte=numbers.start).order_by("number")
    posts = post_rows(viewer, topic, reach[: POSTS_PER_PAGE + 1])
    shown = tuple(post for post in posts if post.number in numbers)
    beyond = posts[len(shown) :]
    lines: tuple[Line, ...] = ()
    if shown:
        # What stands above the first post of all belongs to it, too.
        since = shown[0].came_at if page > 1 else topic.created_at
        lines = _lines(viewer, topic, since, beyond[0].came_at if beyond else None)
    gaps = _gaps(viewer, topic, numbers) if topic.has_left else ()  # type: ignore[attr-defined]
    return _stream(shown, lines, gaps)


def _lines(
    viewer: Viewer, topic: Topic, since: datetime, until: datetime | None
) -> tuple[Line, ...]:
    """What was done to the topic while the posts of this page came, in one query."""
    people = User.objects.filter(pk=OuterRef("actor_id"))
    posts = Post.objects.filter(pk=OuterRef("post_id"), topic=topic)
    others = Topic.objects.known_to(viewer).exclude(pk=topic.pk)
    others = others.filter(Q(pk=OuterRef("topic_id")) | Q(pk=OuterRef("other_topic_id")))
    here = Q(topic_id=topic.pk) | Q(other_topic_id=topic.pk)
    entries = Entry.objects.filter(here, at__gte=since, act__in=IN_TOPIC)
    if until:
        entries = entries.filter(at__lt=until)
    places = Category.objects.visible_to(viewer).filter(pk=OuterRef("other_category_id"))
    rows = entries.annotate(
        is_from_readable=Case(
            When(topic_id=topic.pk, other_category_id=None, then=True),
            When(topic_id=topic.pk, then=Exists(places)),
            default=Exists(others.filter(pk=OuterRef("topic_id"))),
        ),
        handle=Subquery(people.values("username")[:1]),
        name=Subquery(people.values("display_name")[:1]),
        number=Subquery(posts.values("number")[:1]),
        other=Subquery(
            others.values(
                row=JSONObject(id="pk", title="title", slug="slug", merged="merged_into_id")
            )[:1]
        ),
    ).order_by("id")[:LINES_PER_PAGE]
    return tuple(_line(topic, entry) for entry in rows)


def _line(topic: Topic, entry: Entry) -> Line:
    """A line as it stands in this topic. Where something came here from a place that the viewer
    may not read, the reason was given there and stays there."""
    facts = vars(entry)
    other = facts["other"] or {}
    leads = bool(other) and other["merged"] != topic.pk
    url = topic_path(topic.slug, topic.pk, facts["number"]) if facts["number"] else ""
    act = Act(entry.act)
    came = act in CAME and entry.other_topic_id == topic.pk
    return Line(
        act=entry.act,
        verb=str(CAME[act] if came else act.label),
        actor=face(facts["handle"], facts["name"]),
        reason=entry.reason if facts["is_from_readable"] else "",
        at=entry.at,
        url=url,
        other_title=other.get("title", ""),
        other_url=topic_path(other["slug"], other["id"]) if leads else "",
        before=entry.before if entry.act in SAYS_WHAT else "",
        after=entry.after if entry.act in SAYS_WHAT else "",
    )


def _gaps(viewer: Viewer, topic: Topic, numbers: range) -> tuple[Gap, ...]:
    """The numbers of this page whose posts were moved away, joined where they went together."""
    now_in = Topic.objects.visible_to(viewer).filter(pk=OuterRef("post__topic_id"))
    left = (
        FormerPlace.objects.filter(topic=topic, number__range=(numbers[0], numbers[-1]))
        .annotate(place=Subquery(now_in.values(row=JSONObject(title="title", slug="slug"))[:1]))
        .order_by("number")
        .values_list("number", "post__topic_id", "place")
    )
    gaps: list[Gap] = []
    for number, topic_id, place in left:
        url = topic_path(place["slug"], topic_id) if place else ""
        title = place["title"] if place else ""
        if gaps and gaps[-1].last == number - 1 and gaps[-1].url == url:
            gaps[-1] = replace(gaps[-1], last=number)
        else:
            gaps.append(Gap(number, number, title, url))
    return tuple(gaps)


def _stream(
    posts: tuple[PostRow, ...], lines: tuple[Line, ...], gaps: tuple[Gap, ...]
) -> tuple[Item, ...]:
    """Posts by number, the gaps at their numbers, and each line after the last post that was there
    when it happened."""
    items: list[Item] = []
    left, gone = list(lines), list(gaps)
    for post in posts:
        while left and left[0].at < post.came_at:
            items.append(Item(line=left.pop(0)))
        while gone and gone[0].first < post.number:
            items.append(Item(gap=gone.pop(0)))
        items.append(Item(post=post))
    items += [Item(gap=gap) for gap in gone]
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
    moderators = CategoryModerator.objects.filter(category_id=topic.category_id).values("person")
    deaf = named.exclude(memberships__circle__in=circles).exclude(pk__in=moderators)
    return list(deaf.order_by("username").values_list("username", flat=True))
