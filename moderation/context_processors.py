"""The number of open cases in the menu of moderators."""

from typing import Any

from django.http import HttpRequest

from accounts.viewer import GUEST
from moderation.queries.cases import ADDRESS, open_cases


def queue(request: HttpRequest) -> dict[str, Any]:
    """`open_cases`: how many cases wait for the viewer. Costs one query for moderators and none for
    others; none either in the admin, which has no such menu, and on the queue, which shows them.
    """
    if request.path == ADDRESS or request.path.startswith("/admin/"):
        return {}
    return {"open_cases": open_cases(getattr(request, "viewer", GUEST))}
