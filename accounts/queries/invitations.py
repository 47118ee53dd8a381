"""What pages read about invitations."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.faces import Face, face_of
from accounts.models import Circle, Invitation, InvitationUse, User
from accounts.queries.circles import leaders
from accounts.queries.community import signup
from accounts.viewer import Viewer

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who came by an invitation."""

    face: Face
    is_new: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as who made it sees it, and moderators. `state` is open, used, over or
    revoked."""

    id: int
    inviter: Face
    circle: Circle | None
    note: str
    uses: int
    most_uses: int
    expires_at: datetime
    state: str
    came: tuple[Came, ...]


@dataclass(frozen=True, slots=True)
class InvitationList:
    """The page `/invitations/`; `others` are the standing ones of everybody else, for
    moderators."""

    mine: tuple[InvitationRow, ...]
    others: tuple[InvitationRow, ...]
    circles: tuple[Circle, ...]


@dataclass(frozen=True, slots=True)
class JoinPage:
    """The page that a link leads to. `state` says whether it stands; of one that does not, nothing
    else is said. `is_in` is whether it leads nowhere new for the viewer."""

    state: str
    inviter: Face
    circle: Circle | None
    expires_at: datetime
    is_in: bool
    may_sign_up: bool


def hash_of(words: str) -> str:
    """What the words of a link are known by again."""
    return sha256(words.encode()).hexdigest()


def invitation_by(words: str) -> Invitation | None:
    """The standing invitation of these words, with its circle; None where there is none."""
    rows = Invitation.objects.open().select_related("circle")
    return rows.filter(token_hash=hash_of(words)).first()


def invitation_for(viewer: Viewer, invitation_id: int) -> Invitation:
    """An invitation of the viewer; for moderators of the site any. Raises `Http404`."""
    rows = Invitation.objects.all()
    if not viewer.moderates_site:
        rows = rows.filter(inviter_id=viewer.id)
    return get_object_or_404(rows, pk=invitation_id)


def led_by(viewer: Viewer) -> tuple[Circle, ...]:
    """The circles into which the viewer invites, by name."""
    rows = Circle.objects.order_by("name")
    if not viewer.is_admin:
        mine = leaders().filter(membership__person_id=viewer.id)
        rows = rows.filter(pk__in=mine.values("membership__circle"))
    return tuple(rows)


def invitation_list(viewer: Viewer) -> InvitationList:
    """The viewer's invitations, the newest first, and who came by each; in a fixed number of
    queries. Moderators of the site see those of the others that stand, too."""
    rows = Invitation.objects.select_related("circle", "inviter").order_by("-pk")
    mine = list(rows.filter(inviter_id=viewer.id)[:MOST_SHOWN])
    others: list[Invitation] = []
    if viewer.moderates_site:
        others = list(rows.open().exclude(inviter_id=viewer.id)[:MOST_SHOWN])
    came: dict[int, list[Came]] = {}
    uses = InvitationUse.objects.filter(invitation__in=[one.pk for one in [*mine, *others]])
    for use in uses.select_related("person").order_by("pk"):
        came.setdefault(use.invitation_id, []).append(Came(face_of(use.person), use.is_new))
    return InvitationList(
        tuple(_row(one, came) for one in mine),
        tuple(_row(one, came) for one in others),
        led_by(viewer),
    )


def _row(one: Invitation, came: dict[int, list[Came]]) -> InvitationRow:
    return InvitationRow(
        id=one.pk,
        inviter=face_of(one.inviter),
        circle=one.circle,
        note=one.note,
        uses=one.uses,
        most_uses=one.most_uses,
        expires_at=one.expires_at,
        state=one.state,
        came=tuple(came.get(one.pk, ())),
    )


def join_page(viewer: Viewer, words: str) -> JoinPage:
    """What a link says: who invites, to what, until when. Raises `Http404` for no link of ours."""
    rows = Invitation.objects.select_related("circle", "inviter")
    found = rows.filter(token_hash=hash_of(words)).first()
    if found is None:
        raise Http404
    stands = Invitation.objects.open().filter(pk=found.pk).exists()
    circle_id = found.circle_id
    return JoinPage(
        state="open" if stands else "over",
        inviter=face_of(found.inviter),
        circle=found.circle,
        expires_at=found.expires_at,
        is_in=viewer.is_member and (circle_id is None or circle_id in viewer.circle_ids),
        may_sign_up=signup() != "closed",
    )


def invited_by(person_id: int) -> Face | None:
    """Who invited somebody to make their account; None where nobody did."""
    uses = InvitationUse.objects.filter(person_id=person_id, is_new=True)
    use = uses.select_related("invitation__inviter").first()
    return face_of(use.invitation.inviter) if use else None


def is_invited(person_id: int) -> bool:
    """Whether somebody vouched for the account of this person."""
    return InvitationUse.objects.filter(person_id=person_id, is_new=True).exists()


def may_sign_up(words: str) -> bool:
    """Whether an account may be made with the words of a link, or with none."""
    who = signup()
    if who == "invited":
        return bool(words) and invitation_by(words) is not None
    return who == "open"


def invited_people(inviter: User) -> tuple[Face, ...]:
    """Whose accounts were made by invitation of somebody."""
    uses = InvitationUse.objects.filter(invitation__inviter=inviter, is_new=True)
    rows = uses.select_related("person").order_by("pk")[:MOST_SHOWN]
    return tuple(face_of(use.person) for use in rows)
