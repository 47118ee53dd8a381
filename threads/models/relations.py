"""What a topic comes from: another topic that it continues or grew out of."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager
from threads.models.topics import Topic


class TopicRelation(models.Model):
    """`topic` continues `origin`, or grew out of it; both show it to who may read the other."""

    class Kind(models.TextChoices):
        CONTINUES = "continues", _("continues")
        GREW_OUT_OF = "grew_out_of", _("grew out of")

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="origins", db_index=False, verbose_name=_("topic")
    )
    origin = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="offshoots", verbose_name=_("comes from")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.GREW_OUT_OF)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = StrictManager["TopicRelation"]()

    class Meta:
        verbose_name = _("origin of a topic")
        verbose_name_plural = _("origins of topics")
        constraints = [
            models.UniqueConstraint(fields=["topic", "origin"], name="threads_relation_unique"),
            models.CheckConstraint(condition=~Q(topic=F("origin")), name="threads_relation_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.kind} {self.origin_id}"
