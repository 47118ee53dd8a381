"""Questions that members suggest."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import ForumRequest
from threads import policies
from threads.actions import suggestions as acts
from threads.actions.prompts import TooMany
from threads.forms import DecisionForm, SuggestionForm
from threads.queries.suggestions import suggest_page, suggestion_in
from threads.queries.topics import topic_for

DECISIONS: dict[str, Callable[..., object]] = {
    "adopt": acts.adopt_suggestion,
    "decline": acts.decline_suggestion,
    "take_back": acts.take_back_suggestion,
}


@require_http_methods(["GET", "HEAD", "POST"])
def prompt_suggest(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Suggest a question to the host; what one has suggested stands below."""
    topic = topic_for(request.viewer, topic_id)
    policies.check_suggest_prompt(request.viewer, topic)
    form = SuggestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            acts.suggest_prompt(request.viewer, topic, form.cleaned_data["text"])
        except TooMany as refused:
            form.add_error("text", str(refused))
        else:
            messages.info(request, _("Your question waits to be taken up."))
            return redirect("threads:prompt_suggest", topic.pk)
    context = {"page": suggest_page(request.viewer, topic), "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "threads/prompt_suggest.html", context, status=status)


@require_POST
def suggestion_decide(request: ForumRequest, topic_id: int, suggestion_id: int) -> HttpResponse:
    """Take a suggested question up, or not; or take one's own back."""
    topic = topic_for(request.viewer, topic_id)
    suggestion = suggestion_in(request.viewer, topic, suggestion_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render(request, "422.html", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    decision = form.cleaned_data["decision"]
    DECISIONS[decision](request.viewer, suggestion)
    theirs = decision == "take_back"
    return redirect("threads:prompt_suggest" if theirs else "threads:prompt_list", topic.pk)
