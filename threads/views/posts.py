"""One post: its place, editing, withdrawing, liking, its history; and previews."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import ForumRequest
from threads import policies
from threads.actions import likes as like_actions
from threads.actions import posts as post_actions
from threads.actions.drafts import discard_draft
from threads.forms import EditForm, LikeForm, ReplyForm, with_value
from threads.markup import MarkupRefused
from threads.models import Post
from threads.queries import posts
from threads.queries.drafts import DraftRow, draft_at
from threads.queries.history import history_page
from threads.queries.pages import page_number
from threads.queries.prompts import prompt_rows
from threads.queries.texts import preview_html
from threads.views.refusals import say_when


@login_not_required
@require_safe
def post_redirect(request: ForumRequest, post_id: int) -> HttpResponse:
    """The short address of a post leads to its place."""
    return redirect(posts.place_for(request.viewer, post_id))


@require_POST
def post_like(request: ForumRequest, post_id: int) -> HttpResponse:
    """Like a post or take the like back; `on` is a wish, not a toggle."""
    post = posts.post_for(request.viewer, post_id)
    form = LikeForm(request.POST)
    if not form.is_valid():
        return render(request, "422.html", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    like_actions.like_post(request.viewer, post, on=form.is_on)
    if request.headers.get("HX-Request"):
        row = posts.post_row(request.viewer, post)
        return render(request, "threads/_post.html#likes", {"post": row})
    return redirect(post.place())


@require_http_methods(["GET", "HEAD", "POST"])
def post_edit(request: ForumRequest, post_id: int) -> HttpResponse:
    """Change one's own text; a stale form is answered with both texts."""
    post = posts.post_for(request.viewer, post_id)
    policies.check_edit(request.viewer, post, post.topic)
    if request.method != "POST":
        draft = draft_at(request.viewer, f"post:{post.pk}")
        initial = {
            "body": draft.body if draft else post.source,
            "speaking_from": (draft.facts if draft else {}).get(
                "speaking_from", post.speaking_from
            ),
            "version": post.version,
            "prompts": posts.prompts_of(post),
        }
        return _edit_form(request, post, EditForm(initial=initial), draft=draft)
    form = EditForm(request.POST)
    if not form.is_valid():
        return _edit_form(request, post, form, status=422)
    data = form.cleaned_data
    try:
        if "preview" in request.POST:
            return _edit_form(request, post, form, preview=preview_html(data["body"]))
        post_actions.edit_post(
            request.viewer,
            post,
            data["body"],
            version=data["version"],
            prompt_ids=data["prompts"],
            # A form without the field says nothing about it.
            speaking_from=data["speaking_from"] if "speaking_from" in request.POST else None,
        )
    except MarkupRefused as refusal:
        form.add_error("body", str(refusal))
        return say_when(refusal, _edit_form(request, post, form))
    except post_actions.StaleEdit as stale:
        form.data = with_value(form.data, "version", str(stale.current.version))
        return _edit_form(request, post, form, theirs=stale.current.source, status=409)
    discard_draft(request.viewer, f"post:{post.pk}")
    return redirect(post.place())


def _edit_form(
    request: ForumRequest,
    post: Post,
    form: EditForm,
    *,
    preview: SafeString | None = None,
    theirs: str | None = None,
    draft: DraftRow | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "post": post,
        "place": post.place(),
        "prompts": prompt_rows(request.viewer, post.topic),
        "preview": preview,
        "theirs": theirs,
        "draft_place": f"post:{post.pk}",
        "draft": draft,
    }
    return render(request, "threads/post_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def post_withdraw(request: ForumRequest, post_id: int) -> HttpResponse:
    """Ask, then take the post back."""
    post = posts.post_for(request.viewer, post_id)
    policies.check_withdraw(request.viewer, post)
    if request.method == "POST":
        post_actions.withdraw_post(request.viewer, post)
        return redirect(post.place())
    return render(request, "threads/post_withdraw.html", posts.post_with_text(post))


@login_not_required
@require_safe
def post_history(request: ForumRequest, post_id: int) -> HttpResponse:
    """Every version of a text, with what changed."""
    page = history_page(request.viewer, post_id, page_number(request.GET.get("page")))
    return render(request, "threads/post_history.html", {"page": page})


@login_not_required
@require_safe
def post_likes(request: ForumRequest, post_id: int) -> HttpResponse:
    """Who likes a post."""
    page = posts.likes_page(request.viewer, post_id)
    return render(request, "threads/post_likes.html", {"page": page})


@require_POST
def preview(request: ForumRequest) -> HttpResponse:
    """The HTML that would be stored for `body`, or a sentence why it would not."""
    form = ReplyForm(request.POST)
    form.is_valid()
    if errors := form.errors.get("body"):
        return _sentence(str(errors[0]))
    try:
        return HttpResponse(preview_html(form.cleaned_data["body"]))
    except MarkupRefused as refusal:
        return say_when(refusal, _sentence(str(refusal)))


def _sentence(text: str) -> HttpResponse:
    return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")
