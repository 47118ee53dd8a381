"""Saying what a post answers: its author does, the host suggests."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.viewer import ForumRequest
from threads import policies
from threads.actions import filing as acts
from threads.forms import FilingForm, SuggestFilingForm
from threads.models import Post
from threads.queries.filing import filing_page
from threads.queries.hosts import with_hosts
from threads.queries.posts import post_for


@require_http_methods(["GET", "HEAD", "POST"])
def post_filing(request: ForumRequest, post_id: int) -> HttpResponse:
    """File one's own post, without touching its text; or answer what was suggested for it."""
    post = post_for(request.viewer, post_id)
    policies.check_file(request.viewer, post, post.topic)
    if request.method != "POST":
        context = {"page": filing_page(request.viewer, post)}
        return render(request, "threads/post_filing.html", context)
    form = FilingForm(request.POST)
    if not form.is_valid():
        return render(request, "422.html", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    _settle(request, post, form.cleaned_data["act"], form.cleaned_data["prompts"])
    return redirect(post.place())


def _settle(request: ForumRequest, post: Post, act: str, prompt_ids: list[int]) -> None:
    viewer = request.viewer
    if act in {"accept", "refuse"}:
        acts.settle_filing(viewer, post, prompt_ids, accept=act == "accept")
    elif act in {"keep", "unlink"}:
        acts.settle_wording(viewer, post, prompt_ids, keep=act == "keep")
    else:
        acts.file_post(viewer, post, prompt_ids)


@require_http_methods(["GET", "HEAD", "POST"])
def suggest_prompts(request: ForumRequest, post_id: int) -> HttpResponse:
    """Suggest to the author of a post what it answers."""
    post = with_hosts(post_for(request.viewer, post_id))
    policies.check_suggest_filing(request.viewer, post, post.topic)
    form = SuggestFilingForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"page": filing_page(request.viewer, post), "form": form, "is_suggestion": True}
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        return render(request, "threads/post_filing.html", context, status=status)
    chosen = form.cleaned_data["prompts"]
    if not form.is_on:
        acts.unsuggest_filing(request.viewer, post, chosen)
    elif acts.suggest_filing(request.viewer, post, chosen):
        messages.info(request, _("The author of the post decides whether it answers this."))
    return redirect(post.place())
