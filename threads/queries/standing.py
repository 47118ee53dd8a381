"""What of a topic's page is the reader's own: the little that is laid over what all read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from accounts.compiled import FIRST, SECOND, THIRD, Compiled, made_once
from accounts.models import User
from accounts.viewer import Viewer
from threads.models import (
    Answer,
    Ask,
    Bookmark,
    Citation,
    CoHost,
    Draft,
    Follow,
    Harvester,
    HeldPost,
    HostOffer,
    Like,
    Panelist,
    Post,
    PromptPass,
    PromptSuggestion,
    Topic,
    TopicChange,
    TopicReader,
)
from threads.models.changes import ANYTHING, SITE
from threads.models.follows import Level
from threads.queries.unread import first_missing

_HERE: Final = OuterRef("pk")
# How many readers' queries a process keeps, some kilobytes each.
_READERS: Final = 300


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member stands to a topic that they may read: the version of it that stands, what they
    have read, which posts of the page they like and keep. `has_texts` of their own that belong on
    the page: a draft, or one that waits."""

    slug: str
    is_fishbowl: bool
    category_id: int
    last_number: int
    # Whether they opened the topic or host it.
    holds_it: bool
    version: str
    read: str
    # The first number that they have not read, once they have been here at all, or 0; and that from
    # which they marked it as unread.
    first_missing: int
    unread_from: int
    post_count: int
    # How closely they follow it.
    level: str
    has_texts: bool
    liked: frozenset[int]
    kept: frozenset[int]


def standing_of(viewer: Viewer, topic_id: int, first: int, last: int) -> Standing | None:
    """How the member stands to the topic on the page of the posts from `first` to `last`, in one
    query; None where there is no such topic for them, or where it is part of another by now."""
    rows = _query_of(viewer.id or 0, viewer.circle_ids).rows(topic_id, first, last)
    if not rows:
        return None
    slug, kind, category_id, last_number, post_count, author, host, version, *mine = rows[0]
    read, missing, since, level, draft, held, liked, kept = mine
    return Standing(
        slug=slug,
        is_fishbowl=kind == Topic.Kind.FISHBOWL,
        category_id=category_id,
        last_number=last_number,
        post_count=post_count,
        holds_it=viewer.id in {author, host},
        version=".".join(map(str, version)),
        read=read or "",
        first_missing=missing or 0,
        unread_from=since or 0,
        level=level or "",
        has_texts=draft or held,
        liked=frozenset(liked),
        kept=frozenset(kept),
    )


@made_once(_READERS)
def _query_of(person_id: int, circle_ids: frozenset[int]) -> Compiled:
    viewer = Viewer(id=person_id, circle_ids=circle_ids)
    mine = TopicReader.objects.filter(topic=_HERE, person_id=person_id)
    place = Concat(Value("topic:"), Cast(_HERE, CharField()))
    page = {"person_id": person_id, "post__topic": _HERE, "post__number__range": (SECOND, THIRD)}
    changes = TopicChange.objects.filter(Q(topic_id=SITE) | Q(topic_id=_HERE)).order_by("id")
    topics = Topic.objects.visible_to(viewer).filter(pk=FIRST, merged_into=None)
    return Compiled(
        topics.values_list(
            "slug",
            "kind",
            "category_id",
            "last_number",
            "post_count",
            "author_id",
            "host_id",
            ArraySubquery(changes.values("id")),
            Subquery(mine.values("read")),
            first_missing(viewer),
            Subquery(mine.values("unread_from")),
            Subquery(mine.values("level")),
            Exists(Draft.objects.filter(person_id=person_id, place=place)),
            Exists(HeldPost.objects.filter(topic=_HERE, author_id=person_id)),
            ArraySubquery(Like.objects.filter(**page).values("post_id")),
            ArraySubquery(Bookmark.objects.filter(**page).values("post_id")),
        )
    )


@dataclass(frozen=True, slots=True)
class ListStanding:
    """The version of all lists, and when the newest post came in those of the reader's own topics
    that are off the lists: who opened one finds it there all the same."""

    version: str
    own_since: datetime | None


def list_standing(viewer: Viewer) -> ListStanding | None:
    """How the member stands to the home page, where theirs is that of everybody who reads what they
    read, but for topics of their own that are off the lists: they mute nothing, pinned none of
    those, and nothing waits for them. None otherwise; one query."""
    ((version, own_since, *own),) = _list_query_of(viewer.id or 0).rows()
    return None if any(own) else ListStanding(".".join(map(str, version)), own_since)


@made_once(_READERS)
def _list_query_of(person_id: int) -> Compiled:
    changes = TopicChange.objects.filter(topic_id__in=(SITE, ANYTHING)).order_by("id")
    mine = {"person_id": person_id}
    unlisted = Topic.objects.filter(author_id=person_id, is_listed=False)
    return Compiled(
        User.objects.filter(pk=person_id).values_list(
            ArraySubquery(changes.values("id")),
            Subquery(unlisted.order_by("-last_post_at").values("last_post_at")[:1]),
            Exists(Follow.objects.filter(**mine, level=Level.MUTE)),
            Exists(TopicReader.objects.filter(**mine, level=Level.MUTE)),
            Exists(unlisted.exclude(pin=Topic.Pin.NONE)),
            Exists(Bookmark.objects.filter(**mine, remind_on__isnull=False)),
            Exists(Ask.objects.waiting().put_to(person_id)),
        )
    )


def insiders_of(topic_id: int, first: int, last: int) -> frozenset[int]:
    """The ids of the people who see more on a page of a topic, or something else, than who only
    reads there, beside who opened or hosts it: who looks after it with them, sits on its panel,
    asked or was asked, answered or passed on its questions, harvests it or is cited, or wrote what
    does not stand any more. One query."""
    page = Post.objects.filter(topic=topic_id, number__range=(first, last))
    gone = page.filter(Q(hidden_at__isnull=False) | Q(withdrawn_at__isnull=False))
    rows = [
        CoHost.objects.filter(topic=topic_id).values_list("person_id"),
        HostOffer.objects.filter(topic=topic_id).values_list("person_id"),
        Panelist.objects.filter(topic=topic_id).values_list("person_id"),
        Ask.objects.filter(topic=topic_id).values_list("author_id"),
        Ask.objects.filter(topic=topic_id).values_list("to_person_id"),
        Harvester.objects.filter(topic=topic_id).values_list("person_id"),
        Citation.objects.filter(harvest__topic=topic_id).values_list("post__author_id"),
        PromptPass.objects.filter(prompt__topic=topic_id).values_list("person_id"),
        PromptSuggestion.objects.filter(topic=topic_id).values_list("author_id"),
        Answer.objects.filter(prompt__topic=topic_id).values_list("post__author_id"),
        gone.values_list("author_id"),
    ]
    found = {person_id for (person_id,) in rows[0].union(*rows[1:])}
    return frozenset(found - {None})
