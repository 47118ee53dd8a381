"""Who closes an account, and who changes a handle."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts import handles
from accounts.models import User
from accounts.policies.members import check_writer
from accounts.policies.refusals import Refusal
from accounts.policies.rights import check_rights
from accounts.viewer import Viewer


def check_close(viewer: Viewer, person: User, *, is_last: bool = False) -> None:
    """Everybody closes their own account, also who may not write now; admins close those of others.
    The last admin (`is_last`) stays, for nobody could name another."""
    if person.pk != viewer.id:
        check_rights(viewer)
    if is_last:
        raise Refusal(_("You are the last admin. Name another one first, then close your account."))


def check_rename(viewer: Viewer, person: User, changed_at: datetime | None = None) -> None:
    """One changes one's own handle, and not again for a while: others have to know who is who."""
    if check_writer(viewer) != person.pk:
        raise Refusal(_("Only its owner changes a handle."))
    if changed_at and changed_at > timezone.now() - handles.KEPT_FOR:
        day = formats.date_format(timezone.localtime(changed_at + handles.KEPT_FOR))
        raise Refusal(
            _("You changed your handle lately. You can do so again on %(day)s.") % {"day": day}
        )
