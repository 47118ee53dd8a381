"""The community whose forum this is, and its words."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.people import User
from accounts.models.strict import StrictManager, validate_language
from accounts.remembered import forget_community

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DocumentKind(models.TextChoices):
    """What a community says about itself and asks of its members."""

    RULES = "rules", _("Rules of the community")
    TERMS = "terms", _("Terms of use")
    PRIVACY = "privacy", _("Privacy")
    IMPRINT = "imprint", pgettext_lazy("who is responsible for the site", "Imprint")


def _days(
    name: "StrOrPromise", default: int, meaning: "StrOrPromise"
) -> "models.PositiveSmallIntegerField[int, int]":
    """For how many days something is kept."""
    return models.PositiveSmallIntegerField(
        name,
        default=default,
        db_default=default,
        validators=[MaxValueValidator(3650)],
        help_text=meaning,
    )


class Community(models.Model):
    """The community whose forum this is: one row, made by `manage.py setup` or by the demo."""

    class Digest(models.TextChoices):
        NONE = "none", _("Never")
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")

    # Its own words for roles, by role and language, where `accounts.queries` fetched it.
    labels: dict[tuple[str, str], str] = {}

    class SignUp(models.TextChoices):
        """Who may make an account."""

        OPEN = "open", _("everybody")
        INVITED = "invited", _("only by invitation")
        CLOSED = "closed", _("nobody")

    name = models.CharField(_("name"), max_length=60)
    tagline = models.CharField(_("one sentence about it"), max_length=140, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)
    held_first_posts = models.PositiveSmallIntegerField(
        _("first posts that wait"),
        default=0,
        validators=[MaxValueValidator(20)],
        help_text=_(
            "So many first posts of a new member wait until a moderator has seen them; 0: none."
        ),
    )

    signup = models.CharField(
        _("who may sign up"),
        max_length=8,
        choices=SignUp,
        default=SignUp.OPEN,
        db_default="open",
        help_text=_("Closed to everybody, invitations bring members into circles all the same."),
    )
    new_member_days = models.PositiveSmallIntegerField(
        _("days that members are new"),
        default=7,
        db_default=7,
        validators=[MaxValueValidator(365)],
        help_text=_("For so long the limits below hold for them; 0: for nobody."),
    )
    new_member_posts = models.PositiveSmallIntegerField(
        _("posts of a new member a day"),
        default=30,
        db_default=30,
        validators=[MinValueValidator(1)],
    )
    new_member_links = models.PositiveSmallIntegerField(
        _("links in a text of a new member"), default=5, db_default=5
    )
    new_member_mentions = models.PositiveSmallIntegerField(
        _("people whom a text of a new member names"), default=5, db_default=5
    )
    limits_percent = models.PositiveSmallIntegerField(
        _("how much at once, in percent"),
        default=100,
        db_default=100,
        validators=[MinValueValidator(10), MaxValueValidator(1000)],
        help_text=_(
            "How often people may write, search and press in a minute or a day, of what is usual;"
            " 200: twice as often."
        ),
    )
    unread_days = models.PositiveSmallIntegerField(
        _("days that posts stay unread"),
        default=90,
        db_default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("What is older counts as read for everybody."),
    )
    digest = models.CharField(
        _("digest by mail"),
        max_length=6,
        choices=Digest,
        default=Digest.WEEKLY,
        db_default="weekly",
        help_text=_("For members who did not choose themselves."),
    )

    keep_addresses = _days(
        _("days that addresses are kept"),
        30,
        _("From where somebody signed in; 0: as long as they are signed in."),
    )
    keep_drafts = _days(
        _("days that drafts are kept"), 365, _("After nobody wrote on them any more; 0: for ever.")
    )
    keep_notices = _days(_("days that notices are kept"), 365, _("Read or not; 0: for ever."))
    keep_withdrawn = _days(
        _("days that withdrawn texts are kept"),
        0,
        _("For their authors and moderators; the mark that one stood there stays. 0: for ever."),
    )

    refused_words = models.TextField(
        _("words that are refused"),
        max_length=20_000,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "A word or a phrase a line; a star at its end takes in what goes on. A text with one of"
            " them comes back to its writer, who is told which. Moderators may say everything."
        ),
    )
    held_words = models.TextField(
        _("words that wait"),
        max_length=20_000,
        blank=True,
        default="",
        db_default="",
        help_text=_("Likewise; a new text with one of them waits until a moderator has seen it."),
    )

    # The kinds of documents that stand, and the newest version that members are to agree to; the
    # act that publishes one keeps both, so that pages need not ask.
    documents = ArrayField(
        models.CharField(max_length=10), default=list, db_default=[], editable=False
    )
    agreement = models.BigIntegerField(default=0, db_default=0, editable=False)

    objects = StrictManager["Community"]()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("community")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="accounts_community_single")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """There is one community; it keeps the key 1, and this process asks for it anew."""
        self.pk = 1
        super().save(*args, **kwargs)
        forget_community()


class RoleLabel(models.Model):
    """What the community calls a role in one language: host, facilitator, focalizer … Addresses
    and fields keep their names; a language without a row has the word of its catalogue."""

    class Role(models.TextChoices):
        HOST = "host", _("host of a topic")
        LEADER = "leader", _("leader of a circle")
        FACILITATOR = "facilitator", _("facilitator of a circle")
        SECRETARY = "secretary", _("secretary of a circle")
        DELEGATE = "delegate", _("delegate of a circle")

    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.HOST)
    language = models.CharField(_("language"), max_length=12, validators=[validate_language])
    label = models.CharField(_("what it is called"), max_length=30)

    objects = StrictManager["RoleLabel"]()

    class Meta:
        verbose_name = _("word for a role")
        verbose_name_plural = _("words for roles")
        constraints = [
            models.UniqueConstraint(fields=["role", "language"], name="accounts_role_label_unique")
        ]

    def __str__(self) -> str:
        return self.label


class Agreement(models.Model):
    """Somebody agreed to all documents as they stood."""

    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("person")
    )
    # The newest version that was to be agreed to.
    version = models.BigIntegerField(_("up to version"))
    at = models.DateTimeField(_("agreed"), default=timezone.now)

    objects = StrictManager["Agreement"]()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="accounts_agreement_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} agreed to {self.version}"
