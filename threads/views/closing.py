"""Closing one's account for good."""

from functools import partial
from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.policies import check_close
from accounts.queries.people import is_last_admin
from accounts.viewer import ForumRequest
from threads import policies
from threads.actions.closing import close_account
from threads.forms.closing import ClosingForm


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(enabled=lambda request: request.method != "POST")
def account_close(request: ForumRequest) -> HttpResponse:
    """Say what it means, ask what becomes of the posts, and close it; for who has just said again
    who they are."""
    if request.method == "POST" and is_reauthentication_required(request, app=""):
        # Asked on the page, not between the press and the act.
        return redirect("threads:account_close")
    person = cast("User", request.user)
    sent = request.POST if request.method == "POST" else None
    form = ClosingForm(person.username, sent)
    if form.is_valid():
        email, name = person.email, person.name
        close_account(request.viewer, person, withdraws=form.withdraws)
        request.session.flush()
        letter = "account/email/account_closed"
        if email:
            get_adapter(request).send_mail(letter, email, {"name": name})
        return redirect("threads:account_closed")
    check = partial(check_close, is_last=is_last_admin(person))
    context = {"form": form, "why_not": policies.reason(check, request.viewer, person)}
    return render(
        request, "threads/account_close.html", context, status=422 if form.is_bound else 200
    )


@login_not_required
@require_safe
def account_closed(request: ForumRequest) -> HttpResponse:
    """What somebody reads who has just gone."""
    return render(request, "threads/account_closed.html")
