"""What people say, and every version of it."""

from typing import Self

from django.db import models
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from accounts.viewer import Viewer
from threads.models import seals
from threads.models.categories import Category
from threads.models.topics import Topic, topic_path

SPEAKING_LENGTH = 60


class Lane(models.TextChoices):
    """From where somebody spoke: from the bowl of a fishbowl, from its gallery, or on the floor,
    where everybody talks. It stays, whatever becomes of the fishbowl."""

    FLOOR = "floor", _("on the floor")
    BOWL = "bowl", _("in the bowl")
    GALLERY = "gallery", _("from the gallery")


class PostQuerySet(models.QuerySet["Post"]):
    """Which posts."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those that the viewer may read: whose place they may know, and which are open to them.

        A withdrawn post is visible: its tombstone stands, its text does not (`shown`).
        """
        return self.known_to(viewer).open_to(viewer)

    def known_to(self, viewer: Viewer) -> Self:
        """Those whose place the viewer may know: hidden ones only to author and moderators. For
        places and numbers alone: what a post says, and who says it, goes through `visible_to`."""
        posts = self.filter(topic__category__in=Category.objects.visible_to(viewer))
        if viewer.moderates_site:
            return posts
        known = Q(hidden_at=None)
        if viewer.is_member:
            known |= Q(author_id=viewer.id) | Q(topic__category_id__in=viewer.moderated_ids)
        return posts.filter(known)

    def open_to(self, viewer: Viewer) -> Self:
        """Without sealed answers that the viewer may not open yet (`threads.models.seals`)."""
        return self.filter(seals.open_to(viewer))

    def sealed_to(self, viewer: Viewer) -> Self:
        """The sealed answers that the viewer may not open yet. For their places alone."""
        return self.exclude(seals.open_to(viewer))

    def counted(self) -> Self:
        """Without answers under any seal, whoever asks: what lists count and name is the same for
        everybody."""
        return self.filter(seals.unsealed())

    def shown(self) -> Self:
        """Those whose text stands for everybody who may read the topic."""
        return self.filter(hidden_at=None, withdrawn_at=None)


class Post(models.Model):
    """One contribution to a topic; the opening post has number 1.

    `source` is the author's own words; `html`, `text`, `excerpt` and `facts` are what the renderer
    of `html_version` made of them (see `threads.markup`), with slots in `html` and `excerpt` for
    what changes later. `version` counts the author's edits. `speaking_from` is the context that
    its author declared, in their own words; `as_host` says that it is the voice of the process,
    `as_moderator` that a moderator without a seat wrote it into a bowl.
    """

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="posts", db_index=False, verbose_name=_("topic")
    )
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        related_name="posts",
        db_index=False,
        verbose_name=_("author"),
    )
    reply_to = models.ForeignKey(
        "self", models.DB_SET_NULL, null=True, related_name="replies", verbose_name=_("in reply to")
    )
    source = models.TextField(_("text"))
    html = models.TextField(_("rendered text"), editable=False)
    text = models.TextField(_("plain text"), db_default="", editable=False)
    excerpt = models.TextField(_("beginning"), db_default="", editable=False)
    facts = models.JSONField(_("facts"), db_default=Value({}, models.JSONField()), editable=False)
    html_version = models.PositiveSmallIntegerField(_("renderer"), editable=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    like_count = models.PositiveIntegerField(_("likes"), default=0)
    report_count = models.PositiveIntegerField(_("open reports"), default=0)
    created_at = models.DateTimeField(_("posted"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    hidden_reason = models.CharField(_("reason"), max_length=500, blank=True)
    speaking_from = models.CharField(
        _("speaking from"), max_length=SPEAKING_LENGTH, blank=True, default="", db_default=""
    )
    as_host = models.BooleanField(_("as host"), default=False, db_default=False)
    lane = models.CharField(
        _("spoken"), max_length=7, choices=Lane, default=Lane.FLOOR, db_default="floor"
    )
    as_moderator = models.BooleanField(_("as moderator"), default=False, db_default=False)
    form_token = models.UUIDField(null=True, editable=False)

    objects = StrictManager.from_queryset(PostQuerySet)()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="threads_post_number_unique"),
            models.UniqueConstraint(fields=["author", "form_token"], name="threads_post_form_once"),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_reason="")
                | Q(hidden_at__isnull=False) & ~Q(hidden_reason=""),
                name="threads_post_hidden_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], name="threads_post_author"),
            # Where in a topic begins what is newer than a moment: numbers follow the time, but for
            # posts that were moved here.
            models.Index(fields=["topic", "created_at", "number"], name="threads_post_since"),
            # Who was heard in a topic.
            models.Index(
                fields=["topic", "author"],
                condition=Q(hidden_at=None, withdrawn_at=None),
                name="threads_post_voices",
            ),
            # The gallery of a fishbowl, beside what is said in its bowl.
            models.Index(
                fields=["topic", "number"],
                condition=Q(lane="gallery"),
                name="threads_post_gallery",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} of topic {self.topic_id}"

    def get_absolute_url(self) -> str:
        """The post's short address, which redirects to its place."""
        return f"/p/{self.pk}/"

    @property
    def is_shown(self) -> bool:
        """Whether its text stands for everybody who may read the topic."""
        return self.hidden_at is None and self.withdrawn_at is None

    def place(self) -> str:
        """Its address inside the topic, which must have been fetched with it."""
        return topic_path(self.topic.slug, self.topic_id, self.number)


class FormerPlace(models.Model):
    """A number in a topic that belonged to a post which was moved away: its old address.

    `entry_id` is the line in the ledger that says who moved it and why.
    """

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("topic")
    )
    number = models.PositiveIntegerField(_("number"))
    post = models.ForeignKey(
        Post, models.DB_CASCADE, related_name="former_places", verbose_name=_("post")
    )
    entry_id = models.BigIntegerField(_("entry"))

    objects = StrictManager["FormerPlace"]()

    class Meta:
        verbose_name = _("former place of a post")
        verbose_name_plural = _("former places of posts")
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="threads_former_place_unique")
        ]
        indexes = [models.Index(fields=["entry_id"], name="threads_former_place_entry")]

    def __str__(self) -> str:
        return f"#{self.number} of topic {self.topic_id}"


class PostRevision(models.Model):
    """A version of a post's text as its author wrote it; the newest stands on the post itself."""

    post = models.ForeignKey(
        Post, models.DB_CASCADE, related_name="revisions", db_index=False, verbose_name=_("post")
    )
    version = models.PositiveIntegerField(_("version"))
    source = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written"))

    objects = StrictManager["PostRevision"]()

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ["post", "version"]
        constraints = [
            models.UniqueConstraint(fields=["post", "version"], name="threads_post_revision_unique")
        ]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.version}"
