"""Lists of topics, categories and waiting prompts."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.queries.community import community
from accounts.viewer import ForumRequest
from threads import policies
from threads.curation import Curation, for_several
from threads.queries import lists, waiting
from threads.queries.filters import TopicFilter
from threads.queries.lists import TopicList
from threads.queries.pages import Stretch, page_number
from threads.queries.versions import version_of_lists
from threads.views.list_sheets import list_sheet_for_members
from threads.views.live import live_url
from threads.views.remembered import remembered_for_guests


def _version(**_address: object) -> str:
    return version_of_lists()


@login_not_required
@require_safe
@remembered_for_guests(_version)
@list_sheet_for_members
def latest(request: ForumRequest) -> HttpResponse:
    """The home page: all topics, the newest post first."""
    page = lists.latest(request.viewer, Stretch.of(request.GET), TopicFilter.of(request.GET))
    is_new_site = not page.categories and community() is None
    return list_page(request, page, "latest", is_new_site=is_new_site)


@login_not_required
@require_safe
@remembered_for_guests(_version)
def category_detail(request: ForumRequest, slug: str) -> HttpResponse:
    """The topics of a category."""
    asked = Stretch.of(request.GET)
    page = lists.of_category(request.viewer, slug, asked, TopicFilter.of(request.GET))
    return list_page(request, page, "category", category=page.place)


@login_not_required
@require_safe
@remembered_for_guests(_version)
def tag_detail(request: ForumRequest, slug: str) -> HttpResponse:
    """The topics that carry a tag."""
    tag = lists.tag_for(request.viewer, slug)
    asked = Stretch.of(request.GET)
    page = lists.of_tag(request.viewer, tag, asked, TopicFilter.of(request.GET))
    return list_page(request, page, "tag", tag=tag)


def list_page(
    request: ForumRequest, page: TopicList, place: str, **context: object
) -> HttpResponse:
    """A list of topics as a page; `place` says which list it is."""
    places = [page.place] if page.place else page.categories
    refusals = [policies.reason(policies.check_start, request.viewer, one) for one in places]
    curations: tuple[Curation, ...] = ()
    if page.may_curate and request.GET.get("select") == "1":
        page = replace(page, pager=page.pager.keeping("select=1"))
        curations = for_several()
    return render(
        request,
        "threads/topic_list.html",
        {
            "page": page,
            "place": place,
            "may_open": not all(refusals),
            "why_not": refusals[0] if page.place else "",
            "curations": curations,
            "choices": page.filter.choices(page.base),
            "live": "" if curations else live_url(page, place),
            **context,
        },
    )


@login_not_required
@require_safe
@remembered_for_guests(_version)
def waiting_list(request: ForumRequest) -> HttpResponse:
    """Prompts that nobody has answered."""
    page = waiting.waiting(request.viewer, page_number(request.GET.get("page")))
    return render(request, "threads/waiting_list.html", {"page": page})


@login_not_required
@require_safe
@remembered_for_guests(_version)
def category_list(request: ForumRequest) -> HttpResponse:
    """The categories that the viewer may read."""
    return render(
        request, "threads/category_list.html", {"rows": lists.category_list(request.viewer)}
    )
