"""Sitting down in a bowl, and leaving it."""

from notifications.actions import announce
from threads.actions.running.bowl import Bowl
from threads.actions.running.turns import join_round, skip_gone
from threads.models import Fishbowl, Hand, Panelist, Perspective, Seat
from threads.models.fishbowls import (
    FIRST_CHAIR,
    LAST_SLOT,
    HandState,
    SeatKind,
    SeatState,
)
from threads.models.panels import MOST_PANELISTS

# Leaving for these reasons, a panelist is no longer of the panel; when the panel ends, they are.
LEAVES_PANEL = (Seat.Why.GAVE_BACK, Seat.Why.GAVE_TO, Seat.Why.FREED, Seat.Why.GONE)


def sit_down(bowl: Bowl, person_id: int, kind: str, invited: Seat | None = None) -> Seat:
    """Seat somebody in the first free place of that kind; a running round waits for them too.
    The database refuses a place that is taken, and somebody who sits already."""
    facts = {
        "kind": kind,
        "slot": _free_slot(bowl, kind),
        "state": SeatState.SEATED,
        "sat_at": bowl.now,
        "held_from": bowl.now,
    }
    if invited:
        Seat.objects.filter(pk=invited.pk, state=SeatState.INVITED).update(**facts)
        seat = Seat.objects.get(pk=invited.pk)
    else:
        seat = Seat.objects.create(fishbowl=bowl.row, person_id=person_id, **facts)
    join_round(bowl, person_id)
    return seat


def leave_seat(bowl: Bowl, seat: Seat, why: str) -> bool:
    """End a seat, with what hangs on it: a gift of it, a turn that was waited for, the place on the
    panel. Whether it was this that ended it."""
    mine = Seat.objects.filter(pk=seat.pk, state=SeatState.SEATED)
    if not mine.update(state=SeatState.LEFT, left_at=bowl.now, left_why=why):
        return False
    if why != Seat.Why.GAVE_TO:
        take_gift_back(bowl, seat)
    skip_gone(bowl, [seat.person_id])
    if seat.kind == SeatKind.PANEL and why in LEAVES_PANEL:
        leave_panel(bowl, seat.person_id)
    # Who was given the chair sits down in the same act.
    is_left = why != Seat.Why.GAVE_TO and bowl.row.phase == Fishbowl.Phase.PANEL
    if is_left and not bowl.seated.exists():
        announce("empty_bowl", bowl.row.pk)
    return True


def take_gift_back(bowl: Bowl, seat: Seat) -> None:
    """A place that somebody was offered by its panelist is no more: they stand in line as
    before."""
    offered = Hand.objects.filter(gift=seat, state=HandState.OFFERED)
    offered.update(state=HandState.RAISED, offered_until=None, gift=None)


def leave_panel(bowl: Bowl, person_id: int | None) -> None:
    """Take somebody's name off the panel of the topic, unless something is written of them
    there."""
    mine = Panelist.objects.filter(topic=bowl.topic, person_id=person_id)
    mine.exclude(pk__in=Perspective.objects.values("panelist")).delete()


def join_panel(bowl: Bowl, person_id: int, name: str) -> None:
    """Put somebody's name behind the others on the panel of the topic."""
    there = Panelist.objects.filter(topic=bowl.topic)
    if there.filter(person_id=person_id).exists():
        return
    taken = set(there.values_list("position", flat=True))
    position = next((n for n in range(1, MOST_PANELISTS + 1) if n not in taken), None)
    if position:
        there.create(topic=bowl.topic, position=position, person_id=person_id, name=name)


def free_chairs(bowl: Bowl) -> int:
    """How many open chairs nobody has and nobody is offered; none unless the panel talks."""
    if bowl.row.phase != Fishbowl.Phase.PANEL:
        return 0
    return max(bowl.row.open_chairs - chairs_in_use(bowl), 0)


def chairs_in_use(bowl: Bowl) -> int:
    """How many open chairs are taken or offered."""
    taken = bowl.seated.filter(kind=SeatKind.OPEN).count()
    return taken + bowl.hands.filter(state=HandState.OFFERED, gift=None).count()


def _free_slot(bowl: Bowl, kind: str) -> int:
    taken = set(bowl.seated.values_list("slot", flat=True))
    places = range(1, MOST_PANELISTS + 1)
    if kind == SeatKind.OPEN:
        places = range(FIRST_CHAIR, LAST_SLOT + 1)
    return next(slot for slot in places if slot not in taken)
