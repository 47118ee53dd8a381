"""What keeps the site running: when each clock job last ran, and whether the worker lives."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager


class ClockJob(models.Model):
    """A job of the clock; the row is claimed by moving `due_at`, so two clocks run it once."""

    name = models.CharField(_("name"), max_length=60, primary_key=True)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    ran_at = models.DateTimeField(_("last run"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=500, blank=True)

    objects = StrictManager["ClockJob"]()

    class Meta:
        verbose_name = _("clock job")
        verbose_name_plural = _("clock jobs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """A process that says it lives: one row per role."""

    role = models.CharField(_("role"), max_length=20, primary_key=True)
    at = models.DateTimeField(_("last sign of life"))

    objects = StrictManager["Heartbeat"]()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.role
