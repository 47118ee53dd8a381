"""Announces what was done, and marks what was read."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.policies import check_member
from accounts.viewer import Viewer
from notifications.models import PASSING, Announcement, Kind, Notice
from notifications.queries.lines import GATHERED
from notifications.registry import registry
from notifications.tasks import deliver

PASSING_KINDS = frozenset(str(kind) for kind in PASSING)


def announce(occasion: str, subject_id: int) -> None:
    """Have the people concerned told by the worker.

    Call it in the transaction of the act: the announcement and the task that wakes the worker
    are rows, so they are there exactly when the act is.
    """
    Announcement.objects.create(occasion=occasion, subject_id=subject_id)
    deliver.enqueue()


def tell_anew(kind: str, subject_id: int) -> None:
    """Forget that people were told of this before: it happens a second time, and each is told
    once of each time. Call it before announcing, in the same transaction."""
    Notice.objects.filter(kind=kind, subject_id=subject_id).delete()


def carry_notices(source: int, into: int, post_ids: Iterable[int] | None = None) -> None:
    """Have the notices of a topic that was merged into another be of that one; of some posts alone
    that were moved there, where they are given."""
    notices = Notice.objects.filter(topic_id=source)
    if post_ids is not None:
        of_posts = [kind for kind in Kind if kind.gate == "post"]
        notices = notices.filter(kind__in=of_posts, subject_id__in=post_ids)
    notices.update(topic_id=into)


def mark_seen(viewer: Viewer, subject_ids: Iterable[int], gate: str = "post") -> int:
    """Mark the viewer's notices about these subjects (posts, or what `gate` says) as read;
    answers how many there were."""
    unread = Notice.objects.filter(recipient_id=viewer.id, read_at=None)
    about = unread.filter(kind__in=[kind for kind in Kind if kind.gate == gate])
    return about.filter(subject_id__in=subject_ids).update(read_at=timezone.now())


def mark_passing(viewer: Viewer, topic_id: int) -> int:
    """Mark the viewer's notices of what passes in this topic as read: its page says how it stands
    now. Answers how many there were."""
    if not PASSING_KINDS & (viewer.waiting_kinds or frozenset()):
        return 0
    return _passing(viewer).filter(topic_id=topic_id).update(read_at=timezone.now())


def mark_over(viewer: Viewer) -> int:
    """Mark those of the viewer's notices as read whose subject is over: nothing shows them any
    more. Answers how many there were."""
    if not PASSING_KINDS & (viewer.waiting_kinds or frozenset()):
        return 0
    over = _passing(viewer).exclude(registry.readable(viewer, PASSING))
    return over.update(read_at=timezone.now())


def _passing(viewer: Viewer) -> QuerySet[Notice]:
    return Notice.objects.filter(recipient_id=viewer.id, read_at=None, kind__in=PASSING)


def mark_read(viewer: Viewer, notice_id: int | None = None) -> int:
    """Mark one of the viewer's notices as read, with those older ones that stand in one line with
    it, or all; answers how many were unread. What opens to them later, they have not seen, nor what
    only mail tells of: it stays unread."""
    check_member(viewer)
    unread = Notice.objects.filter(recipient_id=viewer.id, on_site=True, read_at=None)
    unread = unread.exclude(registry.later(viewer))
    if notice_id is not None:
        unread = unread.filter(_line_of(viewer, notice_id), pk__lte=notice_id)
    return unread.update(read_at=timezone.now())


def _line_of(viewer: Viewer, notice_id: int) -> Q:
    """The condition under which an unread notice stands in one line with this one."""
    one = Notice.objects.filter(recipient_id=viewer.id, pk=notice_id).first()
    if one and one.kind == Kind.LIKE:
        return Q(kind=one.kind, subject_id=one.subject_id)
    if one and one.kind in GATHERED and one.topic_id:
        return Q(kind=one.kind, topic_id=one.topic_id)
    return Q(pk=notice_id)
