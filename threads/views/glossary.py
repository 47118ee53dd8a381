"""The community's own words."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.viewer import ForumRequest
from threads.queries.glossary import glossary_words


@login_not_required
@require_safe
def glossary(request: ForumRequest) -> HttpResponse:
    """All words with what they mean here and their other names."""
    return render(request, "threads/glossary.html", {"words": glossary_words()})
