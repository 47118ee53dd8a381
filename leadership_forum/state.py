"""How the site does: what waits for moderators, and whether its machinery works."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.viewer import Viewer
from leadership_forum.backlog import Backlog, backlog
from leadership_forum.backups import ROLE as BACKUP
from leadership_forum.clock import HEARTBEAT_SECONDS
from leadership_forum.models import ClockJob, Heartbeat
from moderation.models import Case
from notifications.models import Announcement

# Counted so far, and no further: the index costs the same however much waits.
MOST_COUNTED = 99
# A backup that is older is nothing to rely on.
BACKUP_AGE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class SiteState:
    """What the index of the admin shows. The numbers are words: "3", or "99+"."""

    open_reports: str
    waiting_texts: str
    worker_lives: bool
    worker_seen_at: datetime | None
    backed_up_at: datetime | None
    is_backup_old: bool
    jobs: tuple[ClockJob, ...]
    failing_announcements: str
    backlog: Backlog

    @property
    def failed_jobs(self) -> tuple[ClockJob, ...]:
        """Those whose last run failed."""
        return tuple(job for job in self.jobs if job.error)


def site_state(viewer: Viewer) -> SiteState:
    """How the site does now, as far as the viewer may know, in a fixed number of queries."""
    cases = Case.objects.visible_to(viewer).filter(decision=Case.Decision.NONE)
    seen = dict(Heartbeat.objects.values_list("role", "at"))
    worker, backup = seen.get("worker"), seen.get(BACKUP)
    since = timezone.now() - timedelta(seconds=HEARTBEAT_SECONDS)
    failing = Announcement.objects.filter(attempts__gt=1)
    return SiteState(
        open_reports=_bounded(cases.filter(post__isnull=False)[: MOST_COUNTED + 1].count()),
        waiting_texts=_bounded(cases.filter(held__isnull=False)[: MOST_COUNTED + 1].count()),
        worker_lives=worker is not None and worker >= since,
        worker_seen_at=worker,
        backed_up_at=backup,
        is_backup_old=backup is None or backup < timezone.now() - BACKUP_AGE,
        jobs=tuple(ClockJob.objects.all()),
        failing_announcements=_bounded(failing[: MOST_COUNTED + 1].count()),
        backlog=backlog(),
    )


def _bounded(number: int) -> str:
    return str(number) if number <= MOST_COUNTED else f"{MOST_COUNTED}+"
