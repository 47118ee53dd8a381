"""The pages of the floor; the numbers are those of the list in docs/performance.md."""

import bleach
import markdown
from django.contrib.auth.decorators import login_required
from django.contrib.postgres.search import SearchQuery
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from benchmarks.floor.models import Category, Post, Topic

POSTS, TOPICS, FOUND = 20, 20, 20
TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def topic_detail(request: HttpRequest, topic_id: int) -> HttpResponse:
    """(3), and (3b) for somebody signed in: 20 stored posts with their authors in one query, through
    Django templates. (3c) is a late page of a long topic: a range of numbers, so no offset."""
    topic = get_object_or_404(Topic, pk=topic_id)
    first = (int(request.GET.get("page", "1")) - 1) * POSTS + 1
    posts = Post.objects.filter(topic=topic, number__range=(first, first + POSTS - 1))
    posts = posts.defer("source", "excerpt", "vector").select_related("author").order_by("number")
    pages = (topic.last_number - 1) // POSTS + 1
    return render(
        request, "floor/topic_detail.html", {"topic": topic, "posts": posts, "pages": pages}
    )


def topic_list(request: HttpRequest) -> HttpResponse:
    """(7), and (7b) for somebody signed in: the 20 topics with the newest posts and the names of the
    categories, in two queries."""
    topics = Topic.objects.select_related("last_author", "category")
    topics = topics.order_by("-last_post_at", "-id")[:TOPICS]
    categories = Category.objects.order_by("name")
    return render(request, "floor/topic_list.html", {"topics": topics, "categories": categories})


def search(request: HttpRequest) -> HttpResponse:
    """(8): the 20 newest posts that match, by a stored vector with a GIN index: all that match are found
    and the newest kept, as the reference has it. (8n) goes from the newest post back until it has 20
    that match, for which words that stand in few posts are too seldom; the planner chooses."""
    wanted = request.GET.get("q", "")
    query = SearchQuery(wanted, config="english", search_type="websearch")
    found = Post.objects.filter(vector=query).order_by(
        "-pk" if "n" in request.GET else "-created_at"
    )
    columns = ("topic_id", "number", "created_at", "excerpt", "topic__title", "author__username")
    return render(
        request, "floor/search.html", {"wanted": wanted, "posts": found.values(*columns)[:FOUND]}
    )


@login_required
@require_POST
def reply(request: HttpRequest, topic_id: int) -> HttpResponse:
    """(9): render with Markdown and bleach in this process, lock the topic, insert, count."""
    source = request.POST["body"]
    html = bleach.clean(markdown.markdown(source, extensions=["fenced_code", "tables"]), tags=TAGS)
    with transaction.atomic():
        topic = Topic.objects.select_for_update().get(pk=topic_id)
        now = timezone.now()
        number = topic.last_number + 1
        Post.objects.create(
            topic=topic,
            number=number,
            author_id=request.user.pk,
            created_at=now,
            source=source,
            html=html,
            excerpt=source[:200],
        )
        Topic.objects.filter(pk=topic_id).update(
            last_number=number,
            post_count=F("post_count") + 1,
            last_post_at=now,
            last_author=request.user.pk,
        )
    page = (number - 1) // POSTS + 1
    return redirect(f"/t/{topic_id}/?page={page}#post-{number}")
