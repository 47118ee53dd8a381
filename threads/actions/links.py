"""Where the text of a post leads."""

from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Coalesce

from threads.models import FormerPlace, Post, PostLink, Topic
from threads.queries.texts import Text

# A text may hold more; nobody follows so many back.
MOST_LINKS = 100


def store_links(post: Post, text: Text) -> None:
    """Keep exactly the links to topics and posts of this forum that the text holds."""
    if post.version > 1:
        PostLink.objects.filter(post=post).delete()
    places, ids = text.facts.topics[:MOST_LINKS], text.facts.posts[:MOST_LINKS]
    if not places and not ids:
        return
    wanted = _topics(topic for topic, number in places if not number)
    wanted |= _numbered([place for place in places if place[1]])
    wanted |= set(Post.objects.filter(pk__in=ids).values_list("topic_id", "pk"))
    PostLink.objects.bulk_create(
        [PostLink(post=post, topic_id=topic, target_id=target) for topic, target in wanted],
        ignore_conflicts=True,
    )


def _topics(ids: Iterable[int]) -> set[tuple[int, int | None]]:
    """Those that exist, without a post; for a merged one what it became part of."""
    wanted = list(ids)
    if not wanted:
        return set()
    found = Topic.objects.filter(pk__in=wanted).values_list(
        Coalesce("merged_into", "pk"), flat=True
    )
    return {(pk, None) for pk in found}


def carry_links(source: Topic, into: Topic) -> None:
    """Let what led to a topic as a whole lead to the one that it was merged into; inside its
    transaction. Of a post that leads to both, one link is enough."""
    links = PostLink.objects.filter(target=None)
    doubled = links.filter(topic=into).values("post")
    links.filter(topic=source).exclude(post__in=doubled).update(topic=into)


def _numbered(places: list[tuple[int, int]]) -> set[tuple[int, int | None]]:
    """The topic and post of each number, also of one that was moved away."""
    if not places:
        return set()
    which = Q()
    for topic, number in places:
        which |= Q(topic_id=topic, number=number)
    standing = Post.objects.filter(which).values_list("topic_id", "pk")
    moved = FormerPlace.objects.filter(which).values_list("topic_id", "post_id")
    return set(standing.union(moved, all=True))
