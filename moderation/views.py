"""Curating, and the log of it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import ForumRequest
from moderation import queries
from threads import policies
from threads.actions.posts import hide_post, restore_post
from threads.forms import ReasonForm
from threads.queries.pages import page_number
from threads.queries.posts import post_for, post_with_text


@require_http_methods(["GET", "HEAD", "POST"])
def post_hide(request: ForumRequest, post_id: int) -> HttpResponse:
    """Ask for a reason, then hide the post."""
    post = post_for(request.viewer, post_id)
    policies.check_hide(request.viewer, post)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        hide_post(request.viewer, post, form.cleaned_data["reason"])
        return redirect(post.place())
    context = {"form": form, **post_with_text(post)}
    return render(
        request, "moderation/post_hide.html", context, status=422 if form.is_bound else 200
    )


@require_POST
def post_restore(request: ForumRequest, post_id: int) -> HttpResponse:
    """Show a hidden post again; a reason is welcome."""
    post = post_for(request.viewer, post_id)
    form = ReasonForm(request.POST)
    form.fields["reason"].required = False
    if form.is_valid():
        restore_post(request.viewer, post, form.cleaned_data["reason"])
    return redirect(post.place())


@require_safe
def log(request: ForumRequest) -> HttpResponse:
    """What moderators did, for every member to read."""
    page = queries.log_page(request.viewer, page_number(request.GET.get("page")))
    return render(request, "moderation/log.html", {"page": page})
