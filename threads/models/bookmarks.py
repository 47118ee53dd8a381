"""What somebody keeps to find again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from threads.models.posts import Post

NOTE_LENGTH = 280


class Bookmark(models.Model):
    """A post that a person keeps, for themselves alone: with a note and, if they want, the day on
    which they are reminded of it. The opening post stands for its topic."""

    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("person")
    )
    post = models.ForeignKey(Post, models.DB_CASCADE, related_name="+", verbose_name=_("post"))
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True, default="")
    remind_on = models.DateField(_("reminder on"), null=True, blank=True)
    created_at = models.DateTimeField(_("kept"), default=timezone.now)

    objects = StrictManager["Bookmark"]()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [
            models.UniqueConstraint(fields=["person", "post"], name="threads_bookmark_once")
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="threads_bookmark_list"),
            # Which are due: asked on every home page, also of who keeps thousands.
            models.Index(
                fields=["person", "remind_on"],
                condition=Q(remind_on__isnull=False),
                name="threads_bookmark_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at post {self.post_id}"
