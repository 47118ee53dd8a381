"""What stands before every page: health, headers, and keeping what a signed-out person typed."""

from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.actions.limits import spend
from accounts.policies import Gone, LostRace, TooFast
from accounts.viewer import viewer_on
from leadership_forum import health
from leadership_forum.limits import kind_of
from leadership_forum.views import TYPED_FIELDS, conflict, gone, kept_form, too_fast
from threads.queries.live import version_now, watched_by

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


class LiveMiddleware:
    """Answers pages that stay open, whether something happened, before there is a session.

    `/live/<token>/` says a version and nothing else; what happened is asked of the page's own
    address (`threads.views.live`), which looks at rights again. Whatever is no token of ours, or
    too old, is not there.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the question for a version, or let the request pass."""
        if not request.path.startswith("/live/"):
            return self.get_response(request)
        watched = watched_by(request.path.removeprefix("/live/").removesuffix("/"))
        if watched is None or request.method not in {"GET", "HEAD"}:
            return health.answer("", 404)
        try:
            return health.answer(version_now(watched))
        except DatabaseFailure:
            return health.answer("", 503)


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
        """Redirect to sign-in, or show the refused form with everything in it.

        After a press without words, signing in leads back to the page with the button: the
        address of an act is no page to come to.
        """
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        if any(request.POST.get(name) for name in TYPED_FIELDS):
            return kept_form(request)
        page = request.headers.get("Referer", "")
        ours = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()})
        return redirect_to_login(
            urlsplit(page)._replace(scheme="", netloc="").geturl() if ours else "/"
        )


class RefusedMiddleware:
    """Answers 409 where somebody was faster, 410 where something is gone and 429 where it was too
    much, each with its sentence and with what was typed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request pass."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a lost race, or of what is gone; other exceptions go their way."""
        if isinstance(exception, LostRace):
            return conflict(request, exception)
        if isinstance(exception, TooFast):
            return too_fast(request, exception)
        return gone(request, exception) if isinstance(exception, Gone) else None


class LimitsMiddleware:
    """Counts what is sent, for who sends it and for where it comes from, before anything is done
    with it; what is too much is answered 429."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request pass; it is counted once it is known what it asks for."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Count it, or say when it can be tried again."""
        match = request.resolver_match
        kind = kind_of(match.view_name if match else "", request.method)
        if not kind or not settings.RATE_LIMITS:
            return None
        try:
            spend(kind, viewer_on(request), address_of(request))
        except TooFast as refusal:
            return too_fast(request, refusal)
        return None


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, past the proxies that are ours; as allauth sees it."""
    address: str = get_adapter(request).get_client_ip(request)
    return address
