"""Writes the ledger; the caller's transaction holds the act and its line together."""

from datetime import datetime

from django.utils import timezone

from accounts.viewer import Viewer
from ledger.models import AUDIENCES, Act, Audience, Entry


def record(
    viewer: Viewer,
    act: Act,
    *,
    reason: str = "",
    until: datetime | None = None,
    before: str = "",
    after: str = "",
    reverts: Entry | None = None,
    at: datetime | None = None,
    **target_ids: int | None,
) -> Entry:
    """Append a line. `target_ids` (`topic_id`, `post_id`, `person_id`, …) say what it was done to.

    Who reads it follows from the act. `at` is now, unless an import tells what happened earlier.
    Raises `ValueError` for a guest, `TypeError` for a target that the ledger does not know.
    """
    if viewer.id is None:
        raise ValueError("a guest does nothing that the ledger records")
    return Entry.objects.create(
        at=at or timezone.now(),
        act=act,
        actor_id=viewer.id,
        reason=reason,
        until=until,
        before=before,
        after=after,
        audience=AUDIENCES.get(act, Audience.MEMBERS),
        reverts_id=reverts.pk if reverts else None,
        **target_ids,
    )
