"""Lists across all categories, most of them one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.queries.community import unread_days
from accounts.viewer import ForumRequest, Viewer
from threads.queries import overviews
from threads.queries.filters import Choice, TopicFilter
from threads.queries.lists import TopicList
from threads.queries.pages import Stretch
from threads.views.lists import list_page

type Found = Callable[[Viewer, Stretch, TopicFilter], TopicList]


@dataclass(frozen=True, slots=True)
class Words:
    """What a list is called, what stands in it, and where it is empty: why, and the next act, as an
    address and its words. `has_horizon`: what is old does not stand in it."""

    heading: Promise
    lead: Promise
    why: Promise
    way: tuple[str, Promise]
    has_horizon: bool = False


WORDS: Final = {
    "unread": Words(
        _("Unread"),
        _("What was said in topics that you opened or follow."),
        _("You have read everything."),
        ("/new/", _("See what is new")),
        has_horizon=True,
    ),
    "new": Words(
        _("New"),
        _("Topics that you have not opened yet."),
        _("There is no topic that you have not seen."),
        ("/", _("Read the topics")),
        has_horizon=True,
    ),
    "mine": Words(
        _("Mine"),
        _("Topics that you started or wrote in."),
        _("You have not written anything yet."),
        ("/topics/new/", _("Start a topic")),
    ),
    "followed": Words(
        _("Followed"),
        _("Topics that you watch or track, or whose category or tag you do."),
        _("You do not follow anything yet. Each topic, category and tag offers it."),
        ("/", _("Read the topics")),
    ),
    "top": Words(
        _("Top"),
        _("Topics of a period, those with the most replies first."),
        _("No topic of this period has a reply."),
        ("/top/?period=all", _("See topics of all times")),
    ),
}


@require_safe
def unread_list(request: ForumRequest) -> HttpResponse:
    """What was said since one read it."""
    return _list(request, "unread", overviews.unread_list)


@require_safe
def new_list(request: ForumRequest) -> HttpResponse:
    """Topics that one never opened."""
    return _list(request, "new", overviews.new_list)


@require_safe
def mine_list(request: ForumRequest) -> HttpResponse:
    """Topics that one began or wrote in."""
    return _list(request, "mine", overviews.mine_list)


@require_safe
def followed_list(request: ForumRequest) -> HttpResponse:
    """Topics that one follows."""
    return _list(request, "followed", overviews.followed_list)


@login_not_required
@require_safe
def top_list(request: ForumRequest) -> HttpResponse:
    """Topics in which most was said."""
    asked, wanted = Stretch.of(request.GET), TopicFilter.of(request.GET)
    top = overviews.top_list(request.viewer, asked, request.GET.get("period", ""), wanted)
    return _page(request, "top", top.found, top.periods)


def _list(request: ForumRequest, name: str, find: Found) -> HttpResponse:
    asked, wanted = Stretch.of(request.GET), TopicFilter.of(request.GET)
    return _page(request, name, find(request.viewer, asked, wanted))


def _page(
    request: ForumRequest, name: str, found: TopicList, periods: tuple[Choice, ...] = ()
) -> HttpResponse:
    """The list in its words."""
    words = WORDS[name]
    return list_page(
        request,
        found,
        name,
        heading=words.heading,
        lead=f"{words.lead} {_horizon()}" if words.has_horizon else words.lead,
        why=words.why,
        way=words.way,
        periods=periods,
    )


def _horizon() -> str:
    """From which age on nothing is unread, in words."""
    days = unread_days()
    text = ngettext(
        "Posts older than %(count)d day count as read.",
        "Posts older than %(count)d days count as read.",
        days,
    )
    return text % {"count": days}
