"""What people follow, how closely, and why."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from threads.models.categories import Category
from threads.models.prompts import Prompt
from threads.models.tags import Tag


class Level(models.TextChoices):
    """How closely somebody follows something; the four steps that forums have in common."""

    WATCH = "watch", _("Watching")
    TRACK = "track", _("Tracking")
    NORMAL = "normal", _("Normal")
    MUTE = "mute", _("Muted")


class Why(models.TextChoices):
    """What made somebody follow a topic: said wherever they are told of it."""

    CHOSEN = "chosen", _("you chose so")
    OPENED = "opened", _("you opened it")
    REPLIED = "replied", _("you replied in it")
    MENTIONED = "mentioned", _("somebody mentioned you in it")
    QUESTION = "question", _("you follow a question of it")


class Follow(models.Model):
    """How closely a person follows a category, a tag or a prompt; of topics `TopicReader` says it.

    Whoever watches a category or a tag is told of each new topic in it, and whoever watches a
    prompt of each answer. Topics of what is tracked count as unread from their first post on;
    topics of what is muted stand in no list. `NORMAL` is no row.
    """

    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("person")
    )
    category = models.ForeignKey(
        Category, models.DB_CASCADE, null=True, related_name="+", db_index=False,
        verbose_name=_("category"),
    )  # fmt: skip
    tag = models.ForeignKey(
        Tag, models.DB_CASCADE, null=True, related_name="+", db_index=False, verbose_name=_("tag")
    )
    prompt = models.ForeignKey(
        Prompt, models.DB_CASCADE, null=True, related_name="+", db_index=False,
        verbose_name=_("question"),
    )  # fmt: skip
    level = models.CharField(_("how closely"), max_length=6, choices=Level)
    at = models.DateTimeField(_("since"), default=timezone.now)

    objects = StrictManager["Follow"]()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(category__isnull=False, tag=None, prompt=None)
                    | Q(category=None, tag__isnull=False, prompt=None)
                    | Q(category=None, tag=None, prompt__isnull=False)
                ),
                name="threads_follow_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(level=Level.NORMAL), name="threads_follow_normal_is_no_row"
            ),
            models.UniqueConstraint(
                fields=["person", "category"],
                condition=Q(category__isnull=False),
                name="threads_follow_category_once",
            ),
            models.UniqueConstraint(
                fields=["person", "tag"],
                condition=Q(tag__isnull=False),
                name="threads_follow_tag_once",
            ),
            models.UniqueConstraint(
                fields=["person", "prompt"],
                condition=Q(prompt__isnull=False),
                name="threads_follow_prompt_once",
            ),
        ]
        # What somebody follows, and who is to be told of something.
        indexes = [
            models.Index(fields=["person"], name="threads_follow_person"),
            models.Index(
                fields=["category", "person"],
                condition=Q(category__isnull=False),
                name="threads_follow_category",
            ),
            models.Index(
                fields=["tag", "person"], condition=Q(tag__isnull=False), name="threads_follow_tag"
            ),
            models.Index(
                fields=["prompt", "person"],
                condition=Q(prompt__isnull=False),
                name="threads_follow_prompt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.level}"


class CategoryByMail(models.Model):
    """Somebody gets each post of a category by mail (a mailing list)."""

    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("person")
    )
    category = models.ForeignKey(
        Category, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("category")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = StrictManager["CategoryByMail"]()

    class Meta:
        verbose_name = _("category by mail")
        verbose_name_plural = _("categories by mail")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "category"], name="threads_category_by_mail_once"
            )
        ]
        # Whom a new post goes to, in parts.
        indexes = [models.Index(fields=["category", "person"], name="threads_category_by_mail_to")]

    def __str__(self) -> str:
        return f"{self.person_id} gets category {self.category_id} by mail"
