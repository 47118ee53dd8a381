"""Topics that close by themselves: at a time, or after so many days without a new post.

Who sets a timer says why; these words stand in the topic, and again when it closes.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DurationField, F, Func, Q
from django.utils import timezone

from accounts.models import User
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from threads import policies
from threads.actions.curation import shut
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.models import Topic
from threads.models.topics import NO_TIMER

QUIET = Func(
    F("quiet_days"), template="make_interval(days => %(expressions)s)", output_field=DurationField()
)


@transaction.atomic
def set_timer(
    viewer: Viewer,
    topic: Topic,
    reason: str,
    *,
    closes_at: datetime | None = None,
    quiet_days: int | None = None,
) -> Entry | None:
    """Say when a topic closes by itself, in place of what was said before; None when it is so
    already, or the topic is closed."""
    now = lock_topic(topic.pk)
    policies.check_close(viewer, now)
    same = (now.closes_at, now.quiet_days) == (closes_at, quiet_days)
    if same or now.state != Topic.State.OPEN:
        return None
    Topic.objects.filter(pk=now.pk).update(closes_at=closes_at, quiet_days=quiet_days)
    facts = {"until": closes_at, "before": _days(now.quiet_days), "after": _days(quiet_days)}
    return leave_line(viewer, Act.TIMER, now, reason=reason, **facts)


@transaction.atomic
def stop_timer(viewer: Viewer, topic: Topic, reason: str = "") -> Entry | None:
    """Let a topic stay open until somebody closes it; None when no timer stands."""
    now = lock_topic(topic.pk)
    policies.check_close(viewer, now)
    if not now.has_timer:
        return None
    Topic.objects.filter(pk=now.pk).update(**NO_TIMER)
    return leave_line(viewer, Act.UNTIMER, now, reason=reason, before=_days(now.quiet_days))


def close_due_topics() -> int:
    """Close every topic whose time has come; answers how many. A clock job."""
    at = timezone.now()
    quiet = Topic.objects.filter(quiet_days__isnull=False).annotate(over=F("last_post_at") + QUIET)
    due = Topic.objects.filter(Q(closes_at__lte=at) | Q(pk__in=quiet.filter(over__lte=at)))
    waiting = due.filter(state=Topic.State.OPEN, merged_into=None).order_by("pk")
    return sum(_close(topic_id) for topic_id in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _close(topic_id: int) -> bool:
    """Close it in the name and with the words of who set the timer, if it is due under its lock:
    somebody may have posted, closed it or changed the timer meanwhile."""
    topic = lock_topic(topic_id)
    line = Entry.objects.filter(topic_id=topic_id, act=Act.TIMER).order_by("-id").first()
    if line is None or topic.state != Topic.State.OPEN or not _is_due(topic, line.at):
        return False
    by = User.objects.filter(pk=line.actor_id).values_list("pk", flat=True).first()
    shut(Viewer(id=line.actor_id), topic, line.reason, by=by)
    return True


def _is_due(topic: Topic, set_at: datetime) -> bool:
    """Days without a post are counted from the timer on: an old topic does not close at once."""
    now = timezone.now()
    if topic.closes_at:
        return topic.closes_at <= now
    since = max(topic.last_post_at, set_at)
    return bool(topic.quiet_days) and since + timedelta(days=topic.quiet_days or 0) <= now


def _days(number: int | None) -> str:
    return str(number) if number else ""
