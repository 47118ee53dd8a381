"""Tells people, after the answer. The announcements are the truth; a task only wakes the work."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.tasks import task
from django.utils import timezone

from accounts.models import Ignore, User
from accounts.viewer import Viewer, viewer_of
from notifications.models import ANEW, HEARD_FROM_ALL, OF_POST, Announcement, Kind
from notifications.queries.choices import Way, Ways, ways_of
from notifications.registry import Crowd, Gate, Hearer, registry
from notifications.tasks import writing
from notifications.tasks.queueing import queue_mail

logger = logging.getLogger("leadership_forum.notifications")

BATCH = 100
MOST_ATTEMPTS = 12
# Of these two acts at once may tell of one subject.
BY_TURNS = (*OF_POST, *ANEW)


@task
def deliver() -> None:
    """Make the notices of every announcement that is due.

    Safe twice and in parallel: a row is locked while it is told, and removed with its notices.
    One with many followers is told in parts, each a transaction that says how far it came: a
    worker that dies in the middle of one leaves what the next begins anew.
    """
    for number in range(BATCH):
        if not _deliver_next():
            if number:
                queue_mail.enqueue()
            return
    deliver.enqueue()


def _deliver_next() -> bool:
    """Tell the next due announcement, or the next part of it; False when there is none."""
    due = Announcement.objects.filter(due_at__lte=timezone.now(), attempts__lt=MOST_ATTEMPTS)
    with transaction.atomic():
        announcement = due.select_for_update(skip_locked=True).order_by("id").first()
        if announcement is None:
            return False
        try:
            with transaction.atomic():
                told_to = _tell_part(announcement)
        except Exception:
            logger.exception("announcement %s could not be told", announcement.pk)
            _try_later(announcement)
        else:
            if told_to is None:
                announcement.delete()
            else:
                Announcement.objects.filter(pk=announcement.pk).update(told_to=told_to)
    return True


def _try_later(announcement: Announcement) -> None:
    """Wait twice as long each time: 1, 2, 4 … minutes; the last failure is said aloud."""
    if announcement.attempts + 1 == MOST_ATTEMPTS:
        logger.error("announcement %s is given up", announcement.pk)
    Announcement.objects.filter(pk=announcement.pk).update(
        attempts=F("attempts") + 1,
        due_at=timezone.now() + timedelta(minutes=2**announcement.attempts),
    )


def _tell_part(announcement: Announcement) -> int | None:
    """Tell whom an act concerns, then a part of its crowd; answers up to whom, and None when that
    were all."""
    if announcement.told_to is None:
        _tell(announcement)
    crowd = registry.crowd(announcement.occasion, announcement.subject_id)
    if crowd is None or not crowd.followers:
        return None
    last, size = _tell_followers(announcement, crowd)
    return last if size == writing.PART else None


def _tell_followers(announcement: Announcement, crowd: Crowd) -> tuple[int | None, int]:
    """Write the notices of the next part of a crowd; answers the last person of the part and how
    many they were."""
    writing.one_at_a_time(crowd.subject_id)
    return writing.write_part(crowd, announcement.at, announcement.told_to or 0)


def _tell(announcement: Announcement) -> None:
    """Write the notices of those who want to hear of the subject, may read it, now or later, and
    did not do it themselves."""
    audience = registry.audience(announcement.occasion, announcement.subject_id)
    hearers = _who_listen([one for one in audience if one.recipient_id != one.actor_id])
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
    hearers = [
        hearer
        for hearer in hearers
        if (hearer.recipient_id, Kind(hearer.kind).gate, hearer.subject_id) in may_read
    ]
    if not hearers:
        return
    ways = ways_of({hearer.recipient_id for hearer in hearers})
    chosen = [(one, _way(ways, one)) for one in hearers]
    for subject_id in sorted({one.subject_id for one in hearers if one.kind in BY_TURNS}):
        writing.one_at_a_time(subject_id)
    told = [(one, way) for one, way in chosen if not way.is_off]
    writing.write_rows(told, registry.topics_of(hearers), announcement.at)


def _way(ways: Ways, hearer: Hearer) -> Way:
    chosen = ways.of_kind(hearer.recipient_id, hearer.kind)
    return chosen.without_haste if hearer.is_quiet else chosen


def _who_listen(hearers: list[Hearer]) -> list[Hearer]:
    """Those who do not ignore who did it, or who have to hear of it all the same."""
    ignored = set(
        Ignore.objects.filter(
            person__in={one.recipient_id for one in hearers},
            ignored__in={one.actor_id for one in hearers if one.actor_id},
        ).values_list("person_id", "ignored_id")
    )
    return [
        one
        for one in hearers
        if one.kind in HEARD_FROM_ALL or (one.recipient_id, one.actor_id) not in ignored
    ]


def _tellable(gate: Gate, viewer: Viewer, subject_ids: set[int]) -> set[int]:
    """Those of the subjects that the person may read, or that open to them later, and that they
    have not muted."""
    rows = [gate.readable(viewer)] + ([gate.later(viewer)] if gate.later else [])
    told: set[int] = set()
    for subjects in rows:
        if rest := subject_ids - told:
            wanted = subjects.filter(pk__in=rest)
            if gate.muted:
                wanted = wanted.exclude(Exists(gate.muted(viewer).filter(pk=OuterRef("pk"))))
            told |= set(wanted.values_list("pk", flat=True))
    return told


def _subjects(hearers: list[Hearer], person_id: int, gate: str) -> set[int]:
    """What one person is to be told of, as far as it is behind that gate."""
    return {
        hearer.subject_id
        for hearer in hearers
        if hearer.recipient_id == person_id and Kind(hearer.kind).gate == gate
    }
