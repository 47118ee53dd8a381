"""Sitting in a fishbowl: chairs that are taken, and what ends a seat."""

import pytest

from accounts.models import User
from accounts.policies import Refusal
from accounts.viewer import GUEST
from ledger.models import Entry
from tests.make import as_viewer, make_person
from tests.threads.bowls import PANEL, Play, member, members
from threads.actions import seats
from threads.actions.hosts import leave_hosting
from threads.actions.perspectives import put_view
from threads.actions.phases import move_phase, set_chairs
from threads.actions.rounds import start_round
from threads.models import Hand, Panelist, Seat
from threads.queries.bowl_rows import bowl_rows
from threads.queries.texts import prepare


@pytest.fixture
def play(cast, hall, monkeypatch) -> Play:
    """Ada holds it; Mira and Ola sit on the panel, and one chair is open."""
    return Play(cast.ada, monkeypatch, panel=(cast.mira, cast.ola), category=hall)


@pytest.fixture
def amy():
    return member("amy")


@pytest.fixture
def bob():
    return member("bob")


# --- Taking a chair -------------------------------------------------------------------------------


def test_who_takes_the_chair_sits_and_speaks_at_once(play, amy):
    """Scenario 13."""
    assert play.row.free_chairs == 1
    assert play.take(amy) == seats.Taken(is_seated=True)
    assert play.sitting == PANEL | {"amy": "open"}
    assert play.seat(amy).slot == 13
    assert play.say(amy).lane == "bowl"
    assert play.row.free_chairs == 0
    assert [row["handle"] for row in bowl_rows(play.id, None).seats] == ["mira.oday", "ola", "amy"]
    assert play.lines("chair_take") == ["chair_take"]


def test_who_presses_second_stands_in_line_and_is_told_who_was_faster(play, amy, bob):
    """Scenario 14: however often they press."""
    for _ in range(3):
        assert play.take(amy).is_seated
        assert play.take(bob) == seats.Taken(is_seated=False, before=0, faster="amy")
    assert play.line == ["bob"]
    assert Hand.objects.count() == 1
    assert Seat.objects.filter(person=amy).count() == 1
    assert play.lines("chair_take") == ["chair_take"]
    assert play.take(member()).before == 1


def test_a_chair_that_is_held_for_somebody_is_not_free(play, amy, bob):
    """Nobody overtakes who waits, also not in the moment in which a chair frees."""
    play.take(amy)
    play.raises(bob)
    play.do(seats.give_back, amy)
    assert play.row.free_chairs == 0
    assert not play.take(member("cid")).is_seated
    assert (play.line, play.offered) == (["bob", "cid"], ["bob"])
    assert play.take(bob).is_seated


@pytest.mark.parametrize("phase", ["gathering", "open_floor", "closed"])
def test_chairs_are_open_while_the_panel_talks_alone(phase, cast, hall, monkeypatch, amy):
    play = Play(cast.ada, monkeypatch, panel=(cast.mira,), phase="gathering", category=hall)
    if phase != "gathering":
        play.do(move_phase, cast.ada, phase, "Enough")
    for act in (seats.take_chair, seats.raise_hand):
        with pytest.raises(Refusal):
            play.do(act, amy)
    assert not Hand.objects.exists()


def test_guests_and_silenced_people_do_not_reach_for_a_chair(play, amy, bob):
    for act in (seats.take_chair, seats.raise_hand):
        with pytest.raises(Refusal):
            act(GUEST, play.topic)
        silenced = make_person(silenced_until=play.now.replace(year=play.now.year + 1))
        with pytest.raises(Refusal):
            play.do(act, silenced)
    # Who sits already is seated; who stands in line is not silenced out of it, and cannot sit down.
    play.take(amy)
    play.raises(bob)
    User.objects.filter(pk=bob.pk).update(silenced_until=play.ahead(hours=1).replace(year=2100))
    play.do(seats.give_back, amy)
    assert play.offered == ["bob"]
    with pytest.raises(Refusal):
        play.take(bob)


# --- Leaving it -----------------------------------------------------------------------------------


def test_giving_an_open_chair_back_frees_it(play, amy):
    play.take(amy)
    assert play.do(seats.give_back, amy)
    assert not play.do(seats.give_back, amy)
    assert play.sitting == PANEL
    assert play.row.free_chairs == 1
    assert play.seat(amy).left_why == "gave_back"
    assert play.lines("chair_back") == ["chair_back"]
    # A seat that was left is not taken up again.
    play.take(amy)
    assert Seat.objects.filter(person=amy).count() == 2


def test_a_panelist_who_goes_leaves_the_panel_one_smaller(play, cast, bob):
    play.take(member())
    play.raises(bob)
    play.do(seats.give_back, cast.ola)
    assert "ola" not in play.sitting
    assert play.labels == ["mira.oday"]
    assert (play.offered, play.told("invitation")) == ([], [])


def test_of_whom_something_is_written_stays_named_on_the_panel(play, cast):
    panelist = Panelist.objects.select_related("person").get(person=cast.ola)
    put_view(as_viewer(cast.ada), play.topic, panelist, None, prepare("She sees water."))
    play.do(seats.give_back, cast.ola)
    assert play.labels == ["mira.oday", "ola"]
    assert "ola" not in play.sitting


def test_a_bowl_that_empties_is_told_of_and_stays_in_its_phase(play, cast):
    play.do(seats.give_back, cast.ola)
    assert play.told("empty_bowl") == []
    play.do(seats.give_back, cast.mira)
    assert play.told("empty_bowl") == [play.row.pk]
    play.tick(days=9)
    assert play.phase == "panel"


def test_who_holds_it_and_moderators_free_a_seat_with_a_reason(play, cast, amy):
    play.take(amy)
    for person in (cast.ben, cast.mira, cast.tove, amy):
        with pytest.raises(Refusal):
            play.do(seats.free_seat, person, amy, "Enough")
    assert play.do(seats.free_seat, cast.ada, amy, "Many wait")
    assert not play.do(seats.free_seat, cast.ada, amy, "Many wait")
    assert play.do(seats.free_seat, cast.kit, cast.ola, "Rude")
    assert play.sitting == {"mira.oday": "panel"}
    assert play.labels == ["mira.oday"]
    lines = Entry.objects.filter(act="chair_free").order_by("pk")
    assert [*lines.values_list("person_id", "reason")] == [
        (amy.pk, "Many wait"),
        (cast.ola.pk, "Rude"),
    ]


def test_moderators_rest_somebody_from_the_open_chairs(play, cast, amy, bob):
    """Scenario 19: in one act."""
    play.take(amy)
    play.raises(bob)
    for person in (cast.ada, cast.ben, cast.tove):
        with pytest.raises(Refusal):
            play.do(seats.rest_person, person, bob, "Slowly")
    assert play.do(seats.rest_person, cast.kit, bob, "Slowly")
    assert not play.do(seats.rest_person, cast.kit, bob, "Slowly")
    assert play.line == []
    assert play.do(seats.rest_person, cast.mo, amy, "Slowly")
    assert play.sitting == PANEL
    for act in (seats.take_chair, seats.raise_hand):
        with pytest.raises(Refusal, match="rest"):
            play.do(act, amy)
    # What they were invited to is another thing.
    assert play.do(seats.rest_person, cast.mo, cast.ola, "Slowly")
    assert play.sitting == PANEL
    assert play.do(seats.rest_person, cast.mo, amy, "Well", on=False)
    assert not play.do(seats.rest_person, cast.mo, amy, "Well", on=False)
    assert play.take(amy).is_seated
    assert play.lines("rest", "unrest") == ["rest", "rest", "rest", "unrest"]


def test_who_leaves_the_community_leaves_everything_here(cast, hall, monkeypatch):
    """Scenario 20, as far as seats and turns go: the posts stay."""
    play = Play(cast.ada, monkeypatch, panel=(cast.mira, cast.ola), category=hall, open_chairs=2)
    amy, bob, cid, dee = members("amy", "bob", "cid", "dee")
    said = play.say(cast.ola)
    play.take(amy)
    play.take(bob)
    play.do(start_round, cast.ada, text="How?")
    play.raises(cid, dee)
    play.invite("kit")
    gone = [cast.ola, amy, cid, cast.kit]
    User.objects.filter(pk__in=[one.pk for one in gone]).update(is_active=False)
    play.tick(minutes=1)
    assert play.sitting == {"mira.oday": "panel", "bob": "open"}
    assert play.seat(amy).left_why == play.seat(cast.ola).left_why == "gone"
    assert play.seat(cast.kit).state == "expired"
    assert play.hand(cid).state == "lowered"
    assert play.offered == ["dee"]
    assert play.turns == {
        "mira.oday": "waiting",
        "ola": "skipped",
        "amy": "skipped",
        "bob": "waiting",
    }
    assert play.labels == ["mira.oday", "kit"]
    said.refresh_from_db()
    assert said.author_id == cast.ola.pk
    assert play.lines("seat_gone") == ["seat_gone"] * 2
    play.tick(minutes=1)
    assert play.lines("seat_gone") == ["seat_gone"] * 2


# --- How many chairs are open ---------------------------------------------------------------------


def test_lowering_the_chairs_removes_nobody_and_the_first_freed_is_not_offered(play, cast):
    """Scenario 22."""
    play.do(set_chairs, cast.ada, 2)
    amy, bob, cid = members("amy", "bob", "cid")
    play.take(amy)
    play.take(bob)
    play.raises(cid)
    assert play.do(set_chairs, cast.ada, 1)
    play.tick(days=9)
    assert set(play.sitting) == {*PANEL, "amy", "bob"}
    play.do(seats.give_back, amy)
    assert (play.offered, play.row.free_chairs) == ([], 0)
    play.do(seats.give_back, bob)
    assert play.offered == ["cid"]


def test_opening_a_chair_offers_it(play, cast, amy, bob):
    play.take(amy)
    play.raises(bob)
    play.do(set_chairs, cast.ada, 3)
    assert play.offered == ["bob"]
    assert play.row.free_chairs == 1
    assert not play.do(set_chairs, cast.ada, 3)
    assert not play.do(set_chairs, cast.ada, 4)
    assert play.row.open_chairs == 3
    assert play.lines("chairs") == ["chairs"]


def test_who_says_how_many_chairs_are_open(play, cast, amy):
    """Row 35: moderators never, an admin where nobody holds it."""
    for person in (amy, cast.mira, cast.mo, cast.root):
        with pytest.raises(Refusal):
            play.do(set_chairs, person, 2)
    play.do(leave_hosting, cast.ada)
    for person in (cast.ada, cast.mo):
        with pytest.raises(Refusal):
            play.do(set_chairs, person, 2)
    assert play.do(set_chairs, cast.root, 2)
