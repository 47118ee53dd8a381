"""Conversations."""

from typing import Self

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from accounts.viewer import Viewer
from threads.models import mutes
from threads.models.categories import Category

TITLE_LENGTH = 200
MOST_QUIET_DAYS = 365
POSTS_PER_PAGE = 20
# What a topic has that closes only when somebody closes it.
NO_TIMER = {"closes_at": None, "quiet_days": None}


class TopicQuerySet(models.QuerySet["Topic"]):
    """Which topics."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those in categories that the viewer may read."""
        return self.filter(category__in=Category.objects.visible_to(viewer))

    def known_to(self, viewer: Viewer) -> Self:
        """Those that the viewer may read or could read before they were merged away: a merged
        topic is known to who may read what it became part of, too."""
        into = Q(merged_into__category__in=Category.objects.visible_to(viewer))
        return self.visible_to(viewer).filter(Q(merged_into=None) | into)

    def listed_for(self, viewer: Viewer) -> Self:
        """Those of them that stand in lists: not merged away, not taken off the lists.

        Moderators still see what they took off, and people what they opened themselves.
        """
        topics = self.visible_to(viewer).filter(merged_into=None)
        if viewer.moderates_site:
            return topics
        listed = Q(is_listed=True)
        if viewer.is_member:
            listed |= Q(author_id=viewer.id) | Q(category_id__in=viewer.moderated_ids)
        return topics.filter(listed)

    def not_muted_by(self, viewer: Viewer, *, category_id: int = 0, tag_id: int = 0) -> Self:
        """Without those that the viewer muted, and those of categories and tags that they muted
        (`threads.models.mutes`); nothing is asked for a guest. In the list of a category or a tag
        that is named, what it holds is left out only where the topic itself is muted, or another
        of its tags."""
        if not viewer.is_member:
            return self
        return self.filter(mutes.unmuted(viewer, category_id=category_id, tag_id=tag_id))

    def pinned(self, *where: str) -> Self:
        """Those that stand on top of such lists now."""
        now = timezone.now()
        return self.filter(Q(pinned_until=None) | Q(pinned_until__gt=now), pin__in=where)


class Topic(models.Model):
    """A conversation: an opening post, prompts, and what people answer.

    `last_number` gives the posts their numbers; it only grows. Each number up to it belongs to a
    post, or to the former place of one that was moved away (`FormerPlace`). `post_count`,
    `last_post_at` and `last_author` count what readers see (no withdrawn or hidden posts); they
    change in the transaction of the act, and `manage.py recount` compares them with the rows.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        ARCHIVED = "archived", _("archived")

    class Kind(models.TextChoices):
        OPEN = "open", _("Open topic")
        RECAP = "recap", _("Recap of a conversation")
        FISHBOWL = "fishbowl", _("Fishbowl")

    class Pin(models.TextChoices):
        NONE = "", _("nowhere")
        CATEGORY = "category", _("in its category")
        SITE = "site", _("everywhere")

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
    # Its author at first; nobody where the host left and there was no co-host.
    host = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("host"),
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind, default=Kind.OPEN, db_default="open"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("closed by"),
    )
    # When it closes by itself: at a time, or after so many days without a post; not both.
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    quiet_days = models.PositiveSmallIntegerField(
        _("closes after days without a post"), null=True, blank=True
    )
    pin = models.CharField(_("pinned"), max_length=10, choices=Pin, default=Pin.NONE, blank=True)
    pinned_until = models.DateTimeField(_("pinned until"), null=True, blank=True)
    is_listed = models.BooleanField(_("stands in lists"), default=True)
    merged_into = models.ForeignKey(
        "self",
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("merged into"),
    )
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
            models.Index(fields=["-created_at", "-id"], name="threads_topic_newest"),
            models.Index(fields=["-post_count", "-id"], name="threads_topic_fullest"),
            models.Index(fields=["pin"], condition=~Q(pin=""), name="threads_topic_pinned"),
            models.Index(
                fields=["closes_at"],
                condition=Q(closes_at__isnull=False) | Q(quiet_days__isnull=False),
                name="threads_topic_timer",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="threads_topic_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(quiet_days=None), name="threads_topic_one_timer"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The topic's first page."""
        return topic_path(self.slug, self.pk)

    @property
    def place_id(self) -> str:
        """Its id as a word, for the places of drafts."""
        return str(self.pk)

    @property
    def is_pinned(self) -> bool:
        """Whether it stands on top of a list now."""
        return bool(self.pin) and (self.pinned_until is None or self.pinned_until > timezone.now())

    @property
    def has_timer(self) -> bool:
        """Whether it closes by itself."""
        return self.closes_at is not None or self.quiet_days is not None


def topic_slug(title: str) -> str:
    """The decoration of a topic's address; never empty."""
    return slugify(title, allow_unicode=True)[:80].strip("-_") or "topic"


def topic_path(slug: str, topic_id: int, number: int | None = None) -> str:
    """The address of a topic, or of one post in it."""
    return f"/t/{slug}/{topic_id}/{number}/" if number else f"/t/{slug}/{topic_id}/"
