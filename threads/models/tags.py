"""Words that topics are found by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager
from threads.models.topics import Topic

TAG_LENGTH = 30


class Tag(models.Model):
    """A word that topics are found by; its slug compares it with others."""

    name = models.CharField(_("name"), max_length=TAG_LENGTH)
    slug = models.SlugField(_("address"), max_length=TAG_LENGTH, unique=True, allow_unicode=True)
    topics: models.ManyToManyField[Topic, "TopicTag"] = models.ManyToManyField(
        Topic, through="TopicTag", related_name="tags", verbose_name=_("topics")
    )

    objects = StrictManager["Tag"]()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The topics that carry it."""
        return f"/tag/{self.slug}/"


class TopicTag(models.Model):
    """A tag on a topic."""

    topic = models.ForeignKey(Topic, models.DB_CASCADE, related_name="+")
    tag = models.ForeignKey(Tag, models.DB_CASCADE, related_name="+", db_index=False)

    objects = StrictManager["TopicTag"]()

    class Meta:
        verbose_name = _("tag on a topic")
        verbose_name_plural = _("tags on topics")
        constraints = [
            models.UniqueConstraint(fields=["tag", "topic"], name="threads_topic_tag_unique")
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.topic_id}"
