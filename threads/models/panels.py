"""What makes a topic more than a list of posts: where it comes from, and who sits on its panel."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from threads.models.topics import Topic

MOST_PANELISTS = 12
MOST_LINKS = 5
NAME_LENGTH = 60
LINK_LENGTH = 500
# What the host heard of somebody, and what they answer: a few paragraphs each.
VIEW_LENGTH = 2_000


class Source(models.Model):
    """What a topic recaps or grew out of: a conversation, a meeting, a text.

    `held_on` is a day, a month or a year, as people remember it: `2026-11-19`, `2026-11`, `2026`.
    """

    class Kind(models.TextChoices):
        FISHBOWL = "fishbowl", _("Live fishbowl")
        MEETING = "meeting", _("Meeting")
        TALK = "talk", _("Talk")
        TEXT = "text", _("Text")
        OTHER = "other", _("Something else")

    topic = models.OneToOneField(
        Topic, models.DB_CASCADE, related_name="source", verbose_name=_("topic")
    )
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FISHBOWL)
    held_on = models.CharField(_("when"), max_length=10, blank=True)
    links = ArrayField(
        models.URLField(max_length=LINK_LENGTH), verbose_name=_("links"), default=list
    )

    objects = StrictManager["Source"]()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title


class Panelist(models.Model):
    """Somebody on the panel of a topic: a person with an account, or a plain name.

    An account that is closed leaves the name that stood here.
    """

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="panel", db_index=False, verbose_name=_("topic")
    )
    position = models.PositiveSmallIntegerField(_("number"))
    person = models.ForeignKey(
        User, models.DB_SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)

    objects = StrictManager["Panelist"]()

    class Meta:
        verbose_name = _("panelist")
        verbose_name_plural = _("panelists")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "position"],
                name="threads_panelist_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["topic", "person"], name="threads_panelist_person_unique"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_PANELISTS),
                name="threads_panelist_position_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Perspective(models.Model):
    """What somebody on the panel said elsewhere, as the host heard it.

    The person it is attributed to can answer in public: add to it, or correct it (`response`).
    """

    class Response(models.TextChoices):
        ADDS = "adds", _("adds")
        CORRECTS = "corrects", _("corrects")

    panelist = models.OneToOneField(
        Panelist, models.DB_CASCADE, related_name="perspective", verbose_name=_("panelist")
    )
    author = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("as heard by"),
    )
    source = models.TextField(_("text"))
    html = models.TextField(_("rendered text"), editable=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    response_kind = models.CharField(
        _("how they answer"), max_length=10, choices=Response, blank=True, default=""
    )
    response_source = models.TextField(_("their answer"), blank=True, default="")
    response_html = models.TextField(_("their answer, rendered"), editable=False, default="")
    responded_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = StrictManager["Perspective"]()

    class Meta:
        verbose_name = _("attributed view")
        verbose_name_plural = _("attributed views")

    def __str__(self) -> str:
        return f"of panelist {self.panelist_id}"
