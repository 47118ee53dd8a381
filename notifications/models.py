"""Who hears of it: the announcements still to be told, and the notices that came of them.

This app stands below `threads` and knows none of its tables: a subject is an id that the
`gate` of its kind, registered at start, can check and describe.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User


class Kind(models.TextChoices):
    """Why somebody is told."""

    MENTION = "mention", _("mentioned you")
    REPLY = "reply", _("replied to you")
    LIKE = "like", _("liked your post")
    MODERATION = "moderation", _("moderated")
    ASK = "ask", _("asked you a question")
    REMINDER = "reminder", _("still waits for your answer")
    ANSWERED = "answered", _("answered your question")
    PROMPT = "prompt", _("changed what a question means that you answered")
    FILING = "filing", _("suggests what your post answers")
    SUGGESTION = "suggestion", _("suggests a question")
    PERSPECTIVE = "perspective", _("wrote down what you said")
    CITED = "cited", _("cited you in a harvest")
    DISPUTED = "disputed", _("disputes how a harvest cites them")
    HOST = "host", _("changed who cares for a topic")
    WATCHED = "watched", _("posted in a topic that you watch")
    WATCHED_PROMPT = "watched_prompt", _("answered a question that you watch")
    NEW_TOPIC = "new_topic", _("started a topic in a category that you watch")
    NEW_TAGGED = "new_tagged", _("started a topic with a tag that you watch")

    @property
    def gate(self) -> str:
        """What its subject is: a post, unless it says otherwise."""
        return SUBJECTS.get(self, "post")


# The subjects that are no posts.
SUBJECTS = {
    Kind.MODERATION: "entry",
    Kind.ASK: "ask",
    Kind.REMINDER: "ask",
    Kind.ANSWERED: "ask",
    Kind.PROMPT: "prompt",
    Kind.SUGGESTION: "suggestion",
    Kind.PERSPECTIVE: "perspective",
    Kind.CITED: "citation",
    Kind.DISPUTED: "citation",
    Kind.HOST: "entry",
}

# What somebody is told because they follow something: one of these about each post, and none where
# they are mentioned in it or answered by it.
FOLLOWED = (Kind.WATCHED, Kind.WATCHED_PROMPT, Kind.NEW_TOPIC, Kind.NEW_TAGGED)


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
    """One person told of one act of another."""

    recipient = models.ForeignKey(
        User, models.DB_CASCADE, related_name="notices", db_index=False, verbose_name=_("for")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    subject_id = models.BigIntegerField(_("subject"))
    actor = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = StrictManager["Notice"]()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "subject_id", "actor"],
                name="notifications_notice_once",
            ),
            models.UniqueConstraint(
                fields=["recipient", "subject_id"],
                condition=models.Q(kind__in=FOLLOWED),
                name="notifications_notice_followed_once",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notifications_notice_list"),
            models.Index(
                fields=["recipient"],
                condition=models.Q(read_at=None),
                include=["subject_id"],
                name="notifications_notice_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} for {self.recipient_id}"
