"""The answer to a text that a fishbowl does not take where it was to be said."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render

from accounts.viewer import ForumRequest
from threads.forms import ReplyForm
from threads.models import Topic
from threads.queries.holds import MODERATOR, hold_of


def fishbowl_hold(
    request: ForumRequest, topic: Topic, form: ReplyForm, why_not: str
) -> HttpResponse:
    """The whole text, why it was refused, and where else it can go: 409 for who could say it there
    before, 403 for others."""
    wanted = MODERATOR if form["as_moderator"].value() else str(form["lane"].value() or "")
    hold = hold_of(request.viewer, topic, wanted, request.POST)
    context = {"hold": hold, "why_not": why_not, "body": request.POST.get("body", "")}
    status = HTTPStatus.CONFLICT if hold.was_allowed else HTTPStatus.FORBIDDEN
    return render(request, "threads/fishbowl_hold.html", context, status=status)
