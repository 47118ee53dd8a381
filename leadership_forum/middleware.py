"""What stands before every page: health, headers, and keeping what a signed-out person typed."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse

from leadership_forum import health
from leadership_forum.views import kept_form

Handler = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class HealthMiddleware:
    """Answers `/healthz` and `/readyz` before anything can redirect, sign in or fail."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a question about health, or let the request pass."""
        answer = health.PAGES.get(request.path)
        return answer() if answer else self.get_response(request)


class SecurityHeadersMiddleware:
    """The headers that Django's own middleware does not set."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add what a view did not set itself."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class KeepingLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Sends guests to sign in; who was signed out while writing gets their text back instead."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponse]
    ) -> HttpResponse:
        """Redirect to sign-in, or show the refused form with everything in it."""
        if request.method == "POST" and request.POST.get("body"):
            return kept_form(request)
        return super().handle_no_permission(request, view_func)
