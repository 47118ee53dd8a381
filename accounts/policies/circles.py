"""Who leads circles, joins them and invites into them."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from accounts.models import Circle, CircleRole
from accounts.policies.members import check_member, check_writer
from accounts.policies.refusals import Refusal
from accounts.viewer import Viewer

Role = CircleRole.Role
# Who puts down what a circle is for.
SCRIBES = {Role.LEADER, Role.SECRETARY}


def check_lead(viewer: Viewer, roles: Collection[str]) -> int:
    """Who leads a circle, and admins, take people in and out and give roles. `roles` are what the
    viewer is in it now. Answers who it is."""
    person_id = check_writer(viewer)
    if not viewer.is_admin and Role.LEADER not in roles:
        raise Refusal(_("This is for those who lead this circle."))
    return person_id


def check_give_role(viewer: Viewer, roles: Collection[str], role: str) -> None:
    """Who leads a circle gives its roles; whom it is led by, admins say."""
    check_lead(viewer, roles)
    if role == Role.LEADER and not viewer.is_admin:
        raise Refusal(_("An admin says who leads a circle."))


def check_describe(viewer: Viewer, roles: Collection[str]) -> None:
    """Who leads a circle or is its secretary, and admins, say what it is for (domain §4.2, row
    74)."""
    check_writer(viewer)
    if not viewer.is_admin and not SCRIBES & set(roles):
        raise Refusal(_("This is for those who lead this circle, and its secretary."))


def check_remove(viewer: Viewer, roles: Collection[str], person_id: int) -> None:
    """Who leads a circle takes members out of it; nobody themselves: they leave."""
    check_lead(viewer, roles)
    if person_id == viewer.id:
        raise Refusal(_("Nobody takes themselves out; you can leave the circle."))


def check_leave(viewer: Viewer, circle: Circle) -> int:
    """Members leave a circle at any time, also who may not write now. Answers who it is."""
    person_id = check_member(viewer)
    if circle.pk not in viewer.circle_ids:
        raise Refusal(_("You are not in this circle."))
    return person_id


def check_ask_to_join(viewer: Viewer, circle: Circle) -> int:
    """Members ask to join circles that take requests. Answers who it is."""
    person_id = check_writer(viewer)
    if circle.pk in viewer.circle_ids:
        raise Refusal(_("You are in this circle."))
    if not circle.takes_requests:
        raise Refusal(_("This circle takes people in by itself; ask somebody in it."))
    return person_id


def check_invite_people(viewer: Viewer, circle: Circle | None, roles: Collection[str] = ()) -> int:
    """Members invite into the community, and who leads a circle into that. Answers who it is."""
    person_id = check_writer(viewer)
    if circle is not None:
        check_lead(viewer, roles)
    return person_id


def check_revoke(viewer: Viewer, inviter_id: int | None) -> None:
    """Who invited takes it back, and so do moderators of the whole site."""
    if check_member(viewer) != inviter_id and not viewer.moderates_site:
        raise Refusal(_("Who invited takes it back."))
