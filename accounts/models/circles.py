"""Circles, who belongs to them, what they are there, and who wants to join."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.models.strict import StrictManager


class Circle(models.Model):
    """A team with an aim, a domain and members; perhaps part of a wider one."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    aim = models.CharField(_("aim"), max_length=280, blank=True)
    domain = models.CharField(_("domain"), max_length=280, blank=True)
    # That no circle is part of itself by others is seen to by the action, which locks them all.
    parent = models.ForeignKey(
        "self",
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    takes_requests = models.BooleanField(
        _("members may ask to join"), default=True, db_default=True
    )
    people: models.ManyToManyField[User, "Membership"] = models.ManyToManyField(
        User, through="Membership", related_name="circles", verbose_name=_("members")
    )

    objects = StrictManager["Circle"]()

    class Meta:
        verbose_name = _("circle")
        verbose_name_plural = _("circles")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("pk")), name="accounts_circle_not_in_itself"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return f"/circles/{self.slug}/"


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


class CircleRoleQuerySet(models.QuerySet["CircleRole"]):
    """Which roles."""

    def in_term(self) -> Self:
        """Those that are held now, by the clock of the database: the query is kept."""
        ends = models.Q(until=None) | models.Q(until__gt=Now())
        return self.filter(ends, since__lte=Now())


class CircleRole(models.Model):
    """What a member is in a circle, for a term or without an end; it goes when they leave."""

    class Role(models.TextChoices):
        LEADER = "leader", _("leader")
        FACILITATOR = "facilitator", _("facilitator")
        SECRETARY = "secretary", _("secretary")
        DELEGATE = "delegate", _("delegate")
        # Curates the categories that belong to this circle alone.
        MODERATOR = "moderator", _("moderator of its categories")

    membership = models.ForeignKey(
        Membership, models.DB_CASCADE, related_name="roles", db_index=False
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateTimeField(_("from"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = StrictManager.from_queryset(CircleRoleQuerySet)()

    class Meta:
        verbose_name = _("role in a circle")
        verbose_name_plural = _("roles in circles")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "role"], name="accounts_circle_role_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="accounts_circle_role_has_a_term",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} ({self.membership_id})"


class JoinRequest(models.Model):
    """Somebody wants to join a circle, and says why; those who lead it decide."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        TAKEN_BACK = "taken_back", _("taken back")

    circle = models.ForeignKey(Circle, models.DB_CASCADE, related_name="requests", db_index=False)
    person = models.ForeignKey(User, models.DB_CASCADE, related_name="+", verbose_name=_("person"))
    words = models.CharField(_("why"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = StrictManager["JoinRequest"]()

    class Meta:
        verbose_name = _("request to join a circle")
        verbose_name_plural = _("requests to join circles")
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "person"],
                condition=models.Q(state="waiting"),
                name="accounts_join_request_waits_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} asks to join {self.circle_id}"
