"""The line for an open chair: its order, offers, and what time does to who sits.

Nobody reorders it (docs/fishbowl.md, part 13): who sat less often in this fishbowl goes first, then
who raised a hand earlier.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from ledger.models import Act
from notifications.actions import announce
from threads.actions.running.bowl import Bowl
from threads.actions.running.chairs import chairs_in_use, free_chairs, leave_seat
from threads.models import Hand, Seat
from threads.models.fishbowls import HandState, SeatKind, kept_until
from threads.queries.bowl_rows import times_sat


def waiting_in(hands: QuerySet[Hand]) -> QuerySet[Hand]:
    """Those of these hands that wait for a chair, in the order of the line."""
    raised = hands.filter(state=HandState.RAISED)
    return raised.annotate(sat=times_sat()).order_by("sat", "raised_at", "pk")


def offer(bowl: Bowl, hand: Hand, gift: Seat | None = None) -> None:
    """Hold a chair for somebody in line, for as long as this fishbowl says; and tell them."""
    until = bowl.now + bowl.row.offers
    rows = Hand.objects.filter(pk=hand.pk, state=HandState.RAISED)
    if rows.update(state=HandState.OFFERED, offered_until=until, gift=gift):
        announce("chair_offered", hand.pk)


def offer_free_chairs(bowl: Bowl, lapsed: Collection[int] = ()) -> None:
    """Offer what is free to the first in line. Whose offer lapsed just now (`lapsed`) comes behind
    the next this once, and is asked again where nobody else waits."""
    free = free_chairs(bowl)
    if not free:
        return
    line = sorted(waiting_in(bowl.hands), key=lambda hand: hand.pk in lapsed)
    for hand in line[:free]:
        offer(bowl, hand)


def let_offers_lapse(bowl: Bowl) -> set[int]:
    """End the offers whose time is over: the first time somebody keeps their place in line, the
    second time the hand is lowered. Answers whose hands are up again."""
    over = bowl.hands.filter(state=HandState.OFFERED, offered_until__lte=bowl.now)
    again = set()
    for hand in over.order_by("offered_until", "pk"):
        after = HandState.LOWERED if hand.was_passed else HandState.RAISED
        facts = {"state": after, "was_passed": True, "offered_until": None, "gift": None}
        Hand.objects.filter(pk=hand.pk, state=HandState.OFFERED).update(**facts)
        if after == HandState.RAISED:
            again.add(hand.pk)
    return again


def lower(bowl: Bowl, hands: QuerySet[Hand]) -> int:
    """Take hands out of the line, also those that are offered a chair; answers how many."""
    up = hands.filter(state__in=(HandState.RAISED, HandState.OFFERED))
    return up.update(state=HandState.LOWERED, offered_until=None, gift=None)


def tell_speakers(bowl: Bowl) -> None:
    """While somebody waits, those in open chairs know it; when nobody does, no time runs."""
    seats = bowl.seated.filter(kind=SeatKind.OPEN)
    if not _is_pressed(bowl):
        seats.filter(told_at__isnull=False).update(told_at=None)
        return
    for seat in seats.filter(told_at=None):
        if Seat.objects.filter(pk=seat.pk, told_at=None).update(told_at=bowl.now):
            announce("chair_notice", seat.pk)


def pass_chairs_on(bowl: Bowl) -> None:
    """Free the chairs that were held long enough while somebody waits, those first that were due
    first, of equals who spoke earlier; and only as many as are waited for."""
    seats = [
        seat
        for seat in bowl.seated.filter(kind=SeatKind.OPEN).order_by("held_from", "pk")
        if seat.told_at
    ]
    for seat in sorted(seats, key=lambda one: held_until(bowl, one)):
        if held_until(bowl, seat) > bowl.now or not _is_pressed(bowl):
            return
        leave_seat(bowl, seat, Seat.Why.TIME)
        bowl.line(Act.CHAIR_TIME, seat.person_id, person_id=seat.person_id)
        offer_free_chairs(bowl)


def held_until(bowl: Bowl, seat: Seat) -> datetime:
    """Until when somebody in an open chair keeps it, who was told that somebody waits: so long
    since they sat down or last spoke, and since they were told."""
    return kept_until(seat.held_from or bowl.now, seat.told_at or bowl.now, bowl.row.holds)


def _is_pressed(bowl: Bowl) -> bool:
    """Whether somebody waits for a chair that only a speaker can free."""
    if free_chairs(bowl) or chairs_in_use(bowl) > bowl.row.open_chairs:
        return False
    return bowl.hands.filter(Q(state=HandState.RAISED)).exists()
