"""Lists across all categories: what is new and unread to a member, what they wrote in and follow,
and where most was said."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.viewer import Viewer
from threads.models import Follow, Post, Prompt, Topic, TopicReader, TopicTag
from threads.models.follows import Level
from threads.models.readers import OPENED
from threads.queries.filters import ALL, Choice, TopicFilter
from threads.queries.lists import (
    LATEST,
    ROWS_PER_PAGE,
    TopicList,
    categories_for,
    topic_list,
    topic_list_rows,
)
from threads.queries.pages import Pager, Sorted, Stretch, asked_url
from threads.queries.unread import NEW, NOTHING, UNREAD, Looked, look_through, unread_since

NEWEST = Sorted("created_at")
FULLEST = Sorted("post_count", is_moment=False)
CLOSELY = (Level.WATCH, Level.TRACK)
# So many of somebody's posts say in which topics they wrote.
MOST_POSTS = 2_000
PERIODS = {
    "week": (7, _("7 days")),
    "month": (30, _("30 days")),
    "quarter": (91, _("3 months")),
    "year": (365, _("a year")),
    "all": (0, _("always")),
}
PERIOD = "month"


@dataclass(frozen=True, slots=True)
class TopList:
    """The page `/top/`: its list, and the periods that one can choose."""

    found: TopicList
    period: str
    periods: tuple[Choice, ...]


def unread_list(viewer: Viewer, asked: Stretch, wanted: TopicFilter = ALL) -> TopicList:
    """Topics with posts that are unread to a member (`threads.queries.unread`), the one with the
    newest post first; found among what they opened or follow."""
    since = unread_since(viewer)
    lately = Topic.objects.filter(last_post_at__gt=since)
    mine = _readers(viewer).filter(OPENED | Q(level__in=CLOSELY))
    # What is under a seal does not move its topic, and what was marked by hand may be old.
    sealed = Exists(Prompt.objects.filter(topic=OuterRef("pk"), sealed=True))
    marked = Exists(_readers(viewer).filter(topic=OuterRef("pk"), unread_from__isnull=False))
    near = mine.values("topic").union(
        Topic.objects.filter(author_id=viewer.id).values("pk"),
        lately.filter(category__in=_followed(viewer, "category")).values("pk"),
        lately.filter(pk__in=_tagged(viewer)).values("pk"),
        all=True,
    )
    # What was read to its end, which is most of it, is passed over without another look.
    end = Concat(Value("1-"), Cast(OuterRef("last_number"), CharField()))
    whole = Exists(_readers(viewer).filter(topic=OuterRef("pk"), read=end))
    topics = _listed(viewer).filter(~whole, pk__in=near)
    topics = topics.filter(Q(last_post_at__gt=since) | Q(sealed) | Q(marked))
    return _looked_through(viewer, topics, "/unread/", asked, wanted, LATEST, UNREAD)


def new_list(viewer: Viewer, asked: Stretch, wanted: TopicFilter = ALL) -> TopicList:
    """Topics that are new to a member, the newest first."""
    opened = _readers(viewer).filter(OPENED, topic=OuterRef("pk"))
    topics = _listed(viewer).filter(~Exists(opened), created_at__gt=unread_since(viewer))
    topics = topics.filter(~Q(author_id=viewer.id) | Q(author=None))
    return _looked_through(viewer, topics, "/new/", asked, wanted, NEWEST, NEW)


def mine_list(viewer: Viewer, asked: Stretch, wanted: TopicFilter = ALL) -> TopicList:
    """Topics that a member began or wrote in, the one with the newest post first."""
    posts = Post.objects.filter(author_id=viewer.id, withdrawn_at=None)
    wrote = Topic.objects.filter(author_id=viewer.id).values("pk")
    wrote = wrote.union(posts.order_by("-id").values("topic")[:MOST_POSTS], all=True)
    topics = Topic.objects.listed_for(viewer).filter(pk__in=wrote)
    return topic_list(viewer, topics, "/mine/", asked, wanted=wanted)


def followed_list(viewer: Viewer, asked: Stretch, wanted: TopicFilter = ALL) -> TopicList:
    """Topics that a member watches or tracks, or whose category or tag they do; the one with the
    newest post first. Each way is looked through as far as the page needs it."""
    _check_uncounted(asked)
    topics = wanted.keep(viewer, _listed(viewer))
    own = _readers(viewer).filter(topic=OuterRef("pk"))
    around = topics.filter(~Exists(own.exclude(level="")))
    ways: list[QuerySet[Any]] = [
        topics.filter(pk__in=_readers(viewer).filter(level__in=CLOSELY).values("topic")),
        around.filter(category__in=_followed(viewer, "category")),
        around.filter(pk__in=_tagged(viewer)),
    ]
    first, *others = (LATEST.of(way, asked, ROWS_PER_PAGE) for way in ways)
    either = Topic.objects.filter(pk__in=first.union(*others))
    return topic_list(viewer, either, "/followed/", asked, wanted=wanted)


def top_list(viewer: Viewer, asked: Stretch, period: str, wanted: TopicFilter = ALL) -> TopList:
    """Topics that began in a period, those with the most replies first: one stored number, which
    everybody can count; no score."""
    chosen = period if period in PERIODS else PERIOD
    days, _words = PERIODS[chosen]
    topics = _listed(viewer).filter(post_count__gt=1)
    if days:
        topics = topics.filter(created_at__gt=timezone.now() - timedelta(days=days))
    base = _top_url(chosen)
    found = topic_list(viewer, topics, base, asked, wanted=wanted, sort=FULLEST)
    periods = tuple(
        Choice(str(words), wanted.url(_top_url(name)), name == chosen)
        for name, (_days, words) in PERIODS.items()
    )
    return TopList(found, chosen, periods)


def _top_url(period: str) -> str:
    return "/top/" if period == PERIOD else asked_url("/top/", f"period={period}")


def _check_uncounted(asked: Stretch) -> None:
    """These lists never had pages with numbers."""
    if asked.page > 1:
        raise Http404


def _listed(viewer: Viewer) -> QuerySet[Topic]:
    return Topic.objects.listed_for(viewer).not_muted_by(viewer)


def _readers(viewer: Viewer) -> QuerySet[TopicReader]:
    return TopicReader.objects.filter(person_id=viewer.id)


def _followed(viewer: Viewer, what: str) -> QuerySet[Any]:
    """The ids of the categories or tags that somebody watches or tracks."""
    rows: QuerySet[Any] = Follow.objects.filter(person_id=viewer.id, level__in=CLOSELY)
    return rows.filter(**{f"{what}__isnull": False}).values(what)


def _tagged(viewer: Viewer) -> QuerySet[Any]:
    return TopicTag.objects.filter(tag__in=_followed(viewer, "tag")).values("topic")


def _looked_through(
    viewer: Viewer,
    topics: QuerySet[Topic],
    url: str,
    asked: Stretch,
    wanted: TopicFilter,
    sort: Sorted,
    which: str,
) -> TopicList:
    """A page of those of the topics that are new or unread, in three queries. It ends early, and
    leads on, where the topics that were looked at for it are over."""
    _check_uncounted(asked)
    topics = wanted.keep(viewer, topics)
    if cursor := asked.cursor(is_moment=True):
        topics = sort.after(topics, cursor)
    looked = look_through(viewer, topics, sort.column, which, ROWS_PER_PAGE + 1)
    shown = [one for one in looked[:ROWS_PER_PAGE] if one.is_found]
    marks = {one.cursor.id: one.mark for one in shown}
    chosen = Topic.objects.filter(pk__in=marks).order_by(*sort.order)
    rows = topic_list_rows(viewer, chosen) if shown else ()
    return TopicList(
        rows=tuple(replace(row, mark=marks.get(row.id, NOTHING)) for row in rows),
        pager=_pager(wanted.url(url), asked, looked),
        categories=tuple(categories_for(viewer)),
        filter=wanted,
        base=url,
    )


def _pager(url: str, asked: Stretch, looked: list[Looked]) -> Pager:
    """On from the last row that is shown; or from the last that was looked at."""
    last = None
    if len(looked) > ROWS_PER_PAGE:
        last = looked[ROWS_PER_PAGE - 1]
    elif looked and looked[-1].is_end:
        last = looked[-1]
    return Pager(
        page=1 if asked.is_first else 0,
        last=0,
        previous_url="",
        next_url=asked_url(url, f"after={last.cursor}") if last else "",
        first_url="" if asked.is_first else url,
    )
