"""How much work waits behind the pages, and for how long: for `/readyz` and the admin.

Counted so far and no further, along indexes, so that looking costs the same however much waits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
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
    """What waits now, in one statement, each part of it along an index or over what waits."""
    now = timezone.now()
    told = Announcement.objects.filter(attempts__lt=MOST_ATTEMPTS)
    told_due = told.filter(due_at__lte=now)
    waiting = Mail.objects.filter(state=Mail.State.WAITING)
    mails_due = waiting.filter(not_before__lte=now)
    ended = Mail.objects.filter(ended_at__gt=now - RECENT)
    clock = Heartbeat.objects.filter(role="clock")
    facts = _facts(
        {
            "announcements_due": told_due,
            "announcements_retried": told.filter(attempts__gt=0),
            "announcements_given_up": Announcement.objects.filter(attempts__gte=MOST_ATTEMPTS),
            "mails_held": waiting.filter(not_before__gt=now),
            "mails_due": mails_due,
            "mails_retried": waiting.filter(attempts__gt=0),
            "mails_failed": ended.filter(state=Mail.State.FAILED),
            "mails_unconfirmed": ended.filter(state=Mail.State.UNCONFIRMED),
            "tasks_waiting": DBTaskResult.objects.ready(),
        },
        {
            "announcements_since": told_due.order_by("due_at").values("due_at"),
            "mails_since": mails_due.order_by("not_before").values("not_before"),
            "clock_at": clock.values("at"),
        },
    )
    return Backlog(at=now, **facts)


def _facts(counted: dict[str, QuerySet[Any]], first: dict[str, QuerySet[Any, Any]]) -> Any:
    """How many rows each query has, and the first value of each other one, in one statement."""
    parts = {
        name: ("SELECT count(*) FROM ({}) AS part", rows.order_by().values("pk")[:MOST_COUNTED])
        for name, rows in counted.items()
    } | {name: ("{}", values[:1]) for name, values in first.items()}
    columns, facts = [], []
    for form, rows in parts.values():
        sql, params = rows.query.sql_with_params()
        columns.append(f"({form.format(sql)})")
        facts += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", facts)
        return dict(zip(parts, cursor.fetchone(), strict=True))


def _age(at: datetime, since: datetime | None) -> int:
    """Whole seconds; none where nothing waits."""
    return max(int((at - since).total_seconds()), 0) if since else 0
