"""A fishbowl at one moment, in a topic that is locked, and how somebody stands to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.viewer import Viewer
from ledger.models import Act
from threads import policies
from threads.actions.lines import leave_line
from threads.models import Fishbowl, Hand, Rest, Round, Seat, Topic, Turn
from threads.models.fishbowls import HandState, SeatState

IN_LINE = (HandState.RAISED, HandState.OFFERED)


@dataclass(slots=True)
class Bowl:
    """A locked topic, its fishbowl, and the moment of the act."""

    topic: Topic
    row: Fishbowl
    now: datetime

    @property
    def seated(self) -> QuerySet[Seat]:
        """Who sits there, by their places."""
        return Seat.objects.filter(fishbowl=self.row, state=SeatState.SEATED).order_by("slot")

    @property
    def invited(self) -> QuerySet[Seat]:
        """Who was asked onto the panel and has not answered."""
        return Seat.objects.filter(fishbowl=self.row, state=SeatState.INVITED).order_by("pk")

    @property
    def hands(self) -> QuerySet[Hand]:
        """Those in line: raised, or offered a chair."""
        return Hand.objects.filter(fishbowl=self.row, state__in=IN_LINE)

    @property
    def round(self) -> Round | None:
        """The round that runs."""
        running = Round.objects.filter(fishbowl=self.row, state=Round.State.RUNNING)
        return running.select_related("prompt").first()

    def change(self, **facts: Any) -> None:
        """Change the fishbowl, in the database and as we hold it."""
        Fishbowl.objects.filter(pk=self.row.pk).update(**facts)
        for name, value in facts.items():
            setattr(self.row, name, value)

    def line(self, act: Act, actor_id: int | None, **facts: Any) -> None:
        """Leave a line of what somebody did, or of what happened to them; where nobody is left of
        whom it could be told, none."""
        if actor_id is not None:
            leave_line(Viewer(id=actor_id), act, self.topic, **facts)

    @property
    def keeper_id(self) -> int | None:
        """Of whom it is told what the fishbowl does by itself: who hosts it, or called it."""
        return self.topic.host_id or self.topic.author_id

    def standing_of(self, person_id: int | None) -> policies.Standing:
        """How somebody stands to it now."""
        mine = [
            seat
            for seat in Seat.objects.filter(fishbowl=self.row, person_id=person_id or 0)
            if seat.sat_at or seat.state == SeatState.INVITED
        ]
        seat = next((one.kind for one in mine if one.state == SeatState.SEATED), "")
        running = self.round
        return policies.Standing(
            phase=self.row.phase,
            gallery=self.row.gallery,
            seat=seat,
            had_seat=any(one.state == SeatState.LEFT for one in mine),
            is_invited=any(one.state == SeatState.INVITED for one in mine),
            is_rested=Rest.objects.filter(fishbowl=self.row, person_id=person_id or 0).exists(),
            **(_turn_of(running, person_id) if running else {}),
        )


def _turn_of(running: Round, person_id: int | None) -> dict[str, Any]:
    """What a round that runs means for somebody: their turn, whether it is now, who is to come."""
    turns = list(Turn.objects.filter(round=running).order_by("position"))
    waiting = [one for one in turns if one.state == Turn.State.WAITING]
    mine = next((one for one in turns if person_id and one.person_id == person_id), None)
    before = [one for one in waiting if mine and one.position < mine.position]
    is_skipped = mine is not None and mine.state == Turn.State.SKIPPED
    held_up = running.in_order and before and not is_skipped
    to_come = before if held_up else [one for one in waiting if one is not mine]
    names = User.objects.in_bulk([one.person_id for one in to_come if one.person_id])
    return {
        "has_round": True,
        "turn": mine.state if mine else "",
        "is_next": mine is not None and not held_up,
        "unheard": tuple(names[one.person_id].name for one in to_come if one.person_id in names),
        "round_until": running.ends_at,
    }
