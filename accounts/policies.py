"""What a refusal is, and the rules about people. Each app's `policies` follow the same form."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer


class Refusal(PermissionDenied):
    """Visible but not allowed: answered with 403; the message is a sentence for the person."""


class LostRace(Exception):
    """Somebody was faster: answered with 409; the message says what stands now."""


class Gone(Exception):
    """It was here and is not any more: answered with 410; the message says what became of it."""


def check_member(viewer: Viewer) -> int:
    """Acts are for members; answers who it is."""
    if viewer.id is None:
        raise Refusal(_("Sign in to take part."))
    return viewer.id


def check_writer(viewer: Viewer) -> int:
    """What others will read is written by members who are not silenced; answers who it is."""
    person_id = check_member(viewer)
    if viewer.is_silenced and viewer.silenced_until:
        raise Refusal(
            _("Until %(until)s you can read here but not write. Why: %(reason)s")
            % {"until": _moment(viewer.silenced_until), "reason": viewer.silenced_reason}
        )
    return person_id


def check_ignore(viewer: Viewer, person: User) -> int:
    """Members ignore whom they like, also moderators, whose decisions reach them all the same; but
    not themselves. Answers who it is."""
    person_id = check_member(viewer)
    if person.pk == person_id:
        raise Refusal(_("Nobody ignores themselves."))
    return person_id


def check_sign_in(person: User) -> None:
    """Who is suspended signs in again when the time is over. Ask it only about somebody who has
    proved who they are: the sentence is for them alone."""
    if person.is_suspended and person.suspended_until:
        raise Refusal(
            _("Until %(until)s you cannot sign in here. Why: %(reason)s")
            % {"until": _moment(person.suspended_until), "reason": person.suspended_reason}
        )


def _moment(at: datetime) -> str:
    """Date and time in the reader's zone, which is named: a day more or less matters here."""
    local = timezone.localtime(at)
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} ({local.tzname()})"


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
