"""How somebody stands to a fishbowl, by what its page has fetched, and where they write there."""

from dataclasses import dataclass
from typing import Any

from accounts.faces import face
from accounts.viewer import Viewer
from threads import policies
from threads.models import Fishbowl, Round, Topic, Turn
from threads.models.fishbowls import SeatState
from threads.models.posts import Lane
from threads.queries.bowl_rows import BowlRows


@dataclass(frozen=True, slots=True)
class Lanes:
    """Where the viewer writes: `lane` is theirs now, empty where none is; `others` are further ones
    that they may choose. `why` says where one writes, or why not."""

    lane: str
    others: tuple[str, ...]
    why: str
    may_note: bool
    may_ask: bool
    as_moderator: bool


def standing_of(rows: BowlRows, person_id: int | None) -> policies.Standing:
    """How somebody stands to it, by what the page has fetched."""
    mine = next((row for row in rows.seats if person_id and row["id"] == person_id), None)
    is_running = rows.round is not None and rows.round["state"] == Round.State.RUNNING
    return policies.Standing(
        phase=rows.phase,
        gallery=rows.gallery,
        seat=mine["kind"] if mine and mine["state"] == SeatState.SEATED else "",
        had_seat=rows.had_seat,
        is_invited=mine is not None and mine["state"] == SeatState.INVITED,
        is_rested=rows.is_rested,
        **(_turn(rows, person_id) if is_running else {}),
    )


def _turn(rows: BowlRows, person_id: int | None) -> dict[str, Any]:
    mine = next(
        (n for n, one in enumerate(rows.turns) if person_id and one["id"] == person_id), None
    )
    state = rows.turns[mine]["state"] if mine is not None else ""
    waiting = [n for n, one in enumerate(rows.turns) if one["state"] == Turn.State.WAITING]
    before = [n for n in waiting if mine is not None and n < mine]
    running = rows.round or {}
    held_up = running["in_order"] and before and state != Turn.State.SKIPPED
    to_come = before if held_up else [n for n in waiting if n != mine]
    return {
        "has_round": True,
        "turn": state,
        "is_next": mine is not None and not held_up,
        "unheard": tuple(
            face(rows.turns[n]["handle"], rows.turns[n]["name"]).name for n in to_come
        ),
        "round_until": running["ends_at"],
    }


def lanes_of(viewer: Viewer, topic: Topic, standing: policies.Standing) -> Lanes:
    """Where the viewer writes now, and what the page says about it."""
    open_to = [
        str(lane)
        for lane in (Lane.BOWL, Lane.FLOOR, Lane.GALLERY)
        if policies.may(policies.check_lane, viewer, topic, standing, lane)
    ]
    lane = open_to[0] if open_to else ""
    own = Lane.FLOOR if standing.phase == Fishbowl.Phase.OPEN_FLOOR else Lane.BOWL
    why = "" if lane == own else policies.reason(policies.check_lane, viewer, topic, standing, own)
    asks = policies.may(policies.check_ask, viewer, topic)
    return Lanes(
        lane=lane,
        others=tuple(open_to[1:]),
        why=why,
        may_note=Lane.GALLERY in open_to,
        may_ask=asks and policies.may(policies.check_ask_gallery, topic, standing.gallery),
        as_moderator=(
            standing.phase == Fishbowl.Phase.PANEL
            and Lane.BOWL not in open_to
            and viewer.moderates(topic.category_id)
        ),
    )
