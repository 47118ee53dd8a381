"""How much somebody did lately."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.strict import StrictManager


class BucketQuerySet(models.QuerySet["Bucket"]):
    """Which buckets."""

    def spent(self) -> Self:
        """Those that say no more than one that is not there."""
        return self.filter(until__lte=timezone.now())


class Bucket(models.Model):
    """What one person, or one address, did of one kind. Each act moves `until` on by its share of
    the window; where it would come to lie further ahead than the window is long, it is too soon.

    So one row holds any number of acts, and one statement both asks and counts.
    """

    # The kind, the window, and who: a person's number, or the keyed hash of an address.
    key = models.CharField(_("what and who"), max_length=100, primary_key=True)
    until = models.DateTimeField(_("used up until"))
    window = models.DurationField(_("window"))

    objects = StrictManager.from_queryset(BucketQuerySet)()

    class Meta:
        verbose_name = _("bucket of a limit")
        verbose_name_plural = _("buckets of limits")
        indexes = [models.Index(fields=["until"], name="accounts_bucket_until")]

    def __str__(self) -> str:
        return self.key
