"""What a running fishbowl is made of, as the page of its topic shows it: one JSON object, a column
of another query or a query of its own, which is made and planned once."""

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
_TIMES = ("sat_at", "told_at", "held_from", "offered_until", "joined_at", "ends_at", "started_at")


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
    # The numbers of the notes of the gallery, how many of them stand, and what the viewer was here
    # before.
    numbers: tuple[int, ...]
    notes: int
    had_seat: bool
    is_rested: bool


def bowl_column(person_id: int | None) -> Subquery:
    """The fishbowl of the topic of an outer query, and what is around it: `bowl_row`, which
    `rows_of` reads."""
    fishbowls = Fishbowl.objects.filter(topic=OuterRef("pk"))
    return Subquery(fishbowls.values(row=_row(person_id or 0)))


def bowl_rows(topic_id: int, person_id: int | None) -> BowlRows | None:
    """The same for a topic that came without it; None where the topic has none. One query."""
    found = _query().rows(topic_id, person_id or 0)
    return rows_of(json.loads(found[0][0])) if found else None


def rows_of(row: dict[str, Any]) -> BowlRows:
    """The rows out of such a column."""
    running = row["round"]
    return BowlRows(
        **{
            name: row[name]
            for name in ("phase", "open_chairs", "free_chairs", "gallery", "hold_hours", "notes")
        },
        panel_at=_time(row["panel_at"]),
        floor_at=_time(row["floor_at"]),
        seats=tuple(map(_timed, row["seats"])),
        hands=tuple(map(_timed, row["hands"])),
        round=_timed(running) if running else None,
        turns=tuple(row["turns"]),
        numbers=tuple(row["numbers"]),
        had_seat=row["had_seat"],
        is_rested=row["is_rested"],
    )


def times_sat() -> Coalesce:
    """How often the person of a hand sat in its fishbowl: who did so less often goes first."""
    seats = Seat.objects.filter(
        fishbowl=OuterRef("fishbowl"),
        person=OuterRef("person"),
        state__in=(SeatState.SEATED, SeatState.LEFT),
    )
    counted = seats.order_by().values("person").annotate(times=Count("pk")).values("times")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _timed(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose times are times: JSON has none."""
    return row | {name: _time(row[name]) for name in _TIMES if row.get(name)}


def _time(written: str | None) -> datetime | None:
    return parse_datetime(written) if written else None


@made_once(1)
def _query() -> Compiled:
    return Compiled(Fishbowl.objects.filter(topic=FIRST).values_list(_row(SECOND)))


def _row(person_id: int) -> JSONObject:
    """A fishbowl with everything around it, as somebody finds it."""
    mine = {"fishbowl": _HERE, "person_id": person_id}
    notes = Post.objects.filter(topic=OuterRef("topic"), lane=Lane.GALLERY)
    shown = notes.filter(withdrawn_at=None, hidden_at=None).order_by().values("topic")
    rounds = Round.objects.filter(fishbowl=_HERE).order_by("-id")
    count = Subquery(shown.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return JSONObject(
        phase="phase",
        open_chairs="open_chairs",
        free_chairs="free_chairs",
        gallery="gallery",
        hold_hours="hold_hours",
        panel_at="panel_at",
        floor_at="floor_at",
        seats=_seats(),
        hands=_hands(),
        round=Subquery(rounds.values(row=_ROUND)[:1]),
        turns=_turns(),
        numbers=ArraySubquery(notes.order_by("number").values("number")),
        notes=Coalesce(count, 0),
        had_seat=Exists(Seat.objects.filter(state=SeatState.LEFT, **mine)),
        is_rested=Exists(Rest.objects.filter(**mine)),
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


def _turns() -> ArraySubquery:
    """The turns of the newest round."""
    newest = Round.objects.filter(fishbowl=OuterRef(OuterRef("pk"))).order_by("-id").values("pk")
    turns = Turn.objects.filter(round=Subquery(newest[:1])).order_by("position")
    return ArraySubquery(turns.values(row=JSONObject(**_WHO, state="state", post="post_id")))


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
    ordered = hands.annotate(sat=times_sat()).order_by(
        F("offered_until").asc(nulls_last=True), "sat", "raised_at", "pk"
    )
    return ArraySubquery(ordered.values(row=row))
