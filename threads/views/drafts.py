"""What one began to write: keeping it, the list of it, forgetting it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.policies import Refusal
from accounts.viewer import ForumRequest
from threads.actions import drafts as actions
from threads.forms import DraftForm
from threads.queries import drafts as queries
from threads.queries.drafts import in_words
from threads.queries.pages import page_number


@require_http_methods(["GET", "HEAD", "POST"])
def draft_list(request: ForumRequest) -> HttpResponse:
    """One's drafts; a POST keeps one."""
    if request.method == "POST":
        return _keep(request)
    return _list(request)


def _list(request: ForumRequest, *, status: int = HTTPStatus.OK, **context: object) -> HttpResponse:
    page = queries.draft_list(request.viewer, page_number(request.GET.get("page")))
    return render(request, "threads/draft_list.html", {"page": page, **context}, status=status)


def _keep(request: ForumRequest) -> HttpResponse:
    """Keep a draft. Scripts ask for JSON and get its number, or with 409 the text that stands
    there; a plain form gets the list, with both texts where it came late."""
    form = DraftForm(request.POST)
    wants_json = "application/json" in request.headers.get("Accept", "")
    if not form.is_valid():
        errors = " ".join(str(error) for found in form.errors.values() for error in found)
        if wants_json:
            return JsonResponse({"error": errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        typed = request.POST.get("body", "")
        return _list(request, problem=errors, typed=typed, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    said = form.cleaned_data
    try:
        kept = actions.keep_draft(
            request.viewer, said["place"], said["body"], said["seq"], form.facts
        )
    except (Http404, Refusal) as refusal:
        return _refuse(request, form, refusal, wants_json=wants_json)
    status = HTTPStatus.OK if kept.theirs is None else HTTPStatus.CONFLICT
    if wants_json:
        beside = {"facts": kept.facts} if kept.facts else {}
        return JsonResponse({"seq": kept.seq, "theirs": kept.theirs} | beside, status=status)
    if kept.theirs is not None:
        problem = _("This draft was changed meanwhile in another window; that one stands.")
        return _list(
            request, problem=problem, typed=in_words(said["body"], form.facts), status=status
        )
    messages.info(request, _("Your draft is kept."))
    return redirect("threads:draft_list")


def _refuse(
    request: ForumRequest, form: DraftForm, refusal: Http404 | Refusal, *, wants_json: bool
) -> HttpResponse:
    """A place that is not there for the viewer, or not theirs to write at: with every word."""
    is_known = isinstance(refusal, Refusal)
    problem = str(refusal) if is_known else _("There is no such place for you to write at.")
    status = HTTPStatus.FORBIDDEN if is_known else HTTPStatus.NOT_FOUND
    if wants_json:
        return JsonResponse({"error": problem}, status=status)
    typed = in_words(form.cleaned_data["body"], form.facts)
    return _list(request, problem=problem, typed=typed, status=status)


@require_POST
def draft_discard(request: ForumRequest, draft_id: int) -> HttpResponse:
    """Forget a draft."""
    draft = queries.draft_for(request.viewer, draft_id)
    actions.discard_draft(request.viewer, draft.place)
    messages.info(request, _("The draft is gone."))
    return redirect("threads:draft_list")
