"""How one is told: the choices, a pause, and topics without mail."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import ForumRequest
from notifications import actions
from notifications.forms import AgainForm, PauseForm, WishesForm, as_common
from notifications.queries.settings import NoticeSettings
from notifications.queries.settings import notice_settings as settings_of


@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: ForumRequest) -> HttpResponse:
    """Choose how one is told. `see` shows what it would mean, `common` how the community has it;
    both save nothing."""
    page = settings_of(request.viewer)
    if request.method != "POST":
        return _page(request, page, WishesForm(page))
    is_common = "common" in request.POST
    form = WishesForm(page, as_common(page, request.POST) if is_common else request.POST)
    if not form.is_valid():
        return _page(request, page, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if is_common or "see" in request.POST:
        return _page(request, page, form)
    actions.choose(request.viewer, form.wishes)
    messages.success(request, _("Saved."))
    return redirect("notifications:notice_settings")


@require_POST
def mail_pause(request: ForumRequest) -> HttpResponse:
    """Mail nothing until the time that `until` says, or go on (`resume`)."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        page = settings_of(request.viewer)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, page, WishesForm(page), pause=form, status=status)
    actions.pause_mail(request.viewer, form.ends_at)
    if form.ends_at is None:
        messages.success(request, _("Mail comes again."))
    return redirect("notifications:notice_settings")


@require_POST
def mail_again(request: ForumRequest) -> HttpResponse:
    """Mail about a `topic`, or to an `address` that had bounced, may come again."""
    form = AgainForm(request.POST)
    if form.is_valid() and form.cleaned_data["address"]:
        actions.address_again(request.viewer)
        messages.success(request, _("Mail goes to your address again. If it comes back, it stops."))
    elif form.is_valid() and form.cleaned_data["topic"]:
        actions.mail_again(request.viewer, form.cleaned_data["topic"])
        messages.success(request, _("You get mail about it again."))
    return redirect("notifications:notice_settings")


def _page(
    request: ForumRequest,
    page: NoticeSettings,
    form: WishesForm,
    *,
    pause: PauseForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {"page": page, "form": form, "pause": pause or PauseForm()}
    return render(request, "notifications/notice_settings.html", context, status=status)
