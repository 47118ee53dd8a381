"""Inviting by link, and where the link leads."""

from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import invitations as actions
from accounts.forms.invitations import InvitationForm
from accounts.queries import invitations as queries
from accounts.sign_up import keep_invitation
from accounts.viewer import ForumRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_list(request: ForumRequest) -> HttpResponse:
    """One's invitations, who came by them, and the form for another; the link of a new one is
    shown once, in the answer to the form."""
    circles = queries.led_by(request.viewer)
    if request.method != "POST":
        chosen = request.GET.get("circle", "")
        form = InvitationForm(circles, initial={"token": uuid4(), "circle": chosen})
        return _page(request, form)
    form = InvitationForm(circles, request.POST)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    data = form.cleaned_data
    _made, words = actions.invite(
        request.viewer,
        data["circle"],
        days=data["days"],
        most_uses=data["most_uses"],
        note=data["note"],
        token=data["token"],
    )
    link = request.build_absolute_uri(f"/join/{words}/")
    return _page(request, InvitationForm(circles, initial={"token": uuid4()}), link=link)


def _page(
    request: ForumRequest, form: InvitationForm, *, link: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    page = queries.invitation_list(request.viewer)
    context = {"page": page, "form": form, "link": link}
    return render(request, "accounts/invitation_list.html", context, status=status)


@require_POST
def invitation_revoke(request: ForumRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = queries.invitation_for(request.viewer, invitation_id)
    actions.revoke_invitation(request.viewer, invitation)
    messages.success(request, _("The link leads nowhere any more. Who came by it stays."))
    return redirect("accounts:invitation_list")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_detail(request: ForumRequest, words: str) -> HttpResponse:
    """Who invites, to what, until when; members accept, guests take it along to the sign-up."""
    page = queries.join_page(request.viewer, words)
    if request.method != "POST" or (page.state != "open" and not request.viewer.is_member):
        return _join(request, words, page)
    if not request.viewer.is_member:
        keep_invitation(request, words)
        after = page.circle.get_absolute_url() if page.circle else "/"
        return redirect(f"/account/signup/?next={after}")
    circle = actions.follow_invitation(request.viewer, words).circle
    if circle is None:
        return redirect("/")
    messages.success(request, _("Welcome to the circle %(name)s.") % {"name": circle.name})
    return redirect(circle)


def _join(request: ForumRequest, words: str, page: queries.JoinPage) -> HttpResponse:
    status = HTTPStatus.OK if page.state == "open" or page.is_in else HTTPStatus.GONE
    context = {"page": page, "words": words}
    response = render(request, "accounts/invitation_detail.html", context, status=status)
    # The link is a secret: it is told to no page that is opened from here.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
