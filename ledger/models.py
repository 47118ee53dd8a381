"""What was done, by whom, why: one append-only table.

It keeps ids, never names and never foreign keys, so that closing an account or deleting a
place edits none of its lines. A trigger in the database refuses every change (migration 0002).
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager


class Act(models.TextChoices):
    """What can be done; the closed list of the ledger's verbs."""

    HIDE = "hide", _("hid a post")
    RESTORE = "restore", _("restored a post")
    CLOSE = "close", _("closed the topic")
    REOPEN = "reopen", _("reopened the topic")


class Entry(models.Model):
    """One line: who did what to what, when and why."""

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    act = models.CharField(_("act"), max_length=20, choices=Act)
    actor_id = models.BigIntegerField(_("who"))
    topic_id = models.BigIntegerField(_("topic"), null=True)
    post_id = models.BigIntegerField(_("post"), null=True)
    person_id = models.BigIntegerField(_("person"), null=True)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    until = models.DateTimeField(_("until"), null=True)

    objects = StrictManager["Entry"]()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["topic_id", "id"], name="ledger_entry_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.act} ({self.pk})"
