"""Conversations."""

from typing import Self

from django.core.validators import MinLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from accounts.viewer import Viewer
from threads.models.categories import Category

TITLE_LENGTH = 200
POSTS_PER_PAGE = 20


class TopicQuerySet(models.QuerySet["Topic"]):
    """Which topics."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those in categories that the viewer may read."""
        return self.filter(category__in=Category.objects.visible_to(viewer))


class Topic(models.Model):
    """A conversation: an opening post, prompts, and what people answer.

    `last_number` gives the posts their numbers; it only grows. `post_count`, `last_post_at` and
    `last_author` count what readers see (no withdrawn or hidden posts); they change in the
    transaction of the act, and `manage.py recount` compares them with the rows.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    category = models.ForeignKey(
        Category,
        models.DO_NOTHING,
        related_name="topics",
        db_index=False,
        verbose_name=_("category"),
    )
    title = models.CharField(
        _("title"), max_length=TITLE_LENGTH, validators=[MinLengthValidator(2)]
    )
    slug = models.SlugField(
        _("address"), max_length=80, allow_unicode=True, editable=False, db_index=False
    )
    author = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        related_name="topics",
        db_index=False,
        verbose_name=_("author"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("opened"), default=timezone.now)
    last_number = models.PositiveIntegerField(_("last number"), default=0)
    prompt_count = models.PositiveSmallIntegerField(_("prompts"), default=0)
    post_count = models.PositiveIntegerField(_("posts"), default=0)
    last_post_at = models.DateTimeField(_("last post"), default=timezone.now)
    last_author = models.ForeignKey(
        User, models.DB_SET_NULL, null=True, related_name="+", verbose_name=_("last author")
    )

    objects = StrictManager.from_queryset(TopicQuerySet)()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        indexes = [
            models.Index(fields=["-last_post_at", "-id"], name="threads_topic_latest"),
            models.Index(fields=["category", "-last_post_at", "-id"], name="threads_topic_place"),
            models.Index(fields=["author", "-id"], name="threads_topic_author"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The topic's first page."""
        return topic_path(self.slug, self.pk)


def topic_slug(title: str) -> str:
    """The decoration of a topic's address; never empty."""
    return slugify(title, allow_unicode=True)[:80].strip("-_") or "topic"


def topic_path(slug: str, topic_id: int, number: int | None = None) -> str:
    """The address of a topic, or of one post in it."""
    return f"/t/{slug}/{topic_id}/{number}/" if number else f"/t/{slug}/{topic_id}/"
