"""What the host heard of somebody on the panel, and what they say to it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.faces import face_of
from accounts.viewer import ForumRequest
from threads import policies
from threads.actions.perspectives import StaleView, respond, write_view
from threads.forms import ResponseForm, ViewForm, with_value
from threads.markup import MarkupRefused
from threads.models import Panelist, Perspective, Topic
from threads.queries import perspectives
from threads.queries.topics import topic_for
from threads.views.refusals import say_when


@require_http_methods(["GET", "HEAD", "POST"])
def perspective_edit(request: ForumRequest, topic_id: int, panelist_id: int) -> HttpResponse:
    """The host writes down what somebody said; a stale form is answered with both texts."""
    topic = topic_for(request.viewer, topic_id)
    panelist = perspectives.panelist_for(request.viewer, topic, panelist_id)
    policies.check_perspective(request.viewer, topic)
    if request.method != "POST":
        view = perspectives.perspective_of(panelist)
        initial = {"text": view.source, "version": view.version} if view else {"version": 0}
        return _edit_page(request, topic, panelist, ViewForm(initial=initial))
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, topic, panelist, form, status=422)
    data = form.cleaned_data
    try:
        write_view(request.viewer, topic, panelist, data["text"], version=data["version"])
    except MarkupRefused as refusal:
        form.add_error("text", str(refusal))
        return say_when(refusal, _edit_page(request, topic, panelist, form))
    except StaleView as stale:
        version = stale.current.version if stale.current else 0
        form.data = with_value(form.data, "version", str(version))
        theirs = stale.current.source if stale.current else ""
        return _edit_page(request, topic, panelist, form, theirs=theirs, status=409)
    return redirect(_place(topic, panelist))


def _edit_page(
    request: ForumRequest,
    topic: Topic,
    panelist: Panelist,
    form: ViewForm,
    *,
    theirs: str | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"topic": topic, "panelist": panelist, "form": form, "theirs": theirs}
    context["name"] = face_of(panelist.person).name if panelist.person else panelist.name
    return render(request, "threads/perspective_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def perspective_respond(request: ForumRequest, topic_id: int, panelist_id: int) -> HttpResponse:
    """The person adds to what stands of them or corrects it; a new wording is shown first."""
    topic = topic_for(request.viewer, topic_id)
    view = perspectives.perspective_for(request.viewer, topic, panelist_id)
    policies.check_respond(request.viewer, topic, view.panelist.person_id)
    if request.method != "POST":
        initial: dict[str, object] = {"text": view.response_source, "version": view.version}
        if view.response_kind:
            initial["kind"] = view.response_kind
        return _respond_page(request, topic, view, ResponseForm(initial=initial))
    form = ResponseForm(request.POST)
    if not form.is_valid():
        return _respond_page(request, topic, view, form, status=422)
    data = form.cleaned_data
    said = (data["kind"], data["text"])
    try:
        respond(request.viewer, topic, view.panelist, *said, version=data["version"])
    except MarkupRefused as refusal:
        form.add_error("text", str(refusal))
        return say_when(refusal, _respond_page(request, topic, view, form))
    except StaleView as stale:
        now = stale.current or view
        form.data = with_value(form.data, "version", str(now.version))
        return _respond_page(request, topic, now, form, is_stale=True, status=409)
    return redirect(_place(topic, view.panelist))


def _respond_page(
    request: ForumRequest,
    topic: Topic,
    view: Perspective,
    form: ResponseForm,
    *,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "topic": topic,
        "view": view,
        "by": face_of(view.author),
        "html": perspectives.printed(topic, view.html),
        "form": form,
        "is_stale": is_stale,
    }
    return render(request, "threads/perspective_respond.html", context, status=status)


def _place(topic: Topic, panelist: Panelist) -> str:
    return f"{topic.get_absolute_url()}#panelist-{panelist.pk}"
