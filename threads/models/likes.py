"""The one reaction."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from threads.models.posts import Post


class Like(models.Model):
    """A person likes a post: one per person and post."""

    post = models.ForeignKey(Post, models.DB_CASCADE, related_name="likes", verbose_name=_("post"))
    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="likes", db_index=False, verbose_name=_("who")
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = StrictManager["Like"]()

    class Meta:
        verbose_name = _("like")
        verbose_name_plural = _("likes")
        constraints = [
            models.UniqueConstraint(fields=["person", "post"], name="threads_like_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} likes {self.post_id}"
