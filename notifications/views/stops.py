"""The page to which the links in a mail lead. It works signed out, and signs nobody in."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.viewer import ForumRequest
from notifications import actions, queries
from notifications.forms import StopForm


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: ForumRequest, token: str) -> HttpResponse:
    """GET says what would stop and does nothing: programs that look at links open it, too. POST
    stops it (RFC 8058: mail programs send it, without cookies and so without a CSRF token; what
    allows it is the token in the address) or takes that back."""
    page, status, done = queries.stop_page(token), HTTPStatus.OK, ""
    if request.method == "POST":
        form = StopForm(request.POST)
        if not form.is_valid():
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        elif way := form.cleaned_data["undo"]:
            actions.take_back_stop(page.person_id, page.stop.scope, way)
            done = "undone"
        else:
            actions.stop_mail(page.person_id, page.stop.scope)
            done = "stopped"
    before = page.before if done == "stopped" else ""
    now = queries.stop_page(token) if done else page
    context = {"page": now, "done": done, "way_back": before or now.way_back}
    response = render(request, "notifications/mail_stop.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
