"""How a talk was shared out: for each their own part of it, and of all for who holds it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Func, IntegerField, QuerySet, Sum, Value

from accounts.faces import Face, face
from accounts.viewer import Viewer
from threads import policies
from threads.models import Post, Seat, Topic
from threads.models.fishbowls import SeatState
from threads.models.posts import Lane

# How many words a text has: pieces between white space.
_PIECES = Func(
    Func(Func("text", Value(r"^\s+|\s+$"), Value(""), Value("g"), function="regexp_replace"),
         Value(r"\s+"), function="regexp_split_to_array"),
    Value(1),
    function="array_length",
    output_field=IntegerField(),
)  # fmt: skip
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody said of it: how many posts, and how much of all words, in per cent."""

    face: Face
    posts: int
    percent: int
    is_seated: bool


@dataclass(frozen=True, slots=True)
class BalancePage:
    """The page `/t/<id>/balance/`: `mine` is the viewer's own part, None where they have not
    spoken; `unheard` is how many sit there and have not. `shares` are for who may see them all."""

    topic: Topic
    mine: int | None
    unheard: int
    shares: tuple[Share, ...]


def balance_page(viewer: Viewer, topic: Topic) -> BalancePage:
    """Who said how much in the bowl and on the floor of a fishbowl, in two queries; the opening
    post is no part of the talk. Raises `Refusal` for who may not know it."""
    counts = {row["author"]: row for row in _counts(viewer, topic)}
    mine = counts.get(viewer.id) if viewer.is_member else None
    policies.check_balance(viewer, topic, has_spoken=mine is not None)
    seats = Seat.objects.filter(fishbowl__topic=topic, state=SeatState.SEATED).order_by("slot")
    seated: list[Any] = list(seats.values("person", "person__username", "person__display_name"))
    total = sum(row["words"] or 0 for row in counts.values())
    return BalancePage(
        topic=topic,
        mine=_percent(mine["words"], total) if mine else None,
        unheard=sum(row["person"] not in counts for row in seated),
        shares=_shares(counts, seated, total) if policies.sees_all_shares(viewer, topic) else (),
    )


def _counts(viewer: Viewer, topic: Topic) -> QuerySet[Post, Any]:
    """Posts and words by author."""
    said = Post.objects.visible_to(viewer).shown().filter(topic=topic, number__gt=1)
    said = said.exclude(lane=Lane.GALLERY).exclude(as_moderator=True)
    people = said.order_by().values("author", "author__username", "author__display_name")
    counted: QuerySet[Post, Any] = people.annotate(posts=Count("pk"), words=Sum(_PIECES))
    return counted


def _shares(
    counts: dict[int | None, dict[str, Any]], seated: list[dict[str, Any]], total: int
) -> tuple[Share, ...]:
    """Who sits there, by their places, then the others by name: nobody is ranked."""
    shares = [_share("person", row, counts.get(row["person"]), total) for row in seated]
    sitting = {row["person"] for row in seated}
    others = [_share("author", row, row, total) for pk, row in counts.items() if pk not in sitting]
    return (*shares, *sorted(others, key=lambda one: one.face.name.casefold()))


def _share(who: str, row: dict[str, Any], said: dict[str, Any] | None, total: int) -> Share:
    return Share(
        face(row[f"{who}__username"], row[f"{who}__display_name"]),
        said["posts"] if said else 0,
        _percent(said["words"], total) if said else 0,
        is_seated=who == "person",
    )


def _percent(words: int | None, total: int) -> int:
    return round(WHOLE * (words or 0) / total) if total else 0
