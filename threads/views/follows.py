"""Following topics, categories, tags and questions, and the page of all that one follows."""

from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.profiles import update_profile
from accounts.forms.profiles import FollowingForm
from accounts.models import User
from accounts.viewer import ForumRequest
from threads.actions import follows as acts
from threads.forms.follows import EachPostForm, FollowForm
from threads.models.follows import Level
from threads.queries import follows
from threads.queries.follows import FollowPage
from threads.queries.lists import tag_for
from threads.queries.pages import page_number
from threads.queries.prompts import prompt_in
from threads.queries.topics import topic_for

follow_methods = require_http_methods(["GET", "HEAD", "POST"])


@follow_methods
def topic_follow(request: ForumRequest, topic_id: int) -> HttpResponse:
    """How closely one follows a topic, and why."""
    topic = topic_for(request.viewer, topic_id)
    page = follows.follow_topic_page(request.viewer, topic)
    return _follow(request, page, lambda level: acts.follow_topic(request.viewer, topic, level))


@follow_methods
def category_follow(request: ForumRequest, slug: str) -> HttpResponse:
    """How closely one follows a category."""
    place = follows.category_for(request.viewer, slug)
    page = follows.follow_category_page(place)
    return _follow(request, page, lambda level: acts.follow_category(request.viewer, place, level))


@require_POST
def category_by_mail(request: ForumRequest, slug: str) -> HttpResponse:
    """Have each post of a category mailed, or no longer."""
    place = follows.category_for(request.viewer, slug)
    form = EachPostForm(request.POST)
    if not form.is_valid():
        context = {"page": follows.follow_category_page(place), "form": FollowForm(), "wish": form}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "threads/follow.html", context, status=status)
    acts.send_each_post(request.viewer, place, on=form.is_on)
    messages.success(request, follows.EACH_POST[form.is_on])
    return redirect(follows.PLACES_URL if form.cleaned_data["back"] else place.get_absolute_url())


@follow_methods
def tag_follow(request: ForumRequest, slug: str) -> HttpResponse:
    """How closely one follows a tag."""
    tag = tag_for(request.viewer, slug)
    page = follows.follow_tag_page(tag)
    return _follow(request, page, lambda level: acts.follow_tag(request.viewer, tag, level))


@follow_methods
def prompt_follow(request: ForumRequest, topic_id: int, prompt_id: int) -> HttpResponse:
    """How closely one follows a question."""
    prompt = prompt_in(topic_for(request.viewer, topic_id), prompt_id)
    page = follows.follow_prompt_page(request.viewer, prompt)
    return _follow(request, page, lambda level: acts.follow_prompt(request.viewer, prompt, level))


def _follow(
    request: ForumRequest, page: FollowPage, follow: Callable[[Level], None]
) -> HttpResponse:
    """Show the choices, or do what was chosen and say what it means."""
    form = FollowForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        level = Level(form.cleaned_data["level"])
        follow(level)
        messages.success(request, page.means(level))
        return redirect(follows.LIST_URL if form.cleaned_data["back"] else page.url)
    context = {"page": page, "form": form, "back": request.GET.get("back") == "1"}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "threads/follow.html", context, status=status)


@follow_methods
def following(request: ForumRequest) -> HttpResponse:
    """What one follows and mutes, and what is followed without choosing it."""
    data = request.POST if request.method == "POST" else None
    form = FollowingForm(data, instance=cast("User", request.user))
    if form.is_valid():
        update_profile(request.viewer, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("threads:following")
    page = follows.following_list(
        request.viewer,
        page_number(request.GET.get("page")),
        is_of_topics=request.GET.get("of") != "places",
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "threads/following.html", {"page": page, "form": form}, status=status)
