"""Sitting in a fishbowl: invitations, open chairs, gifts, and what hosts and moderators free.

Each act locks the topic, does what is overdue, asks its rule about what stands now, and leaves a
line where something changed; the same press twice is one act. Rules: docs/fishbowl.md, parts 12 and
13."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import LostRace, Refusal, check_writer
from accounts.viewer import Viewer
from ledger.models import Act
from threads import policies
from threads.actions.running.bowl import Bowl
from threads.actions.running.chairs import free_chairs, join_panel, leave_seat, sit_down
from threads.actions.running.queue import lower, offer, waiting_in
from threads.actions.running.tending import lock_bowl, refresh
from threads.models import Hand, Panelist, Rest, Seat, Topic
from threads.models.fishbowls import HandState, SeatKind, SeatState


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of reaching for a chair: a seat (`is_seated`), or a place in line. `faster` is the
    name of who took the last free chair, where there is one."""

    is_seated: bool
    before: int = 0
    faster: str = ""


@transaction.atomic
def take_chair(viewer: Viewer, topic: Topic) -> Taken:
    """Sit down in a free chair, accept an offer or an invitation, or stand in line where no chair
    is free or others wait. Raises `Refusal`; being seated or in line already is no error."""
    bowl = lock_bowl(topic.pk)
    standing = bowl.standing_of(viewer.id)
    if standing.seat:
        check_writer(viewer)
        return Taken(is_seated=True)
    if standing.is_invited:
        _accept(viewer, bowl)
        return Taken(is_seated=True)
    policies.check_hand(viewer, bowl.topic, standing)
    person_id = check_writer(viewer)
    mine = bowl.hands.filter(person_id=person_id).first()
    if mine and mine.state == HandState.OFFERED:
        _take_offer(bowl, mine, viewer)
    elif mine is None and free_chairs(bowl) and not bowl.hands.exists():
        sit_down(bowl, person_id, SeatKind.OPEN)
        bowl.line(Act.CHAIR_TAKE, person_id)
    else:
        if mine is None:
            _raise(bowl, viewer)
        refresh(bowl)
        return _in_line(bowl, person_id)
    refresh(bowl)
    return Taken(is_seated=True)


@transaction.atomic
def raise_hand(viewer: Viewer, topic: Topic) -> Taken:
    """Stand in line; where nobody else waits and a chair is free, it is offered at once. Raising
    twice is raising once."""
    bowl = lock_bowl(topic.pk)
    policies.check_hand(viewer, bowl.topic, bowl.standing_of(viewer.id))
    person_id = check_writer(viewer)
    if not bowl.hands.filter(person_id=person_id).exists():
        _raise(bowl, viewer)
    refresh(bowl)
    return _in_line(bowl, person_id)


@transaction.atomic
def lower_hand(viewer: Viewer, topic: Topic) -> bool:
    """Leave the line, also with an offer; whether one stood there."""
    bowl = lock_bowl(topic.pk)
    lowered = lower(bowl, bowl.hands.filter(person_id=viewer.id or 0))
    refresh(bowl)
    return bool(lowered)


@transaction.atomic
def give_back(viewer: Viewer, topic: Topic) -> bool:
    """Leave one's place in the bowl; a panelist leaves the panel. Whether one sat there."""
    bowl = lock_bowl(topic.pk)
    seat = bowl.seated.filter(person_id=viewer.id or 0).first()
    if seat is None:
        return False
    policies.check_leave_seat(viewer, bowl.topic, bowl.standing_of(viewer.id))
    leave_seat(bowl, seat, Seat.Why.GAVE_BACK)
    bowl.line(Act.CHAIR_BACK, viewer.id)
    refresh(bowl)
    return True


@transaction.atomic
def give_chair_to(viewer: Viewer, topic: Topic, person: User) -> bool:
    """Offer one's own place on the panel to somebody in line; they have it once they accept.
    Offering it twice is once. Raises `LostRace` where they no longer wait."""
    bowl = lock_bowl(topic.pk)
    policies.check_gift(viewer, bowl.topic, bowl.standing_of(viewer.id))
    seat = bowl.seated.get(person_id=viewer.id)
    given = bowl.hands.filter(gift=seat).first()
    if given:
        if given.person_id == person.pk:
            return False
        raise Refusal(_("You have offered your chair to somebody already."))
    hand = bowl.hands.filter(person=person, state=HandState.RAISED).first()
    if hand is None:
        raise LostRace(_("%(name)s no longer waits in line.") % {"name": person.name})
    offer(bowl, hand, gift=seat)
    refresh(bowl)
    return True


@transaction.atomic
def answer_invitation(viewer: Viewer, topic: Topic, *, accept: bool) -> bool:
    """Accept or decline an invitation onto the panel; whether one stood. Raises `Refusal`."""
    bowl = lock_bowl(topic.pk)
    mine = bowl.invited.filter(person_id=viewer.id or 0).first()
    if mine is None:
        return False
    if accept:
        _accept(viewer, bowl)
    else:
        Seat.objects.filter(pk=mine.pk, state=SeatState.INVITED).update(state=SeatState.DECLINED)
        _drop_label(bowl, mine)
        refresh(bowl)
    return True


@transaction.atomic
def free_seat(viewer: Viewer, topic: Topic, person: User, reason: str) -> bool:
    """Take somebody's place in the bowl from them, for a reason that everybody reads; whether they
    sat there. Raises `Refusal`."""
    bowl = lock_bowl(topic.pk)
    policies.check_free_seat(viewer, bowl.topic)
    seat = bowl.seated.filter(person=person).first()
    if seat is None:
        return False
    leave_seat(bowl, seat, Seat.Why.FREED)
    facts = {"person_id": person.pk, "before": person.username, "reason": reason}
    bowl.line(Act.CHAIR_FREE, viewer.id, **facts)
    refresh(bowl)
    return True


@transaction.atomic
def rest_person(
    viewer: Viewer, topic: Topic, person: User, reason: str, *, on: bool = True
) -> bool:
    """Keep somebody from the open chairs of this fishbowl, or let them back; whether anything
    changed. Their hand is lowered, and an open chair of theirs is freed. Raises `Refusal`."""
    bowl = lock_bowl(topic.pk)
    policies.check_rest(viewer, bowl.topic)
    facts = {"person_id": person.pk, "before": person.username, "reason": reason}
    if not on:
        if not Rest.objects.filter(fishbowl=bowl.row, person=person).delete()[0]:
            return False
        bowl.line(Act.UNREST, viewer.id, **facts)
        return True
    _row, is_new_rest = Rest.objects.get_or_create(fishbowl=bowl.row, person=person)
    if not is_new_rest:
        return False
    lower(bowl, bowl.hands.filter(person=person))
    for seat in bowl.seated.filter(person=person, kind=SeatKind.OPEN):
        leave_seat(bowl, seat, Seat.Why.FREED)
    bowl.line(Act.REST, viewer.id, **facts)
    refresh(bowl)
    return True


def _accept(viewer: Viewer, bowl: Bowl) -> None:
    policies.check_running(viewer, bowl.topic)
    person_id = check_writer(viewer)
    mine = bowl.invited.get(person_id=person_id)
    lower(bowl, bowl.hands.filter(person_id=person_id))
    sit_down(bowl, person_id, SeatKind.PANEL, invited=mine)
    bowl.line(Act.SEAT_JOIN, person_id)
    refresh(bowl)


def _drop_label(bowl: Bowl, seat: Seat) -> None:
    """Who declines is not of the panel."""
    Panelist.objects.filter(
        topic=bowl.topic, person_id=seat.person_id, perspective__isnull=True
    ).delete()


def _take_offer(bowl: Bowl, hand: Hand, viewer: Viewer) -> None:
    """Sit down where one was offered a chair; the panelist who gave it stands up."""
    person_id = check_writer(viewer)
    gift = bowl.seated.filter(pk=hand.gift_id or 0).first()
    taken = {"state": HandState.SEATED, "offered_until": None, "gift": None}
    Hand.objects.filter(pk=hand.pk, state=HandState.OFFERED).update(**taken)
    if gift is None:
        sit_down(bowl, person_id, SeatKind.OPEN)
        bowl.line(Act.CHAIR_TAKE, person_id)
        return
    leave_seat(bowl, gift, Seat.Why.GAVE_TO)
    join_panel(bowl, person_id, viewer.name)
    sit_down(bowl, person_id, SeatKind.PANEL)
    bowl.line(Act.CHAIR_GIFT, gift.person_id, person_id=person_id, after=viewer.handle)


def _raise(bowl: Bowl, viewer: Viewer) -> None:
    """Put up the hand of who has none up. New members do not crowd the line."""
    since = bowl.now - policies.NEW_FOR
    if User.objects.filter(pk=viewer.id or 0, date_joined__gt=since).exists():
        policies.check_new_hand(bowl.hands.filter(person__date_joined__gt=since).count())
    Hand.objects.create(fishbowl=bowl.row, person_id=viewer.id, raised_at=bowl.now)


def _in_line(bowl: Bowl, person_id: int) -> Taken:
    """Where somebody stands, and who sat down last in an open chair before them."""
    line = line_of(bowl)
    before = next((n for n, hand in enumerate(line) if hand.person_id == person_id), 0)
    last = bowl.seated.filter(kind=SeatKind.OPEN).order_by("-sat_at").first()
    person = User.objects.filter(pk=last.person_id or 0).first() if last else None
    is_raised = bowl.hands.filter(person_id=person_id, state=HandState.RAISED).exists()
    return Taken(is_seated=False, before=before, faster=person.name if person and is_raised else "")


def line_of(bowl: Bowl) -> list[Hand]:
    """Everybody in line: those with an offer first, then in the order in which they come."""
    offered = bowl.hands.filter(state=HandState.OFFERED).order_by("offered_until", "pk")
    return [*offered, *waiting_in(bowl.hands)]
