"""What somebody has read, how closely they follow it, and what they began to write."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from threads.models.categories import Category
from threads.models.follows import Level, Why
from threads.models.topics import Topic

# The condition under which a row says that its person opened the topic: they read something of it,
# or marked it as unread. Others follow it without ever having been there.
OPENED = ~Q(read="") | Q(unread_from__isnull=False)


class TopicReader(models.Model):
    """Which posts of a topic somebody has read, as ranges of numbers (`threads.models.ranges`), and
    how closely they follow it.

    There is no row for somebody who neither opened the topic nor follows it. `level` is empty where
    they follow it as its category and its tags say; `why` says what made them follow it. Posts from
    the number `unread_from` on count as unread however old they are: they were marked so by hand.
    """

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="readers", db_index=False, verbose_name=_("topic")
    )
    person = models.ForeignKey(User, models.DB_CASCADE, related_name="+", verbose_name=_("person"))
    read = models.TextField(_("read posts"), default="")
    visited_at = models.DateTimeField(_("last visit"), default=timezone.now)
    unread_from = models.PositiveIntegerField(_("unread from"), null=True, blank=True)
    level = models.CharField(
        _("how closely"), max_length=6, choices=Level, blank=True, default="", db_default=""
    )
    why = models.CharField(
        _("why"), max_length=9, choices=Why, blank=True, default="", db_default=""
    )

    objects = StrictManager["TopicReader"]()

    class Meta:
        verbose_name = _("reader of a topic")
        verbose_name_plural = _("readers of topics")
        constraints = [
            models.UniqueConstraint(fields=["topic", "person"], name="threads_reader_unique")
        ]
        indexes = [
            # Who is to be told of a new post: few of those who read.
            models.Index(
                fields=["topic", "person"],
                condition=Q(level=Level.WATCH),
                name="threads_reader_watches",
            ),
            # What somebody follows or mutes: little of what they read, and asked for every list.
            models.Index(
                fields=["person", "level"], condition=~Q(level=""), name="threads_reader_follows"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of topic {self.topic_id}: {self.read}"


class CategoryReader(models.Model):
    """Until when somebody has read a whole category: what is older is read, whoever opened it."""

    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("person")
    )
    category = models.ForeignKey(
        Category, models.DB_CASCADE, related_name="+", verbose_name=_("category")
    )
    read_until = models.DateTimeField(_("read until"), default=timezone.now)

    objects = StrictManager["CategoryReader"]()

    class Meta:
        verbose_name = _("reader of a category")
        verbose_name_plural = _("readers of categories")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "category"], name="threads_category_reader_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of category {self.category_id}: {self.read_until}"


class Draft(models.Model):
    """What somebody began to write, one text for each place.

    `place` says where: `topic:<id>` (a reply), `post:<id>` (an edit), `new` (a topic),
    `harvest-topic:<id>` (a harvest to begin in it), `harvest:<id>` (what somebody writes at a
    harvest and has not saved; the text that its writers share stands in `Harvest`). `seq` is the
    writer's own count: a text with a lower one came late and takes nobody's place. `facts` is
    what the form says beside the text (title, prompts, which post is answered; `base`, how often
    a harvest had been saved when its writer began).
    """

    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("person")
    )
    place = models.CharField(_("place"), max_length=40)
    body = models.TextField(_("text"))
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    seq = models.PositiveIntegerField(_("number"), default=0)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = StrictManager["Draft"]()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["person", "place"], name="threads_draft_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.place}"
