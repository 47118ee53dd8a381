"""The line for an open chair: its order, its offers, and what time does to who sits while somebody
waits."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.policies import Refusal
from tests.make import make_person
from tests.threads.bowls import PANEL, Play, member, members
from threads import policies
from threads.actions import seats
from threads.actions.phases import set_chairs, set_times
from threads.models import Hand, Seat
from threads.queries.fishbowls import running_of


@pytest.fixture
def play(cast, hall, monkeypatch) -> Play:
    """Ada holds it; Mira and Ola sit on the panel, and one chair is open."""
    return Play(cast.ada, monkeypatch, panel=(cast.mira, cast.ola), category=hall)


@pytest.fixture
def people(play):
    """Amy sits on the open chair; Bob and Cid wait, and Dee does not."""
    amy, *others = members("amy", "bob", "cid", "dee")
    play.take(amy)
    play.raises(*others[:2])
    return amy, *others


# --- Its order ------------------------------------------------------------------------------------


def test_who_has_not_sat_goes_first(play):
    """Scenario 15: then who raised a hand earlier."""
    sat, bob, cid = members("amy", "bob", "cid")
    play.take(sat)
    play.do(seats.give_back, sat)
    play.take(cid)
    play.raises(sat, bob)
    assert play.line == ["bob", "amy"]
    play.do(seats.give_back, cid)
    assert play.offered == ["bob"]
    play.raises(cid)
    assert play.line == ["bob", "amy", "cid"]
    # Cid and Amy sat once each; Amy's hand was up before.
    play.take(bob)
    play.do(seats.give_back, bob)
    assert play.offered == ["amy"]


def test_a_place_on_the_panel_is_a_time_seated(play, cast, people):
    play.do(seats.give_back, cast.ola)
    play.raises(cast.ola)
    play.raises(people[3])
    assert play.line == ["bob", "cid", "dee", "ola"]


def test_raising_again_changes_nothing_and_lowering_gives_the_place_up(play, people):
    _amy, bob, _cid, dee = people
    play.raises(bob)
    assert play.do(seats.raise_hand, dee) == seats.Taken(is_seated=False, before=2, faster="amy")
    assert play.do(seats.raise_hand, dee).before == 2
    assert play.line == ["bob", "cid", "dee"]
    assert Hand.objects.count() == 3
    assert play.do(seats.lower_hand, bob)
    assert not play.do(seats.lower_hand, bob)
    play.raises(bob)
    assert play.line == ["cid", "dee", "bob"]


def test_who_sits_raises_no_hand(play, cast, people):
    for person in (people[0], cast.ola):
        with pytest.raises(Refusal, match="already"):
            play.do(seats.raise_hand, person)
    assert play.line == ["bob", "cid"]


def test_where_a_chair_is_free_a_raised_hand_is_offered_it(play):
    dee = member("dee")
    assert not play.do(seats.raise_hand, dee).is_seated
    assert play.offered == ["dee"]
    assert play.take(dee).is_seated


# --- Offers ---------------------------------------------------------------------------------------


def test_what_frees_is_offered_to_the_first_for_24_hours(play, people):
    amy, bob, *_ = people
    play.do(seats.give_back, amy)
    assert play.offered == ["bob"]
    assert play.told("chair_offered") == [play.hand(bob).pk]
    play.tick(hours=23, minutes=59)
    assert play.take(bob).is_seated
    assert play.sitting == PANEL | {"bob": "open"}
    assert play.hand(bob).state == "seated"
    assert play.line == ["cid"]


@pytest.mark.parametrize("comes", [False, True])
def test_an_offer_is_taken_within_its_time_also_where_the_clock_is_late(comes, play, people):
    amy, bob, cid, _dee = people
    play.do(seats.give_back, amy)
    play.ahead(hours=24)
    if comes:
        play.tick()
    assert not play.take(bob).is_seated
    assert play.offered == ["cid"]
    assert play.take(cid).is_seated


def test_who_did_not_answer_comes_behind_the_next_and_then_is_lowered(play, people):
    amy, bob, _cid, dee = people
    play.raises(dee)
    play.do(seats.give_back, amy)
    play.tick(hours=24)
    # The next is asked first; Bob keeps his place behind that one.
    assert play.line == ["cid", "bob", "dee"]
    assert play.offered == ["cid"]
    play.tick(hours=24)
    assert play.offered == ["bob"]
    assert play.line == ["bob", "cid", "dee"]
    play.tick(hours=24)
    assert play.hand(bob).state == "lowered"
    assert play.offered == ["cid"]
    play.tick(hours=24)
    assert (play.line, play.offered) == (["dee"], ["dee"])


def test_who_waits_alone_is_asked_again_once(play):
    dee = member("dee")
    play.raises(dee)
    for left in (["dee"], ["dee"], []):
        assert play.offered == left
        play.tick(hours=24)
    assert play.row.free_chairs == 1
    assert play.row.due_at is None
    # A hand that is raised anew begins anew.
    play.raises(dee)
    assert not play.hand(dee).was_passed


def test_who_lowers_a_hand_with_an_offer_hands_it_on(play, people):
    amy, bob, *_ = people
    play.do(seats.give_back, amy)
    play.do(seats.lower_hand, bob)
    assert (play.line, play.offered) == (["cid"], ["cid"])


def test_an_offer_is_held_as_long_as_the_fishbowl_says(play, cast, people):
    amy, bob, cid, _dee = people
    set_hours(play, cast, offer=6)
    play.do(seats.give_back, amy)
    set_hours(play, cast, offer=72)
    # What stands keeps its time.
    play.tick(hours=6)
    assert play.offered == ["cid"]
    play.tick(hours=71)
    assert play.offered == ["cid"]
    play.tick(hours=1)
    assert play.offered == ["bob"]
    assert play.hand(cid).was_passed
    assert play.hand(bob).offered_until == play.now + timedelta(hours=72)


def set_hours(play, cast, hold=48, offer=24):
    hours = {"hold_hours": hold, "offer_hours": offer}
    assert play.do(set_times, cast.ada, panel_at=None, floor_at=None, **hours)


# --- Holding a chair while somebody waits (scenario 16) -------------------------------------------


def test_where_nobody_waits_nobody_is_pushed(play):
    amy, bob = members("amy", "bob")
    play.take(amy)
    play.tick(days=5)
    assert play.row.due_at is None
    assert "amy" in play.sitting
    play.raises(bob)
    assert play.told("chair_notice") == [play.seat(amy).pk]
    play.tick(hours=11, minutes=58)
    assert "amy" in play.sitting
    play.tick(minutes=1)
    assert play.sitting == PANEL
    assert play.seat(amy).left_why == "time"
    assert play.offered == ["bob"]
    assert play.lines("chair_time") == ["chair_time"]


def test_speaking_holds_the_chair_for_another_48_hours(play, people):
    amy, *_ = people
    play.tick(hours=47)
    play.say(amy)
    play.tick(hours=47, minutes=59)
    assert "amy" in play.sitting
    play.tick(minutes=1)
    assert play.sitting == PANEL


def test_what_is_no_word_in_the_bowl_holds_no_chair(play, cast, people):
    amy, *_ = people
    User.objects.filter(pk=amy.pk).update(is_moderator=True)
    play.ahead(hours=47)
    play.say(amy, lane="gallery")
    play.say(amy, lane="bowl", as_moderator=True)
    play.say(cast.mira)
    play.tick(hours=1)
    assert play.sitting == PANEL


def test_48_hours_are_held_also_where_somebody_waits_at_once(play, people):
    play.tick(hours=47, minutes=57)
    assert "amy" in play.sitting
    play.tick(minutes=3)
    assert play.sitting == PANEL
    assert play.told("chair_notice") == [play.seat(people[0]).pk]


def test_when_nobody_waits_any_more_the_notice_is_over(play, people):
    amy, bob, cid, dee = people
    play.tick(hours=40)
    play.do(seats.lower_hand, bob)
    play.do(seats.lower_hand, cid)
    assert play.seat(amy).told_at is None
    play.tick(days=3)
    assert "amy" in play.sitting
    play.raises(dee)
    play.tick(hours=11, minutes=58)
    assert "amy" in play.sitting
    play.tick(minutes=2)
    assert play.offered == ["dee"]
    assert play.told("chair_notice") == [play.seat(amy).pk] * 2


def test_a_chair_is_held_as_long_as_the_fishbowl_says(play, cast, people):
    set_hours(play, cast, hold=12)
    play.tick(hours=11, minutes=57)
    assert "amy" in play.sitting
    play.tick(minutes=3)
    assert play.sitting == PANEL


def test_as_many_chairs_are_passed_on_as_are_waited_for(cast, hall, monkeypatch):
    """Those first that were due first."""
    play = Play(cast.ada, monkeypatch, category=hall, open_chairs=3)
    amy, bob, cid, dee, eve = members("amy", "bob", "cid", "dee", "eve")
    for person in (amy, bob, cid):
        play.take(person)
        play.ahead(hours=1)
    play.say(amy)
    play.raises(dee)
    assert len(play.told("chair_notice")) == 3
    play.tick(days=9)
    # Bob sat down before Cid; Amy spoke after both.
    assert set(play.sitting) == {"amy", "cid"}
    assert play.offered == ["dee"]
    # Who is offered a chair does not wait for another: nobody is pushed for them.
    play.tick(hours=23)
    assert set(play.sitting) == {"amy", "cid"}
    play.take(dee)
    play.raises(eve)
    play.tick(hours=13)
    assert set(play.sitting) == {"amy", "dee"}


def test_panelists_are_never_pushed(play, people):
    play.tick(days=60)
    assert PANEL.items() <= play.sitting.items()
    assert not Seat.objects.filter(kind="panel", told_at__isnull=False).exists()


def test_where_no_chair_would_be_offered_nobody_is_pushed(play, cast, people):
    play.do(set_chairs, cast.ada, 0)
    play.tick(days=9)
    assert "amy" in play.sitting
    play.do(set_chairs, cast.ada, 1)
    play.tick(hours=11, minutes=59)
    assert "amy" in play.sitting
    play.tick(minutes=1)
    assert play.offered == ["bob"]


@pytest.mark.parametrize("act", ["take", "raise", "say"])
def test_each_act_begins_with_what_is_overdue(act, play, people):
    """The clock stands still; Amy's chair is Bob's now."""
    amy, _bob, _cid, dee = people
    play.ahead(hours=48)
    if act == "take":
        play.take(dee)
    elif act == "raise":
        play.raises(dee)
    else:
        with pytest.raises(policies.LaneRefused, match="passed on"):
            play.say(amy, lane="bowl")
        play.tick()
    assert play.offered == ["bob"]
    assert "amy" not in play.sitting


# --- People who are new here (scenario 19) --------------------------------------------------------


def test_new_people_do_not_crowd_the_line(play, people):
    new = [make_person(f"new{n}") for n in range(5)]
    play.raises(*new[:3])
    for person in new[3:]:
        for act in (seats.raise_hand, seats.take_chair):
            with pytest.raises(Refusal, match="joined lately"):
                play.do(act, person)
    # Raising again is no other hand, and who has been here for long is not held back.
    play.raises(new[0], people[3])
    assert play.line == ["bob", "cid", "new0", "new1", "new2", "dee"]
    play.do(seats.lower_hand, new[0])
    play.raises(new[3])
    play.ahead(days=3, minutes=1)
    play.raises(new[4])
    assert len(play.line) == 7


def test_a_new_member_takes_a_chair_that_is_free(play):
    assert play.take(make_person()).is_seated


def test_who_holds_it_sees_since_when_people_are_here(play, cast, people):
    for person, tells in (
        (cast.ada, True),
        (cast.kit, True),
        (cast.ben, False),
        (people[1], False),
    ):
        running = play.do(running_of, person)
        assert [row.joined_at is not None for row in running.line] == [tells] * 2
