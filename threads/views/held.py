"""One's own texts that wait for a moderator: reading them, sending them again, taking them back."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import ForumRequest
from threads import policies
from threads.actions import held as held_actions
from threads.forms import ReplyForm
from threads.markup import MarkupRefused
from threads.models import HeldPost
from threads.queries import held as queries
from threads.queries.pages import page_number
from threads.queries.texts import preview_html
from threads.views.refusals import say_when


@require_safe
def held_list(request: ForumRequest) -> HttpResponse:
    """What one wrote and is not a post yet, or did not become one."""
    page = queries.held_list(request.viewer, page_number(request.GET.get("page")))
    return render(request, "threads/held_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def held_detail(request: ForumRequest, held_id: int) -> HttpResponse:
    """A text that waits; its author changes it here and sends it again."""
    held = queries.held_for(request.viewer, held_id)
    if request.method != "POST":
        return _page(request, held, ReplyForm(initial={"body": held.source}))
    policies.check_resend(request.viewer, held, queries.reads_place(request.viewer, held))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, held, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    body = form.cleaned_data["body"]
    try:
        if "preview" in request.POST:
            return _page(request, held, form, preview=preview_html(body))
        sent = held_actions.resend_held(request.viewer, held, body)
    except MarkupRefused as refusal:
        form.add_error("body", str(refusal))
        return say_when(refusal, _page(request, held, form))
    return _answer(request, held, _("Your text waits until a moderator has seen it."), done=sent)


@require_POST
def held_withdraw(request: ForumRequest, held_id: int) -> HttpResponse:
    """Take one's text back."""
    held = queries.held_for(request.viewer, held_id)
    done = held_actions.withdraw_held(request.viewer, held)
    return _answer(request, held, _("You took your text back."), done=done)


def _answer(request: ForumRequest, held: HeldPost, said: str, *, done: bool) -> HttpResponse:
    """Lead back to the text; where it was approved meanwhile, show that it was, and what was
    typed."""
    if done:
        messages.info(request, said)
        return redirect(held)
    now = queries.held_for(request.viewer, held.pk)
    return _page(request, now, None, is_lost=True, status=HTTPStatus.CONFLICT)


def _page(
    request: ForumRequest,
    held: HeldPost,
    form: ReplyForm | None,
    *,
    preview: SafeString | None = None,
    is_lost: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "page": queries.held_page(request.viewer, held),
        "form": form,
        "preview": preview,
        "is_lost": is_lost,
        "typed": request.POST.get("body", "") if is_lost else "",
    }
    return render(request, "threads/held_detail.html", context, status=status)
