"""That something changed which pages show: the version of each topic, and of the whole site."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager

# What is not of one topic: names, categories, tags; and "anything at all", which lists show.
SITE: Final = 0
ANYTHING: Final = -1


class TopicChange(models.Model):
    """A change of what pages of a topic show (`topic_id`; `SITE` and `ANYTHING` are no topic).

    Rows are written by triggers of the tables that such pages show, in the transaction of the act,
    and each takes away the older ones that no other act holds: nobody waits for anybody. The ids
    that stand for a topic are its *version*: every act that commits makes them others, and the same
    never come back. `threads.queries.versions` reads them.
    """

    topic_id = models.BigIntegerField(_("topic"))

    objects = StrictManager["TopicChange"]()

    class Meta:
        verbose_name = _("change of a topic")
        verbose_name_plural = _("changes of topics")
        indexes = [models.Index(fields=["topic_id", "id"], name="threads_topicchange_topic")]

    def __str__(self) -> str:
        return f"{self.pk} of topic {self.topic_id}"
