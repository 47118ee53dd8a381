"""What is new to who keeps a page open; asked when its version changed, and now and then."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.viewer import ForumRequest
from threads.forms import is_id
from threads.queries import live
from threads.queries.lists import TopicList


@login_not_required
@require_safe
def topic_news(request: ForumRequest, topic_id: int) -> HttpResponse:
    """What came to a topic `after` a number; how many like the posts `from` one `to` another."""
    after, first, last = (_number(request, name) for name in ("after", "from", "to"))
    news = live.topic_news(request.viewer, topic_id, after, first, last)
    said = {
        "words": ngettext("%(count)d new reply", "%(count)d new replies", news.count),
        "url": news.url,
        "likes": [[one.post_id, one.count, _likes(one.count)] for one in news.likes],
        "seats": news.seats,
        "seatsWords": _("The circle has changed."),
    }
    return _answer(request, news, said)


@login_not_required
@require_safe
def list_news(request: ForumRequest) -> HttpResponse:
    """In how many topics of a list (`of`) something was said `since`."""
    slug, since = request.GET.get("slug", ""), _moment(request.GET.get("since", ""))
    news = live.list_news(request.viewer, request.GET.get("of", ""), slug, since)
    words = ngettext("%(count)d topic with news", "%(count)d topics with news", news.count)
    return _answer(request, news, {"words": words})


def live_url(page: TopicList, place: str) -> str:
    """Where the page of a list asks for news; nothing where it does not begin with the newest."""
    if page.filter or page.pager.first_url or not live.is_live(place):
        return ""
    newest = max((row.last_post_at for row in page.rows), default=None)
    said = {"of": place, "slug": page.base.strip("/").rpartition("/")[2]}
    return f"/news/?{urlencode(said | ({'since': newest.isoformat()} if newest else {}))}"


def _answer(
    request: ForumRequest, news: live.TopicNews | live.ListNews, said: dict[str, Any]
) -> HttpResponse:
    said |= {"token": news.token, "version": news.version, "count": news.count}
    said["words"] %= {"count": news.count}
    # Whether the server says itself when something happens (`leadership_forum.asgi`).
    said["events"] = bool(request.META.get("forum.events"))
    # Before it is too old to be asked with.
    said["seconds"] = live.SECONDS * 4 // 5
    if request.viewer.is_member:
        bell = {"bell": news.bell, "request": request}
        said["bell"] = render_to_string("components/own.html#bell", bell)
    response = JsonResponse(said)
    response.headers["Cache-Control"] = "no-store"
    return response


def _likes(count: int) -> str:
    return ngettext("%(counter)s Like", "%(counter)s Likes", count) % {"counter": count}


def _number(request: ForumRequest, name: str) -> int:
    said = request.GET.get(name, "0")
    if not is_id(said):
        raise Http404
    return min(int(said), 2_000_000_000)


def _moment(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if is_aware(found) else None
