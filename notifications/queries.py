"""What pages read of notices. Everything goes through the gate: what somebody may no longer
read neither shows nor counts."""

from dataclasses import dataclass
from datetime import datetime

from accounts.faces import Face, face
from accounts.viewer import Viewer
from notifications.models import Kind, Notice
from notifications.registry import Subject, registry

PER_PAGE = 30
# A bell that says "99+" need not count further.
BELL_LIMIT = 100


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of the list."""

    id: int
    kind: str
    verb: str
    actor: Face
    subject: Subject
    at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """The page `/notifications/`."""

    rows: tuple[NoticeRow, ...]
    older_url: str
    is_first: bool
    has_unread: bool


def unread_count(viewer: Viewer) -> int:
    """How many notices wait, at most 100; nothing for a guest."""
    if viewer.id is None:
        return 0
    unread = Notice.objects.filter(
        recipient_id=viewer.id, read_at=None, subject_id__in=registry.gate.readable(viewer)
    )
    return unread[:BELL_LIMIT].count()


def notice_page(viewer: Viewer, before: int | None = None) -> NoticePage:
    """Notices newest first, 30 a page; `before` is the id of the last one seen."""
    notices = Notice.objects.filter(
        recipient_id=viewer.id, subject_id__in=registry.gate.readable(viewer)
    )
    if before:
        notices = notices.filter(pk__lt=before)
    found = list(
        notices.order_by("-id").values_list(
            "id", "kind", "actor__username", "actor__display_name", "subject_id", "at", "read_at"
        )[: PER_PAGE + 1]
    )
    subjects = registry.gate.describe(viewer, {row[4] for row in found})
    rows = tuple(
        NoticeRow(
            pk, kind, str(Kind(kind).label), face(handle, name), subjects[subject], at, bool(read)
        )
        for pk, kind, handle, name, subject, at, read in found[:PER_PAGE]
        if subject in subjects
    )
    older = f"?before={found[PER_PAGE - 1][0]}" if len(found) > PER_PAGE else ""
    return NoticePage(rows, older, not before, any(not row.is_read for row in rows))
