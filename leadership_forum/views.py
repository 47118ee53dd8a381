"""Pages that belong to no app: health, the outbox of development, and errors."""

import sys
from http import HTTPStatus
from math import ceil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from accounts.policies import TooFast
from accounts.queries.community import community
from leadership_forum import mail

# What a mail may do that is looked at: be read, and lead on.
MAIL_POLICY: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "sandbox": True,
}
# What a refused form is never shown again.
SECRET_FIELDS = ("password", "csrfmiddlewaretoken", "code")
# Where people write sentences, whatever the form is about.
TYPED_FIELDS = ("body", "about", "words", "text", "reason", "view")


@login_not_required
@require_safe
@cache_control(max_age=86_400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """The mark, where browsers look for it unasked."""
    path = finders.find("img/favicon.svg")
    if not isinstance(path, str):
        raise Http404
    return HttpResponse(Path(path).read_bytes(), content_type="image/svg+xml")


@login_not_required
@require_safe
@cache_control(max_age=3_600, public=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the forum on its home screen; no service worker is needed."""
    found = community()
    name = found.name if found else "Leadership Forum"
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    facts = {
        "name": name,
        "short_name": name[:24],
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#F6F7F3",
        "theme_color": "#F6F7F3",
        "icons": icons,
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers leave alone."""
    closed = ("account", "admin", "settings", "mail")
    lines = "".join(f"Disallow: /{place}/\n" for place in closed)
    return HttpResponse(f"User-agent: *\n{lines}", content_type="text/plain")


@login_not_required
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The mails that would have been sent; only in development and trial."""
    if not settings.LOCAL:
        raise Http404
    return render(request, "leadership_forum/outbox.html", {"mails": mail.recent()})


@login_not_required
@require_safe
@csp_override(MAIL_POLICY)
def outbox_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part of a mail as it was sent, in a box of its own: nothing in it runs, loads or
    sends, and it is of no origin. Only in development and trial."""
    html = mail.html_of(name) if settings.LOCAL else ""
    if not html:
        raise Http404
    return HttpResponse(html)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read; 413 where it was too large to be read at all."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not allowed, with the sentence of the rule that said so."""
    context = {"message": str(exception), "typed": typed(request)}
    return render(request, "403.html", context, status=HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for these eyes; one cannot tell which."""
    return render(request, "404.html", {"typed": typed(request)}, status=HTTPStatus.NOT_FOUND)


def conflict(request: HttpRequest, exception: Exception) -> HttpResponse:
    """409: somebody was faster; says what stands now."""
    context = {"message": str(exception), "typed": typed(request)}
    return render(request, "409.html", context, status=HTTPStatus.CONFLICT)


def gone(request: HttpRequest, exception: Exception) -> HttpResponse:
    """410: it was here, and is not any more; says so.

    A browser asks again each time: it would keep a plain 410 for good, and what was closed may be
    opened again.
    """
    context = {"message": str(exception), "typed": typed(request)}
    response = render(request, "410.html", context, status=HTTPStatus.GONE)
    response.headers["Cache-Control"] = "no-cache"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database cannot be reached; both need no database and no context."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        headers = {"Retry-After": "30"}
        content = render(None, "503.html").content
        return HttpResponse(content, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
    return render(None, "500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is too old: what was typed is kept, one press sends it again."""
    return kept_form(request)


def kept_form(request: HttpRequest) -> HttpResponse:
    """403 with everything that was typed and a button that sends it again.

    Only what comes from our own pages is kept: another site cannot put words in somebody's form.
    """
    context = {"kept": _kept(request), "path": request.get_full_path()}
    return render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN)


def _kept(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """What a form held: names, values, and whether they are words."""
    if not _is_from_our_pages(request):
        return []
    return [
        (name, str(value), name in TYPED_FIELDS and bool(value))
        for name, values in request.POST.lists()
        if not any(secret in name for secret in SECRET_FIELDS)
        for value in values
    ]


def too_fast(request: HttpRequest, refusal: TooFast) -> HttpResponse:
    """429: when to try again, and everything that was typed with a button that sends it again. What
    holds a password is typed anew. A script that asks for no page gets the sentence alone."""
    has_secret = any("password" in name or name == "code" for name in request.POST)
    context = {
        "message": str(refusal),
        "wait_words": in_words(refusal.wait),
        "kept": [] if has_secret or request.method != "POST" else _kept(request),
        "path": request.get_full_path(),
    }
    status = HTTPStatus.TOO_MANY_REQUESTS
    if _wants_words(request):
        said = _("Please wait %(wait_words)s, then try again.") % context
        answer = HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    else:
        answer = render(request, "429.html", context, status=status)
    answer.headers["Retry-After"] = str(refusal.wait)
    return answer


def _wants_words(request: HttpRequest) -> bool:
    """Whether a script asked, and not for a page or a part of one; a preview is always asked so."""
    if request.path == "/preview/":
        return True
    is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return not is_page and "HX-Request" not in request.headers


def too_many(request: HttpRequest) -> HttpResponse:
    """429 where allauth counted, which does not say for how long; most of its limits are of a
    minute."""
    return too_fast(request, TooFast(60))


def in_words(seconds: int) -> str:
    """A time to wait, in the largest unit that says it; never less than it is."""
    if seconds < 120:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = ceil(seconds / 60)
    if minutes < 120:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = ceil(minutes / 60)
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


def typed(request: HttpRequest) -> str:
    """The words of a post that was refused or found no place, so that they are not lost."""
    if request.method != "POST" or not _is_from_our_pages(request):
        return ""
    return next((words for name in TYPED_FIELDS if (words := request.POST.get(name))), "")


def _is_from_our_pages(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of ours; in doubt it did not."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    ours = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", ours) == ours
