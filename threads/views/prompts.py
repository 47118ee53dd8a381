"""One prompt, the board of a topic, and what a host does to its questions."""

from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import LostRace
from accounts.viewer import ForumRequest
from notifications.actions import mark_seen
from threads import policies
from threads.actions import prompts as acts
from threads.forms import EditPromptForm, LikeForm, OrderForm, PromptForm, ReplyForm, with_value
from threads.models import Prompt, Topic
from threads.models.prompts import prompt_path
from threads.queries.boards import board
from threads.queries.pages import page_number
from threads.queries.prompts import prompt_in, prompt_page
from threads.queries.suggestions import manage_page
from threads.queries.topics import topic_for
from threads.queries.versions import version_of_topic
from threads.views.remembered import forget, remembered_for_guests
from threads.views.topics import begun, moved_for_good

ACTS = {
    "close": acts.close_prompt,
    "reopen": acts.reopen_prompt,
    "withdraw": acts.withdraw_prompt,
    "restore": acts.restore_prompt,
    "delete": acts.delete_prompt,
}


def _version(topic_id: int, **_address: object) -> str:
    return version_of_topic(topic_id)


@login_not_required
@require_safe
@remembered_for_guests(_version)
def prompt_detail(request: ForumRequest, slug: str, topic_id: int, prompt_id: int) -> HttpResponse:
    """A prompt among its neighbours, and its answers, with a reply form that ticks it."""
    topic = topic_for(request.viewer, topic_id)
    if slug != topic.slug or topic_id != topic.pk:
        return moved_for_good(prompt_path(topic.slug, topic.pk, prompt_id))
    page = prompt_page(request.viewer, topic, prompt_id, page_number(request.GET.get("page")))
    if topic.has_seals:  # type: ignore[attr-defined]
        forget(request)
    if request.viewer.is_member:
        mark_seen(request.viewer, [post.id for post in page.posts])
    form = ReplyForm(initial=begun(topic) | {"token": uuid4(), "prompts": [prompt_id]})
    return render(request, "threads/prompt_detail.html", {"page": page, "form": form})


@login_not_required
@require_safe
def topic_board(request: ForumRequest, slug: str, topic_id: int) -> HttpResponse:
    """Which question has which voices, and who of the panel was heard where."""
    topic = topic_for(request.viewer, topic_id)
    if slug != topic.slug or topic_id != topic.pk:
        return moved_for_good(f"{topic.get_absolute_url()}board/")
    return render(request, "threads/topic_board.html", {"page": board(request.viewer, topic)})


@require_safe
def prompt_list(request: ForumRequest, topic_id: int) -> HttpResponse:
    """All questions of a topic, for its host."""
    topic = topic_for(request.viewer, topic_id)
    policies.check_care_of_prompts(request.viewer, topic)
    return _manage(request, topic, PromptForm())


def _manage(
    request: ForumRequest, topic: Topic, form: PromptForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"page": manage_page(request.viewer, topic), "form": form}
    return render(request, "threads/prompt_list.html", context, status=status)


@require_POST
def prompt_add(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Ask another question."""
    topic = topic_for(request.viewer, topic_id)
    policies.check_prompts(request.viewer, topic)
    form = PromptForm(request.POST)
    if not form.is_valid():
        return _manage(request, topic, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    data = form.cleaned_data
    try:
        acts.add_prompt(request.viewer, topic, data["text"], data["note"])
    except acts.TooMany as refused:
        form.add_error("text", str(refused))
        return _manage(request, topic, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to_list(topic)


def _to_list(topic: Topic) -> HttpResponse:
    return redirect("threads:prompt_list", topic.pk)


@require_POST
def prompt_order(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Put the questions in another order."""
    topic = topic_for(request.viewer, topic_id)
    form = OrderForm(request.POST)
    if not form.is_valid():
        return render(request, "422.html", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    acts.order_prompts(request.viewer, topic, form.cleaned_data["prompts"])
    return _to_list(topic)


@require_http_methods(["GET", "HEAD", "POST"])
def prompt_edit(request: ForumRequest, topic_id: int, prompt_id: int) -> HttpResponse:
    """Word a question anew, or seal it; a stale form is answered with both wordings."""
    topic = topic_for(request.viewer, topic_id)
    policies.check_care_of_prompts(request.viewer, topic)
    prompt = prompt_in(topic, prompt_id)
    needs_reason = not policies.is_host(request.viewer, topic)
    data = request.POST if request.method == "POST" else None
    form = EditPromptForm(prompt, data, needs_reason=needs_reason)
    if data is None:
        return _edit_form(request, prompt, form)
    if not form.is_valid():
        return _edit_form(request, prompt, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        _edit(request, prompt, form)
    except acts.SealRefused as refused:
        form.add_error("sealed_until", str(refused))
        return _edit_form(request, prompt, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    except LostRace as lost:
        now = prompt_in(topic, prompt_id)
        form.add_error(None, str(lost))
        form.data = with_value(form.data, "version", str(now.version))
        return _edit_form(request, now, form, HTTPStatus.CONFLICT)
    return _to_list(topic)


def _edit(request: ForumRequest, prompt: Prompt, form: EditPromptForm) -> None:
    data = form.cleaned_data
    acts.edit_prompt(
        request.viewer,
        prompt,
        data["text"],
        data["note"],
        meaning=data["meaning"],
        reason=data["reason"],
        version=data["version"],
        seal=form.seal(),
    )


def _edit_form(
    request: ForumRequest, prompt: Prompt, form: EditPromptForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "prompt": prompt,
        "form": form,
        "is_lost": status == HTTPStatus.CONFLICT,
        "place": prompt.get_absolute_url(),
    }
    return render(request, "threads/prompt_edit.html", context, status=status)


@require_POST
def prompt_pass(request: ForumRequest, topic_id: int, prompt_id: int) -> HttpResponse:
    """Pass on a question, or take that back; `on` is a wish, not a toggle."""
    topic = topic_for(request.viewer, topic_id)
    prompt = prompt_in(topic, prompt_id)
    form = LikeForm(request.POST)
    if not form.is_valid():
        return render(request, "422.html", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    acts.pass_prompt(request.viewer, prompt, on=form.is_on)
    return redirect(prompt)


@require_POST
def prompt_act(request: ForumRequest, topic_id: int, prompt_id: int, act: str) -> HttpResponse:
    """Close, reopen, withdraw, restore or remove a question."""
    if act not in ACTS:
        raise Http404
    topic = topic_for(request.viewer, topic_id)
    policies.check_care_of_prompts(request.viewer, topic)
    prompt = prompt_in(topic, prompt_id)
    entry = ACTS[act](request.viewer, prompt, request.POST.get("reason", "")[:500].strip())
    if entry and entry.act == "prompt_delete":
        messages.info(request, _("The question was removed; nobody had answered it."))
    return _to_list(topic)
