"""Finding what was said."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.viewer import ForumRequest
from threads.forms.search import SearchForm
from threads.queries.alike import similar_topics
from threads.queries.lists import categories_for
from threads.queries.search import search_page


@login_not_required
@require_safe
def search(request: ForumRequest) -> HttpResponse:
    """Posts, titles, questions and harvests by their words, narrowed by fields or in the words."""
    form = SearchForm(request.GET.dict(), categories_for(request.viewer))
    status = 422 if form.asked.no_days else 200
    past = request.GET.get("past", "")
    page = search_page(
        request.viewer,
        form.asked,
        form.categories,
        form.url,
        by_relevance=form.is_by_relevance,
        past=past,
    )
    return render(request, "threads/search.html", {"page": page, "form": form}, status=status)


@login_not_required
@require_safe
def search_similar(request: ForumRequest) -> HttpResponse:
    """Topics that a title which is being written is like: a part of a page."""
    topics = similar_topics(request.viewer, request.GET.get("title", "").replace("\0", ""))
    return render(request, "threads/search_similar.html", {"topics": topics})
