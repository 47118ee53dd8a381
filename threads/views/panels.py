"""Kind, panel, views and source of a topic after it was opened."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policies import Refusal
from accounts.viewer import ForumRequest
from threads import policies
from threads.actions.panels import SeatRefused, StalePanel, change_panel
from threads.actions.running.ends import ReasonMissing
from threads.forms import PanelForm
from threads.models import Topic
from threads.queries.setups import Standing, standing_of
from threads.queries.topics import topic_for
from threads.views.refusals import say_when


@require_http_methods(["GET", "HEAD", "POST"])
def topic_panel(request: ForumRequest, topic_id: int) -> HttpResponse:
    """The host changes what a topic is set up as; a stale form is answered with both."""
    topic = topic_for(request.viewer, topic_id)
    policies.check_set_up(request.viewer, topic)
    standing = standing_of(topic)
    if request.method != "POST":
        return _page(request, topic, PanelForm(standing))
    form = PanelForm(standing, request.POST)
    if not form.is_valid():
        return _page(request, topic, form, status=422)
    try:
        change_panel(
            request.viewer,
            topic,
            form.cleaned_data["wish"],
            stamp=form.stamp,
            reason=form.cleaned_data["reason"],
        )
    except (SeatRefused, ReasonMissing) as refused:
        return _not_so(request, topic, form, refused)
    except StalePanel as stale:
        form.stamp = stale.standing.stamp
        return _page(request, topic, form, theirs=stale.standing, status=409)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, topic, form, status=403)
    return redirect(topic)


def _not_so(
    request: ForumRequest, topic: Topic, form: PanelForm, refused: SeatRefused | ReasonMissing
) -> HttpResponse:
    """What is wrong with a place on the panel, or with taking it away, said beside it."""
    if isinstance(refused, ReasonMissing):
        form.ask_reason()
        return _page(request, topic, form, status=422)
    form.refuse_row(refused.row, str(refused))
    answer = _page(request, topic, form, status=422)
    return say_when(refused.refused, answer) if refused.refused else answer


def _page(
    request: ForumRequest,
    topic: Topic,
    form: PanelForm,
    *,
    theirs: Standing | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "topic": topic,
        "form": form,
        "rows": form.spread(),
        "theirs": theirs,
        "may_write_views": policies.may(policies.check_perspective, request.viewer, topic),
        "title": _("Panel and source"),
    }
    return render(request, "threads/topic_panel.html", context, status=status)
