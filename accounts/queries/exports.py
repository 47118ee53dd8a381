"""One's own data: the archives, and what `accounts` itself knows of somebody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.exports import File, as_json
from accounts.models import (
    Agreement,
    CircleRole,
    Export,
    FormerHandle,
    Ignore,
    Invitation,
    InvitationUse,
    JoinRequest,
    Membership,
    User,
)
from accounts.models.exports import ASKED_EVERY
from accounts.viewer import Viewer

OWN_FIELDS = (
    "username", "display_name", "about", "email", "date_joined", "last_login", "time_zone",
    "language", "theme", "more_contrast", "has_keys", "counts_in_title", "follow_on_reply",
    "follow_on_mention", "read_until", "is_moderator", "is_staff", "is_superuser",
    "silenced_until", "silenced_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An archive on the page; `url` is empty while it is being made."""

    asked_at: datetime
    until: datetime | None
    size: int
    url: str


@dataclass(frozen=True, slots=True)
class DataPage:
    """The page of one's own data."""

    exports: tuple[ExportRow, ...]
    may_ask: bool


def data_page(viewer: Viewer) -> DataPage:
    """The viewer's archives, the newest first, in one query."""
    rows = list(Export.objects.standing().filter(person_id=viewer.id).order_by("-asked_at"))
    since = timezone.now() - ASKED_EVERY
    may_ask = not any(row.ready_at is None or row.asked_at > since for row in rows)
    return DataPage(tuple(_row(row) for row in rows), may_ask)


def _row(export: Export) -> ExportRow:
    url = f"/settings/data/{export.pk}/" if export.ready_at else ""
    return ExportRow(export.asked_at, export.until, export.size, url)


def export_for(viewer: Viewer, export_id: int) -> Export:
    """One's own archive, while it can be fetched. Raises `Http404`."""
    mine = Export.objects.standing().filter(person_id=viewer.id or 0, ready_at__isnull=False)
    return get_object_or_404(mine, pk=export_id)


def own_account(person: User) -> Iterator[File]:
    """The part of this app: who somebody is here, and how they sign in."""
    me = User.objects.filter(pk=person.pk)
    mine = {"user_id": person.pk}
    yield "account.json", as_json(me.values(*OWN_FIELDS))
    addresses = EmailAddress.objects.filter(**mine)
    yield "addresses.json", as_json(addresses.values("email", "verified", "primary"))
    factors = Authenticator.objects.filter(**mine)
    yield "second_factors.json", as_json(factors.values("type", "created_at", "last_used_at"))
    sessions = UserSession.objects.filter(**mine)
    yield "sessions.json", as_json(sessions.values("created_at", "ip", "user_agent"))
    former = FormerHandle.objects.filter(person=person).order_by("pk")
    yield "former_handles.json", as_json(former.values("handle", "given_up_at"))
    yield from _circles(person)
    ignored = Ignore.objects.filter(person=person).order_by("pk")
    yield "ignored.json", as_json(ignored.values("ignored__username", "since"))
    agreed = Agreement.objects.filter(person=person).order_by("pk")
    yield "agreements.json", as_json(agreed.values("version", "at"))


def _circles(person: User) -> Iterator[File]:
    """Where somebody belongs, what they are there, what they asked for, and whom they invited. Of
    others who came by it only how many."""
    circles = Membership.objects.filter(person=person).order_by("pk")
    yield "circles.json", as_json(circles.values("circle__name", "since"))
    roles = CircleRole.objects.filter(membership__person=person).order_by("pk")
    held = ("membership__circle__name", "role", "since", "until")
    yield "circle_roles.json", as_json(roles.values(*held))
    asked = JoinRequest.objects.filter(person=person).order_by("pk")
    yield "requests_to_join.json", as_json(asked.values("circle_id", "words", "state", "at"))
    made = Invitation.objects.filter(inviter=person).order_by("pk")
    facts = ("note", "most_uses", "uses", "made_at", "expires_at", "revoked_at")
    yield "invitations.json", as_json(made.values(*facts))
    used = InvitationUse.objects.filter(person=person).order_by("pk")
    yield "came_by_invitation.json", as_json(used.values("at", "is_new"))
