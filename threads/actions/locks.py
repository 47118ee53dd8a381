"""Locks, always in one order, so that nobody waits for each other: topics by id, then posts, then
cases."""

from django.utils.translation import gettext as _

from accounts.policies import LostRace
from threads.models import Post, Topic
from threads.queries.hosts import COHOST_IDS


def lock_topic(topic_id: int) -> Topic:
    """The topic with its category and co-hosts as it stands now; nobody changes it until we are
    done."""
    # Two statements: one that joins the category finds nothing when the topic is moved to another
    # while it waits for the lock.
    Topic.objects.select_for_update(no_key=True).only("pk").get(pk=topic_id)
    topics = Topic.objects.select_related("category").annotate(cohost_ids=COHOST_IDS)
    return topics.get(pk=topic_id)


def check_place(seen: Topic, now: Topic) -> None:
    """Somebody writes where they read: `seen` was asked who reads it and what waits there, `now`
    is locked. Raises `LostRace` when it was merged, or moved to another category, in between."""
    if now.merged_into_id:
        raise LostRace(_("Meanwhile this topic was merged into another; send your reply there."))
    if now.kind != seen.kind and Topic.Kind.FISHBOWL in {now.kind, seen.kind}:
        raise LostRace(_("Meanwhile this topic became another kind; look at it again."))
    if now.category_id != seen.category_id:
        raise LostRace(_("Meanwhile this topic was moved to another category; look at it again."))


def lock_topic_of(post: Post) -> Topic:
    """The topic in which the post stands, locked. Raises `LostRace` when it was moved away."""
    topic = lock_topic(post.topic_id)
    if not Post.objects.filter(pk=post.pk, topic=topic).exists():
        raise LostRace(_("Meanwhile this post was moved to another topic."))
    return topic
