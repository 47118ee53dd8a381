"""Which topics a topic continues or grew out of."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.policies import Refusal
from accounts.viewer import ForumRequest
from threads import policies
from threads.actions.relations import relate_topic, unrelate_topic
from threads.forms import OriginForm
from threads.models import Topic
from threads.queries.relations import related
from threads.queries.topics import topic_for


@require_http_methods(["GET", "HEAD", "POST"])
def topic_origins(request: ForumRequest, topic_id: int) -> HttpResponse:
    """What a topic comes from, and a form to add to it."""
    topic = topic_for(request.viewer, topic_id)
    policies.check_origins(request.viewer, topic)
    if request.method != "POST":
        return _page(request, topic, OriginForm(request.viewer))
    policies.check_relate(request.viewer, topic)
    form = OriginForm(request.viewer, request.POST)
    if not form.is_valid():
        return _page(request, topic, form, status=422)
    try:
        relate_topic(request.viewer, topic, form.cleaned_data["origin"], form.cleaned_data["kind"])
    except Refusal as refusal:
        form.add_error("origin", str(refusal))
        return _page(request, topic, form, status=422)
    return redirect(topic)


@require_POST
def topic_unrelate(request: ForumRequest, topic_id: int, relation_id: int) -> HttpResponse:
    """Take back that a topic comes from another."""
    topic = topic_for(request.viewer, topic_id)
    policies.check_unrelate(request.viewer, topic)
    unrelate_topic(request.viewer, topic, relation_id)
    return redirect("threads:topic_origins", topic.pk)


def _page(
    request: ForumRequest, topic: Topic, form: OriginForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "topic": topic,
        "form": form,
        "origins": related(topic.origin_rows),  # type: ignore[attr-defined]
        "may_relate": policies.may(policies.check_relate, request.viewer, topic),
        "may_unrelate": policies.may(policies.check_unrelate, request.viewer, topic),
    }
    return render(request, "threads/topic_origins.html", context, status=status)
