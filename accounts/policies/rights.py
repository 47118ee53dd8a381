"""Who decides about people and their rights."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies.refusals import Refusal
from accounts.viewer import Viewer


def check_sanction(viewer: Viewer, person: User) -> None:
    """Moderators of the whole site silence and suspend members; only admins do so to moderators.

    Nobody does it to themselves or to an admin, who must lose that right first.
    """
    if not viewer.moderates_site:
        raise Refusal(_("This is for moderators of the whole site."))
    if person.pk == viewer.id:
        raise Refusal(_("Nobody decides about themselves."))
    if person.is_superuser:
        raise Refusal(_("An admin cannot be sanctioned; another admin takes the right away first."))
    if person.is_moderator and not viewer.is_admin:
        raise Refusal(_("Only an admin decides about a moderator."))


def check_rights(viewer: Viewer) -> None:
    """Admins alone give and take rights."""
    if not viewer.is_admin:
        raise Refusal(_("This is for admins."))


# Without these an admin would stand outside; taking them away is another admin's.
WAY_IN = {"is_superuser", "is_staff", "is_active"}


def check_right(viewer: Viewer, person: User, right: str, *, on: bool) -> None:
    """Admins alone give and take rights, and none shuts themselves out: so one always stays."""
    check_rights(viewer)
    if person.pk == viewer.id and right in WAY_IN and not on:
        raise Refusal(_("Nobody takes their own right away; another admin does it."))
