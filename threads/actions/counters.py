"""The counters that lists print: kept in the act's transaction, compared by `recount`."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from threads.models import Fishbowl, FormerPlace, Hand, Like, Post, Prompt, Seat, Topic
from threads.models.fishbowls import HandState, SeatKind, SeatState
from threads.models.posts import Lane


@dataclass(frozen=True, slots=True)
class Difference:
    """A counter that does not say what the rows say."""

    what: str
    key: int
    counter: str
    stored: object
    counted: object

    def __str__(self) -> str:
        return (
            f"{self.what} {self.key}: {self.counter} is {self.stored}, the rows say {self.counted}"
        )


def _count(rows: QuerySet[Any], group: str) -> Coalesce:
    """The number of rows of each group, 0 where there are none, as a subquery."""
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _highest(rows: QuerySet[Any]) -> Coalesce:
    """The highest number among a topic's rows, 0 where there are none, as a subquery."""
    found = rows.order_by().values("topic").annotate(highest=Max("number")).values("highest")
    return Coalesce(Subquery(found), 0)


def _topic_facts() -> dict[str, Any]:
    posts = Post.objects.filter(topic=OuterRef("pk"))
    # An answer under a seal neither counts nor bumps its topic, and its author is not named.
    counted = posts.shown().counted()
    # By time: posts that were moved here have the last numbers and may be old. What the gallery of
    # a fishbowl writes moves its topic nowhere.
    newest = counted.exclude(lane=Lane.GALLERY).order_by("-created_at", "-number")
    left = FormerPlace.objects.filter(topic=OuterRef("pk"))
    return {
        "last_number": Greatest(_highest(posts), _highest(left)),
        "post_count": _count(counted, "topic"),
        "prompt_count": _count(Prompt.objects.filter(topic=OuterRef("pk")), "topic"),
        "last_post_at": Coalesce(Subquery(newest.values("created_at")[:1]), F("created_at")),
        "last_author_id": Subquery(newest.values("author_id")[:1]),
    }


# Counters of posts whose rows belong to an app above this one, which says so at start.
_counted_above: dict[str, Any] = {}


def count_also(counter: str, rows: QuerySet[Any]) -> None:
    """Have `Post.<counter>` compared with the number of these rows, whose `post_id` is the post."""
    _counted_above[counter] = _count(rows.filter(post_id=OuterRef("pk")), "post_id")


def _post_facts() -> dict[str, Any]:
    likes = _count(Like.objects.filter(post=OuterRef("pk")), "post")
    return {"like_count": likes} | _counted_above


def _fishbowl_facts() -> dict[str, Any]:
    """How many open chairs nobody has and nobody is offered, while the panel talks."""
    here = {"fishbowl": OuterRef("pk")}
    taken = Seat.objects.filter(state=SeatState.SEATED, kind=SeatKind.OPEN, **here)
    offered = Hand.objects.filter(state=HandState.OFFERED, gift=None, **here)
    free = F("open_chairs") - _count(taken, "fishbowl") - _count(offered, "fishbowl")
    talks = Q(phase=Fishbowl.Phase.PANEL)
    return {"free_chairs": Case(When(talks, then=Greatest(free, 0)), default=0)}


@transaction.atomic
def refresh_topic(topic_id: int) -> None:
    """Count a topic anew, after something in it was hidden, restored, withdrawn, or came under a
    seal or out of it."""
    # A statement of its own: the count that follows must see what the lock waited for.
    Topic.objects.select_for_update(no_key=True).get(pk=topic_id)
    _mend(Topic.objects.filter(pk=topic_id), _topic_facts())


@transaction.atomic
def refresh_fishbowl(pk: int) -> None:
    """Count the free chairs of a fishbowl anew."""
    rows = Fishbowl.objects.filter(pk=pk)
    Topic.objects.select_for_update(no_key=True).get(fishbowl=pk)
    _mend(rows, _fishbowl_facts())


@transaction.atomic
def refresh_post(post_id: int) -> None:
    """Count the likes of a post anew."""
    Post.objects.select_for_update(no_key=True).get(pk=post_id)
    _mend(Post.objects.filter(pk=post_id), _post_facts())


def refresh_posts(post_ids: Collection[int]) -> None:
    """Count the likes of posts anew that are locked."""
    _mend(Post.objects.filter(pk__in=post_ids), _post_facts())


def differences() -> Iterator[Difference]:
    """Every counter that differs from its rows; a sound database yields nothing."""
    yield from _compare("topic", Topic.objects.all(), _topic_facts())
    yield from _compare("post", Post.objects.all(), _post_facts())
    yield from _compare("fishbowl", Fishbowl.objects.all(), _fishbowl_facts())


def mend() -> None:
    """Set every counter that differs to what the rows say, one row at a time."""
    wrong = {(difference.what, difference.key) for difference in differences()}
    for what, key in sorted(wrong):
        _REFRESH[what](key)


_REFRESH = {"topic": refresh_topic, "post": refresh_post, "fishbowl": refresh_fishbowl}


def recount_topics() -> None:
    """Count every topic anew in one statement, where nobody else writes yet."""
    _mend(Topic.objects.all(), _topic_facts())


def _mend(rows: QuerySet[Any], facts: dict[str, Any]) -> None:
    rows.update(**{name.removesuffix("_id"): fact for name, fact in facts.items()})


def _compare(what: str, rows: QuerySet[Any], facts: dict[str, Any]) -> Iterator[Difference]:
    counted = {f"counted_{name}": fact for name, fact in facts.items()}
    wrong = Q()
    for name in facts:
        # "is distinct from": an empty value differs from a number and equals another empty one.
        wrong |= ~Q(**{name: F(f"counted_{name}")}) | Q(
            **{f"{name}__isnull": True, f"counted_{name}__isnull": False}
        )
    rows = rows.annotate(**counted).filter(wrong).order_by("pk")
    for row in rows.values("pk", *facts, *counted).iterator():
        for name in facts:
            if row[name] != row[f"counted_{name}"]:
                yield Difference(what, row["pk"], name, row[name], row[f"counted_{name}"])
