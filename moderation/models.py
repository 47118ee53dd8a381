"""Reports of members, the cases they become, and what moderators note on them."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from accounts.viewer import Viewer
from ledger.models import Entry
from ledger.queries import withheld_from
from threads.models import Category, HeldPost, Post

WORDS_LENGTH = 1000


class CaseQuerySet(models.QuerySet["Case"]):
    """Which cases."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those in categories that the viewer may read and moderates, as far as they are open."""
        if not viewer.moderates_somewhere:
            return self.none()
        places = Category.objects.moderated_by(viewer)
        theirs = Q(post__topic__category__in=places) | Q(held__category__in=places)
        return self.filter(theirs).open_to(viewer)

    def open_to(self, viewer: Viewer) -> Self:
        """Without those about a sealed answer, or about the waiting text that became one."""
        sealed = Post.objects.sealed_to(viewer)
        return self.exclude(
            Q(Exists(sealed.filter(pk=OuterRef("post"))))
            | Q(Exists(sealed.filter(pk=OuterRef("held__post"))))
        )


class Case(models.Model):
    """Something that moderators are to look at: a reported post, or a text that waits.

    One open case for each; a post that is reported again after a decision is a new case.
    """

    class Decision(models.TextChoices):
        NONE = "", _("open")
        KEEP = "keep", _("kept")
        HIDE = "hide", _("hidden")
        APPROVE = "approve", _("approved")
        REFUSE = "refuse", _("refused")
        # Nothing is left to decide: the reports or the text were taken back.
        VOID = "void", _("taken back")

    post = models.ForeignKey(
        Post, models.DB_CASCADE, null=True, blank=True, related_name="cases", verbose_name=_("post")
    )
    held = models.ForeignKey(
        HeldPost,
        models.DB_CASCADE,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("waiting text"),
    )
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    taken_by = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("taken by"),
    )
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, default=Decision.NONE, blank=True
    )
    decided_by = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    entry_id = models.BigIntegerField(_("entry"), null=True, editable=False)

    objects = StrictManager.from_queryset(CaseQuerySet)()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, held=None) | Q(post=None, held__isnull=False),
                name="moderation_case_post_or_held",
            ),
            models.UniqueConstraint(
                fields=["post"], condition=Q(decision=""), name="moderation_case_post_open_once"
            ),
            models.UniqueConstraint(
                fields=["held"], condition=Q(decision=""), name="moderation_case_held_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(decision=""), name="moderation_case_open"),
            models.Index(
                fields=["-decided_at"], condition=~Q(decision=""), name="moderation_case_decided"
            ),
            models.Index(fields=["entry_id"], name="moderation_case_entry"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    def get_absolute_url(self) -> str:
        """Its own page."""
        return f"/moderation/cases/{self.pk}/"

    @property
    def about(self) -> Post | HeldPost:
        """The post or the waiting text that is to be decided about."""
        about = self.post or self.held
        if about is None:
            raise ValueError("a case is about a post or a waiting text")
        return about

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return not self.decision


class Report(models.Model):
    """A member says that a post should not stand as it does."""

    class Reason(models.TextChoices):
        INAPPROPRIATE = "inappropriate", _("It hurts or insults somebody")
        AGREEMENT = "agreement", _("It breaks an agreement of ours")
        OFF_TOPIC = "off_topic", _("It does not belong here")
        SPAM = "spam", _("It advertises something")
        OTHER = "other", _("Something else, in my own words")

    case = models.ForeignKey(
        Case, models.DB_CASCADE, related_name="reports", db_index=False, verbose_name=_("case")
    )
    # A report stands, also when the account of who made it is closed.
    reporter = models.ForeignKey(
        User, models.DB_SET_NULL, null=True, related_name="reports", verbose_name=_("reported by")
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    words = models.CharField(_("in their words"), max_length=WORDS_LENGTH, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = StrictManager["Report"]()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter"],
                condition=Q(taken_back_at=None),
                name="moderation_report_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} ({self.pk})"


class CaseNote(models.Model):
    """What one moderator tells the others about a case."""

    case = models.ForeignKey(Case, models.DB_CASCADE, related_name="notes", verbose_name=_("case"))
    author = models.ForeignKey(
        User, models.DB_SET_NULL, null=True, related_name="+", db_index=False, verbose_name=_("who")
    )
    text = models.CharField(_("note"), max_length=WORDS_LENGTH)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = StrictManager["CaseNote"]()

    class Meta:
        verbose_name = _("note on a case")
        verbose_name_plural = _("notes on cases")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Which appeals."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those against acts in categories that the viewer may read and moderates, and for
        moderators of the whole site those about members; not about answers sealed to them."""
        if not viewer.moderates_somewhere:
            return self.none()
        places = Category.objects.moderated_by(viewer)
        theirs = Q(category_id__in=places.values("pk"))
        if viewer.moderates_site:
            theirs |= Q(category_id=None)
        lines = Entry.objects.filter(theirs).exclude(withheld_from(viewer))
        return self.filter(Exists(lines.filter(pk=OuterRef("entry_id"))))


class Appeal(models.Model):
    """Whom an act of moderation concerns asks somebody else to look at it again; once an act."""

    class Decision(models.TextChoices):
        NONE = "", _("open")
        UPHELD = "upheld", _("the decision stands")
        OVERTURNED = "overturned", _("the decision was taken back")

    # A line of the ledger; nothing points there (`ledger.models`).
    entry_id = models.BigIntegerField(_("entry"), unique=True, editable=False)
    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="appeals", verbose_name=_("who appeals")
    )
    words = models.CharField(_("in their words"), max_length=WORDS_LENGTH)
    at = models.DateTimeField(_("when"), default=timezone.now)
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, default=Decision.NONE, blank=True
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = StrictManager.from_queryset(AppealQuerySet)()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        indexes = [
            models.Index(fields=["id"], condition=Q(decision=""), name="moderation_appeal_open")
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return not self.decision
