"""A topic to take away: as Markdown, and as clean pages for the printer."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.viewer import ForumRequest
from threads.models import Topic
from threads.queries.pages import page_number
from threads.queries.records import posts_of, print_page, record_of
from threads.queries.topics import topic_for
from threads.views import markdown
from threads.views.topics import moved_for_good


@login_not_required
@require_safe
def topic_text(request: ForumRequest, slug: str, topic_id: int) -> HttpResponseBase:
    """Everything in a topic as a file of Markdown, for whoever may read it."""
    topic = topic_for(request.viewer, topic_id)
    if (slug, topic_id) != (topic.slug, topic.pk):
        return _to_right_address(request, topic, "text/")
    record = record_of(request.viewer, topic)
    told = posts_of(request.viewer, record)
    pieces = _as_read_by(markdown.posts(told))
    address = request.build_absolute_uri(record.url)
    response = StreamingHttpResponse(
        _after(markdown.head(record, address), pieces), content_type="text/markdown; charset=utf-8"
    )
    name = content_disposition_header(True, f"{topic.slug}-{topic.pk}.md")
    response.headers["Content-Disposition"] = str(name)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _after(head: str, pieces: Iterator[str]) -> Iterator[str]:
    yield head
    yield from pieces


def _as_read_by(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces in the language and zone of now: they are made when the request is over."""
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def made() -> Iterator[str]:
        while True:
            with translation.override(language), timezone.override(zone):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    return made()


@login_not_required
@require_safe
def topic_print(request: ForumRequest, slug: str, topic_id: int) -> HttpResponse:
    """A topic on one clean page, a thousand posts at a time."""
    topic = topic_for(request.viewer, topic_id)
    if (slug, topic_id) != (topic.slug, topic.pk):
        return _to_right_address(request, topic, "print/")
    page = print_page(request.viewer, topic, page_number(request.GET.get("page")))
    context = {"page": page, "record": page.record}
    response = render(request, "threads/topic_print.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _to_right_address(request: ForumRequest, topic: Topic, rest: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING")
    url = f"{topic.get_absolute_url()}{rest}"
    return moved_for_good(f"{url}?{query}" if query else url)
