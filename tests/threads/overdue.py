"""Fishbowls in which everything is overdue, and what stands in them once the clock was there."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from ledger.models import Entry
from notifications.models import Announcement
from tests.make import make_person, make_topic
from threads.models import Fishbowl, Hand, Round, Seat, Topic, Turn

EXPECTED = {
    "seats": [
        ("amy", "left", "time"),
        ("kit", "expired", ""),
        ("mira.oday", "seated", ""),
        ("ola", "left", "gone"),
    ],
    "hands": [
        ("ben", "offered", False),
        ("cid", "offered", False),
        ("eve", "offered", True),
        ("tove", "lowered", True),
    ],
    "turns": [("mira.oday", "spoken"), ("ola", "skipped"), ("amy", "skipped")],
    "round": "ended",
    "phase": "panel",
    "lines": ["chair_time", "round_end", "seat_gone"],
    "offered": 3,
    "floor": ("open_floor", ["floor_open"]),
}


def overdue(cast, category, number):
    """So many fishbowls in which everything is overdue, and beside each one whose floor opens;
    answers what stands in each of them, in the form of `EXPECTED`."""

    people = {name: make_person(name) for name in ("amy", "cid", "eve")}
    people |= {one.username: one for one in (cast.ben, cast.kit, cast.tove, cast.mira, cast.ola)}
    User.objects.filter(pk=cast.ola.pk).update(is_active=False)
    made = []
    for _ in range(number):
        topics = [make_topic(cast.ada, category) for _ in range(2)]
        Topic.objects.filter(pk__in=[one.pk for one in topics]).update(kind="fishbowl")
        made.append((_overdue_bowl(topics[0], people), _overdue_floor(topics[1])))
    return lambda: [_stands(*pair) for pair in made]


def _overdue_bowl(topic, people):
    """Amy held her chair too long, offers of Eve and Tove lapsed, Ben and Cid wait; Ola is gone,
    Kit never answered, and a round is over."""

    long_ago = timezone.now() - timedelta(days=20)
    row = Fishbowl.objects.create(topic=topic, phase="panel", open_chairs=3, due_at=long_ago)
    facts = {"sat_at": long_ago, "held_from": long_ago, "state": "seated", "fishbowl": row}
    for slot, name in enumerate(("mira.oday", "ola"), start=1):
        Seat.objects.create(kind="panel", slot=slot, person=people[name], **facts)
    Seat.objects.create(kind="open", slot=13, person=people["amy"], told_at=long_ago, **facts)
    invited = {"kind": "panel", "state": "invited", "asked_at": long_ago}
    Seat.objects.create(fishbowl=row, person=people["kit"], **invited)
    for n, name in enumerate(("eve", "tove", "ben", "cid")):
        lapsed = {"state": "offered", "offered_until": long_ago} if n < 2 else {}
        Hand.objects.create(
            fishbowl=row,
            person=people[name],
            raised_at=long_ago + timedelta(minutes=n),
            was_passed=name == "tove",
            **lapsed,
        )
    made = Round.objects.create(fishbowl=row, text="How?", started_at=long_ago, ends_at=long_ago)
    for n, name in enumerate(("mira.oday", "ola", "amy"), start=1):
        state = "waiting" if n > 1 else "spoken"
        Turn.objects.create(round=made, person=people[name], position=n, state=state)
    return row


def _overdue_floor(topic):

    long_ago = timezone.now() - timedelta(days=20)
    return Fishbowl.objects.create(topic=topic, phase="panel", floor_at=long_ago, due_at=long_ago)


def _stands(row, floor):

    for one in (row, floor):
        one.refresh_from_db()
    seats = Seat.objects.filter(fishbowl=row).order_by("person__username")
    hands = Hand.objects.filter(fishbowl=row).order_by("person__username")
    turns = Turn.objects.filter(round__fishbowl=row).order_by("position")
    lines = Entry.objects.order_by("act").values_list("act", flat=True)
    told = Announcement.objects.filter(occasion="chair_offered")
    return {
        "seats": [*seats.values_list("person__username", "state", "left_why")],
        "hands": [*hands.values_list("person__username", "state", "was_passed")],
        "turns": [*turns.values_list("person__username", "state")],
        "round": Round.objects.get(fishbowl=row).state,
        "phase": row.phase,
        "lines": [*lines.filter(topic_id=row.topic_id)],
        "offered": told.filter(subject_id__in=[hand.pk for hand in hands]).count(),
        "floor": (floor.phase, [*lines.filter(topic_id=floor.topic_id)]),
    }
