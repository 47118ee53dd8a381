"""Queues digests, and puts each together when it is sent.

A digest is due once a day, or once a week, from eight in the morning on where its person lives. The
period begins where the last one ended, so a tick that is late by weeks makes one digest of all of
it. What a digest says is made of what may be read when it goes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Community, User
from accounts.queries.community import community
from accounts.viewer import viewer_of, zone_of
from notifications.models import Mail, MailChoice, Notice
from notifications.queries.digests import PERIODS, Digest, DigestLetter, digest_of, how_often
from notifications.queries.letters import Dropped
from notifications.queries.stops import DIGEST, site, stop_for
from notifications.quiet import earliest
from notifications.registry import Period

# From this time of the day on, a digest may come.
HOUR: Final = time(8)
# People who are looked after in one transaction.
PART: Final = 500
# What was begun within a period is written down by then.
SETTLED: Final = timedelta(minutes=1)
NOTHING_NEW = gettext_noop("Nothing is new.")
WANTS_NONE = gettext_noop("They want no digest.")

# Who is due, by their zone: `passed` are the zones in which it is past the hour, each with the
# moment before which the last digest must have been, of the daily and of the weekly ones.
DUE: Final = """
SELECT person.id, choice.digest_at, started.since, person.time_zone
FROM accounts_user AS person
LEFT JOIN notifications_mailchoice AS choice ON choice.person_id = person.id
JOIN unnest(%(zones)s::text[], %(daily)s::timestamptz[], %(weekly)s::timestamptz[])
    AS passed (zone, daily, weekly) ON passed.zone = person.time_zone
CROSS JOIN LATERAL (
    SELECT COALESCE(NULLIF(choice.digest, ''), %(community)s) AS often
) AS chosen
CROSS JOIN LATERAL (
    SELECT COALESCE(choice.digest_at, GREATEST(person.date_joined, CASE chosen.often
        WHEN 'daily' THEN %(day_ago)s::timestamptz ELSE %(week_ago)s::timestamptz END)) AS since
) AS started
WHERE person.id > %(after)s AND person.is_active AND person.email <> ''
    AND (person.suspended_until IS NULL OR person.suspended_until <= %(now)s)
    AND NOT COALESCE(choice.is_off, FALSE)
    AND (choice.paused_until IS NULL OR choice.paused_until <= %(now)s)
    AND started.since < CASE chosen.often
        WHEN 'daily' THEN passed.daily WHEN 'weekly' THEN passed.weekly END
    AND NOT EXISTS (
        SELECT FROM notifications_mail AS mail
        WHERE mail.recipient_id = person.id AND mail.topic_id = 0 AND mail.purpose = 'digest'
            AND mail.state IN ('waiting', 'handing_over')
    )
ORDER BY person.id LIMIT %(part)s
"""


@dataclass(frozen=True, slots=True)
class _Due:
    """Somebody whose digest is due: `last` is when they got one, its period begins at `since`."""

    person_id: int
    last: datetime | None
    since: datetime
    zone: str

    @property
    def key(self) -> str:
        """What makes it once; the period is read from it again."""
        return f"digest:{self.person_id}:{self.since.isoformat()}"


# --- Queueing -------------------------------------------------------------------------------------


def queue_digests() -> int:
    """Put a digest into the outbox for everybody for whom one is due; answers how many.

    Safe late, twice and in parallel: who takes the period of somebody moves their `digest_at`, in
    one transaction with the letter. While one waits to be sent, no other is made.
    """
    now, after, number = timezone.now(), 0, 0
    passed = list(_passed(now))
    while due := _due(now, passed, after):
        number += _queue(now, due)
        after = due[-1].person_id
    return number


def _passed(now: datetime) -> Iterable[tuple[str, datetime, datetime]]:
    """The zones of people in which it is past the hour, and before which moments the last digest
    must have been: today's midnight, and that of six days ago, by the calendar of the zone."""
    for name in User.objects.order_by().values_list("time_zone", flat=True).distinct():
        zone = zone_of(name) or timezone.get_default_timezone()
        local = now.astimezone(zone)
        if local.time() >= HOUR:
            today = datetime.combine(local.date(), time(), zone)
            week = datetime.combine(local.date() - timedelta(days=6), time(), zone)
            yield name, today, week


def _due(now: datetime, passed: list[tuple[str, datetime, datetime]], after: int) -> list[_Due]:
    facts: dict[str, Any] = {
        "zones": [name for name, _day, _week in passed],
        "daily": [day for _name, day, _week in passed],
        "weekly": [week for _name, _day, week in passed],
        "community": (community() or Community()).digest,
        "day_ago": now - PERIODS[MailChoice.Digest.DAILY],
        "week_ago": now - PERIODS[MailChoice.Digest.WEEKLY],
        "now": now,
        "after": after,
        "part": PART,
    }
    with connection.cursor() as cursor:
        cursor.execute(DUE, facts)
        return [_Due(*row) for row in cursor.fetchall()]


@transaction.atomic
def _queue(now: datetime, due: list[_Due]) -> int:
    """Move the periods of these people on, and put a letter there for each whose was still as it
    was looked at."""
    people = {one.person_id: one for one in due}
    MailChoice.objects.bulk_create(
        [MailChoice(person_id=pk) for pk in people], ignore_conflicts=True
    )
    choices = MailChoice.objects.filter(person__in=people).order_by("person_id")
    mine = [
        choice
        for choice in choices.select_for_update()
        if choice.digest_at == people[choice.person_id].last
    ]
    MailChoice.objects.filter(person__in=[one.person_id for one in mine]).update(digest_at=now)
    Mail.objects.bulk_create(
        [_letter(now, people[choice.person_id], choice) for choice in mine], ignore_conflicts=True
    )
    return len(mine)


def _letter(now: datetime, one: _Due, choice: MailChoice) -> Mail:
    zone = zone_of(one.zone) or timezone.get_default_timezone()
    return Mail(
        recipient_id=one.person_id,
        purpose=Mail.Purpose.DIGEST,
        key=one.key,
        created_at=now,
        not_before=earliest(choice, zone, now + SETTLED),
    )


# --- Putting one together -------------------------------------------------------------------------


def letter_of_digest(mail: Mail, person: User) -> DigestLetter | Dropped:
    """The digest as this person (found `with_rights`) may read it now, in the language and the time
    zone that are active.

    The notices in it are noted as taken along by this letter, so that no other tells of them; put
    together again, it takes the same.
    """
    choice = MailChoice.objects.filter(person=person.pk).first() or MailChoice()
    if how_often(choice.digest) == MailChoice.Digest.NONE:
        return Dropped(WANTS_NONE)
    since = datetime.fromisoformat(mail.key.split(":", 2)[2])
    digest = digest_of(viewer_of(person), Period(since, mail.created_at, mail.pk))
    if not digest.is_news:
        return Dropped(NOTHING_NEW)
    taken = Notice.objects.filter(pk__in=digest.notice_ids)
    taken.exclude(mail=mail).update(mail=mail)
    return _written(digest, choice, person)


def _written(digest: Digest, choice: MailChoice, person: User) -> DigestLetter:
    name = (community() or Community()).name
    stops = (stop_for(person.pk, DIGEST, _("No digest any more")),)
    facts = {
        "digest": digest,
        "subject": _("What is new in %(community)s") % {"community": name},
        "why": _why(how_often(choice.digest)),
        "stops": stops,
        "site": site(),
        "settings_url": f"{site()}/settings/notices/",
        "settings_label": _("Choose what you are told"),
    }
    text, html = (
        render_to_string(f"notifications/mail/digest.{kind}", facts) for kind in ("txt", "html")
    )
    return DigestLetter(name, str(facts["subject"]), text, html, stops, site())


def _why(often: str) -> str:
    if often == MailChoice.Digest.DAILY:
        return _("You get this once a day, when there is something new.")
    return _("You get this once a week, when there is something new.")
