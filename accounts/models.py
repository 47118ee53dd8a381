"""Who: people, the circles they belong to, and the community that they make."""

import zoneinfo
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import handles


def validate_time_zone(name: str) -> None:
    """Names of the time zone database only; a wrong one would break every page of a person."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone of this name; try Europe/Lisbon."))


def validate_language(code: str) -> None:
    """Languages that the site speaks."""
    if code not in dict(settings.LANGUAGES):
        raise ValidationError(_("The site does not speak this language."))


class StrictManager[M: models.Model](models.Manager[M]):
    """Rows whose relations a page must name: what it forgot is an error while we develop."""

    def get_queryset(self) -> models.QuerySet[M]:
        """All rows, with the fetch mode of the settings (`FETCH_MODE`)."""
        return super().get_queryset().fetch_mode(settings.FETCH_MODE)


# Which categories the person of an outer query moderates: `threads`, which stands above this app
# and owns the categories, says so at start.
_moderated: list[models.QuerySet[Any, Any]] = []


def register_moderated(categories: models.QuerySet[Any, Any]) -> None:
    """Say how the ids of the categories are found that the person `OuterRef("pk")` moderates."""
    _moderated[:] = [categories]


def moderated_by() -> models.QuerySet[Any, Any]:
    """The ids of the categories that the person of the outer query moderates."""
    return _moderated[0]


# Which kinds of notices wait for the person of an outer query: `notifications` says so at start.
_waiting: list[models.QuerySet[Any, Any]] = []


def register_waiting(kinds: models.QuerySet[Any, Any]) -> None:
    """Say how the kinds of the newest unread notices of the person `OuterRef("pk")` are found."""
    _waiting[:] = [kinds]


class UserManager(BaseUserManager["User"]):
    """Finds and makes people."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person of that handle, without regard to case."""
        return self.get(username__iexact=username)

    def create_user(
        self, username: str, email: str = "", password: str | None = None, **extra: Any
    ) -> "User":
        """A person; without a password nobody can sign in as them yet."""
        user = self.model(username=username, email=self.normalize_email(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, email: str = "", password: str | None = None, **extra: Any
    ) -> "User":
        """An admin."""
        return self.create_user(
            username, email, password, is_staff=True, is_superuser=True, **extra
        )

    def with_rights(self) -> models.QuerySet["User"]:
        """People with `circle_ids`, `moderated_ids` (the categories whose moderators they are),
        `ignored_ids` (whom they ignore) and `waiting_kinds` (of unread notices), so that one query
        answers who somebody is (`Viewer`).
        """
        circles = Membership.objects.filter(person=models.OuterRef("pk")).values("circle_id")
        ignored = Ignore.objects.filter(person=models.OuterRef("pk")).values("ignored_id")
        return self.get_queryset().annotate(
            circle_ids=ArraySubquery(circles),
            moderated_ids=ArraySubquery(moderated_by()),
            ignored_ids=ArraySubquery(ignored),
            waiting_kinds=ArraySubquery(_waiting[0]),
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Holds no foreign key, so that database-level deletes stay legal."""

    class Following(models.TextChoices):
        """How closely one follows a topic by what one does, without choosing it there."""

        NONE = "", _("Not at all")
        TRACK = "track", _("Tracking")
        WATCH = "watch", _("Watching")

    class Theme(models.TextChoices):
        SYSTEM = "", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    username = models.CharField(
        _("handle"),
        max_length=handles.MAX_LENGTH,
        validators=handles.VALIDATORS,
        error_messages={"unique": _("Somebody already has this handle.")},
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    display_name = models.CharField(
        _("display name"), max_length=60, blank=True, help_text=_("In any script.")
    )
    about = models.TextField(_("about"), max_length=1000, blank=True)
    # With slots; empty where it was written before there was a renderer for it.
    about_html = models.TextField(_("rendered about"), db_default="", editable=False)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="", blank=True, validators=[validate_time_zone]
    )
    language = models.CharField(
        _("language"), max_length=12, default="", blank=True, validators=[validate_language]
    )
    theme = models.CharField(
        _("colours"), max_length=5, choices=Theme, default="", db_default="", blank=True
    )
    more_contrast = models.BooleanField(_("more contrast"), default=False, db_default=False)
    has_keys = models.BooleanField(_("single-key shortcuts"), default=True, db_default=True)
    # Whether the title of an open page says how much is new.
    counts_in_title = models.BooleanField(_("count in the title"), default=True, db_default=True)
    follow_on_reply = models.CharField(
        _("topics that I reply in"),
        max_length=5,
        choices=Following,
        default=Following.TRACK,
        db_default="track",
        blank=True,
    )
    follow_on_mention = models.CharField(
        _("topics that I am mentioned in"),
        max_length=5,
        choices=Following,
        default=Following.NONE,
        db_default="",
        blank=True,
    )
    # The fresh start: what is older is read. Nothing is unread that is older than the account.
    read_until = models.DateTimeField(_("read until"), null=True, blank=True)
    is_moderator = models.BooleanField(_("moderator"), default=False)
    silenced_until = models.DateTimeField(_("silenced until"), null=True, blank=True)
    silenced_reason = models.CharField(_("why silenced"), max_length=500, blank=True)
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True)
    suspended_reason = models.CharField(_("why suspended"), max_length=500, blank=True)
    is_staff = models.BooleanField(_("may open the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # Upper, because that is how the database compares without case (iexact).
            models.UniqueConstraint(
                Upper("username"),
                name="accounts_user_handle_unique",
                violation_error_message=_("Somebody already has this handle."),
            ),
        ]
        indexes = [models.Index(fields=["-date_joined"], name="accounts_user_joined")]

    def __str__(self) -> str:
        return self.username

    @property
    def is_silenced(self) -> bool:
        """Whether they may read but not write now."""
        return self.silenced_until is not None and self.silenced_until > timezone.now()

    @property
    def is_suspended(self) -> bool:
        """Whether they may not be signed in now."""
        return self.suspended_until is not None and self.suspended_until > timezone.now()

    @property
    def name(self) -> str:
        """The display name, or the handle where there is none."""
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name to greet somebody by (Django's admin asks for it)."""
        return self.name

    def get_short_name(self) -> str:
        """The same; a name cannot be cut into parts without knowing its culture."""
        return self.name

    def get_absolute_url(self) -> str:
        """The profile."""
        return f"/u/{self.username}/"


class Circle(models.Model):
    """A team with an aim, a domain and members."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    aim = models.CharField(_("aim"), max_length=280, blank=True)
    domain = models.CharField(_("domain"), max_length=280, blank=True)
    people: models.ManyToManyField[User, "Membership"] = models.ManyToManyField(
        User, through="Membership", related_name="circles", verbose_name=_("members")
    )

    objects = StrictManager["Circle"]()

    class Meta:
        verbose_name = _("circle")
        verbose_name_plural = _("circles")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in a circle."""

    circle = models.ForeignKey(Circle, models.DB_CASCADE, related_name="memberships")
    person = models.ForeignKey(User, models.DB_CASCADE, related_name="memberships", db_index=False)
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = StrictManager["Membership"]()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["person", "circle"], name="accounts_membership_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.circle_id}"


class Ignore(models.Model):
    """Somebody wants to hear nothing from somebody else: no notice of what they do, and their posts
    are folded."""

    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("person")
    )
    ignored = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", verbose_name=_("ignores")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = StrictManager["Ignore"]()

    class Meta:
        verbose_name = _("ignored person")
        verbose_name_plural = _("ignored people")
        constraints = [
            models.UniqueConstraint(fields=["person", "ignored"], name="accounts_ignore_unique"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("ignored")), name="accounts_ignore_not_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} ignores {self.ignored_id}"


class Community(models.Model):
    """The community whose forum this is: one row, made by `manage.py setup` or by the demo."""

    class Digest(models.TextChoices):
        NONE = "none", _("Never")
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")

    # Its own words for roles, by role and language, where `accounts.queries` fetched it.
    labels: dict[tuple[str, str], str] = {}

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
        """There is one community; it keeps the key 1."""
        self.pk = 1
        super().save(*args, **kwargs)


class RoleLabel(models.Model):
    """What the community calls a role in one language: host, facilitator, focalizer … Addresses
    and fields keep their names; a language without a row has the word of its catalogue."""

    class Role(models.TextChoices):
        HOST = "host", _("host of a topic")

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
