"""How mail stands: what waits, what is late, and what ended badly."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, QuerySet
from django.utils import timezone

from notifications.models import Mail

# Counted so far, and no further.
MOST_COUNTED = 1_000
# What should have gone so long ago waits for something that does not come.
LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class OutboxState:
    """Numbers up to 1,000 each. `waiting` is what is due, `late` what has been for long; `oldest`
    is since when."""

    waiting: int
    late: int
    oldest: datetime | None
    failed: int
    unconfirmed: int


def outbox_state() -> OutboxState:
    """The outbox in four queries."""
    now = timezone.now()
    due = Mail.objects.filter(state=Mail.State.WAITING, not_before__lte=now)
    late = due.filter(not_before__lte=now - LATE)
    return OutboxState(
        waiting=_count(due),
        late=_count(late),
        oldest=due.aggregate(oldest=Min("not_before"))["oldest"],
        failed=_count(Mail.objects.filter(state=Mail.State.FAILED)),
        unconfirmed=_count(Mail.objects.filter(state=Mail.State.UNCONFIRMED)),
    )


def _count(mails: QuerySet[Mail]) -> int:
    return mails.order_by()[:MOST_COUNTED].count()
