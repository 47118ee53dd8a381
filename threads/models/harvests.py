"""What is kept of a conversation: harvests, their published versions, and whom they cite."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from accounts.viewer import Viewer
from threads.models.categories import Category
from threads.models.hosts import CoHost
from threads.models.posts import Post
from threads.models.topics import TITLE_LENGTH, Topic

LINE_LENGTH = 280
EXCERPT_LENGTH = 500
MOST_HARVESTERS = 5
MOST_CITATIONS = 200


class Harvester(models.Model):
    """Somebody whom the host named to draft the harvests of a topic, or who offered to."""

    class State(models.TextChoices):
        OFFERED = "offered", _("offers to harvest")
        NAMED = "named", _("harvests")

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="harvesters", db_index=False, verbose_name=_("topic")
    )
    person = models.ForeignKey(User, models.DB_CASCADE, related_name="+", verbose_name=_("who"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NAMED)
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = StrictManager["Harvester"]()

    class Meta:
        verbose_name = _("harvester")
        verbose_name_plural = _("harvesters")
        constraints = [
            models.UniqueConstraint(fields=["topic", "person"], name="threads_harvester_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} harvests topic {self.topic_id}"


class HarvestQuerySet(models.QuerySet["Harvest"]):
    """Which harvests."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Where their topic is read: published ones for everybody, the others for those who draft
        the harvests of the topic. A draft itself is theirs alone, whatever was published of it."""
        readable = self.filter(topic__category__in=Category.objects.visible_to(viewer))
        known = Q(state=Harvest.State.PUBLISHED)
        return readable.filter(known | self.drafters(viewer) if viewer.is_member else known)

    def drafted_by(self, viewer: Viewer) -> Self:
        """Those that the viewer drafts: hosts of the topic, and its named harvesters."""
        readable = self.filter(topic__category__in=Category.objects.visible_to(viewer))
        return readable.filter(self.drafters(viewer)) if viewer.is_member else self.none()

    @staticmethod
    def drafters(viewer: Viewer) -> Q:
        """The condition that the viewer hosts the topic of a harvest or was named to harvest."""
        topic = OuterRef("topic")
        cohosts = CoHost.objects.filter(topic=topic, person_id=viewer.id)
        named = Harvester.objects.filter(
            topic=topic, person_id=viewer.id, state=Harvester.State.NAMED
        )
        return Q(topic__host_id=viewer.id) | Q(Exists(cohosts)) | Q(Exists(named))


class Harvest(models.Model):
    """What somebody keeps of a topic, for whom and for what: the draft, as it stands now.

    `edits` counts the saves of the draft, `version` the publications (`HarvestVersion`), of which
    readers see the newest while the state is published.
    """

    class Kind(models.TextChoices):
        WEAVE = "weave", _("Interim harvest")
        HARVEST = "harvest", _("Harvest")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        UNPUBLISHED = "unpublished", _("taken back")

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="harvests", verbose_name=_("topic")
    )
    author = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("begun by"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.HARVEST)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    for_whom = models.CharField(_("for whom, for what"), max_length=LINE_LENGTH)
    goes_to = models.CharField(_("goes to"), max_length=LINE_LENGTH, blank=True)
    source = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(_("published versions"), default=0)
    edits = models.PositiveIntegerField(_("saves"), default=1)
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    form_token = models.UUIDField(null=True, editable=False)

    objects = StrictManager.from_queryset(HarvestQuerySet)()

    class Meta:
        verbose_name = _("harvest")
        verbose_name_plural = _("harvests")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "form_token"], name="threads_harvest_form_once"
            ),
            models.CheckConstraint(condition=~Q(for_whom=""), name="threads_harvest_for_whom"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its own page."""
        return f"/harvests/{self.pk}/"


class HarvestVersion(models.Model):
    """A harvest as it was published once; nobody changes it afterwards.

    `coverage` is what the server counted then: posts, voices, voices of the topic, and the ids of
    the prompts that no cited post answers.
    """

    harvest = models.ForeignKey(
        Harvest,
        models.DB_CASCADE,
        related_name="versions",
        db_index=False,
        verbose_name=_("harvest"),
    )
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    for_whom = models.CharField(_("for whom, for what"), max_length=LINE_LENGTH)
    goes_to = models.CharField(_("goes to"), max_length=LINE_LENGTH, blank=True)
    source = models.TextField(_("text"))
    html = models.TextField(_("rendered text"), editable=False)
    html_version = models.PositiveSmallIntegerField(_("renderer"), default=1, editable=False)
    coverage = models.JSONField(
        _("coverage"), default=dict, db_default=Value({}, models.JSONField()), editable=False
    )
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    published_by = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("published by"),
    )

    objects = StrictManager["HarvestVersion"]()

    class Meta:
        verbose_name = _("published harvest")
        verbose_name_plural = _("published harvests")
        ordering = ["harvest", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["harvest", "version"], name="threads_harvest_version_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class CitationQuerySet(models.QuerySet["Citation"]):
    """Which citations."""

    def standing(self) -> Self:
        """Those of the newest version of each published harvest."""
        return self.filter(
            harvest__state=Harvest.State.PUBLISHED, version__version=F("harvest__version")
        )


class Citation(models.Model):
    """A harvest draws on a post. Without a version it belongs to the draft.

    `excerpt` holds the words that were selected in that version of the post; it is never printed
    once the post is withdrawn or hidden. Whom it cites may dispute it, and settle that again.
    """

    class State(models.TextChoices):
        OK = "ok", _("stands")
        DISPUTED = "disputed", _("disputed")
        SOURCE_WITHDRAWN = "source_withdrawn", _("withdrawn by its author")

    harvest = models.ForeignKey(
        Harvest,
        models.DB_CASCADE,
        related_name="citations",
        db_index=False,
        verbose_name=_("harvest"),
    )
    version = models.ForeignKey(
        HarvestVersion,
        models.DB_CASCADE,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("published in"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    post = models.ForeignKey(
        Post, models.DB_CASCADE, related_name="citations", verbose_name=_("post")
    )
    post_version = models.PositiveIntegerField(_("version of the post"), default=1)
    excerpt = models.CharField(_("cited words"), max_length=EXCERPT_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.OK)
    objection = models.CharField(_("what is disputed"), max_length=500, blank=True)
    disputed_at = models.DateTimeField(_("disputed"), null=True, blank=True)

    objects = StrictManager.from_queryset(CitationQuerySet)()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            models.UniqueConstraint(
                fields=["harvest", "version", "number"],
                name="threads_citation_number_unique",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"[{self.number}] post {self.post_id}"
