"""The list of notices, and marking them as read."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.viewer import ForumRequest
from notifications import actions, queries
from notifications.forms import MarkReadForm, PageForm


@require_GET
def notice_list(request: ForumRequest) -> HttpResponse:
    """What happened for the viewer, newest first."""
    form = PageForm(request.GET)
    page = queries.notice_page(
        request.viewer, form.cleaned_data["before"] if form.is_valid() else None
    )
    return render(request, "notifications/notice_list.html", {"page": page})


@require_POST
def mark_read(request: ForumRequest) -> HttpResponse:
    """Mark one notice (`id`) or, without an id, all as read."""
    form = MarkReadForm(request.POST)
    if form.is_valid():
        actions.mark_read(request.viewer, form.cleaned_data["id"])
    return redirect("notifications:notice_list")
