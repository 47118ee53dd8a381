"""How much work waits behind the pages, and for how long: for `/readyz` and the admin.

Counted so far and no further, along indexes, so that looking costs the same however much waits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from leadership_forum.models import Heartbeat
from notifications.models import Announcement, Mail
from notifications.tasks.telling import MOST_ATTEMPTS

# Where counting ends: "1000" is a thousand or more.
MOST_COUNTED = 1_000
# So long a mail that failed, or whose fate is unknown, is counted.
RECENT = timedelta(days=7)
# Past this the worker is far behind: it lives, and something keeps it from its work. A notice is
# there in seconds, and what was refused is due later, so nothing else lets it grow so old.
FAR_BEHIND = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits. `…_since` is when the oldest of what is due became due, None where nothing is."""

    at: datetime
    announcements_due: int
    announcements_since: datetime | None
    announcements_retried: int
    announcements_given_up: int
    # Not to be sent yet: held, or put off by quiet hours, a pause or a server.
    mails_held: int
    mails_due: int
    mails_since: datetime | None
    mails_retried: int
    # Of the last seven days.
    mails_failed: int
    mails_unconfirmed: int
    tasks_waiting: int
    # The last turn of the clock, None where it never made one.
    clock_at: datetime | None

    @property
    def is_far(self) -> bool:
        """Whether something waits far longer than it ever should."""
        dues = (self.announcements_since, self.mails_since)
        return any(_age(self.at, since) > FAR_BEHIND.total_seconds() for since in dues)

    @property
    def lines(self) -> tuple[str, ...]:
        """For a program that watches the site: a name and a whole number each."""
        numbers = {
            "announcements_due": self.announcements_due,
            "announcements_age_seconds": _age(self.at, self.announcements_since),
            "announcements_retried": self.announcements_retried,
            "announcements_given_up": self.announcements_given_up,
            "mails_held": self.mails_held,
            "mails_due": self.mails_due,
            "mails_age_seconds": _age(self.at, self.mails_since),
            "mails_retried": self.mails_retried,
            "mails_failed": self.mails_failed,
            "mails_unconfirmed": self.mails_unconfirmed,
            "tasks_waiting": self.tasks_waiting,
            "clock_age_seconds": _age(self.at, self.clock_at),
        }
        return tuple(f"{name} {number}" for name, number in numbers.items())


def backlog() -> Backlog:
    """What waits now, in a fixed number of statements, each along an index or over what waits."""
    now = timezone.now()
    live = Announcement.objects.filter(attempts__lt=MOST_ATTEMPTS)
    announcements, announced_at = _due(live.filter(due_at__lte=now), "due_at")
    waiting = Mail.objects.filter(state=Mail.State.WAITING)
    mails, mailed_at = _due(waiting.filter(not_before__lte=now), "not_before")
    ended = Mail.objects.filter(ended_at__gt=now - RECENT)
    return Backlog(
        at=now,
        announcements_due=announcements,
        announcements_since=announced_at,
        announcements_retried=_count(live.filter(attempts__gt=0)),
        announcements_given_up=_count(Announcement.objects.filter(attempts__gte=MOST_ATTEMPTS)),
        mails_held=_count(waiting.filter(not_before__gt=now)),
        mails_due=mails,
        mails_since=mailed_at,
        mails_retried=_count(waiting.filter(attempts__gt=0)),
        mails_failed=_count(ended.filter(state=Mail.State.FAILED)),
        mails_unconfirmed=_count(ended.filter(state=Mail.State.UNCONFIRMED)),
        tasks_waiting=_count(DBTaskResult.objects.ready()),
        clock_at=Heartbeat.objects.filter(role="clock").values_list("at", flat=True).first(),
    )


def _due(rows: QuerySet[Any], time: str) -> tuple[int, datetime | None]:
    """How many of these there are, and the earliest of their times."""
    oldest = rows.order_by(time).values(time)[:MOST_COUNTED]
    found = oldest.aggregate(number=Count("*"), since=Min(time))
    return found["number"], found["since"]


def _count(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:MOST_COUNTED].count()


def _age(at: datetime, since: datetime | None) -> int:
    """Whole seconds; none where nothing waits."""
    return max(int((at - since).total_seconds()), 0) if since else 0
