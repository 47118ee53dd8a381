"""What pages read of notices. Everything goes through the gate: what somebody may no longer
read neither shows nor counts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.faces import Face, face
from accounts.viewer import Viewer
from notifications.models import FOLLOWED, Kind, Notice
from notifications.registry import Subject, registry

PER_PAGE = 30
# A bell that says "99+" need not count further.
BELL_LIMIT = 100
WINDOW = 500
COLUMNS = (
    "id",
    "kind",
    "actor__username",
    "actor__display_name",
    "subject_id",
    "at",
    "read_at",
)


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

    @property
    def is_followed(self) -> bool:
        """Whether it was told because its reader follows something."""
        return self.kind in FOLLOWED

    @property
    def day(self) -> date:
        """The day of it in the zone of who reads."""
        return timezone.localtime(self.at).date()


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """The lines of one day, and what the reader calls it."""

    title: str
    rows: tuple[NoticeRow, ...]


@dataclass(frozen=True, slots=True)
class NoticePage:
    """The page `/notifications/`, the newest day first."""

    days: tuple[NoticeDay, ...]
    older_url: str
    is_first: bool


def newest_unread(recipient: Any) -> QuerySet[Notice]:
    """The newest 100 unread notices of somebody: an id, or the person of an outer query."""
    unread = Notice.objects.filter(recipient_id=recipient, read_at=None)
    return unread.order_by("-id")[:BELL_LIMIT]


def unread_count(viewer: Viewer) -> int:
    """How many of the newest 100 unread notices the viewer may read; nothing for a guest.

    The notices are bounded before the gates are asked, and only the gates of their kinds are, so
    that the cost grows neither with them nor with the posts of the site.
    """
    kinds = viewer.waiting_kinds
    if viewer.id is None or (kinds is not None and not kinds):
        return 0
    newest = newest_unread(viewer.id).values("pk")
    return Notice.objects.filter(registry.readable(viewer, kinds), pk__in=newest).count()


def notice_page(viewer: Viewer, before: int | None = None) -> NoticePage:
    """Notices newest first, 30 a page; `before` is the id of the last one seen.

    A page looks at 500 notices at most; where few of these may still be read, it is short
    and leads on.
    """
    notices = Notice.objects.filter(recipient_id=viewer.id)
    if before:
        notices = notices.filter(pk__lt=before)
    looked_at = list(notices.order_by("-id").values_list("pk", flat=True)[:WINDOW])
    readable = Notice.objects.filter(registry.readable(viewer), pk__in=looked_at)
    found = list(readable.order_by("-id").values_list(*COLUMNS)[: PER_PAGE + 1])
    last = found[PER_PAGE - 1][0] if len(found) > PER_PAGE else 0
    if not last and len(looked_at) == WINDOW:
        last = looked_at[-1]
    return NoticePage(
        days=_days(_rows(viewer, found[:PER_PAGE])),
        older_url=f"?before={last}" if last else "",
        is_first=not before,
    )


def _rows(viewer: Viewer, found: list[tuple[Any, ...]]) -> tuple[NoticeRow, ...]:
    """Rows of `COLUMNS` with what their subjects are called, in a fixed number of queries."""
    subjects = {
        (name, subject_id): subject
        for name, gate in registry.gates.items()
        for subject_id, subject in gate.describe(
            viewer, {row[4] for row in found if Kind(row[1]).gate == name}
        ).items()
    }
    return tuple(
        NoticeRow(
            id=pk,
            kind=kind,
            verb=subjects[Kind(kind).gate, subject].verb or str(Kind(kind).label),
            actor=face(handle, name),
            subject=subjects[Kind(kind).gate, subject],
            at=at,
            is_read=bool(read_at),
        )
        for pk, kind, handle, name, subject, at, read_at in found
        if (Kind(kind).gate, subject) in subjects
    )


def _days(rows: tuple[NoticeRow, ...]) -> tuple[NoticeDay, ...]:
    """Each day once: what was told late stands among what happened on its day."""
    in_days = sorted(rows, key=lambda row: row.day, reverse=True)
    today = timezone.localdate()
    return tuple(
        NoticeDay(_day_title(day, today), tuple(those))
        for day, those in groupby(in_days, key=lambda row: row.day)
    )


def _day_title(day: date, today: date) -> str:
    """In words: today, yesterday, then the date."""
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return formats.date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")
