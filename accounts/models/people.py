"""People: their accounts, and whom they want to hear nothing of."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import Lower, Replace, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import handles
from accounts.models.rights import circles_of, moderated_by, waiting_kinds
from accounts.models.strict import StrictManager, validate_language, validate_time_zone

# The skeleton of a handle (`handles.skeleton`), as the database works it out.
_SEEN: models.Func = Lower("username")
for pair, letter in handles.PAIRS:
    _SEEN = Replace(_SEEN, models.Value(pair), models.Value(letter))
SKELETON = models.Func(
    _SEEN,
    models.Value(handles.ALIKE + handles.SKIPPED),
    models.Value(handles.INSTEAD),
    function="translate",
    output_field=models.CharField(),
)


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
        ignored = Ignore.objects.filter(person=models.OuterRef("pk")).values("ignored_id")
        return self.get_queryset().annotate(
            circle_ids=ArraySubquery(circles_of()),
            moderated_ids=ArraySubquery(moderated_by()),
            ignored_ids=ArraySubquery(ignored),
            waiting_kinds=ArraySubquery(waiting_kinds()),
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
    # The newest version of a document of the community that they agreed to, or 0.
    agreed_to = models.BigIntegerField(default=0, db_default=0, editable=False)
    # Whose browser did no work at sign-up (`accounts.work`): the first post waits for a moderator.
    first_waits = models.BooleanField(default=False, db_default=False, editable=False)
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
        indexes = [
            models.Index(fields=["-date_joined"], name="accounts_user_joined"),
            # Not unique: there may be people whose handles were alike before this was asked.
            models.Index(SKELETON, name="accounts_user_skeleton"),
        ]

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
