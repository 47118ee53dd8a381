"""What notices ask of this app: who may read a post, what it is called, whom it concerns."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from accounts.lines import clean_line
from accounts.viewer import Viewer
from notifications.models import Kind
from notifications.registry import Hearer, Subject
from threads import markup
from threads.models import Like, Mention, Perspective, Post, Topic
from threads.queries.names import names_for
from threads.queries.posts import UNPRINTED_IN_LISTS

MOST_MENTIONS_TOLD = 20
EXCERPT_LENGTH = 160


def readable_posts(viewer: Viewer) -> QuerySet[Post, Any]:
    """The ids of the posts whose text the viewer may read."""
    return Post.objects.visible_to(viewer).shown().values("pk")


def describe_posts(viewer: Viewer, post_ids: Iterable[int]) -> dict[int, Subject]:
    """Title, address and beginning of those posts that the viewer may read, in two queries."""
    posts = Post.objects.visible_to(viewer).shown().filter(pk__in=list(post_ids))
    found = list(posts.select_related("topic").defer(*UNPRINTED_IN_LISTS))
    names = names_for((post.topic.category_id, post.excerpt) for post in found)
    return {
        post.pk: Subject(
            post.topic.title,
            post.place(),
            markup.shorten(
                markup.fill_excerpt(post.excerpt, names[post.topic.category_id]), EXCERPT_LENGTH
            ),
        )
        for post in found
    }


def audience_of_post(post_id: int) -> list[Hearer]:
    """Whom a new post concerns: those mentioned (20 at most), and who is answered.

    Somebody both mentioned and answered hears of it once, as a mention.
    """
    post = Post.objects.select_related("reply_to").filter(pk=post_id).first()
    if post is None or post.author_id is None:
        return []
    mentioned = Mention.objects.filter(post=post).order_by("id").values_list("person_id", flat=True)
    kinds = dict.fromkeys(mentioned[:MOST_MENTIONS_TOLD], Kind.MENTION)
    if post.reply_to and post.reply_to.author_id:
        kinds.setdefault(post.reply_to.author_id, Kind.REPLY)
    return [Hearer(person, str(kind), post.pk, post.author_id) for person, kind in kinds.items()]


def audience_of_edit(post_id: int) -> list[Hearer]:
    """Whom a changed post concerns: those named since it was first published (20 at most)."""
    named = Mention.objects.filter(post_id=post_id, post_version__gt=1, post__author__isnull=False)
    return [
        Hearer(person_id, Kind.MENTION, post_id, author_id)
        for person_id, author_id in named.order_by("id").values_list(
            "person_id", "post__author_id"
        )[:MOST_MENTIONS_TOLD]
    ]


def audience_of_like(like_id: int) -> list[Hearer]:
    """Whom a like concerns: the author of the post, unless it was taken back meanwhile."""
    like = Like.objects.select_related("post").filter(pk=like_id).first()
    if like is None or like.post.author_id is None:
        return []
    return [Hearer(like.post.author_id, Kind.LIKE, like.post_id, like.person_id)]


def readable_perspectives(viewer: Viewer) -> QuerySet[Perspective, Any]:
    """The ids of the attributed views in topics that the viewer may read."""
    topics = Topic.objects.visible_to(viewer)
    return Perspective.objects.filter(panelist__topic__in=topics).values("pk")


def describe_perspectives(viewer: Viewer, view_ids: Iterable[int]) -> dict[int, Subject]:
    """The topic of each of those views that the viewer may read, and how it begins, in one
    query."""
    views = Perspective.objects.filter(pk__in=readable_perspectives(viewer))
    found = views.filter(pk__in=list(view_ids)).select_related("panelist__topic")
    return {
        view.pk: Subject(
            view.panelist.topic.title,
            f"{view.panelist.topic.get_absolute_url()}#panelist-{view.panelist_id}",
            markup.shorten(clean_line(view.source), EXCERPT_LENGTH),
        )
        for view in found
    }


def audience_of_perspective(view_id: int) -> list[Hearer]:
    """Whom an attributed view concerns: the person of whom it was written, if they have an
    account."""
    view = Perspective.objects.select_related("panelist").filter(pk=view_id).first()
    if view is None or view.author_id is None or view.panelist.person_id is None:
        return []
    return [Hearer(view.panelist.person_id, Kind.PERSPECTIVE, view.pk, view.author_id)]
