"""Circles, and who belongs to them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.models.strict import StrictManager


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
