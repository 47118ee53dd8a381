"""Mail to people: the outbox, and what must not be mailed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User


class Mail(models.Model):
    """A letter to one person: the outbox. These rows are the truth, a task only wakes the work.

    A letter waits until `not_before`. Whoever takes it leases it (`leased_until`, `lease`); a lease
    that ran out before the letter was handed over is taken anew. `HANDING_OVER` is written before
    the server is given the text: a letter that stays so was perhaps sent, becomes `UNCONFIRMED` and
    is never sent again by itself. What it says is put together when it is sent, from what its
    person may read then. `key` makes it once whatever happens twice.
    """

    class Purpose(models.TextChoices):
        NOTICES = "notices", _("notices of a topic")
        POST = "post", _("a post of a category by mail")
        DIGEST = "digest", _("digest")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        HANDING_OVER = "handing_over", _("being handed over")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("dropped")
        FAILED = "failed", _("failed")
        UNCONFIRMED = "unconfirmed", _("unconfirmed")

    recipient = models.ForeignKey(
        User, models.DB_CASCADE, related_name="mails", db_index=False, verbose_name=_("for")
    )
    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose)
    topic_id = models.BigIntegerField(_("topic"), default=0, db_default=0)
    key = models.CharField(_("key"), max_length=80, unique=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.WAITING, db_default="waiting"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    lease = models.CharField(_("lease"), max_length=32, blank=True)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    address = models.EmailField(_("sent to"), blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=250, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = StrictManager["Mail"]()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "topic_id"],
                condition=Q(purpose="notices", state="waiting"),
                name="notifications_mail_one_waits",
            ),
            models.UniqueConstraint(
                fields=["message_id"],
                condition=~Q(message_id=""),
                name="notifications_mail_message_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(state__in=("waiting", "handing_over")),
                name="notifications_mail_due",
            ),
            models.Index(fields=["recipient", "topic_id", "-id"], name="notifications_mail_person"),
            # What ended, each way by its time: what is forgotten, and what admins look at.
            models.Index(fields=["state", "ended_at"], name="notifications_mail_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.recipient_id}: {self.state}"


class MailStop(models.Model):
    """A topic about which somebody wants no mail; what the site shows them stays as it is."""

    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("person")
    )
    topic_id = models.BigIntegerField(_("topic"))
    at = models.DateTimeField(_("since"), default=timezone.now)

    objects = StrictManager["MailStop"]()

    class Meta:
        verbose_name = _("topic without mail")
        verbose_name_plural = _("topics without mail")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "topic_id"], name="notifications_mail_stop_once"
            )
        ]

    def __str__(self) -> str:
        return f"no mail to {self.person_id} about topic {self.topic_id}"


class Bounce(models.Model):
    """An address that took no mail, or whose owner called it spam: nothing is sent there any more
    until an admin, or its owner who confirms it anew, takes this away."""

    class Why(models.TextChoices):
        BOUNCE = "bounce", _("bounced")
        COMPLAINT = "complaint", _("complained of")

    address = models.EmailField(_("address"))
    why = models.CharField(_("why"), max_length=9, choices=Why)
    words = models.CharField(_("what the server said"), max_length=500, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = StrictManager["Bounce"]()

    class Meta:
        verbose_name = _("address without mail")
        verbose_name_plural = _("addresses without mail")
        constraints = [
            models.UniqueConstraint(Upper("address"), name="notifications_bounce_once"),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.why}"
