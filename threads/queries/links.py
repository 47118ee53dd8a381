"""What leads here."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.db.models.lookups import IsNull

from accounts.viewer import Viewer
from threads.models import Post, PostLink, Topic
from threads.models.topics import topic_path

# Links looked at for one place; past them it says that there are more.
LOOKED_AT = 24


@dataclass(frozen=True, slots=True)
class Mention:
    """A topic that mentions a place: its title, and the first of its posts that does."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """The topics that mention a place, the earliest first; not all, where `has_more`."""

    topics: tuple[Mention, ...]
    has_more: bool


def links_to(viewer: Viewer, topic: Topic) -> QuerySet[PostLink]:
    """The links from posts of other topics to this one and its posts, the oldest first, as far as
    the viewer may read these posts; also those that led to a topic which was merged into it."""
    posts = Post.objects.visible_to(viewer).shown().exclude(topic=topic)
    leads_here = Q(target__topic=topic) | Q(target=None, topic=topic)
    leads_here |= Q(target=None, topic__merged_into=topic)
    return PostLink.objects.filter(leads_here, post__in=posts).order_by("post_id")


def mentions_of_topic(viewer: Viewer) -> ArraySubquery:
    """The links to the topic of an outer query as a whole, as a column of it."""
    return _rows(viewer, PostLink.objects.filter(topic=OuterRef("pk"), target=None), "pk")


def mentions_of_post(viewer: Viewer) -> ArraySubquery:
    """The links to the post of an outer query, as a column of it."""
    return _rows(viewer, PostLink.objects.filter(target=OuterRef("pk")), "topic")


def _rows(viewer: Viewer, links: QuerySet[PostLink], topic: str) -> ArraySubquery:
    """Links from other topics, of posts that the viewer may read in topics that they may find: one
    that was taken off the lists is not named elsewhere."""
    posts = Post.objects.visible_to(viewer).shown().filter(pk=OuterRef("post_id"))
    posts = posts.filter(topic__in=Topic.objects.listed_for(viewer))
    # Asked link by link (a limit keeps it so): few lead here, and posts there are a great many.
    readable = IsNull(Subquery(posts.values("pk")[:1]), False)
    found = links.filter(~Q(post__topic=OuterRef(topic)), readable)
    row = JSONObject(
        topic="post__topic_id",
        title="post__topic__title",
        slug="post__topic__slug",
        number="post__number",
    )
    return ArraySubquery(found.order_by("post_id").values(row=row)[: LOOKED_AT + 1])


def mentions_in(rows: list[dict[str, Any]]) -> Mentions | None:
    """What came as one of these columns, each topic once; None where nothing leads here."""
    if not rows:
        return None
    first: dict[int, dict[str, Any]] = {}
    for row in rows[:LOOKED_AT]:
        first.setdefault(row["topic"], row)
    topics = tuple(
        Mention(row["title"], topic_path(row["slug"], row["topic"], row["number"]))
        for row in first.values()
    )
    return Mentions(topics, len(rows) > LOOKED_AT)
