"""What closes, archives, merges or converts a topic takes its fishbowl along."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import timezone

from ledger.models import Act
from threads.actions.running.bowl import Bowl
from threads.actions.running.chairs import leave_seat
from threads.actions.running.phases import enter, invite_labels
from threads.actions.running.tending import bowl_of, refresh
from threads.models import Fishbowl, Panelist, Seat, Topic
from threads.models.fishbowls import SeatKind, SeatState


class ReasonMissing(Exception):
    """Whoever takes a seat from somebody says why."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a fishbowl begins: its chairs, what its gallery writes, and its dates."""

    open_chairs: int = 1
    gallery: str = Fishbowl.Gallery.FULL
    panel_at: datetime | None = None
    floor_at: datetime | None = None


AS_USUAL = Beginning()


def wind_up(topic: Topic, actor_id: int | None) -> None:
    """End what runs in the fishbowl of a locked topic, where it is one: seats, hands, a round.
    Questions that wait stay to be seen as unanswered."""
    bowl = bowl_of(topic)
    if bowl and bowl.row.phase != Fishbowl.Phase.CLOSED:
        enter(bowl, Fishbowl.Phase.CLOSED, actor_id)
        refresh(bowl)


def open_floor_again(topic: Topic) -> None:
    """A fishbowl that was closed goes on with everybody talking; its panel is a label then."""
    bowl = bowl_of(topic)
    if bowl and bowl.row.phase == Fishbowl.Phase.CLOSED:
        enter(bowl, Fishbowl.Phase.OPEN_FLOOR, None)
        refresh(bowl)


def begin_gathering(topic: Topic, beginning: Beginning = AS_USUAL) -> None:
    """Make a locked topic's fishbowl, or have the one that it was gather again, and ask those onto
    the panel who are named there. Dates that are over, because the topic had to wait, are none."""
    facts = asdict(beginning)
    for name in ("panel_at", "floor_at"):
        if facts[name] and facts[name] <= timezone.now():
            facts[name] = None
    Fishbowl.objects.get_or_create(topic=topic, defaults=facts)
    Fishbowl.objects.filter(topic=topic).update(phase=Fishbowl.Phase.GATHERING)
    bowl = bowl_of(topic)
    if bowl:
        invite_labels(bowl)
        refresh(bowl)


def follow_panel(topic: Topic, actor_id: int | None, reason: str) -> None:
    """Seats as the panel of a locked topic is named now: who was added is asked, and whose name
    went is no longer asked, or gives up the seat for the reason that was given; one's own takes
    none. Raises `ReasonMissing`."""
    bowl = bowl_of(topic)
    if bowl is None or bowl.row.phase == Fishbowl.Phase.CLOSED:
        return
    _let_go_of_others(bowl, actor_id, reason)
    if bowl.row.phase != Fishbowl.Phase.OPEN_FLOOR:
        invite_labels(bowl)
    refresh(bowl)


def _let_go_of_others(bowl: Bowl, actor_id: int | None, reason: str) -> None:
    named = set(Panelist.objects.filter(topic=bowl.topic).values_list("person_id", flat=True))
    for seat in bowl.seated.filter(kind=SeatKind.PANEL).select_related("person"):
        if seat.person_id not in named and seat.person_id == actor_id:
            leave_seat(bowl, seat, Seat.Why.GAVE_BACK)
            bowl.line(Act.CHAIR_BACK, actor_id)
        elif seat.person_id not in named:
            if not reason.strip():
                raise ReasonMissing
            leave_seat(bowl, seat, Seat.Why.FREED)
            name = seat.person.username if seat.person else ""
            facts = {"person_id": seat.person_id, "before": name, "reason": reason}
            bowl.line(Act.CHAIR_FREE, actor_id, **facts)
    bowl.invited.exclude(person_id__in=[pk for pk in named if pk]).update(state=SeatState.WITHDRAWN)
