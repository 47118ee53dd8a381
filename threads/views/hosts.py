"""Who hosts a topic: the page, and its acts."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.viewer import ForumRequest
from threads.actions import hosts as actions
from threads.forms.people import PersonForm
from threads.models import Topic
from threads.queries.hosts import hosts_page
from threads.queries.topics import topic_for

# The acts that name somebody.
NAMING = {
    "name": actions.name_cohost,
    "drop": actions.drop_cohost,
    "hand-over": actions.hand_over,
    "confirm": actions.confirm_host,
}


@login_not_required
@require_safe
def topic_hosts(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Who hosts a topic, and what one may do about it."""
    return _page(request, topic_for(request.viewer, topic_id), PersonForm())


@require_POST
def host_act(request: ForumRequest, topic_id: int, act: str) -> HttpResponse:
    """Name, drop, hand over, leave, offer, confirm. Raises `Http404` for anything else."""
    topic = topic_for(request.viewer, topic_id)
    done: object
    if act == "leave":
        done = actions.leave_hosting(request.viewer, topic)
    elif act == "offer":
        done = actions.offer_to_host(request.viewer, topic, on=request.POST.get("on") != "0")
    elif act in NAMING:
        form = PersonForm(request.POST, auto_id=f"typed_{act}_%s")
        if not form.is_valid():
            return _page(request, topic, form, act)
        done = NAMING[act](request.viewer, topic, form.cleaned_data["person"])
    else:
        raise Http404
    messages.info(request, _("Done.") if done else _("It was so already."))
    return redirect("threads:topic_hosts", topic.pk)


def _page(request: ForumRequest, topic: Topic, form: PersonForm, act: str = "") -> HttpResponse:
    # Two forms of one shape: what was wrong stands where it was typed.
    forms = {name: PersonForm(auto_id=f"{name}_%s") for name in ("name", "over")}
    if form.is_bound:
        forms["over" if act == "hand-over" else "name"] = form
    context = {"page": hosts_page(request.viewer, topic), "forms": forms}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "threads/topic_hosts.html", context, status=status)
