"""The queue of cases, and what moderators do with one."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import LostRace, Refusal
from accounts.viewer import ForumRequest
from moderation import policies
from moderation.actions.undo import undo_act
from moderation.curation import CASE_ACTS
from moderation.forms import CaseForm, WishForm
from moderation.queries import cases
from moderation.queries.undo import entry_for, open_case_of
from threads.markup import MarkupRefused
from threads.queries.pages import page_number
from threads.views.refusals import say_when


@require_safe
def case_list(request: ForumRequest) -> HttpResponse:
    """The queue: what waits for a moderator, oldest first, unless wished otherwise."""
    policies.check_queue(request.viewer)
    wish, number = WishForm(request.GET).wish(), page_number(request.GET.get("page"))
    try:
        page = cases.queue(request.viewer, wish, number)
    except Http404:
        # The last case of the last page was decided.
        return redirect(wish.url())
    return render(request, "moderation/case_list.html", {"page": page})


@require_safe
def case_detail(request: ForumRequest, case_id: int) -> HttpResponse:
    """One case."""
    return _page(request, case_id)


@require_POST
def case_act(request: ForumRequest, case_id: int, act: str) -> HttpResponse:
    """Do something with a case; who was slower gets the case as it is now, with their words."""
    case = cases.case_for(request.viewer, case_id)
    chosen = CASE_ACTS.get(act)
    if chosen is None or (chosen.about and (chosen.about == "post") != (case.post is not None)):
        raise Http404
    policies.check_case(request.viewer, case)
    form = CaseForm(request.POST, str(chosen.asks), long=act == "note")
    if not form.is_valid():
        return _page(request, case_id, act, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        chosen.run(request.viewer, case, form)
    except LostRace as lost:
        return _page(request, case_id, act, form, HTTPStatus.CONFLICT, str(lost))
    except Refusal as refusal:
        return _page(request, case_id, act, form, HTTPStatus.FORBIDDEN, str(refusal))
    except MarkupRefused as refused:
        return say_when(refused, _page(request, case_id, act, form, told=str(refused)))
    messages.success(request, str(chosen.done))
    return redirect(form.way_on(case, is_closed=chosen.closes))


def _page(
    request: ForumRequest,
    case_id: int,
    act: str = "",
    form: CaseForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    told: str = "",
) -> HttpResponse:
    page = cases.case_page(request.viewer, case_id)
    context = {"page": page, "card": page.card, "act": act, "form": form, "told": told}
    context["back"] = form.queue_url if form else ""
    return render(request, "moderation/case_detail.html", context, status=status)


@require_POST
def undo(request: ForumRequest, entry_id: int) -> HttpResponse:
    """Take an act back, shortly after."""
    entry = entry_for(request.viewer, entry_id)
    undo_act(request.viewer, entry)
    messages.success(request, _("Taken back; the log keeps both lines."))
    queue_url = CaseForm(request.POST).queue_url or cases.ADDRESS
    case_id = open_case_of(entry)
    return redirect(f"{queue_url}#case-{case_id}" if case_id else queue_url)
