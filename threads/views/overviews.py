"""Lists across all categories, most of them one's own."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.queries import unread_days
from accounts.viewer import ForumRequest
from threads.queries import overviews
from threads.queries.filters import TopicFilter
from threads.queries.pages import Stretch
from threads.views.lists import list_page


@require_safe
def unread_list(request: ForumRequest) -> HttpResponse:
    """What was said since one read it."""
    asked, wanted = Stretch.of(request.GET), TopicFilter.of(request.GET)
    page = overviews.unread_list(request.viewer, asked, wanted)
    words = {
        "heading": _("Unread"),
        "lead": f"{_('What was said in topics that you opened or follow.')} {_horizon()}",
        "why": _("You have read everything."),
        "way": ("/new/", _("See what is new")),
    }
    return list_page(request, page, "unread", **words)


@require_safe
def new_list(request: ForumRequest) -> HttpResponse:
    """Topics that one never opened."""
    asked, wanted = Stretch.of(request.GET), TopicFilter.of(request.GET)
    page = overviews.new_list(request.viewer, asked, wanted)
    words = {
        "heading": _("New"),
        "lead": f"{_('Topics that you have not opened yet.')} {_horizon()}",
        "why": _("There is no topic that you have not seen."),
        "way": ("/", _("Read the topics")),
    }
    return list_page(request, page, "new", **words)


@require_safe
def mine_list(request: ForumRequest) -> HttpResponse:
    """Topics that one began or wrote in."""
    asked, wanted = Stretch.of(request.GET), TopicFilter.of(request.GET)
    page = overviews.mine_list(request.viewer, asked, wanted)
    words = {
        "heading": _("Mine"),
        "lead": _("Topics that you started or wrote in."),
        "why": _("You have not written anything yet."),
        "way": ("/topics/new/", _("Start a topic")),
    }
    return list_page(request, page, "mine", **words)


@require_safe
def followed_list(request: ForumRequest) -> HttpResponse:
    """Topics that one follows."""
    asked, wanted = Stretch.of(request.GET), TopicFilter.of(request.GET)
    page = overviews.followed_list(request.viewer, asked, wanted)
    words = {
        "heading": _("Followed"),
        "lead": _("Topics that you watch or track, or whose category or tag you do."),
        "why": _("You do not follow anything yet. Each topic, category and tag offers it."),
        "way": ("/", _("Read the topics")),
    }
    return list_page(request, page, "followed", **words)


@login_not_required
@require_safe
def top_list(request: ForumRequest) -> HttpResponse:
    """Topics in which most was said."""
    asked, wanted = Stretch.of(request.GET), TopicFilter.of(request.GET)
    top = overviews.top_list(request.viewer, asked, request.GET.get("period", ""), wanted)
    words = {
        "heading": _("Top"),
        "lead": _("Topics of a period, those with the most replies first."),
        "why": _("No topic of this period has a reply."),
        "way": ("/top/?period=all", _("See topics of all times")),
        "periods": top.periods,
    }
    return list_page(request, top.found, "top", **words)


def _horizon() -> str:
    """From which age on nothing is unread, in words."""
    days = unread_days()
    text = ngettext(
        "Posts older than %(count)d day count as read.",
        "Posts older than %(count)d days count as read.",
        days,
    )
    return text % {"count": days}
