"""The passkeys with which somebody signs in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from accounts.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey, or a security key that is a second factor only."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None
    is_second_factor: bool


def passkeys_of(viewer: Viewer) -> tuple[Passkey, ...]:
    """The viewer's passkeys, the oldest first, in one query."""
    mine = Authenticator.objects.filter(
        user_id=viewer.id, type=Authenticator.Type.WEBAUTHN
    ).order_by("created_at")
    return tuple(
        Passkey(
            id=one.pk,
            name=str(one),
            added_at=one.created_at,
            used_at=one.last_used_at,
            is_second_factor=one.wrap().is_passwordless is False,
        )
        for one in mine
    )
