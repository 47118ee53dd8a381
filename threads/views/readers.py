"""What somebody has read."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.viewer import ForumRequest
from threads.actions import readers
from threads.forms import is_id
from threads.models import ranges
from threads.queries.lists import category_for
from threads.queries.posts import post_for
from threads.queries.topics import numbers_now, topic_for

# A page shows 20; a call gathers what was read in some seconds.
LONGEST = 2_000
MOST = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
def topic_read(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Mark posts (`posts`: numbers as ranges, `1-20,25`) as read.

    Scripts send what was on screen for a moment; without them a picture of no size asks for what
    the page showed, so this one act answers a GET too. `from` is the number from which the topic
    was marked as unread when the page was made; without it a page knows of none.
    """
    topic = topic_for(request.viewer, topic_id)
    said = (request.POST if request.method == "POST" else request.GET).get("posts", "")
    try:
        numbers = ranges.numbers(ranges.parse(said[:LONGEST]), MOST)
    except ValueError:
        return render(request, "422.html", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    since = request.GET.get("from", "")
    known = int(since) if is_id(since) else None
    numbers = numbers_now(topic, topic_id, numbers)
    readers.mark_read(request.viewer, topic, numbers, known=known)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_http_methods(["GET", "HEAD", "POST"])
def fresh_start(request: ForumRequest) -> HttpResponse:
    """Ask, then count everything until now as read."""
    words = {
        "heading": _("Start afresh?"),
        "lead": _(
            "Everything until now counts as read, in all categories. What you follow stays as it "
            "is. This cannot be undone; single posts can be marked as unread again."
        ),
        "act": _("Start afresh"),
        "back": "/unread/",
    }
    return _asked(request, words, partial(readers.start_afresh, request.viewer))


@require_http_methods(["GET", "HEAD", "POST"])
def category_read(request: ForumRequest, slug: str) -> HttpResponse:
    """Ask, then count everything in a category as read."""
    category = category_for(request.viewer, slug)
    words = {
        "heading": _("Mark %(name)s as read?") % {"name": category.name},
        "lead": _("Everything in this category until now counts as read."),
        "act": _("Mark as read"),
        "back": category.get_absolute_url(),
    }
    return _asked(request, words, partial(readers.mark_category_read, request.viewer, category))


@require_http_methods(["GET", "HEAD", "POST"])
def topic_all_read(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Ask, then count all of a topic as read."""
    topic = topic_for(request.viewer, topic_id)
    words = {
        "heading": _("Mark this topic as read?"),
        "lead": topic.title,
        "act": _("Mark as read"),
        "back": topic.get_absolute_url(),
    }
    return _asked(
        request, words, lambda: readers.mark_topic_read(request.viewer, topic), "/unread/"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def post_unread(request: ForumRequest, post_id: int) -> HttpResponse:
    """Ask, then mark a topic as unread from a post on."""
    post = post_for(request.viewer, post_id)
    words = {
        "heading": _("Unread from #%(number)d on?") % {"number": post.number},
        "lead": _(
            "This post and those after it, but for your own, wait for you among what is unread, "
            "also when they are old."
        ),
        "act": _("Mark as unread"),
        "back": post.place(),
    }
    act = partial(readers.mark_unread, request.viewer, post)
    return _asked(request, words, act, "/unread/")


def _asked(
    request: ForumRequest, words: dict[str, str], act: Callable[[], None], then: str = ""
) -> HttpResponse:
    """A page that asks, and does what it asked about."""
    if request.method != "POST":
        return render(request, "threads/read_mark.html", words)
    act()
    messages.success(request, _("Done."))
    return redirect(then or words["back"])
