"""What somebody has read of a topic, and what they began to write."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from threads.models.topics import Topic


class TopicReader(models.Model):
    """Which posts of a topic somebody has read, as ranges of numbers (`threads.models.ranges`).

    There is no row for somebody who has not opened the topic.
    """

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="readers", db_index=False, verbose_name=_("topic")
    )
    person = models.ForeignKey(User, models.DB_CASCADE, related_name="+", verbose_name=_("person"))
    read = models.TextField(_("read posts"), default="")
    visited_at = models.DateTimeField(_("last visit"), default=timezone.now)

    objects = StrictManager["TopicReader"]()

    class Meta:
        verbose_name = _("reader of a topic")
        verbose_name_plural = _("readers of topics")
        constraints = [
            models.UniqueConstraint(fields=["topic", "person"], name="threads_reader_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of topic {self.topic_id}: {self.read}"


class Draft(models.Model):
    """What somebody began to write, one text for each place.

    `place` says where: `topic:<id>` (a reply), `post:<id>` (an edit), `new` (a topic),
    `harvest-topic:<id>` (a harvest to begin in it), `harvest:<id>` (what somebody writes at a
    harvest and has not saved; the text that its writers share stands in `Harvest`). `seq` is the
    writer's own count: a text with a lower one came late and takes nobody's place. `facts` is
    what the form says beside the text (title, prompts, which post is answered; `base`, how often
    a harvest had been saved when its writer began).
    """

    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("person")
    )
    place = models.CharField(_("place"), max_length=40)
    body = models.TextField(_("text"))
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    seq = models.PositiveIntegerField(_("number"), default=0)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = StrictManager["Draft"]()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["person", "place"], name="threads_draft_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.place}"
