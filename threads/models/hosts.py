"""Who hosts a topic beside its host, and who offers to."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from threads.models.topics import Topic

MOST_COHOSTS = 3


class CoHost(models.Model):
    """Somebody who hosts a topic together with its host; the earliest follows when they go."""

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="cohosts", db_index=False, verbose_name=_("topic")
    )
    person = models.ForeignKey(User, models.DB_CASCADE, related_name="+", verbose_name=_("who"))
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = StrictManager["CoHost"]()

    class Meta:
        verbose_name = _("co-host")
        verbose_name_plural = _("co-hosts")
        constraints = [
            models.UniqueConstraint(fields=["topic", "person"], name="threads_cohost_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} hosts topic {self.topic_id}"


class HostOffer(models.Model):
    """A member offers to host a topic that has lost its host; a moderator confirms one."""

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("topic")
    )
    person = models.ForeignKey(User, models.DB_CASCADE, related_name="+", verbose_name=_("who"))
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = StrictManager["HostOffer"]()

    class Meta:
        verbose_name = _("offer to host")
        verbose_name_plural = _("offers to host")
        constraints = [
            models.UniqueConstraint(fields=["topic", "person"], name="threads_host_offer_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} offers to host topic {self.topic_id}"
