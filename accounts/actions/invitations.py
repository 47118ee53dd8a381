"""Inviting by link, and following one.

The link is made of what the form was sent with, so that a second press of it shows the same link,
and the database knows it only by a hash.
"""

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.actions.circles import join_by_invitation
from accounts.models import Circle, Invitation, InvitationUse, User
from accounts.policies import Refusal, check_invite_people, check_member, check_revoke
from accounts.queries.circles import roles_in
from accounts.queries.invitations import hash_of, invitation_by
from accounts.viewer import Viewer, viewer_of

# So many stand at once of one person.
MOST_OPEN: Final = 20


@transaction.atomic
def invite(
    viewer: Viewer,
    circle: Circle | None,
    *,
    days: int,
    most_uses: int,
    note: str = "",
    token: UUID | None = None,
) -> tuple[Invitation, str]:
    """Make an invitation into the community, and into a circle; answers it with the words of its
    link, which are shown this once. Raises `Refusal`."""
    roles = roles_in(viewer, circle) if circle else frozenset()
    person_id = check_invite_people(viewer, circle, roles)
    words = _words(person_id, token or uuid4())
    earlier = Invitation.objects.filter(token_hash=hash_of(words)).first()
    if earlier:
        return earlier, words
    # One after the other, so that nobody makes more at once than they may have.
    User.objects.select_for_update(no_key=True).get(pk=person_id)
    if Invitation.objects.open().filter(inviter_id=person_id).count() >= MOST_OPEN:
        raise Refusal(
            _("%(count)d invitations of yours stand, which are the most; take one back first.")
            % {"count": MOST_OPEN}
        )
    made, _is_new = Invitation.objects.get_or_create(
        token_hash=hash_of(words),
        defaults={
            "inviter_id": person_id,
            "circle": circle,
            "note": note,
            "most_uses": most_uses,
            "expires_at": timezone.now() + timedelta(days=days),
        },
    )
    return made, words


def _words(person_id: int, token: UUID) -> str:
    mac = salted_hmac("accounts.invitation", f"{person_id}:{token}", algorithm="sha256")
    return urlsafe_b64encode(mac.digest()[:24]).decode()


@transaction.atomic
def revoke_invitation(viewer: Viewer, invitation: Invitation) -> bool:
    """Take an invitation back; False when it was already. Who came by it stays."""
    check_revoke(viewer, invitation.inviter_id)
    standing = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
    return bool(standing.update(revoked_at=timezone.now()))


@transaction.atomic
def follow_invitation(viewer: Viewer, words: str, *, is_new: bool = False) -> Invitation:
    """Come by an invitation: join its circle, and count for it once. `is_new` for who makes an
    account with it. Raises `Refusal` where it does not stand (any more)."""
    person_id = check_member(viewer)
    invitation = invitation_by(words)
    if invitation is None:
        raise Refusal(_("This invitation does not stand any more. Ask for another."))
    # Who presses twice comes once; of two at the last place one comes in.
    Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    mine = InvitationUse.objects.filter(invitation=invitation, person_id=person_id)
    if mine.exists() or _gains_nothing(viewer, invitation, is_new=is_new):
        return invitation
    counted = Invitation.objects.open().filter(pk=invitation.pk).update(uses=F("uses") + 1)
    if not counted:
        raise Refusal(_("This invitation does not stand any more. Ask for another."))
    InvitationUse.objects.create(invitation=invitation, person_id=person_id, is_new=is_new)
    if invitation.circle:
        join_by_invitation(viewer, invitation.circle)
    return invitation


def _gains_nothing(viewer: Viewer, invitation: Invitation, *, is_new: bool) -> bool:
    """Whether it leads nowhere where they are not already: it is kept for somebody else."""
    if is_new:
        return False
    return invitation.circle_id is None or invitation.circle_id in viewer.circle_ids


def begin_invited(person: User, words: str) -> None:
    """Have a new account come by the invitation with which it was made; inside the transaction of
    making it. Raises `Refusal`.

    A member vouches for them, so their first post does not wait."""
    follow_invitation(viewer_of(person), words, is_new=True)
    if person.first_waits:
        person.first_waits = False
        person.save(update_fields=["first_waits"])
