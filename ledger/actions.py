"""Writes the ledger; the caller's transaction holds the act and its line together."""

from datetime import datetime

from django.utils import timezone

from accounts.viewer import Viewer
from ledger.models import Entry


def record(
    viewer: Viewer,
    act: str,
    *,
    topic_id: int | None = None,
    post_id: int | None = None,
    person_id: int | None = None,
    reason: str = "",
    until: datetime | None = None,
    at: datetime | None = None,
) -> Entry:
    """Append a line. `act` is one of `ledger.models.Act`; the ids say what it was done to.

    `at` is now, unless an import tells what happened earlier.
    """
    if viewer.id is None:
        raise ValueError("a guest does nothing that the ledger records")
    return Entry.objects.create(
        at=at or timezone.now(),
        act=act,
        actor_id=viewer.id,
        topic_id=topic_id,
        post_id=post_id,
        person_id=person_id,
        reason=reason,
        until=until,
    )
