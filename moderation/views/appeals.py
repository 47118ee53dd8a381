"""Appeals: making one, also when one cannot sign in, and answering those of others."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import LostRace, Refusal
from accounts.viewer import ForumRequest, Viewer, viewer_of
from ledger.models import Entry
from moderation import policies
from moderation.actions.appeals import make_appeal, overturn, uphold
from moderation.forms import AnswerForm, AppealForm
from moderation.models import Appeal
from moderation.queries import appeals
from threads.markup import MarkupRefused

ANSWERS: dict[str, Callable[[Viewer, Appeal, Entry, str], Entry | None]] = {
    "uphold": uphold,
    "overturn": overturn,
}


@require_safe
def appeal_list(request: ForumRequest) -> HttpResponse:
    """What was decided against the viewer, and their appeals."""
    page = appeals.own_appeals(request.viewer)
    return render(request, "moderation/appeal_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def appeal_make(request: ForumRequest, entry_id: int) -> HttpResponse:
    """Appeal against one act, or see what became of it."""
    entry, _appeal = appeals.entry_to_appeal(request.viewer, entry_id)
    return _make(request, request.viewer, entry, "moderation/appeal_make.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_signed(request: ForumRequest, token: str) -> HttpResponse:
    """The same for who is suspended: the page that refused them signed this address."""
    person, entry = appeals.suspension_of(token)
    return _make(request, viewer_of(person), entry, "moderation/appeal_signed.html")


def _make(request: ForumRequest, viewer: Viewer, entry: Entry, template: str) -> HttpResponse:
    """The form and what it does; the page says what became of an appeal that was made."""
    policies.check_appeal(viewer, entry)
    form = AppealForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            make_appeal(viewer, entry, form.cleaned_data["words"])
        except LostRace as lost:
            form.add_error(None, str(lost))
            status = HTTPStatus.CONFLICT
        else:
            return redirect(request.path)
    context = {"row": appeals.appeal_page(viewer, entry), "form": form}
    return render(request, template, context, status=status)


@require_safe
def appeal_queue(request: ForumRequest) -> HttpResponse:
    """The appeals that wait for the viewer, and those that were answered last."""
    return _queue(request)


@require_POST
def appeal_answer(request: ForumRequest, appeal_id: int, act: str) -> HttpResponse:
    """Let the act stand, or undo it; who comes too late keeps their words."""
    appeal, entry = appeals.appeal_for(request.viewer, appeal_id)
    answer = ANSWERS.get(act)
    if answer is None:
        raise Http404
    policies.check_answer_appeal(request.viewer, appeal, entry)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _queue(request, appeal_id, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        answer(request.viewer, appeal, entry, form.cleaned_data["reason"])
    except (LostRace, Refusal, MarkupRefused) as problem:
        form.add_error(None, str(problem))
        status = HTTPStatus.CONFLICT if isinstance(problem, LostRace) else HTTPStatus.FORBIDDEN
        return _queue(request, appeal_id, form, status)
    messages.success(request, _("Answered; the person is told."))
    return redirect("moderation:appeal_queue")


def _queue(
    request: ForumRequest,
    appeal_id: int = 0,
    form: AnswerForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    policies.check_queue(request.viewer)
    page = appeals.appeal_queue(request.viewer)
    context = {"page": page, "form": form, "appeal_id": appeal_id}
    return render(request, "moderation/appeal_queue.html", context, status=status)
