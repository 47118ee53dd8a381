"""Invitations in the admin: who invited whom. Taken back on the page of invitations."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ForumModelAdmin, ReadOnly
from accounts.models import Invitation, InvitationUse


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, ForumModelAdmin[Invitation]):
    """Links that lead in, and how many came by each."""

    list_display = ("made_at", "inviter", "circle", "uses", "most_uses", "expires_at", "revoked_at")
    list_filter = ("circle", "made_at", ("revoked_at", admin.EmptyFieldListFilter))
    search_fields = ("inviter__username", "circle__name", "note")
    list_select_related = ("inviter", "circle")


@admin.register(InvitationUse)
class InvitationUseAdmin(ReadOnly, ForumModelAdmin[InvitationUse]):
    """Who came by whose invitation."""

    list_display = ("at", "person", "invited_by", "circle", "is_new")
    list_filter = ("is_new", "at")
    search_fields = ("person__username", "invitation__inviter__username")
    list_select_related = ("person", "invitation__inviter", "invitation__circle")

    @admin.display(description=_("who invites"), ordering="invitation__inviter__username")
    def invited_by(self, use: InvitationUse) -> str:
        """Who invited them."""
        return str(use.invitation.inviter)

    @admin.display(description=_("circle"))
    def circle(self, use: InvitationUse) -> str:
        """Into which circle, where it was one."""
        return str(use.invitation.circle or "")
