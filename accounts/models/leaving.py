"""Accounts that end, and handles that somebody gave up."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import handles
from accounts.models.people import User
from accounts.models.strict import StrictManager

# Stands for the handle of an account that is being closed; no handle that one chooses has it.
NAMELESS = ":"


def nameless(person_id: int) -> str:
    """What stands for the handle of somebody whose account is being closed."""
    return f"former-member{NAMELESS}{person_id}"


class Closing(models.Model):
    """An account that its owner or an admin closed. The name went at once; the rest is taken apart
    after the answer, and in the end the account goes with this row."""

    person = models.OneToOneField(
        User, models.DB_CASCADE, related_name="+", verbose_name=_("person")
    )
    # Whether the posts are taken back as well; else they stand under "former member".
    withdraws = models.BooleanField(_("withdraws the posts"), default=False)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    objects = StrictManager["Closing"]()

    class Meta:
        verbose_name = _("account that is being closed")
        verbose_name_plural = _("accounts that are being closed")

    def __str__(self) -> str:
        return f"of {self.person_id}"


class FormerHandleQuerySet(models.QuerySet["FormerHandle"]):
    """Which handles."""

    def called(self, handle: str) -> Self:
        """Those that read so, without regard to case, the newest first."""
        return self.filter(handle__iexact=handle).order_by("-given_up_at", "-id")

    def held(self) -> Self:
        """Those that nobody else can take yet."""
        return self.filter(given_up_at__gt=timezone.now() - handles.HELD_FOR)


class FormerHandle(models.Model):
    """A handle that somebody had. Links and mentions that were typed with it lead to them, and for
    a time nobody else can take it; nobody can be taken for somebody who has just gone."""

    handle = models.CharField(_("handle"), max_length=handles.MAX_LENGTH)
    person = models.ForeignKey(
        User, models.DB_SET_NULL, null=True, related_name="+", verbose_name=_("person")
    )
    given_up_at = models.DateTimeField(_("given up"), default=timezone.now)

    objects = StrictManager.from_queryset(FormerHandleQuerySet)()

    class Meta:
        verbose_name = _("former handle")
        verbose_name_plural = _("former handles")
        constraints = [
            models.CheckConstraint(condition=~Q(handle=""), name="accounts_former_handle_not_empty")
        ]
        indexes = [models.Index(Upper("handle"), name="accounts_former_handle")]

    def __str__(self) -> str:
        return self.handle
