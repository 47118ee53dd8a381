"""Puts `request.viewer` on every request and speaks in the viewer's zone and language."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.viewer import GUEST, ForumRequest, viewer_of


def zone_of(name: str) -> zoneinfo.ZoneInfo | None:
    """The zone of that name; None, which is the site's, for none and for one that is no more."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


class ViewerMiddleware:
    """Sets `request.viewer`, the time zone and, where the person chose one, the language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ForumRequest) -> HttpResponse:
        """Answer the request in the viewer's zone and language."""
        user = request.user
        request.viewer = viewer_of(user) if user.is_authenticated else GUEST
        if translation.check_for_language(request.viewer.language):
            translation.activate(request.viewer.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zone_of(request.viewer.time_zone)):
            return self.get_response(request)
