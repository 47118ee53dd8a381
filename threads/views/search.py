"""Finding topics."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.viewer import ForumRequest
from threads.queries.pages import page_number
from threads.queries.search import search_page


@login_not_required
@require_safe
def search(request: ForumRequest) -> HttpResponse:
    """Topics by the words of their titles and questions, and by the glossary's names for them."""
    number = page_number(request.GET.get("page"))
    page = search_page(request.viewer, request.GET.get("q", ""), number)
    return render(request, "threads/search.html", {"page": page})
