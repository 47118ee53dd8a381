"""What a running fishbowl is made of, as the page of its topic shows it: one row, one query, made
and planned once."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.dateparse import parse_datetime

from accounts.compiled import FIRST, SECOND, Compiled, made_once
from threads.models import Fishbowl, Hand, Post, Rest, Round, Seat, Turn
from threads.models.fishbowls import HandState, SeatState
from threads.models.posts import Lane

_HERE = OuterRef("pk")
_WHO = {
    "id": "person_id",
    "handle": "person__username",
    "name": "person__display_name",
}
_STANDS = (SeatState.SEATED, SeatState.INVITED)
_SAT = (
    Seat.objects.filter(
        fishbowl=OuterRef("fishbowl"),
        person=OuterRef("person"),
        state__in=(SeatState.SEATED, SeatState.LEFT),
    )
    .order_by()
    .values("person")
    .annotate(times=Count("pk"))
    .values("times")
)


@dataclass(frozen=True, slots=True)
class BowlRows:
    """A fishbowl, and the rows around it, as the database has them."""

    phase: str
    open_chairs: int
    free_chairs: int
    gallery: str
    hold_hours: int
    panel_at: datetime | None
    floor_at: datetime | None
    # Who sits or is invited, by their places; who waits, in the order of the line; and the round
    # that runs, or the last one.
    seats: tuple[dict[str, Any], ...]
    hands: tuple[dict[str, Any], ...]
    round: dict[str, Any] | None
    turns: tuple[dict[str, Any], ...]
    # How many notes stand in the gallery, and what the viewer was here before.
    notes: int
    had_seat: bool
    is_rested: bool


def bowl_rows(topic_id: int, person_id: int | None) -> BowlRows | None:
    """The fishbowl of a topic and what is around it; None where the topic has none. One query."""
    rows = _query().rows(topic_id, person_id or 0)
    if not rows:
        return None
    *plain, seats, hands, running, turns, notes, had_seat, is_rested = rows[0]
    return BowlRows(
        *plain,
        seats=tuple(map(_timed, seats)),
        hands=tuple(map(_timed, hands)),
        round=_timed(running) if running else None,
        turns=tuple(map(json.loads, turns)),
        notes=notes,
        had_seat=had_seat,
        is_rested=is_rested,
    )


_TIMES = ("sat_at", "told_at", "held_from", "offered_until", "joined_at", "ends_at", "started_at")


def _timed(found: str) -> dict[str, Any]:
    """A row whose times are times: JSON has none."""
    row: dict[str, Any] = json.loads(found)
    times = {name: parse_datetime(row[name]) for name in _TIMES if row.get(name)}
    return {**row, **times}


@made_once(1)
def _query() -> Compiled:
    mine = {"fishbowl": _HERE, "person_id": SECOND}
    notes = Post.objects.filter(topic=OuterRef("topic"), lane=Lane.GALLERY, withdrawn_at=None)
    notes = notes.filter(hidden_at=None).order_by().values("topic")
    rounds = Round.objects.filter(fishbowl=_HERE).order_by("-id")
    return Compiled(
        Fishbowl.objects.filter(topic=FIRST).values_list(
            "phase",
            "open_chairs",
            "free_chairs",
            "gallery",
            "hold_hours",
            "panel_at",
            "floor_at",
            _seats(),
            _hands(),
            Subquery(rounds.values(row=_ROUND)[:1]),
            ArraySubquery(
                Turn.objects.filter(round=Subquery(rounds_of_outer()))
                .order_by("position")
                .values(
                    row=JSONObject(**_WHO, state="state", post="post_id", number="post__number")
                )
            ),
            Coalesce(
                Subquery(notes.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
            ),
            Exists(Seat.objects.filter(state=SeatState.LEFT, **mine)),
            Exists(Rest.objects.filter(**mine)),
        )
    )


_ROUND = JSONObject(
    id="pk",
    state="state",
    text="text",
    in_order="in_order",
    started_at="started_at",
    ends_at="ends_at",
    prompt="prompt_id",
    prompt_text="prompt__text",
    prompt_number="prompt__position",
)


def rounds_of_outer() -> Any:
    """The newest round of the fishbowl two queries further out."""
    outer = OuterRef(OuterRef("pk"))
    return Round.objects.filter(fishbowl=outer).order_by("-id").values("pk")[:1]


def _seats() -> ArraySubquery:
    seats = Seat.objects.filter(fishbowl=_HERE, state__in=_STANDS, person__isnull=False)
    row = JSONObject(
        **_WHO,
        seat="pk",
        kind="kind",
        state="state",
        slot="slot",
        sat_at="sat_at",
        told_at="told_at",
        held_from="held_from",
    )
    return ArraySubquery(seats.order_by(F("slot").asc(nulls_last=True), "pk").values(row=row))


def _hands() -> ArraySubquery:
    hands = Hand.objects.filter(fishbowl=_HERE, person__isnull=False).filter(
        Q(state=HandState.RAISED) | Q(state=HandState.OFFERED)
    )
    row = JSONObject(
        **_WHO,
        state="state",
        offered_until="offered_until",
        gift="gift_id",
        joined_at="person__date_joined",
    )
    ordered = hands.annotate(sat=Coalesce(Subquery(_SAT, output_field=IntegerField()), 0)).order_by(
        F("offered_until").asc(nulls_last=True), "sat", "raised_at", "pk"
    )
    return ArraySubquery(ordered.values(row=row))
