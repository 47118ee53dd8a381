"""Sends what waits in the outbox: each letter once, or it is shown what became of it.

A letter is leased, put together from what its person may read now, and handed over. From the
moment before its text is given (`HANDING_OVER`, committed) nobody sends it again by themselves:
where the worker dies then, or the server does not answer, it is `UNCONFIRMED`. Everything before
is tried again.
"""

import logging
import secrets
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import mailers
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.viewer import zone_of
from notifications.models import Bounce, Mail, MailChoice, Notice
from notifications.queries.letters import Dropped, Postponed
from notifications.queries.reach import why_unmailable
from notifications.quiet import earliest
from notifications.tasks.bounces import note_bounce
from notifications.tasks.composing import COMPOSERS
from notifications.tasks.fates import SENT, Fate, fate_of, words_of
from notifications.tasks.messages import Message, message_id, written

logger = logging.getLogger("leadership_forum.notifications")

# Longer than a mailer can take for one letter, whatever the server does.
LEASE: Final = timedelta(minutes=15)
# Tried again after 1, 2, 4 … minutes, at most four hours: for a day and a half.
MOST_ATTEMPTS: Final = 16
KEPT: Final = timedelta(days=90)
PRUNED: Final = 1_000
LONGEST_PAUSE: Final = timedelta(hours=4)
JOINED = gettext_noop("What it told is told by a later one.")
WORKER_DIED = gettext_noop("The worker ended while it was handed over.")


class LeaseLost(Exception):
    """Somebody else has the letter: it is theirs."""


def send_mail(seconds: float = 50) -> int:
    """Send what is due, for about so many seconds; answers how many letters were looked at.

    Safe twice and in parallel: each letter is leased by one. One connection serves them all; when
    it fails, that is a failure of the letter in hand alone, and when no connection comes about,
    the others wait for the next turn.
    """
    settle_lost()
    end, number, line = time.monotonic() + seconds, 0, Line()
    try:
        while time.monotonic() < end and (mail := _lease()):
            number += 1
            if not _send(mail, line):
                break
    finally:
        line.close()
    return number


def settle_lost() -> int:
    """Show as unconfirmed what was being handed over by a worker that is no more."""
    lost = Mail.objects.filter(state=Mail.State.HANDING_OVER, leased_until__lt=timezone.now())
    return lost.update(
        state=Mail.State.UNCONFIRMED,
        reason=WORKER_DIED,
        ended_at=timezone.now(),
        lease="",
        leased_until=None,
    )


def prune_mail() -> int:
    """Forget what went, or was not sent, three months ago: a thousand an hour. What ended badly
    stays until an admin has looked."""
    old = Mail.objects.filter(
        state__in=(Mail.State.SENT, Mail.State.DROPPED), ended_at__lt=timezone.now() - KEPT
    )
    oldest = old.order_by("ended_at").values_list("pk", flat=True)[:PRUNED]
    return old.filter(pk__in=list(oldest)).delete()[0]


def due() -> QuerySet[Mail]:
    """What may be sent now, and nobody is sending."""
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    return Mail.objects.filter(free, state=Mail.State.WAITING, not_before__lte=now)


def _lease() -> Mail | None:
    """Take the next letter that is due; of several workers one gets it."""
    with transaction.atomic():
        found = due().select_for_update(skip_locked=True).order_by("not_before", "pk").first()
        if found is None:
            return None
        found.lease = secrets.token_hex(16)
        found.attempts += 1
        found.leased_until = timezone.now() + LEASE
        found.save(update_fields=["lease", "attempts", "leased_until"])
    return found


def _send(mail: Mail, line: "Line") -> bool:
    """Put a leased letter together and hand it over; False where no connection comes about."""
    try:
        made = _composed(mail)
    except Exception as error:
        logger.exception("mail %s could not be put together", mail.pk)
        _end(mail, Fate(Mail.State.WAITING, words_of(error)))
        return True
    match made:
        case Dropped():
            _end(mail, Fate(Mail.State.DROPPED, made.reason))
        case Postponed():
            # Waiting is no attempt.
            _mine(mail).update(
                not_before=made.until,
                attempts=F("attempts") - 1,
                lease="",
                leased_until=None,
            )
        case _:
            try:
                line.open()
            except Exception as error:  # noqa: BLE001 - whatever a mailer raises
                logger.warning("no connection to the mail server: %s", words_of(error))
                _end(mail, Fate(Mail.State.WAITING, words_of(error)))
                return False
            _hand_over(mail, made, line)
    return True


def _composed(mail: Mail) -> Message | Dropped | Postponed:
    """The letter as a message, from what stands now, in the language and the zone of its person."""
    if reason := why_unmailable(mail.recipient_id):
        return Dropped(reason)
    person = User.objects.with_rights().get(pk=mail.recipient_id)
    zone = zone_of(person.time_zone) or timezone.get_default_timezone()
    with translation.override(person.language or settings.LANGUAGE_CODE), timezone.override(zone):
        choice = MailChoice.objects.filter(person=person).first()
        now = timezone.now()
        if (until := earliest(choice, zone, now)) > now:
            return Postponed(until)
        made = COMPOSERS[Mail.Purpose(mail.purpose)](mail, person)
        return made if isinstance(made, Dropped | Postponed) else written(made, mail, person.email)


def _hand_over(mail: Mail, message: Message, line: "Line") -> None:
    address = message.to[0]

    def hand_over() -> None:
        """Note, before the text is given, that from now on it may have been sent."""
        handed = (
            _mine(mail)
            .filter(state=Mail.State.WAITING)
            .update(
                state=Mail.State.HANDING_OVER,
                address=address,
                message_id=message_id(mail),
                leased_until=timezone.now() + LEASE,
            )
        )
        if not handed:
            raise LeaseLost

    message.hand_over = hand_over
    try:
        line.send(message)
    except LeaseLost:
        line.drop()
        return
    except Exception as error:  # noqa: BLE001 - whatever a mailer raises
        line.drop()
        fate = fate_of(error, is_given=message.is_given)
        logger.warning("mail %s: %s", mail.pk, fate.reason)
        if fate.bounces:
            note_bounce(address, Bounce.Why.BOUNCE, fate.reason)
    else:
        fate = SENT
    _end(mail, fate, address)


def _mine(mail: Mail) -> QuerySet[Mail]:
    """The row, while the lease is ours."""
    return Mail.objects.filter(pk=mail.pk, lease=mail.lease)


def _end(mail: Mail, fate: Fate, address: str = "") -> None:
    """Note what became of it, and let the row go."""
    facts: dict[str, Any] = {"state": fate.state, "reason": fate.reason}
    if fate.state == Mail.State.WAITING and mail.attempts >= MOST_ATTEMPTS:
        facts["state"] = Mail.State.FAILED
    if facts["state"] == Mail.State.WAITING:
        facts["not_before"] = _next_try(mail.attempts)
    else:
        facts["ended_at"] = timezone.now()
    if address:
        facts["address"] = address
    try:
        with transaction.atomic():
            _mine(mail).update(**facts, lease="", leased_until=None)
    except IntegrityError:
        _join(mail, address)


def _join(mail: Mail, address: str) -> None:
    """While it was handed over in vain, another letter about its topic came to wait for its person:
    that one takes its notices along."""
    with transaction.atomic():
        others = Mail.objects.filter(
            recipient_id=mail.recipient_id,
            topic_id=mail.topic_id,
            purpose=mail.purpose,
            state=Mail.State.WAITING,
        )
        other = others.select_for_update().first()
        if other is not None:
            Notice.objects.filter(mail=mail).update(mail=other)
            _end(mail, Fate(Mail.State.DROPPED, JOINED), address)
            return
    # It went meanwhile, so that there is room again.
    _end(mail, Fate(Mail.State.WAITING), address)


def _next_try(attempts: int) -> datetime:
    pause = min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_PAUSE)
    return timezone.now() + pause


class Line:
    """A mailer with its connection, which serves many letters."""

    def __init__(self) -> None:
        self.mailer: Any = None

    def open(self) -> None:
        """Connect, where there is no connection. Raises what the mailer raises."""
        if self.mailer is None:
            mailer = mailers.default
            try:
                mailer.open()
            except Exception:
                self.mailer = mailer
                self.drop()
                raise
            self.mailer = mailer

    def send(self, message: Message) -> None:
        """Give it to the mailer. Raises what the mailer raises."""
        if not getattr(self.mailer, "knows_phases", False):
            assert message.hand_over is not None  # noqa: S101 - set by who sends
            message.hand_over()
            message.is_given = True
        self.mailer.send_messages([message])

    def drop(self) -> None:
        """End the connection without a word: it may be dead."""
        mailer, self.mailer = self.mailer, None
        with suppress(Exception):
            getattr(mailer, "drop", mailer.close)()

    def close(self) -> None:
        """End the connection, if there is one."""
        mailer, self.mailer = self.mailer, None
        if mailer is not None:
            with suppress(Exception):
                mailer.close()
