"""Archives that people ask for of what the site knows of them."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.models.strict import StrictManager

# For so long an archive can be fetched.
FETCHED_FOR = timedelta(days=7)
# One archive in so long.
ASKED_EVERY = timedelta(hours=24)


class ExportQuerySet(models.QuerySet["Export"]):
    """Which archives."""

    def standing(self) -> Self:
        """Those that wait to be made, and those that can be fetched."""
        return self.filter(Q(ready_at=None) | Q(ready_at__gt=timezone.now() - FETCHED_FOR))


class Export(models.Model):
    """An archive of somebody's own data: asked for, then made by the worker into a file of the
    storage `exports`, then fetched by its owner until it is removed."""

    person = models.ForeignKey(User, models.DB_CASCADE, related_name="+", verbose_name=_("person"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    # A worker that died in the middle is followed by another once this is old.
    began_at = models.DateTimeField(_("begun"), null=True)
    ready_at = models.DateTimeField(_("ready"), null=True)
    file = models.CharField(_("file"), max_length=80, blank=True, default="")
    size = models.PositiveBigIntegerField(_("size"), default=0)

    objects = StrictManager.from_queryset(ExportQuerySet)()

    class Meta:
        verbose_name = _("archive of own data")
        verbose_name_plural = _("archives of own data")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ready_at=None), name="accounts_export_waits_once"
            )
        ]

    def __str__(self) -> str:
        return f"of {self.person_id}"

    @property
    def until(self) -> datetime | None:
        """Until when it can be fetched."""
        return self.ready_at + FETCHED_FOR if self.ready_at else None
