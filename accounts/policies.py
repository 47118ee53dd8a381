"""What a refusal is, and the rules about people. Each app's `policies` follow the same form."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.viewer import Viewer


class Refusal(PermissionDenied):
    """Visible but not allowed: answered with 403; the message is a sentence for the person."""


def check_member(viewer: Viewer) -> int:
    """Acts are for members; answers who it is."""
    if viewer.id is None:
        raise Refusal(_("Sign in to take part."))
    return viewer.id
