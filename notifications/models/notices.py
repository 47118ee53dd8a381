"""The announcements still to be told, and the notices that came of them.

This app stands below `threads` and knows none of its tables: a subject is an id that the
`gate` of its kind, registered at start, can check and describe.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from notifications.models.kinds import OF_POST, ByMail, Kind
from notifications.models.mails import Mail


class Announcement(models.Model):
    """An act whose notices are still to be made: the outbox, written with the act itself.

    A row is removed in the transaction that makes its last notices. Until then it is tried again,
    later each time (`due_at`), whatever dies in between. Those whom the act concerns are told
    first, and then who follows what it was done in, in the order of their ids: `told_to` is the
    last of them, 0 where none was yet, and empty until the first part is done.
    """

    occasion = models.CharField(_("occasion"), max_length=20)
    subject_id = models.BigIntegerField(_("subject"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    told_to = models.BigIntegerField(_("told up to"), null=True, blank=True)

    objects = StrictManager["Announcement"]()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")

    def __str__(self) -> str:
        return f"{self.occasion} {self.subject_id}"


class Notice(models.Model):
    """One person told of one act of another, or of the site itself (no `actor`).

    `topic_id` is the topic that the subject is part of, 0 where it is part of none. `on_site` says
    whether it stands in the list and rings the bell, `by_mail` whether and how mail tells of it, as
    the person had chosen when it happened; `mail` is the letter that took it along.
    """

    recipient = models.ForeignKey(
        User, models.DB_CASCADE, related_name="notices", db_index=False, verbose_name=_("for")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    subject_id = models.BigIntegerField(_("subject"))
    actor = models.ForeignKey(
        User, models.DB_CASCADE, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("who"),
    )  # fmt: skip
    topic_id = models.BigIntegerField(_("topic"), default=0, db_default=0)
    on_site = models.BooleanField(_("on the site"), default=True, db_default=True)
    by_mail = models.CharField(
        _("by mail"), max_length=7, choices=ByMail, default=ByMail.NEVER, db_default="", blank=True
    )
    mail = models.ForeignKey(
        Mail, models.DB_SET_NULL, null=True, blank=True, related_name="notices", db_index=False,
        verbose_name=_("mail"),
    )  # fmt: skip
    at = models.DateTimeField(_("when"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = StrictManager["Notice"]()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "subject_id", "actor"],
                # Two of one post wait for the index below alone: of two that they break, PostgreSQL
                # lets a conflict be settled in one.
                condition=~models.Q(kind__in=OF_POST),
                name="notifications_notice_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["recipient", "subject_id"],
                condition=models.Q(kind__in=OF_POST),
                name="notifications_notice_of_post_once",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notifications_notice_list"),
            models.Index(
                fields=["recipient"],
                condition=models.Q(read_at=None),
                include=["subject_id", "on_site"],
                name="notifications_notice_unread",
            ),
            # What moves along when posts move, or a topic becomes part of another.
            models.Index(
                fields=["topic_id"],
                condition=~models.Q(topic_id=0),
                name="notifications_notice_of_topic",
            ),
            # What mail has still to tell, at once and in the digest.
            models.Index(
                fields=["recipient", "topic_id"],
                condition=models.Q(mail=None, by_mail__in=(ByMail.AT_ONCE, ByMail.EACH)),
                name="notifications_notice_to_mail",
            ),
            models.Index(
                fields=["mail"],
                condition=models.Q(mail__isnull=False),
                name="notifications_notice_of_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} for {self.recipient_id}"
