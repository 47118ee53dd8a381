"""What is new in a long topic for who was away."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.viewer import ForumRequest
from notifications.actions import mark_seen
from threads.forms import is_id
from threads.queries.catching_up import catch_up
from threads.queries.topics import topic_for
from threads.views.topics import moved_for_good


@require_safe
def topic_catch_up(request: ForumRequest, slug: str, topic_id: int) -> HttpResponse:
    """The harvest of a topic, then what the viewer has not read of it; what it shows counts as
    seen. A page begins after the number that `after` says."""
    topic = topic_for(request.viewer, topic_id)
    if (slug, topic_id) != (topic.slug, topic.pk):
        return moved_for_good(f"{topic.get_absolute_url()}catch-up/")
    after = request.GET.get("after", "0")
    if not is_id(after) or int(after) > topic.last_number:
        raise Http404
    page = catch_up(request.viewer, topic, int(after))
    mark_seen(request.viewer, [post.id for group in page.groups for post in group.posts])
    return render(request, "threads/topic_catch_up.html", {"page": page})
