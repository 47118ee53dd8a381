"""Hiding and restoring posts."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import ForumRequest
from threads import policies
from threads.actions.posts import hide_post, restore_post
from threads.forms import ReasonForm
from threads.queries.posts import post_for, post_with_text


@require_http_methods(["GET", "HEAD", "POST"])
def post_hide(request: ForumRequest, post_id: int) -> HttpResponse:
    """Ask for a reason, then hide the post. Whose reason came second is told the one that stands;
    the same one twice is one act."""
    post = post_for(request.viewer, post_id)
    policies.check_hide(request.viewer, post, post.topic)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        is_hidden = hide_post(request.viewer, post, reason) is not None
        post = post_for(request.viewer, post_id)
        if is_hidden or post.hidden_reason in {"", reason}:
            return redirect(post.place())
        told = _("This post is hidden already, with this reason: %(reason)s")
        form.add_error(None, told % {"reason": post.hidden_reason})
        status = 409
    context = {"form": form, **post_with_text(post)}
    return render(request, "moderation/post_hide.html", context, status=status)


@require_POST
def post_restore(request: ForumRequest, post_id: int) -> HttpResponse:
    """Show a hidden post again; a reason is welcome."""
    post = post_for(request.viewer, post_id)
    policies.check_hide(request.viewer, post, post.topic)
    form = ReasonForm(request.POST)
    form.fields["reason"].required = False
    if form.is_valid():
        restore_post(request.viewer, post, form.cleaned_data["reason"])
        return redirect(post.place())
    context = {"form": form, **post_with_text(post)}
    return render(request, "moderation/post_restore.html", context, status=422)
