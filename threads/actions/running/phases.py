"""What the start and the end of a phase do to who sits, who waits and who is in a round."""

from datetime import datetime

from ledger.models import Act
from notifications.actions import announce
from threads.actions.running.bowl import Bowl
from threads.actions.running.chairs import sit_down
from threads.actions.running.queue import lower
from threads.actions.running.turns import end_round
from threads.models import Fishbowl, Panelist, Seat
from threads.models.fishbowls import SeatKind, SeatState

ACTS = {
    Fishbowl.Phase.GATHERING: Act.GATHER,
    Fishbowl.Phase.PANEL: Act.PANEL_BEGIN,
    Fishbowl.Phase.OPEN_FLOOR: Act.FLOOR_OPEN,
}


def enter(bowl: Bowl, phase: str, actor_id: int | None, words: str = "") -> None:
    """Move a fishbowl on (or back), and leave the line of it; closing leaves the topic's own."""
    before = bowl.row.phase
    if before == Fishbowl.Phase.PANEL:
        _end_panel(bowl, actor_id, everybody=phase == Fishbowl.Phase.CLOSED)
    elif phase == Fishbowl.Phase.CLOSED:
        _end_panel(bowl, actor_id, everybody=True)
    dates: dict[str, datetime | None] = {}
    if phase in {Fishbowl.Phase.PANEL, Fishbowl.Phase.OPEN_FLOOR, Fishbowl.Phase.CLOSED}:
        dates["panel_at"] = None
    if phase in {Fishbowl.Phase.OPEN_FLOOR, Fishbowl.Phase.CLOSED}:
        dates["floor_at"] = None
        _withdraw_invitations(bowl)
    bowl.change(phase=phase, **dates)
    if phase == Fishbowl.Phase.PANEL:
        invite_labels(bowl)
    if before not in {phase, Fishbowl.Phase.CLOSED} and phase in ACTS:
        bowl.line(ACTS[Fishbowl.Phase(phase)], actor_id, reason=words)
        if phase == Fishbowl.Phase.PANEL:
            announce("panel_begins", bowl.row.pk)


def invite_labels(bowl: Bowl) -> None:
    """Ask onto the panel whoever stands on it by name, has an account and no seat; who hosts sits
    down at once."""
    seated = set(bowl.seated.values_list("person_id", flat=True))
    asked = seated | set(bowl.invited.values_list("person_id", flat=True))
    named = Panelist.objects.filter(topic=bowl.topic, person__is_active=True)
    for person_id in named.order_by("position").values_list("person_id", flat=True):
        if person_id and person_id not in asked:
            invite(bowl, person_id)


def invite(bowl: Bowl, person_id: int) -> None:
    """Ask somebody onto the panel; who hosts need not be asked."""
    if person_id == bowl.topic.host_id:
        sit_down(bowl, person_id, SeatKind.PANEL)
        return
    facts = {"kind": SeatKind.PANEL, "state": SeatState.INVITED, "asked_at": bowl.now}
    seat = Seat.objects.create(fishbowl=bowl.row, person_id=person_id, **facts)
    announce("invitation", seat.pk)


def _end_panel(bowl: Bowl, actor_id: int | None, *, everybody: bool) -> None:
    """Nobody waits any more, no round runs, open chairs are left; panelists keep their places
    unless all is over."""
    end_round(bowl, actor_id)
    lower(bowl, bowl.hands)
    for seat in list(bowl.seated):
        if everybody or seat.kind == SeatKind.OPEN:
            ended = Seat.objects.filter(pk=seat.pk, state=SeatState.SEATED)
            facts = {"left_at": bowl.now, "left_why": Seat.Why.PHASE_END}
            ended.update(state=SeatState.LEFT, **facts)


def _withdraw_invitations(bowl: Bowl) -> None:
    bowl.invited.update(state=SeatState.WITHDRAWN)
