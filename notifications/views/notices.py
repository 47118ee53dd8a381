"""The list of notices, and marking them as read."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.viewer import ForumRequest
from notifications import actions, queries
from notifications.forms import MarkReadForm, PageForm
from notifications.queries import digests


@require_GET
def notice_list(request: ForumRequest) -> HttpResponse:
    """What happened for the viewer, newest first. What is over counts as read."""
    form = PageForm(request.GET)
    form.is_valid()
    before, show = form.cleaned_data.get("before"), request.GET.get("show", "")
    page = queries.notice_page(request.viewer, before, show)
    actions.mark_over(request.viewer)
    return render(request, "notifications/notice_list.html", {"page": page})


@require_POST
def mark_read(request: ForumRequest) -> HttpResponse:
    """Mark one line (the `id` of its newest notice) or, without an id, all as read."""
    form = MarkReadForm(request.POST)
    if form.is_valid():
        actions.mark_read(request.viewer, form.cleaned_data["id"])
    return redirect("notifications:notice_list")


@require_GET
def digest(request: ForumRequest) -> HttpResponse:
    """The viewer's digest as it would come now. Nothing is sent by it, and nothing told."""
    period = digests.coming_period(request.viewer)
    found = digests.digest_of(request.viewer, period)
    return render(request, "notifications/digest.html", {"digest": found})
