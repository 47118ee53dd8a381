"""What waits for somebody: the bell. Everything goes through the gate: what somebody may no longer
read, or wants to hear nothing of, neither shows nor counts."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from accounts.viewer import Viewer
from notifications.models import Notice
from notifications.registry import registry

# A bell that says "99+" need not count further.
BELL_LIMIT = 100


def unread_of(recipient: Any) -> QuerySet[Notice]:
    """The unread notices of somebody: an id, or the person of an outer query."""
    return Notice.objects.filter(recipient_id=recipient, read_at=None)


def newest_unread(recipient: Any) -> QuerySet[Notice]:
    """The newest 100 of them, also of those that only mail tells of: reading clears them too."""
    return unread_of(recipient).order_by("-id")[:BELL_LIMIT]


def unread_count(viewer: Viewer) -> int:
    """How many of the newest 100 unread notices that the site tells of the viewer may read; nothing
    for a guest.

    The notices are bounded before the gates are asked, and only the gates of their kinds are, so
    that the cost grows neither with them nor with the posts of the site.
    """
    kinds = viewer.waiting_kinds
    if viewer.id is None or (kinds is not None and not kinds):
        return 0
    return newest_readable(viewer, kinds).count()


def newest_readable(
    viewer: Viewer, kinds: Collection[str] | None = None, which: Q | None = None
) -> QuerySet[Notice]:
    """Of the newest 100 unread notices (of them `which`) that the site tells of those that the
    viewer may read; no others are there than of these `kinds`, where it is known."""
    rung = unread_of(viewer.id).filter(which or Q(), on_site=True).order_by("-id")
    return Notice.objects.filter(
        registry.readable(viewer, kinds), pk__in=rung.values("pk")[:BELL_LIMIT]
    )
