"""Gifts of a place on the panel of a fishbowl, and invitations onto it."""

import pytest

from accounts.models import User
from accounts.policies import LostRace, Refusal
from ledger.models import Entry
from tests.threads.bowls import PANEL, Play, member, members
from threads.actions import seats
from threads.actions.running.ends import ReasonMissing


@pytest.fixture
def play(cast, hall, monkeypatch) -> Play:
    """Ada holds it; Mira and Ola sit on the panel, and one chair is open."""
    return Play(cast.ada, monkeypatch, panel=(cast.mira, cast.ola), category=hall)


@pytest.fixture
def amy():
    return member("amy")


# --- Gifts ----------------------------------------------------------------------------------------


@pytest.fixture
def waiting(play, amy):
    """Amy sits; three wait."""
    play.take(amy)
    three = members("bob", "cid", "dee")
    play.raises(*three)
    return three


def test_a_panelist_gives_their_chair_to_the_third_in_line(play, cast, waiting):
    """Scenario 18."""
    *_, dee = waiting
    assert play.do(seats.give_chair_to, cast.ola, dee)
    assert not play.do(seats.give_chair_to, cast.ola, dee)
    assert play.offered == ["dee"]
    assert play.told("chair_offered") == [play.hand(dee).pk]
    assert play.sitting["ola"] == "panel"
    assert play.take(dee).is_seated
    assert play.sitting == {"mira.oday": "panel", "amy": "open", "dee": "panel"}
    assert play.seat(cast.ola).left_why == "gave_to"
    assert play.labels == ["mira.oday", "dee"]
    line = Entry.objects.get(act="chair_gift")
    assert (line.actor_id, line.person_id) == (cast.ola.pk, dee.pk)
    # Dee's chair is one of the panel: no time runs.
    play.tick(days=40)
    assert "dee" in play.sitting


def test_the_last_in_a_bowl_gives_their_chair_and_it_never_was_empty(play, cast, waiting):
    play.do(seats.give_back, cast.mira)
    play.do(seats.give_back, User.objects.get(username="amy"))
    play.do(seats.give_chair_to, cast.ola, waiting[2])
    play.take(waiting[2])
    assert play.sitting == {"dee": "panel"}
    assert play.told("empty_bowl") == []


def test_who_took_an_open_chair_gives_it_to_nobody(play, cast, amy, waiting):
    """Scenario 18, hostile: nor does anybody else."""
    for person in (amy, cast.ada, cast.ben, cast.mo, waiting[0]):
        with pytest.raises(Refusal, match="the line decides"):
            play.do(seats.give_chair_to, person, waiting[2])
    assert play.offered == []


def test_one_chair_is_given_to_one_who_waits(play, cast, waiting):
    bob, cid, dee = waiting
    with pytest.raises(LostRace):
        play.do(seats.give_chair_to, cast.ola, cast.ben)
    play.do(seats.give_chair_to, cast.ola, cid)
    with pytest.raises(Refusal):
        play.do(seats.give_chair_to, cast.ola, dee)
    with pytest.raises(LostRace):
        play.do(seats.give_chair_to, cast.mira, cid)
    assert play.do(seats.give_chair_to, cast.mira, bob)
    assert play.offered == ["bob", "cid"]


def test_a_gift_lapses_and_its_giver_keeps_the_chair(play, cast, waiting):
    dee = waiting[2]
    play.do(seats.give_chair_to, cast.ola, dee)
    play.ahead(hours=24)
    assert play.take(dee).is_seated is False
    assert "ola" in play.sitting
    assert play.line == ["bob", "cid", "dee"]
    assert play.hand(dee).gift_id is None
    assert play.do(seats.give_chair_to, cast.ola, waiting[0])


@pytest.mark.parametrize("end", ["back", "freed", "gone", "named"])
def test_a_gift_goes_with_its_chair(end, play, cast, waiting):
    dee = waiting[2]
    play.do(seats.give_chair_to, cast.ola, dee)
    if end == "back":
        play.do(seats.give_back, cast.ola)
    elif end == "freed":
        play.do(seats.free_seat, cast.ada, cast.ola, "Enough")
    elif end == "gone":
        User.objects.filter(pk=cast.ola.pk).update(is_active=False)
        play.tick()
    else:
        play.name_panel("mira.oday", reason="Enough")
    assert (play.line, play.offered) == (["bob", "cid", "dee"], [])
    assert not play.take(dee).is_seated
    assert "dee" not in play.sitting


def test_who_does_not_want_a_gift_lowers_their_hand(play, cast, waiting):
    play.do(seats.give_chair_to, cast.ola, waiting[2])
    assert play.do(seats.lower_hand, waiting[2])
    assert play.line == ["bob", "cid"]
    assert play.do(seats.give_chair_to, cast.ola, waiting[1])


# --- Invitations ----------------------------------------------------------------------------------


def test_who_is_invited_accepts_or_declines(play, cast):
    for person in (cast.kit, cast.tove):
        play.invite(person.username)
    assert play.told("invitation") == [play.seat(cast.kit).pk, play.seat(cast.tove).pk]
    assert play.sitting == PANEL
    assert play.do(seats.answer_invitation, cast.kit, accept=True)
    assert play.do(seats.answer_invitation, cast.tove, accept=False)
    for person in (cast.kit, cast.tove, cast.ben):
        assert not play.do(seats.answer_invitation, person, accept=True)
    assert play.sitting == PANEL | {"kit": "panel"}
    assert play.labels == ["mira.oday", "ola", "kit"]
    assert play.lines("seat_join") == ["seat_join"] * 3


def test_taking_the_chair_accepts_an_invitation_and_leaves_the_line(play, cast, amy):
    play.take(amy)
    play.raises(cast.kit)
    play.invite("kit")
    assert play.take(cast.kit).is_seated
    assert play.sitting["kit"] == "panel"
    assert play.line == []


@pytest.mark.parametrize("comes", [False, True])
def test_an_invitation_stands_for_14_days(comes, play, cast):
    """Also where the clock is late."""
    play.invite("kit")
    play.tick(days=13, hours=23)
    assert play.seat(cast.kit).state == "invited"
    play.ahead(hours=1)
    if comes:
        play.tick()
        assert play.seat(cast.kit).state == "expired"
    assert not play.do(seats.answer_invitation, cast.kit, accept=True)
    assert "kit" not in play.sitting


def test_who_holds_it_sits_down_without_being_asked(play, cast):
    play.invite("ada")
    assert play.sitting == PANEL | {"ada": "panel"}
    assert play.told("invitation") == []


def test_who_is_taken_off_the_panel_is_no_longer_asked_and_sits_no_longer(play, cast):
    play.invite("kit")
    with pytest.raises(ReasonMissing):
        play.name_panel("mira.oday")
    assert play.sitting == PANEL
    play.name_panel("mira.oday", reason="She moved")
    assert play.sitting == {"mira.oday": "panel"}
    assert (play.seat(cast.ola).left_why, play.seat(cast.kit).state) == ("freed", "withdrawn")
    assert not play.do(seats.answer_invitation, cast.kit, accept=True)
