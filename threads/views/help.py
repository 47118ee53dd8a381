"""Help for writers."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.viewer import ForumRequest
from threads.queries.help import writing_examples


@login_not_required
@require_safe
def help_writing(request: ForumRequest) -> HttpResponse:
    """What can be written, and what comes of it."""
    return render(request, "threads/help_writing.html", {"rows": writing_examples()})
