"""Tells people, after the answer. The announcements are the truth; a task only wakes the work."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.tasks import task
from django.utils import timezone

from accounts.models import User
from accounts.viewer import Viewer, viewer_of
from notifications.models import Announcement, Kind, Notice
from notifications.registry import Gate, Hearer, registry

logger = logging.getLogger("leadership_forum.notifications")

BATCH = 100
MOST_ATTEMPTS = 12


@task
def deliver() -> None:
    """Make the notices of every announcement that is due.

    Safe twice and in parallel: a row is locked while it is told, and removed with its notices.
    """
    for _ in range(BATCH):
        if not _deliver_next():
            return
    deliver.enqueue()


def _deliver_next() -> bool:
    """Tell the next due announcement; False when there is none."""
    due = Announcement.objects.filter(due_at__lte=timezone.now(), attempts__lt=MOST_ATTEMPTS)
    with transaction.atomic():
        announcement = due.select_for_update(skip_locked=True).order_by("id").first()
        if announcement is None:
            return False
        try:
            with transaction.atomic():
                _tell(announcement)
        except Exception:
            logger.exception("announcement %s could not be told", announcement.pk)
            _try_later(announcement)
        else:
            announcement.delete()
    return True


def _try_later(announcement: Announcement) -> None:
    """Wait twice as long each time: 1, 2, 4 … minutes; the last failure is said aloud."""
    if announcement.attempts + 1 == MOST_ATTEMPTS:
        logger.error("announcement %s is given up", announcement.pk)
    Announcement.objects.filter(pk=announcement.pk).update(
        attempts=F("attempts") + 1,
        due_at=timezone.now() + timedelta(minutes=2**announcement.attempts),
    )


def _tell(announcement: Announcement) -> None:
    """Write the notices of those who may read the subject, now or later, and did not do it
    themselves."""
    audience = registry.audience(announcement.occasion, announcement.subject_id)
    hearers = [hearer for hearer in audience if hearer.recipient_id != hearer.actor_id]
    people = User.objects.with_rights().filter(
        pk__in={hearer.recipient_id for hearer in hearers}, is_active=True
    )
    may_read = {
        (person.pk, name, subject_id)
        for person in people
        for name, gate in registry.gates.items()
        if _subjects(hearers, person.pk, name)
        for subject_id in _tellable(gate, viewer_of(person), _subjects(hearers, person.pk, name))
    }
    Notice.objects.bulk_create(
        [
            Notice(
                recipient_id=hearer.recipient_id,
                kind=hearer.kind,
                subject_id=hearer.subject_id,
                actor_id=hearer.actor_id,
                at=announcement.at,
            )
            for hearer in hearers
            if (hearer.recipient_id, Kind(hearer.kind).gate, hearer.subject_id) in may_read
        ],
        ignore_conflicts=True,
    )


def _tellable(gate: Gate, viewer: Viewer, subject_ids: set[int]) -> set[int]:
    """Those of the subjects that the person may read, or that open to them later."""
    told = set(gate.readable(viewer).filter(pk__in=subject_ids).values_list("pk", flat=True))
    if gate.later and (rest := subject_ids - told):
        told |= set(gate.later(viewer).filter(pk__in=rest).values_list("pk", flat=True))
    return told


def _subjects(hearers: list[Hearer], person_id: int, gate: str) -> set[int]:
    """What one person is to be told of, as far as it is behind that gate."""
    return {
        hearer.subject_id
        for hearer in hearers
        if hearer.recipient_id == person_id and Kind(hearer.kind).gate == gate
    }
