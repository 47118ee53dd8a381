"""Puts mail into the outbox: notices that mail has to tell become letters that wait.

Each notice is decided about once. What no letter tells is no matter of mail from then on; the site
shows it all the same.
"""

import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.tasks import task
from django.utils import timezone

from accounts.models import User
from accounts.viewer import zone_of
from notifications.models import PRESSING, ByMail, Mail, MailChoice, MailStop, Notice
from notifications.queries.reach import mailable
from notifications.quiet import earliest
from notifications.registry import registry

logger = logging.getLogger("leadership_forum.notifications")

# Notices that are decided about in one transaction.
PART = 1_000
# What is told later than this after it happened, is told by the site alone.
NEWS = timedelta(days=3)
TO_MAIL = (ByMail.AT_ONCE, ByMail.EACH)

# One letter about a topic waits for a person, and what comes meanwhile joins it; one that somebody
# is just putting together is left alone. One that has failed before keeps its time.
PUT = """
INSERT INTO notifications_mail
    (recipient_id, purpose, topic_id, key, state, reason, created_at, not_before, lease, attempts,
     address, message_id)
SELECT recipient_id, %s, topic_id, key, 'waiting', '', %s, not_before, '', 0, '', ''
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[])
    AS letter (recipient_id, topic_id, key, not_before)
"""
JOIN = """
ON CONFLICT (recipient_id, topic_id) WHERE purpose = 'notices' AND state = 'waiting'
DO UPDATE SET not_before = CASE WHEN notifications_mail.attempts = 0
    THEN least(notifications_mail.not_before, excluded.not_before)
    ELSE notifications_mail.not_before END
WHERE notifications_mail.lease = ''
RETURNING id, recipient_id, topic_id, key
"""
ONCE = """
ON CONFLICT (key) DO NOTHING
RETURNING id, recipient_id, topic_id, key
"""
TAKE = """
UPDATE notifications_notice AS notice SET mail_id = taken.mail_id
FROM unnest(%s::bigint[], %s::bigint[]) AS taken (id, mail_id) WHERE notice.id = taken.id
"""


@dataclass(frozen=True, slots=True)
class Pending:
    """A notice that mail has to tell."""

    id: int
    recipient_id: int
    topic_id: int
    by_mail: str
    subject_id: int

    @property
    def key(self) -> str:
        """What is once of a post by mail."""
        return f"post:{self.recipient_id}:{self.subject_id}"


@task
def queue_mail() -> None:
    """Decide about all notices that mail has to tell: they join a letter, or are not mailed.

    Safe twice and in parallel: a part of them is locked while it is decided about, and one letter
    about a topic waits for a person whoever puts it there.
    """
    after: int | None = 0
    while after is not None:
        after = _queue_part(after)


def _queue_part(after: int) -> int | None:
    """Decide about the next part of them, by id; answers where the rest begins, None at the end."""
    with transaction.atomic():
        pending = Notice.objects.filter(mail=None, by_mail__in=TO_MAIL, pk__gt=after)
        locked = pending.select_for_update(skip_locked=True).order_by("pk")
        ids = list(locked.values_list("pk", flat=True)[:PART])
        if not ids:
            return None
        wanted = list(_wanted(ids))
        decided = set(ids) - {notice.id for notice in wanted}
        Notice.objects.filter(pk__in=decided).update(by_mail=ByMail.NEVER)
        _put(wanted)
    return ids[-1] if len(ids) == PART else None


def _wanted(ids: list[int]) -> Iterable[Pending]:
    """Those of them that are to be mailed."""
    notices = Notice.objects.filter(
        mailable("recipient"),
        Q(topic_id=0) | ~Exists(_stops()),
        pk__in=ids,
        read_at=None,
        at__gt=timezone.now() - NEWS,
    ).exclude(
        ~_wants_each(),
        ~Q(kind__in=PRESSING),
        Exists(_not_visited_since()),
        by_mail=ByMail.AT_ONCE,
    )
    columns = ("pk", "recipient_id", "topic_id", "by_mail", "subject_id")
    for row in notices.values_list(*columns):
        yield Pending(*row)


def _stops() -> QuerySet[MailStop]:
    return MailStop.objects.filter(person=OuterRef("recipient"), topic_id=OuterRef("topic_id"))


def _wants_each() -> Q:
    """They chose one mail for each time something happens."""
    chosen = MailChoice.objects.filter(person=OuterRef("recipient"), one_a_visit=False)
    return Q(topic_id=0) | Q(Exists(chosen))


def _not_visited_since() -> QuerySet[Mail]:
    """Letters about the topic that went to its person, who has not been there since, nor read a
    notice that was in one."""
    visits = registry.conversations.visits().filter(
        person=OuterRef("recipient"), topic=OuterRef("topic_id"), visited_at__gte=OuterRef("at")
    )
    read = Notice.objects.filter(mail=OuterRef("pk"), read_at__gte=OuterRef("at"))
    told = Mail.objects.filter(
        recipient=OuterRef("recipient"),
        topic_id=OuterRef("topic_id"),
        purpose=Mail.Purpose.NOTICES,
        state__in=(Mail.State.HANDING_OVER, Mail.State.SENT, Mail.State.UNCONFIRMED),
    )
    told = told.annotate(at=Coalesce("ended_at", "created_at"))
    return told.exclude(Exists(visits)).exclude(Exists(read))


def _put(wanted: list[Pending]) -> None:
    """Find or make the letters of these notices, and note which took which along."""
    times = _times({notice.recipient_id for notice in wanted})
    of_topics = {(one.recipient_id, one.topic_id) for one in wanted if one.by_mail != ByMail.EACH}
    rows = [(who, topic, f"notices:{secrets.token_hex(12)}") for who, topic in sorted(of_topics)]
    letters = {(who, topic): pk for pk, who, topic, _key in _insert("notices", JOIN, rows, times)}
    posts = [one for one in wanted if one.by_mail == ByMail.EACH]
    keys = {(one.recipient_id, one.topic_id, one.key) for one in posts}
    _insert("post", ONCE, sorted(keys), times)
    of_posts = dict(
        Mail.objects.filter(key__in={key for _w, _t, key in keys}).values_list("key", "pk")
    )
    joined: dict[int, int] = {}
    for one in wanted:
        found = (
            of_posts.get(one.key)
            if one.by_mail == ByMail.EACH
            else letters.get((one.recipient_id, one.topic_id))
        )
        if found:
            joined[one.id] = found
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [list(joined), list(joined.values())])


def _insert(
    purpose: str, on_conflict: str, rows: list[tuple[int, int, str]], times: dict[int, datetime]
) -> list[tuple[Any, ...]]:
    if not rows:
        return []
    people, topics, keys = zip(*rows, strict=True)
    facts: list[Any] = [purpose, timezone.now(), list(people), list(topics), list(keys)]
    facts.append([times[person] for person in people])
    with connection.cursor() as cursor:
        cursor.execute(PUT + on_conflict, facts)
        return cursor.fetchall()


def _times(people: set[int]) -> dict[int, datetime]:
    """When mail may go to each of them: held some minutes, so that what is read meanwhile need not
    be mailed, and past their quiet hours and pause."""
    at = timezone.now() + timedelta(minutes=settings.MAIL_HOLD_MINUTES)
    choices = {choice.person_id: choice for choice in MailChoice.objects.filter(person__in=people)}
    zones = User.objects.filter(pk__in=people).values_list("pk", "time_zone")
    return {
        pk: earliest(choices.get(pk), zone_of(zone) or timezone.get_default_timezone(), at)
        for pk, zone in zones
    }
