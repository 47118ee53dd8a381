"""Who takes part, and who may be signed in."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies.refusals import Refusal
from accounts.viewer import Viewer


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
