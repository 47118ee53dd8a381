"""Where the text of a post leads."""

from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Coalesce

from threads.models import FormerPlace, Post, PostLink, Topic
from threads.queries.texts import Text

# A text may hold more; nobody follows so many back.
MOST_LINKS = 100


def store_links(post: Post, text: Text) -> None:
    """Keep exactly the links to topics and posts of this forum that the text holds; those that it
    held before keep their row."""
    wanted = _wanted(text)
    if post.version > 1:
        rows = PostLink.objects.filter(post=post).values_list("pk", "topic_id", "target_id")
        gone = [pk for pk, *leads_to in rows if tuple(leads_to) not in wanted]
        PostLink.objects.filter(pk__in=gone).delete()
    PostLink.objects.bulk_create(
        [PostLink(post=post, topic_id=topic, target_id=target) for topic, target in wanted],
        ignore_conflicts=True,
    )


def _wanted(text: Text) -> set[tuple[int, int | None]]:
    """The topic of each link, and the post where it leads to one."""
    places, ids = text.facts.topics[:MOST_LINKS], text.facts.posts[:MOST_LINKS]
    if not places and not ids:
        return set()
    wanted = _topics(topic for topic, number in places if not number)
    wanted |= _numbered([place for place in places if place[1]])
    wanted |= set(Post.objects.filter(pk__in=ids).values_list("topic_id", "pk"))
    return wanted


def quote_links(post: Post, quoted: Iterable[int]) -> list[int]:
    """The ids of the links by which a post quotes these posts, in the order of writing."""
    links = PostLink.objects.filter(post=post, target__in=list(quoted))
    return list(links.order_by("pk").values_list("pk", flat=True))


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
