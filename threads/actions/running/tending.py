"""What time does to a fishbowl: each act begins by doing what is overdue, and the clock does it
where nobody acts (docs/fishbowl.md, part 16). Safe late, twice and in parallel: the topic is
locked, and what is done is no longer due."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import Refusal
from ledger.models import Act
from notifications.actions import announce
from threads.actions.locks import lock_topic
from threads.actions.running.bowl import IN_LINE, Bowl
from threads.actions.running.chairs import free_chairs, leave_seat
from threads.actions.running.phases import enter
from threads.actions.running.queue import (
    held_until,
    let_offers_lapse,
    lower,
    offer_free_chairs,
    pass_chairs_on,
    tell_speakers,
)
from threads.actions.running.turns import end_round, skip_gone
from threads.models import Fishbowl, Hand, Round, Seat, Topic, Turn
from threads.models.fishbowls import INVITED_FOR, HandState, SeatKind, SeatState

# So many fishbowls in one turn of the clock; the rest in the next.
BATCH = 500


def lock_bowl(topic_id: int) -> Bowl:
    """The fishbowl of a topic, locked, with what was overdue done. Raises `Refusal` where the topic
    is none."""
    bowl = bowl_of(lock_topic(topic_id))
    if bowl is None:
        raise Refusal(_("This topic is no fishbowl."))
    return bowl


def bowl_of(topic: Topic) -> Bowl | None:
    """The fishbowl of a locked topic, with what was overdue done; None where it is none now."""
    row = Fishbowl.objects.filter(topic=topic).first()
    if row is None or topic.kind != Topic.Kind.FISHBOWL:
        return None
    bowl = Bowl(topic, row, timezone.now())
    if row.due_at and row.due_at <= bowl.now:
        tend(bowl)
    return bowl


def tend(bowl: Bowl) -> None:
    """Do what is due by now."""
    if bowl.row.phase != Fishbowl.Phase.CLOSED:
        let_go(bowl)
        old = bowl.invited.filter(asked_at__lte=bowl.now - INVITED_FOR)
        old.update(state=SeatState.EXPIRED)
        _keep_dates(bowl)
        running = bowl.round
        if running and running.ends_at <= bowl.now:
            end_round(bowl, bowl.keeper_id)
        offer_free_chairs(bowl, let_offers_lapse(bowl))
        pass_chairs_on(bowl)
    refresh(bowl)


def let_go(bowl: Bowl) -> None:
    """End what people had here whose accounts are closed; their posts stay."""
    gone = Q(person=None) | Q(person__is_active=False)
    for seat in list(bowl.seated.filter(gone)):
        if leave_seat(bowl, seat, Seat.Why.GONE):
            bowl.line(Act.SEAT_GONE, seat.person_id, person_id=seat.person_id)
    bowl.invited.filter(gone).update(state=SeatState.EXPIRED)
    lower(bowl, bowl.hands.filter(gone))
    if running := bowl.round:
        waiting = Turn.objects.filter(gone, round=running, state=Turn.State.WAITING)
        skip_gone(bowl, list(waiting.values_list("person_id", flat=True)))


def refresh(bowl: Bowl) -> None:
    """What follows from the rows after an act: offers of what is free, who is told that somebody
    waits, how many chairs are free, and when the clock looks next."""
    offer_free_chairs(bowl)
    tell_speakers(bowl)
    bowl.change(free_chairs=free_chairs(bowl), due_at=_due_at(bowl))


def _keep_dates(bowl: Bowl) -> None:
    """Move to the phase whose day has come, where somebody hosts. A panel with nobody and no open
    chair does not begin; who hosts is told."""
    if not User.objects.filter(pk=bowl.topic.host_id or 0, is_active=True).exists():
        return
    row = bowl.row
    if row.panel_at and row.panel_at <= bowl.now:
        if row.phase == Fishbowl.Phase.GATHERING and can_begin(bowl):
            enter(bowl, Fishbowl.Phase.PANEL, bowl.topic.host_id)
        elif row.phase == Fishbowl.Phase.GATHERING:
            announce("stalled", row.pk)
        bowl.change(panel_at=None)
    if row.floor_at and row.floor_at <= bowl.now:
        if row.phase == Fishbowl.Phase.PANEL:
            enter(bowl, Fishbowl.Phase.OPEN_FLOOR, bowl.topic.host_id)
        bowl.change(floor_at=None)


def can_begin(bowl: Bowl) -> bool:
    """Whether there is somebody to talk, or a chair for somebody."""
    return bowl.row.open_chairs > 0 or bowl.seated.filter(kind=SeatKind.PANEL).exists()


def _due_at(bowl: Bowl) -> datetime | None:
    """The next moment at which something happens by itself; None where nothing does."""
    row = bowl.row
    if row.phase == Fishbowl.Phase.CLOSED:
        return None
    due: list[datetime | None] = []
    if bowl.topic.host_id is not None:
        due += [row.panel_at, row.floor_at]
    due += bowl.hands.filter(state=HandState.OFFERED).values_list("offered_until", flat=True)
    due += [at + INVITED_FOR for at in bowl.invited.values_list("asked_at", flat=True) if at]
    if bowl.hands.filter(state=HandState.RAISED).exists():
        chairs = bowl.seated.filter(kind=SeatKind.OPEN, told_at__isnull=False)
        due += [held_until(bowl, seat) for seat in chairs]
    if running := bowl.round:
        due.append(running.ends_at)
    return min((at for at in due if at), default=None)


def tend_fishbowls() -> None:
    """Do what is due in every fishbowl: a clock job, safe late, twice and in parallel. One that
    fails is told at the end, and holds up no other."""
    now = timezone.now()
    gone = Q(person=None) | Q(person__is_active=False)
    here = {"fishbowl": OuterRef("pk")}
    seats = Seat.objects.filter(gone, state__in=(SeatState.SEATED, SeatState.INVITED), **here)
    hands = Hand.objects.filter(gone, state__in=IN_LINE, **here)
    turns = Turn.objects.filter(
        gone,
        state=Turn.State.WAITING,
        round__state=Round.State.RUNNING,
        round__fishbowl=OuterRef("pk"),
    )
    rows = Fishbowl.objects.filter(
        Q(due_at__lte=now) | Exists(seats) | Exists(hands) | Exists(turns),
        topic__kind=Topic.Kind.FISHBOWL,
    ).exclude(phase=Fishbowl.Phase.CLOSED)
    failures = []
    due = rows.order_by(F("due_at").asc(nulls_last=True)).values_list("topic_id", flat=True)
    for topic_id in list(due[:BATCH]):
        try:
            tend_topic(topic_id)
        except Exception as failure:  # noqa: BLE001 - told below
            failures.append(failure)
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise ExceptionGroup("fishbowls that could not be tended", failures)


@transaction.atomic
def tend_topic(topic_id: int) -> None:
    """Do what is due in the fishbowl of one topic, where it is one."""
    topic = lock_topic(topic_id)
    row = Fishbowl.objects.filter(topic=topic).first()
    if row and topic.kind == Topic.Kind.FISHBOWL:
        tend(Bowl(topic, row, timezone.now()))
