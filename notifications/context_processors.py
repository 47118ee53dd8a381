"""The bell in the bar."""

from typing import Any

from django.http import HttpRequest

from accounts.viewer import GUEST
from notifications.queries import unread_count


def bell(request: HttpRequest) -> dict[str, Any]:
    """`bell`: how many notices wait. The admin has no bell, so it costs no query there."""
    if request.path.startswith("/admin/"):
        return {}
    return {"bell": unread_count(getattr(request, "viewer", GUEST))}
