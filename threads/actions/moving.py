"""Splitting and merging topics, moving posts.

A post that moves takes the next number of the topic it comes to; its old number stays its own: a
`FormerPlace` leads from there to wherever the post is now. So numbers are never used twice, none
is missing, and an old link reaches its post.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.policies import LostRace, Refusal
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from notifications.actions import carry_notices
from threads import policies
from threads.actions.counters import refresh_topic
from threads.actions.follows import carry_follows, share_follows
from threads.actions.indexing import carry_index, index_new, said_in_title
from threads.actions.lines import leave_line
from threads.actions.links import carry_links
from threads.actions.locks import lock_topic
from threads.actions.readers import carry_read
from threads.actions.relations import carry_relations
from threads.actions.running.ends import wind_up
from threads.actions.unsent import carry_unsent
from threads.models import (
    Answer,
    Ask,
    FormerPlace,
    Harvest,
    Harvester,
    HeldPost,
    Post,
    Prompt,
    PromptSuggestion,
    Topic,
    TopicTag,
    seals,
)
from threads.models.prompts import MOST_PROMPTS
from threads.models.topics import topic_slug

MOST_POSTS = 500

# Numbers follow the order in which the posts stood.
RENUMBER = """
UPDATE threads_post SET topic_id = %(target)s, number = %(last)s + ranked.rank
FROM (
    SELECT id, row_number() OVER (ORDER BY number) AS rank
    FROM threads_post WHERE topic_id = %(source)s AND (%(all)s OR id = ANY(%(ids)s))
) AS ranked
WHERE threads_post.id = ranked.id
"""


@transaction.atomic
def split_topic(
    viewer: Viewer, topic: Topic, reason: str, *, post_ids: Iterable[int], title: str
) -> Topic:
    """Put chosen posts of a topic into a new one in the same category, and answer it.

    Raises `Refusal`; `LostRace` when one of the posts is no longer there.
    """
    source = lock_topic(topic.pk)
    policies.check_take_apart(viewer, source)
    posts = _chosen(source, post_ids)
    target = Topic.objects.create(
        category=source.category,
        title=title,
        slug=topic_slug(title),
        author_id=posts[0].author_id,
        host_id=posts[0].author_id,
        created_at=posts[0].created_at,
        is_listed=source.is_listed,
    )
    index_new(said_in_title(target))
    entry = leave_line(viewer, Act.SPLIT, source, other_topic_id=target.pk, reason=reason)
    _move(source, target, entry, posts)
    share_follows(source, target, {post.author_id for post in posts if post.author_id})
    return target


@transaction.atomic
def move_posts(
    viewer: Viewer, topic: Topic, reason: str, *, post_ids: Iterable[int], target: Topic
) -> Topic:
    """Put chosen posts of a topic at the end of another, and answer that one.

    Raises `Refusal`; `LostRace` when one of the posts is no longer there.
    """
    source, into = _lock_both(viewer, topic, target)
    _check_both(viewer, source, into)
    posts = _chosen(source, post_ids)
    entry = leave_line(viewer, Act.MOVE_POSTS, source, other_topic_id=into.pk, reason=reason)
    _move(source, into, entry, posts)
    return into


@transaction.atomic
def merge_topics(viewer: Viewer, topic: Topic, reason: str, *, target: Topic) -> Entry | None:
    """Put everything of a topic at the end of another; its address leads there from now on.

    None when it is part of that one already. Raises `Refusal`, also when both together have more
    prompts than a topic can have; `LostRace` when one of them was merged elsewhere meanwhile.
    """
    source, into = _lock_both(viewer, topic, target)
    if source.merged_into_id == into.pk:
        return None
    _check_both(viewer, source, into)
    wind_up(source, viewer.id)
    _merge_prompts(source, into)
    entry = leave_line(viewer, Act.MERGE, source, other_topic_id=into.pk, reason=reason)
    _move(source, into, entry)
    tags = TopicTag.objects.filter(topic=source).values_list("tag_id", flat=True)
    TopicTag.objects.bulk_create(
        [TopicTag(topic=into, tag_id=tag_id) for tag_id in tags], ignore_conflicts=True
    )
    HeldPost.objects.filter(topic=source).update(topic=into, category=into.category)
    Ask.objects.filter(topic=source).update(topic=into)
    carry_follows(source, into)
    carry_relations(source, into)
    carry_links(source, into)
    _merge_harvests(source, into)
    carry_index(source, into)
    Topic.objects.filter(merged_into=source).update(merged_into=into)
    Topic.objects.filter(pk=source.pk).update(
        merged_into=into, pin=Topic.Pin.NONE, pinned_until=None
    )
    return entry


def _merge_harvests(source: Topic, target: Topic) -> None:
    """What was kept of a topic stands where it is read now, and stays with who drafts it."""
    carry_unsent(source, target)
    Harvest.objects.filter(topic=source).update(topic=target)
    there = Harvester.objects.filter(topic=target).values("person")
    Harvester.objects.filter(topic=source).exclude(person__in=there).update(topic=target)


def merged_prompts(source: Topic, target: Topic) -> list[Prompt]:
    """The prompts that a merged topic would have, in their order: withdrawn ones stand last."""
    prompts = [
        *Prompt.objects.filter(topic=target).order_by("position"),
        *Prompt.objects.filter(topic=source).order_by("position"),
    ]
    return sorted(prompts, key=lambda prompt: prompt.state == Prompt.State.WITHDRAWN)


def _lock_both(viewer: Viewer, topic: Topic, target: Topic) -> tuple[Topic, Topic]:
    """Both topics, locked in one order whoever comes first, if the viewer curates them."""
    if topic.pk == target.pk:
        raise Refusal(_("Choose another topic than this one."))
    # With what was merged into the first before: a merge leads those addresses on.
    led_here = Topic.objects.filter(merged_into=topic.pk).values_list("pk", flat=True)
    locked = {pk: lock_topic(pk) for pk in sorted({topic.pk, target.pk, *led_here})}
    source, into = locked[topic.pk], locked[target.pk]
    if set(led_here.all()) - locked.keys():
        raise LostRace(_("Meanwhile one of the topics was merged into another."))
    policies.check_curate(viewer, source)
    policies.check_curate(viewer, into)
    return source, into


def _check_both(viewer: Viewer, source: Topic, into: Topic) -> None:
    """Nothing is taken from or put into what is archived or no longer a topic of its own."""
    if source.merged_into_id or into.merged_into_id:
        raise LostRace(_("Meanwhile one of the topics was merged into another."))
    policies.check_take_apart(viewer, source)
    policies.check_take_apart(viewer, into)


def _chosen(topic: Topic, post_ids: Iterable[int]) -> list[Post]:
    """These posts of the topic, in their order; its opening post stays, and so do answers under a
    seal, which would open with their question gone."""
    wanted = set(post_ids)
    posts = list(Post.objects.filter(topic=topic, pk__in=wanted).defer("html").order_by("number"))
    if not posts or len(posts) < len(wanted):
        raise LostRace(_("Meanwhile some of these posts were moved; choose again."))
    if posts[0].number == 1:
        raise Refusal(_("The opening post stays with its topic; merge the topic instead."))
    if Post.objects.filter(pk__in=wanted).exclude(seals.unsealed()).exists():
        raise Refusal(_("Sealed answers stay with their question, so that the seal holds."))
    return posts


def _move(source: Topic, target: Topic, entry: Entry, posts: list[Post] | None = None) -> None:
    """Give these posts of a locked topic (None: all) their places in another, and count both."""
    moved = Post.objects.filter(topic=source)
    if posts is not None:
        moved = moved.filter(pk__in=[post.pk for post in posts])
        # What they answered are questions of the topic that they leave.
        Answer.objects.filter(post__in=moved).delete()
    places = list(moved.values_list("pk", "number"))
    FormerPlace.objects.bulk_create(
        FormerPlace(topic=source, number=number, post_id=pk, entry_id=entry.pk)
        for pk, number in places
    )
    last = Topic.objects.values_list("last_number", flat=True).get(pk=target.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            RENUMBER,
            {
                "source": source.pk,
                "target": target.pk,
                "last": last,
                "all": posts is None,
                "ids": [pk for pk, _number in places],
            },
        )
    ids = None if posts is None else [pk for pk, _number in places]
    carry_notices(source.pk, target.pk, ids)
    carry_read(source, target, sorted(number for _pk, number in places), last + 1)
    refresh_topic(target.pk)
    refresh_topic(source.pk)


def _merge_prompts(source: Topic, target: Topic) -> None:
    """The prompts of both stand in the target, those of the source last, numbered anew."""
    prompts = merged_prompts(source, target)
    if len(prompts) > MOST_PROMPTS:
        raise Refusal(
            _("Together they would have %(count)d questions; %(most)d are the most.")
            % {"count": len(prompts), "most": MOST_PROMPTS}
        )
    for position, prompt in enumerate(prompts, start=1):
        Prompt.objects.filter(pk=prompt.pk).update(topic=target, position=position)
    # Somebody may have suggested the same to both hosts.
    same = PromptSuggestion.objects.filter(
        topic=target, author=OuterRef("author"), text=OuterRef("text")
    )
    PromptSuggestion.objects.filter(~Exists(same), topic=source).update(topic=target)
