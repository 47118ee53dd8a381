"""What moderators and hosts do to a topic as a whole. Each act leaves one line in the ledger.

Every act locks the topic, asks its rule about what stands now, and answers the line it left, or
None when nothing was left to do: the same press twice is one act.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.viewer import Viewer
from ledger.models import Act, Entry
from threads import policies
from threads.actions.indexing import index_again, said_in_title
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.actions.running.ends import open_floor_again, wind_up
from threads.actions.topics import add_tags, tag_slug
from threads.models import Category, HeldPost, Topic, TopicTag
from threads.models.topics import NO_TIMER, topic_slug


@transaction.atomic
def close_topic(viewer: Viewer, topic: Topic, reason: str) -> Entry | None:
    """Take no more replies, with words that stand in the topic."""
    now = lock_topic(topic.pk)
    policies.check_close(viewer, now)
    if now.state != Topic.State.OPEN:
        return None
    return shut(viewer, now, reason, by=viewer.id)


def shut(viewer: Viewer, topic: Topic, reason: str, *, by: int | None) -> Entry:
    """Close a topic that is open, and locked; whoever may was asked. `by` is None where the account
    of the viewer, whose wish it was, has gone meanwhile."""
    facts = {"closed_at": timezone.now(), "closed_by": by}
    _update(topic, state=Topic.State.CLOSED, **facts, **NO_TIMER)
    wind_up(topic, by)
    return leave_line(viewer, Act.CLOSE, topic, reason=reason)


@transaction.atomic
def reopen_topic(viewer: Viewer, topic: Topic, reason: str) -> Entry | None:
    """Take replies again."""
    now = lock_topic(topic.pk)
    if now.state == Topic.State.OPEN:
        policies.check_close(viewer, now)
        return None
    policies.check_reopen(viewer, now)
    _update(now, state=Topic.State.OPEN, closed_at=None, closed_by=None)
    open_floor_again(now)
    return leave_line(viewer, Act.REOPEN, now, reason=reason)


@transaction.atomic
def archive_topic(viewer: Viewer, topic: Topic, reason: str) -> Entry | None:
    """Keep a topic as it is: to be read, with no more replies, changes or likes."""
    now = lock_topic(topic.pk)
    policies.check_curate(viewer, now)
    if now.state == Topic.State.ARCHIVED or now.merged_into_id:
        return None
    pins = {"pin": Topic.Pin.NONE, "pinned_until": None}
    _update(now, state=Topic.State.ARCHIVED, **pins, **NO_TIMER)
    wind_up(now, viewer.id)
    return leave_line(viewer, Act.ARCHIVE, now, reason=reason)


@transaction.atomic
def unarchive_topic(viewer: Viewer, topic: Topic, reason: str) -> Entry | None:
    """Take a topic out of the archive: open, or closed where it was closed before."""
    now = lock_topic(topic.pk)
    policies.check_curate(viewer, now)
    if now.state != Topic.State.ARCHIVED:
        return None
    _update(now, state=Topic.State.CLOSED if now.closed_at else Topic.State.OPEN)
    if now.state == Topic.State.OPEN:
        open_floor_again(now)
    return leave_line(viewer, Act.UNARCHIVE, now, reason=reason)


@transaction.atomic
def pin_topic(
    viewer: Viewer, topic: Topic, reason: str = "", *, pin: str, until: datetime | None = None
) -> Entry | None:
    """Put a topic on top of the list of its category, or of all (`pin`), for good or `until`."""
    now = lock_topic(topic.pk)
    policies.check_pin(viewer, now, pin)
    if (now.pin, now.pinned_until) == (pin, until):
        return None
    facts = {"before": now.pin, "after": pin, "until": until, "reason": reason}
    _update(now, pin=pin, pinned_until=until)
    return leave_line(viewer, Act.PIN, now, **facts)


@transaction.atomic
def unpin_topic(viewer: Viewer, topic: Topic, reason: str = "") -> Entry | None:
    """Let a topic stand where its newest post puts it."""
    now = lock_topic(topic.pk)
    policies.check_pin(viewer, now)
    if not now.pin:
        return None
    before = now.pin
    _update(now, pin=Topic.Pin.NONE, pinned_until=None)
    return leave_line(viewer, Act.UNPIN, now, before=before, reason=reason)


@transaction.atomic
def unlist_topic(viewer: Viewer, topic: Topic, reason: str) -> Entry | None:
    """Take a topic off all lists; who has its address may still read it."""
    return _set_listed(viewer, topic, Act.UNLIST, reason, is_listed=False)


@transaction.atomic
def relist_topic(viewer: Viewer, topic: Topic, reason: str = "") -> Entry | None:
    """Put a topic back on the lists."""
    return _set_listed(viewer, topic, Act.RELIST, reason, is_listed=True)


def _set_listed(
    viewer: Viewer, topic: Topic, act: Act, reason: str, *, is_listed: bool
) -> Entry | None:
    now = lock_topic(topic.pk)
    policies.check_curate(viewer, now)
    if now.is_listed == is_listed or now.merged_into_id:
        return None
    _update(now, is_listed=is_listed)
    return leave_line(viewer, act, now, reason=reason)


@transaction.atomic
def rename_topic(viewer: Viewer, topic: Topic, reason: str = "", *, title: str) -> Entry | None:
    """Give a topic another title. The ledger keeps the one before; old addresses lead here."""
    now = lock_topic(topic.pk)
    policies.check_rename(viewer, now)
    if now.title == title:
        return None
    before = now.title
    _update(now, title=title, slug=topic_slug(title))
    index_again(said_in_title(now))
    return leave_line(viewer, Act.RENAME, now, before=before, after=title, reason=reason)


@transaction.atomic
def tag_topic(
    viewer: Viewer, topic: Topic, reason: str = "", *, tags: Sequence[str]
) -> Entry | None:
    """Give a topic exactly these tags."""
    now = lock_topic(topic.pk)
    policies.check_tag(viewer, now)
    carried = TopicTag.objects.filter(topic=now).order_by("tag__slug")
    before = list(carried.values_list("tag__name", flat=True))
    if {tag_slug(name) for name in before} == {tag_slug(name) for name in tags}:
        return None
    carried.exclude(tag__slug__in=[tag_slug(name) for name in tags]).delete()
    add_tags(now, tags)
    after = carried.all().values_list("tag__name", flat=True)
    facts = {"before": ", ".join(before), "after": ", ".join(after), "reason": reason}
    return leave_line(viewer, Act.TAG, now, **facts)


@transaction.atomic
def move_topic(viewer: Viewer, topic: Topic, reason: str, *, category: Category) -> Entry | None:
    """Move a topic, and what waits in it, to another category.

    Where more people can read it there, all who posted are told.
    """
    now = lock_topic(topic.pk)
    if now.category_id == category.pk:
        policies.check_move(viewer, now)
        return None
    policies.check_move(viewer, now, category)
    before = now.category_id
    _update(now, category=category)
    HeldPost.objects.filter(topic=now).update(category=category)
    return leave_line(viewer, Act.MOVE, now, other_category_id=before, reason=reason)


def _update(topic: Topic, **changes: object) -> None:
    """Change a locked topic, in the database and as we hold it."""
    Topic.objects.filter(pk=topic.pk).update(**changes)
    for name, value in changes.items():
        setattr(topic, f"{name}_id" if name == "closed_by" else name, value)
