"""Where one is signed in, and ending that."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.sessions import end_other_sessions, end_session
from accounts.queries.sessions import sessions_page
from accounts.viewer import ForumRequest


@require_safe
def session_list(request: ForumRequest) -> HttpResponse:
    """Where one is signed in."""
    page = sessions_page(request.viewer, request.session.session_key)
    return render(request, "accounts/session_list.html", {"page": page})


@require_POST
def session_end(request: ForumRequest, session_id: int) -> HttpResponse:
    """Sign oneself out in one place."""
    end_session(request.viewer, session_id)
    messages.success(request, _("Signed out there."))
    return redirect("accounts:session_list")


@require_POST
def session_end_others(request: ForumRequest) -> HttpResponse:
    """Sign oneself out everywhere but here."""
    end_other_sessions(request.viewer, request.session.session_key)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("accounts:session_list")
