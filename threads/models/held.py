"""Texts that wait for a moderator before they appear."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from accounts.viewer import Viewer
from threads.models.categories import Category
from threads.models.posts import Post
from threads.models.topics import TITLE_LENGTH, Topic


class HeldPostQuerySet(models.QuerySet["HeldPost"]):
    """Which waiting texts."""

    def visible_to(self, viewer: Viewer) -> Self:
        """One's own, and those in categories that the viewer may read and moderates; one that
        became a sealed answer is as sealed as that."""
        if viewer.id is None:
            return self.none()
        places = Category.objects.moderated_by(viewer)
        posts = Post.objects.open_to(viewer).filter(pk=OuterRef("post"))
        theirs = Q(category__in=places) & (Q(post=None) | Q(Exists(posts)))
        return self.filter(Q(author_id=viewer.id) | theirs)


class HeldPost(models.Model):
    """A reply (`topic`) or a new topic (`title`) that waits; it is no post until it is approved.

    So it has no number, stands in no list and can leak nowhere. `request` keeps what else the
    form said: the post answered, prompts, tags. Decided ones are kept with their text.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a moderator")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")

    author = models.ForeignKey(
        User, models.DB_CASCADE, related_name="held_posts", db_index=False, verbose_name=_("author")
    )
    category = models.ForeignKey(
        Category, models.DO_NOTHING, related_name="+", verbose_name=_("category")
    )
    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    source = models.TextField(_("text"))
    html = models.TextField(_("rendered text"), editable=False)
    excerpt = models.TextField(_("beginning"), db_default="", editable=False)
    html_version = models.PositiveSmallIntegerField(_("renderer"), db_default=1, editable=False)
    request = models.JSONField(_("what else was sent"), default=dict, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("why refused"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    post = models.OneToOneField(
        Post,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("post that came of it"),
    )
    form_token = models.UUIDField(null=True, editable=False)

    objects = StrictManager.from_queryset(HeldPostQuerySet)()

    class Meta:
        verbose_name = _("waiting text")
        verbose_name_plural = _("waiting texts")
        constraints = [
            models.UniqueConstraint(fields=["author", "form_token"], name="threads_held_form_once"),
            models.CheckConstraint(
                condition=Q(topic__isnull=False, title="") | Q(topic=None) & ~Q(title=""),
                name="threads_held_reply_or_topic",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], name="threads_held_author"),
            models.Index(fields=["id"], condition=Q(state="waiting"), name="threads_held_waiting"),
        ]

    def __str__(self) -> str:
        return self.title or f"reply to topic {self.topic_id}"

    def get_absolute_url(self) -> str:
        """The page of a waiting text, for its author and moderators."""
        return f"/held/{self.pk}/"

    @property
    def topic_title(self) -> str:
        """The title of the topic in which it is to stand, or which it opens."""
        return self.topic.title if self.topic else self.title
