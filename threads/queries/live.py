"""What is new on a page that stays open: a number that changes, asked often and for little, and
what it means for its reader, asked when it did."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.core import signing
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404
from django.utils import timezone

from accounts.compiled import FIRST, SECOND, THIRD, Compiled, made_once
from accounts.viewer import Viewer
from notifications.models import Notice
from notifications.queries import unread_count
from threads.models import (
    Category,
    Fishbowl,
    Follow,
    Hand,
    Panelist,
    Post,
    Seat,
    Tag,
    Topic,
    TopicChange,
    TopicReader,
    TopicTag,
    Turn,
)
from threads.models.changes import ANYTHING
from threads.models.fishbowls import HandState, SeatState
from threads.models.follows import Level
from threads.models.readers import OPENED
from threads.models.topics import topic_path
from threads.queries.lists import category_for, tag_for

# What a token says instead of a topic where it is for a list.
LISTS: Final = ANYTHING
# So long a token answers; a page asks for another a little before.
SECONDS: Final = 900
# More than these are not counted, and of no more posts likes are told.
MOST: Final = 100
# What came before is no news any more, however long a page was open.
LONGEST: Final = timedelta(days=1)
# How many readers' queries a process keeps, and what stands in them for a number; the last of all.
_READERS: Final = 300
_AFTER: Final = 8_010_000_000_000_000_004
_SINCE: Final = datetime(1, 1, 1, tzinfo=UTC)
LAST_NUMBER: Final = 2_147_483_647
CLOSELY: Final = (Level.WATCH, Level.TRACK)

_signer = signing.TimestampSigner(salt="threads.live", sep=".")


@dataclass(frozen=True, slots=True)
class Watched:
    """What a token lets its bearer ask: the version of a topic (or `LISTS`), and whether a person
    was told something; 0 is a guest."""

    person_id: int
    topic_id: int


def token_for(viewer: Viewer, topic_id: int) -> str:
    """A token for who may read the topic now. It is asked without a session, so it tells less than
    anybody may know: that something happened, not what."""
    return _signer.sign(f"{viewer.id or 0}_{topic_id}")


def watched_by(token: str) -> Watched | None:
    """What a token is for; None where it is not ours, or too old."""
    try:
        person, _line, topic = _signer.unsign(token, max_age=SECONDS).partition("_")
    except signing.BadSignature:
        return None
    return Watched(int(person), int(topic))


def seconds_left(token: str) -> float:
    """How long a token that was looked at still answers."""
    return SECONDS - (time.time() - signing.b62_decode(token.rsplit(".", 2)[1]))


def version_now(watched: Watched) -> str:
    """A word that is another after every act that changes what pages of the topic show, after every
    new post for `LISTS`, and after every notice for the person. One query of a row or two."""
    query = _versions(is_list=watched.topic_id == LISTS)
    numbers = (
        (watched.person_id,) if watched.topic_id == LISTS else (watched.person_id, watched.topic_id)
    )
    return ".".join(f"{name}{number}" for name, number in sorted(query.rows(*numbers)))


@made_once(most=2)
def _versions(*, is_list: bool) -> Compiled:
    told = Notice.objects.filter(recipient_id=FIRST).order_by("-id")[:1]
    changes: QuerySet[Any, Any] = (
        Post.objects.order_by("-id")[:1] if is_list else TopicChange.objects.filter(topic_id=SECOND)
    )
    rows = [
        rows.annotate(of=Value(name)).values_list("of", "id")
        for name, rows in (("n", told), ("c", changes))
    ]
    return Compiled(rows[0].union(rows[1], all=True))


@dataclass(frozen=True, slots=True)
class Liked:
    """How many like a post."""

    post_id: int
    count: int


@dataclass(frozen=True, slots=True)
class TopicNews:
    """What came to a topic after a number that its reader has on the page: how many posts of
    others, where the first of them stands, how many like each post of the page, and a word that is
    another once somebody sat down, stood up, or the topic was closed or opened."""

    token: str
    version: str
    count: int
    url: str
    likes: tuple[Liked, ...]
    seats: str
    bell: int


@dataclass(frozen=True, slots=True)
class ListNews:
    """In how many topics of a list something was said by others since."""

    token: str
    version: str
    count: int
    bell: int


def topic_news(viewer: Viewer, topic_id: int, after: int, first: int, last: int) -> TopicNews:
    """What is new to the viewer in a topic after the post `after`, and the likes of the posts from
    `first` to `last`, in four queries. Raises `Http404` when the topic is not visible."""
    # Asked first: what happens from here on makes it another.
    version = version_now(Watched(viewer.id or 0, topic_id))
    last = min(last, first + 2 * MOST)
    now, given = timezone.now(), {FIRST: topic_id, SECOND: first, THIRD: last, _AFTER: after + 1}

    def fill(value: Any) -> Any:
        """The numbers that are asked for; whether a seal is over is asked of this moment."""
        if isinstance(value, datetime):
            return now
        return given.get(value, value) if isinstance(value, int) else value

    topics, posts = _queries_of(viewer.rights(viewer.id))
    found = topics.run(fill)
    if not found:
        raise Http404
    slug, *seats = found[0]
    rows = posts.run(fill)
    new = [
        number
        for _pk, number, author_id, _likes in rows
        if number > after and not _is_own(viewer, author_id)
    ]
    return TopicNews(
        token=token_for(viewer, topic_id),
        version=version,
        count=min(len(new), MOST),
        url=topic_path(slug, topic_id, new[0]) if new else "",
        likes=tuple(
            Liked(pk, likes) for pk, number, _who, likes in rows if first <= number <= last
        ),
        seats=" ".join(map(str, seats)),
        bell=unread_count(viewer),
    )


@made_once(most=_READERS)
def _queries_of(rights: Viewer) -> tuple[Compiled, Compiled]:
    """The topic with who sits where, and its posts, for who has these rights."""
    seats = Panelist.objects.filter(topic=OuterRef("pk")).order_by("position")
    bowl = Fishbowl.objects.filter(topic=OuterRef("pk"))
    of_topic = {"fishbowl__topic": OuterRef("pk")}
    sitting = Seat.objects.filter(state__in=(SeatState.SEATED, SeatState.INVITED), **of_topic)
    waiting = Hand.objects.filter(state__in=(HandState.RAISED, HandState.OFFERED), **of_topic)
    hand = Concat(Cast("pk", CharField()), "state")
    turns = Turn.objects.filter(round__fishbowl__topic=OuterRef("pk"))
    topics = Topic.objects.visible_to(rights).filter(pk=FIRST, merged_into=None)
    here = Q(number__range=(SECOND, THIRD)) | Q(number__range=(_AFTER, LAST_NUMBER))
    posts = Post.objects.open_to(rights).shown().filter(here, topic=FIRST)
    return (
        Compiled(
            topics.values_list(
                "slug",
                "state",
                ArraySubquery(seats.values("pk")),
                ArraySubquery(seats.values("person_id")),
                Subquery(bowl.values("phase")),
                Subquery(bowl.values("open_chairs")),
                Subquery(bowl.values("gallery")),
                ArraySubquery(sitting.order_by("pk").values("slot")),
                ArraySubquery(waiting.order_by("pk").values(row=hand)),
                ArraySubquery(turns.order_by("pk").values("state")),
            )
        ),
        Compiled(
            posts.order_by("number").values_list("pk", "number", "author_id", "like_count")[
                : 3 * MOST
            ]
        ),
    )


def _is_own(viewer: Viewer, author_id: int | None) -> bool:
    return author_id is not None and author_id == viewer.id


def list_news(viewer: Viewer, of: str, slug: str, since: datetime | None) -> ListNews:
    """In how many topics of a list, named as its page names it, others wrote after `since`; `slug`
    is that of its category or tag. Four queries at most. Raises `Http404` where there is no such
    list for the viewer."""
    if of not in _LISTS:
        raise Http404
    version = version_now(Watched(viewer.id or 0, LISTS))
    place = _PLACES[of](viewer, slug).pk if of in _PLACES else 0
    since = max(since or timezone.now(), timezone.now() - LONGEST)
    found = _list_query(of, viewer.rights(viewer.id), place).run(
        lambda value: since if isinstance(value, datetime) else value
    )
    return ListNews(
        token=token_for(viewer, LISTS),
        version=version,
        count=len(found),
        bell=unread_count(viewer),
    )


@made_once(most=_READERS)
def _list_query(of: str, rights: Viewer, place: int) -> Compiled:
    """The topics of a list in which others wrote since, for who has these rights; what stands in it
    as a moment is that one."""
    topics = _LISTS[of](rights, place).filter(last_post_at__gt=_SINCE)
    if rights.is_member:
        topics = topics.filter(~Q(last_author_id=rights.id) | Q(last_author=None))
    return Compiled(topics.order_by().values_list("pk")[:MOST])


def is_live(of: str) -> bool:
    """Whether there is news of the list of that name."""
    return of in _LISTS


def _latest(viewer: Viewer, _place: int = 0) -> QuerySet[Topic]:
    return Topic.objects.listed_for(viewer).not_muted_by(viewer)


def _of_category(viewer: Viewer, place: int) -> QuerySet[Topic]:
    topics = Topic.objects.listed_for(viewer).filter(category=place)
    return topics.not_muted_by(viewer, category_id=place)


def _of_tag(viewer: Viewer, place: int) -> QuerySet[Topic]:
    return Topic.objects.listed_for(viewer).filter(tags=place).not_muted_by(viewer, tag_id=place)


def _new(viewer: Viewer, _place: int) -> QuerySet[Topic]:
    """That began since, and nobody answered."""
    return _latest(viewer).filter(created_at__gt=_SINCE, post_count=1)


def _mine(viewer: Viewer, _place: int) -> QuerySet[Topic]:
    wrote = Post.objects.filter(topic=OuterRef("pk"), author_id=viewer.id, withdrawn_at=None)
    return Topic.objects.listed_for(viewer).filter(Q(author_id=viewer.id) | Exists(wrote))


def _followed(viewer: Viewer, _place: int) -> QuerySet[Topic]:
    """Those that somebody follows, in any way."""
    return _latest(viewer).filter(_reads(viewer, Q(level__in=CLOSELY)) | _around(viewer))


def _unread(viewer: Viewer, _place: int) -> QuerySet[Topic]:
    """Those that somebody opened or follows, as that list has them."""
    opened = _reads(viewer, OPENED | Q(level__in=CLOSELY))
    return _latest(viewer).filter(Q(author_id=viewer.id) | opened | _around(viewer))


def _reads(viewer: Viewer, how: Q) -> Q:
    return Q(Exists(TopicReader.objects.filter(how, person_id=viewer.id, topic=OuterRef("pk"))))


def _around(viewer: Viewer) -> Q:
    """In a category, or with a tag, that somebody follows."""
    follows = Follow.objects.filter(person_id=viewer.id, level__in=CLOSELY)
    tagged = TopicTag.objects.filter(topic=OuterRef("pk"), tag__in=follows.values("tag"))
    return Q(category__in=follows.filter(category__isnull=False).values("category")) | Q(
        Exists(tagged)
    )


_PLACES: Final[dict[str, Callable[[Viewer, str], Category | Tag]]] = {
    "category": category_for,
    "tag": tag_for,
}
_LISTS: Final[dict[str, Callable[[Viewer, int], QuerySet[Topic]]]] = {
    "latest": _latest,
    "category": _of_category,
    "tag": _of_tag,
    "unread": _unread,
    "new": _new,
    "mine": _mine,
    "followed": _followed,
}
