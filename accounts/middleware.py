"""Puts `request.viewer` on every request, speaks in the viewer's zone and language, and asks for an
agreement that is due."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.http import urlencode

from accounts.queries.community import agreement
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


class AgreementMiddleware:
    """Leads members who have not agreed to what the community asks now to the page that asks, when
    they come to a page. What somebody sends is never held up, so nothing typed is lost; nor is what
    a script fetches."""

    # Reading what is asked, leaving, one's own data, and the admin, where it is written.
    OPEN = ("/about/", "/agreement/", "/account/", "/admin/", "/settings/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ForumRequest) -> HttpResponse:
        """Ask, or let the request pass."""
        viewer = request.viewer
        if viewer.is_member and viewer.agreed_to < agreement() and self._is_page(request):
            return redirect(f"/agreement/?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)

    def _is_page(self, request: HttpRequest) -> bool:
        if request.method != "GET" or request.path.startswith(self.OPEN):
            return False
        return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
