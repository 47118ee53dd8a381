"""Questions to people: asking, answering, setting aside, reopening."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import ForumRequest
from notifications.actions import mark_seen
from threads import policies
from threads.actions import asks as actions
from threads.actions import settling
from threads.forms import AnswerForm, AsideForm, AskForm, is_id
from threads.models import Ask, Topic
from threads.models.asks import asks_path
from threads.queries import asks as queries
from threads.queries.pages import page_number
from threads.queries.topics import topic_for


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_list(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Everything that was asked of people in a topic, and the form to ask."""
    topic = topic_for(request.viewer, topic_id)
    if request.method != "POST":
        if topic_id != topic.pk:
            return redirect(asks_path(topic.pk))
        return _page(request, topic, _begun(request, topic))
    policies.check_ask(request.viewer, topic)
    form = AskForm(request.viewer, topic, request.POST)
    if not form.is_valid():
        return _page(request, topic, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        asked = actions.put_ask(
            request.viewer, topic, form.cleaned_data["question"], form.cleaned_data["token"]
        )
    except actions.TooManyAsks as refused:
        form.add_error("to", str(refused))
        return _page(request, topic, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("Your question is put; whoever is asked is told."))
    return redirect(asked)


def _begun(request: ForumRequest, topic: Topic) -> AskForm:
    """The form as a link to it fills it: a post to ask about, or whom to ask. Who cannot be asked
    is told at once."""
    initial: dict[str, object] = {"token": uuid4(), "to": request.GET.get("to", "")[:200]}
    number = request.GET.get("post", "")
    post = queries.post_numbered(request.viewer, topic, int(number)) if is_id(number) else None
    if post:
        initial["post"] = post.number
        if post.author:
            initial["to"] = post.author.username
    form = AskForm(request.viewer, topic, initial=initial)
    if policies.may(policies.check_ask, request.viewer, topic):
        form.check_chosen(post)
    return form


def _page(
    request: ForumRequest,
    topic: Topic,
    form: AskForm,
    *,
    settled: Mapping[str, object] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """`settled` is a form about one of the asks that was refused, and its id."""
    about = str(form["post"].value() or "")
    page = queries.ask_page(
        request.viewer,
        topic,
        page_number(request.GET.get("page")),
        about=about if is_id(about) else "",
    )
    if request.viewer.is_member:
        mark_seen(request.viewer, [row.id for row in page.rows], "ask")
    context = {"page": page, "form": form, "settled": settled}
    return render(request, "threads/ask_list.html", context, status=status)


@require_POST
def ask_answer(request: ForumRequest, ask_id: int) -> HttpResponse:
    """Say in which post an ask is answered."""
    ask = queries.ask_for(request.viewer, ask_id)
    topic = topic_for(request.viewer, ask.topic_id)
    policies.check_ask(request.viewer, topic)
    is_asker = ask.author_id == request.viewer.id
    form = AnswerForm(request.viewer, topic, request.POST, needs_post=not is_asker)
    if not form.is_valid():
        return _refused(request, topic, ask, form)
    settling.answer_ask(request.viewer, ask, form.cleaned_data["post"])
    return redirect(ask)


@require_POST
def ask_set_aside(request: ForumRequest, ask_id: int) -> HttpResponse:
    """Leave an ask without an answer, with words or without."""
    ask = queries.ask_for(request.viewer, ask_id)
    form = AsideForm(request.POST)
    if not form.is_valid():
        return _refused(request, topic_for(request.viewer, ask.topic_id), ask, form)
    settling.set_ask_aside(request.viewer, ask, form.cleaned_data["words"])
    return redirect(ask)


@require_POST
def ask_reopen(request: ForumRequest, ask_id: int) -> HttpResponse:
    """Let one's answered question wait again."""
    ask = queries.ask_for(request.viewer, ask_id)
    settling.reopen_ask(request.viewer, ask)
    return redirect(ask)


def _refused(
    request: ForumRequest, topic: Topic, ask: Ask, form: AnswerForm | AsideForm
) -> HttpResponse:
    """The asks again, with what was wrong beside the one that it was about."""
    asking = AskForm(request.viewer, topic, initial={"token": uuid4()})
    settled = {"id": ask.pk, "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(request, topic, asking, settled=settled, status=status)
