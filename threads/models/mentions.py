"""Who is named in a post."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from threads.models.posts import Post


class Mention(models.Model):
    """A person named in a post, kept by id so that what is shown follows renames.

    `post_version` is the version of the text that named them first: people are told once.
    """

    post = models.ForeignKey(
        Post, models.DB_CASCADE, related_name="mentions", verbose_name=_("post")
    )
    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="mentions", db_index=False, verbose_name=_("who")
    )
    post_version = models.PositiveIntegerField(_("since version"), default=1)

    objects = StrictManager["Mention"]()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(fields=["person", "post"], name="threads_mention_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.post_id}"
