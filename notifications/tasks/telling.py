"""Tells people, after the answer. The announcements are the truth; a task only wakes the work."""

import logging
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.tasks import task
from django.utils import timezone

from accounts.models import User
from accounts.viewer import Viewer, viewer_of
from notifications.models import OF_POST, Announcement, Kind, Notice
from notifications.registry import Crowd, Gate, Hearer, registry

logger = logging.getLogger("leadership_forum.notifications")

BATCH = 100
MOST_ATTEMPTS = 12
# Followers who are told in one statement: some ten milliseconds.
PART = 1_000
# Of one post somebody is told once: what concerns them goes before what they follow.
STRONGER = (Kind.MENTION, Kind.REPLY)
# A part of a crowd, and the notices of those of it who may hear of the subject and have not yet:
# of two for what they follow a constraint keeps one. The earlier ones are counted, so that they
# are looked up one by one: a join of the whole table is guessed wrong while it grows.
TELL_PART = """
WITH part AS (
    SELECT DISTINCT ON (person_id) person_id, kind
    FROM ({followers}) AS followers (person_id, kind, rank)
    ORDER BY person_id, rank
    LIMIT {limit}
), told AS (
    INSERT INTO notifications_notice (recipient_id, kind, subject_id, actor_id, at)
    SELECT person_id, kind, %s, %s, %s
    FROM part
    WHERE person_id <> %s
    AND 0 = (
        SELECT count(*) FROM notifications_notice AS earlier
        WHERE earlier.recipient_id = person_id AND earlier.subject_id = %s
        AND earlier.actor_id = %s AND earlier.kind = ANY(%s)
    )
    AND person_id IN ({people})
    ON CONFLICT DO NOTHING
)
SELECT max(person_id), count(*) FROM part
"""


@task
def deliver() -> None:
    """Make the notices of every announcement that is due.

    Safe twice and in parallel: a row is locked while it is told, and removed with its notices.
    One with many followers is told in parts, each a transaction that says how far it came: a
    worker that dies in the middle of one leaves what the next begins anew.
    """
    for _ in range(BATCH):
        if not _deliver_next():
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
    return last if size == PART else None


def _tell_followers(announcement: Announcement, crowd: Crowd) -> tuple[int | None, int]:
    """Write the notices of the next part of a crowd, in one statement whatever it holds; answers
    the last person of the part and how many they were."""
    texts, facts = [], []
    for rank, (kind, rows) in enumerate(crowd.followers):
        rest = rows.filter(person_id__gt=announcement.told_to or 0).order_by("person_id")
        text, params = rest.values("person_id")[:PART].query.sql_with_params()
        texts.append(f"SELECT person_id, %s, {rank} FROM ({text}) AS follower_{rank}")  # noqa: S608 - made by the ORM
        facts += [str(kind), *params]
    people, params = crowd.people.values("pk").query.sql_with_params()
    parts = {"followers": " UNION ALL ".join(texts), "limit": PART, "people": people}
    about = (crowd.subject_id, crowd.actor_id)
    facts += [*about, announcement.at, crowd.actor_id, *about, list(map(str, STRONGER)), *params]
    with connection.cursor() as cursor:
        cursor.execute(TELL_PART.format(**parts), facts)
        last, size = cursor.fetchone()
    return last, size


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
    hearers = [
        hearer
        for hearer in hearers
        if (hearer.recipient_id, Kind(hearer.kind).gate, hearer.subject_id) in may_read
    ]
    _forget_weaker(hearers)
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
        ],
        ignore_conflicts=True,
    )


def _forget_weaker(hearers: list[Hearer]) -> None:
    """Who is named in a post by an edit heard of it before, where they follow its topic: the one
    notice says from now on that they are mentioned."""
    named = [hearer for hearer in hearers if hearer.kind == Kind.MENTION]
    if named:
        Notice.objects.filter(
            kind__in=set(OF_POST) - {Kind.MENTION},
            recipient__in=[hearer.recipient_id for hearer in named],
            subject_id__in={hearer.subject_id for hearer in named},
        ).delete()


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
