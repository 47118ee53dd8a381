"""Puts `request.viewer` on every request and speaks in the viewer's zone and language."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.viewer import GUEST, ForumRequest, viewer_of


class ViewerMiddleware:
    """Sets `request.viewer`, the time zone and, where the person chose one, the language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ForumRequest) -> HttpResponse:
        """Answer the request in the viewer's zone and language."""
        user = request.user
        request.viewer = viewer_of(user) if user.is_authenticated else GUEST
        zone = request.viewer.time_zone
        if request.viewer.language:
            translation.activate(request.viewer.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zoneinfo.ZoneInfo(zone) if zone else None):
            return self.get_response(request)
