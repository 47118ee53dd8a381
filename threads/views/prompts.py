"""One prompt."""

from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.viewer import ForumRequest
from notifications.actions import mark_seen
from threads.forms import ReplyForm
from threads.models.prompts import prompt_path
from threads.queries.pages import page_number
from threads.queries.prompts import prompt_page
from threads.queries.topics import topic_for
from threads.views.topics import begun, moved_for_good


@login_not_required
@require_safe
def prompt_detail(request: ForumRequest, slug: str, topic_id: int, prompt_id: int) -> HttpResponse:
    """A prompt among its neighbours, and its answers, with a reply form that ticks it."""
    topic = topic_for(request.viewer, topic_id)
    if slug != topic.slug or topic_id != topic.pk:
        return moved_for_good(prompt_path(topic.slug, topic.pk, prompt_id))
    page = prompt_page(request.viewer, topic, prompt_id, page_number(request.GET.get("page")))
    if request.viewer.is_member:
        mark_seen(request.viewer, [post.id for post in page.posts])
    form = ReplyForm(initial=begun(topic) | {"token": uuid4(), "prompts": [prompt_id]})
    return render(request, "threads/prompt_detail.html", {"page": page, "form": form})
