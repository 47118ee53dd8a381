"""What somebody has read."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.viewer import ForumRequest
from threads.actions.readers import mark_read
from threads.models import ranges
from threads.queries.topics import topic_for

# A page shows 20; a call gathers what was read in some seconds.
LONGEST = 2_000
MOST = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
def topic_read(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Mark posts (`posts`: numbers as ranges, `1-20,25`) as read.

    Scripts send what was on screen for a moment; without them a picture of no size asks for what
    the page showed, so this one act answers a GET too.
    """
    topic = topic_for(request.viewer, topic_id)
    said = (request.POST if request.method == "POST" else request.GET).get("posts", "")
    try:
        numbers = ranges.numbers(ranges.parse(said[:LONGEST]), MOST)
    except ValueError:
        return render(request, "422.html", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    mark_read(request.viewer, topic, numbers)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
