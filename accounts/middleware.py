"""Puts `request.viewer` on every request and speaks in the viewer's zone and language."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.viewer import GUEST, ForumRequest, viewer_of, zone_of


class ViewerMiddleware:
    """Sets `request.viewer`, the time zone and, where the person chose one, the language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ForumRequest) -> HttpResponse:
        """Answer the request in the viewer's zone and language."""
        user = request.user
        if not user.is_authenticated and SESSION_KEY in request.session:
            # Suspended or closed meanwhile: signed out for good, not until the time is over.
            request.session.flush()
        request.viewer = viewer_of(user) if user.is_authenticated else GUEST
        if translation.check_for_language(request.viewer.language):
            translation.activate(request.viewer.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zone_of(request.viewer.time_zone)):
            return self.get_response(request)
