"""Invitations by link: who invites whom, to what, until when."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.circles import Circle
from accounts.models.people import User
from accounts.models.strict import StrictManager


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Which invitations."""

    def open(self) -> Self:
        """Those that somebody may still follow: neither taken back, over nor used up, and made by
        somebody who is still here."""
        return self.filter(
            revoked_at=None,
            expires_at__gt=timezone.now(),
            uses__lt=models.F("most_uses"),
            inviter__is_active=True,
        ).exclude(inviter__suspended_until__gt=timezone.now())


class Invitation(models.Model):
    """A link that brings people into the community, and into a circle. The link itself is not kept:
    only what it is known by again."""

    # Who came by it stays known as invited when the account that invited is gone.
    inviter = models.ForeignKey(
        User, models.DB_SET_NULL, null=True, related_name="+", verbose_name=_("who invites")
    )
    circle = models.ForeignKey(
        Circle,
        models.DB_CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("circle"),
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    note = models.CharField(_("for whom"), max_length=120, blank=True)
    most_uses = models.PositiveSmallIntegerField(_("how many people"), default=1)
    uses = models.PositiveSmallIntegerField(_("so many came"), default=0)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = StrictManager.from_queryset(InvitationQuerySet)()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(uses__lte=models.F("most_uses")),
                name="accounts_invitation_not_overused",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def state(self) -> str:
        """Whether it stands, in one word."""
        if self.revoked_at:
            return "revoked"
        if self.uses >= self.most_uses:
            return "used"
        return "over" if self.expires_at <= timezone.now() else "open"


class InvitationUse(models.Model):
    """Somebody came by an invitation; `is_new` where they had no account before."""

    invitation = models.ForeignKey(
        Invitation, models.DB_CASCADE, related_name="people", db_index=False
    )
    person = models.ForeignKey(User, models.DB_CASCADE, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    is_new = models.BooleanField(_("new here"), default=False)

    objects = StrictManager["InvitationUse"]()

    class Meta:
        verbose_name = _("use of an invitation")
        verbose_name_plural = _("uses of invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "person"], name="accounts_invitation_use_once"
            ),
            # An account is made once.
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(is_new=True),
                name="accounts_invitation_use_new_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} by {self.invitation_id}"
