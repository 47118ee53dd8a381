"""People in a fishbowl at the same instant: real threads, real connections, one result."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.policies import LostRace, Refusal
from tests.conftest import make_cast
from tests.make import as_viewer, make_category
from tests.test_races import at_once, browser_of
from tests.threads.bowls import PANEL, Play, member
from threads.actions import seats
from threads.actions.counters import differences
from threads.actions.hosts import name_cohost
from threads.actions.phases import WordsMissing, move_phase, set_chairs
from threads.actions.posts import Manner, publish_post
from threads.actions.rounds import pass_turn, skip_turn, start_round
from threads.actions.running.tending import tend_fishbowls
from threads.models import Fishbowl, Hand, Post, Round, Seat
from threads.policies import LaneRefused

pytestmark = pytest.mark.django_db(transaction=True)
RACES = int(os.environ.get("FISHBOWL_RACES", "2"))
CROWD = 50


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def play(cast) -> Play:
    """Ada holds it; Mira and Ola sit on the panel, and one chair is open."""
    return Play(cast.ada, panel=(cast.mira, cast.ola), category=make_category("hall"))


def doing(play, act, person, *facts, **more):
    """An act with everything fetched beforehand; it answers what came of it, a refusal too."""
    viewer, topic = as_viewer(person), play.topic

    def do():
        try:
            return act(viewer, topic, *facts, **more)
        except (Refusal, LostRace, WordsMissing) as refused:
            return refused

    return do


def begin_again(play):
    """Nobody has taken a chair yet."""
    Hand.objects.filter(fishbowl__topic=play.id).delete()
    Seat.objects.filter(fishbowl__topic=play.id, kind="open").delete()
    Fishbowl.objects.filter(topic=play.id).update(free_chairs=1, due_at=None)


def sound(play):
    """Nobody sits on two places, nobody on one with another, and nobody waits who sits."""
    seated = Seat.objects.filter(fishbowl__topic=play.id, state="seated")
    assert len({*seated.values_list("slot")}) == len({*seated.values_list("person")}) == len(seated)
    up = Hand.objects.filter(fishbowl__topic=play.id, state__in=("raised", "offered"))
    assert not up.filter(person__in=seated.values("person")).exists()
    in_use = seated.filter(kind="open").count() + up.filter(state="offered", gift=None).count()
    assert play.row.free_chairs == max(play.row.open_chairs - in_use, 0)
    assert not (play.row.free_chairs and up.filter(state="raised").exists())
    assert list(differences()) == []


def test_fifty_press_at_once_and_one_sits(play):
    """Scenario 14: the others stand in line as they came, and nobody meets an error."""
    crowd = [member(f"m{n}") for n in range(CROWD)]
    browsers = [browser_of(person) for person in crowd]
    url = f"/t/{play.id}/chair/take/"
    for _ in range(RACES):
        begin_again(play)
        answers = at_once(*[lambda b=b: b.post(url) for b in browsers])
        assert {answer.status_code for answer in answers} == {302}
        chairs = [name for name, kind in play.sitting.items() if kind == "open"]
        assert len(chairs) == 1
        hands = Hand.objects.filter(fishbowl__topic=play.id, state="raised").order_by("pk")
        came = [*hands.values_list("person__username", flat=True)]
        assert sorted([*came, *chairs]) == sorted(one.username for one in crowd)
        assert play.line == came
        times = [*hands.values_list("raised_at", flat=True)]
        assert times == sorted(times)
        # Each press a second time changes nothing.
        at_once(*[lambda b=b: b.post(url) for b in browsers[:8]])
        assert (play.line, len(play.sitting)) == (came, 3)
        sound(play)


def test_one_offer_is_taken_once_however_often_it_is_pressed(play):
    amy, bob = member("amy"), member("bob")
    for _ in range(RACES):
        begin_again(play)
        play.take(amy)
        play.raises(bob)
        play.do(seats.give_back, amy)
        taken = at_once(*[doing(play, seats.take_chair, bob)] * 6)
        assert taken == [seats.Taken(is_seated=True)] * 6
        assert Seat.objects.filter(person=bob, state="seated").count() == 1
        sound(play)
        play.do(seats.give_back, bob)


def test_two_reach_for_what_is_offered_to_one(play):
    """Also at the very moment at which the offer lapses: the chair is one's."""
    amy, bob, cid = member("amy"), member("bob"), member("cid")
    for _ in range(RACES):
        begin_again(play)
        play.take(amy)
        play.raises(bob, cid)
        play.do(seats.give_back, amy)
        over = timezone.now() - timedelta(minutes=1)
        Hand.objects.filter(state="offered").update(offered_until=over)
        Fishbowl.objects.filter(topic=play.id).update(due_at=over)
        acts = [doing(play, seats.take_chair, one) for one in (bob, cid, bob, cid)]
        at_once(*acts, tend_fishbowls, tend_fishbowls)
        assert [name for name, kind in play.sitting.items() if kind == "open"] == ["cid"]
        assert play.line == ["bob"]
        sound(play)


def test_taking_a_chair_while_the_chairs_are_lowered(play, cast):
    amy, bob = member("amy"), member("bob")
    for _ in range(RACES):
        begin_again(play)
        play.do(set_chairs, cast.ada, 2)
        at_once(
            doing(play, seats.take_chair, amy),
            doing(play, set_chairs, cast.ada, 1),
            doing(play, seats.take_chair, bob),
        )
        assert len(play.sitting) + len(play.line) == 4
        assert len(play.sitting) >= 3
        sound(play)


def test_a_gift_and_the_line_and_the_giver_who_leaves(play, cast):
    """A chair that is given, freed and taken at once is one person's or nobody's."""
    amy, bob, cid = member("amy"), member("bob"), member("cid")
    for _ in range(RACES):
        play = Play(cast.ada, panel=(cast.mira, cast.ola), category=play.topic.category)
        play.take(amy)
        play.raises(bob, cid)
        play.do(seats.give_chair_to, cast.ola, cid)
        at_once(
            doing(play, seats.take_chair, cid),
            doing(play, seats.give_back, cast.ola),
            doing(play, seats.free_seat, cast.ada, cast.ola, "Enough"),
            doing(play, seats.lower_hand, bob),
        )
        assert "ola" not in play.sitting
        assert ("cid" in play.sitting) != ("cid" in play.line)
        sound(play)


def test_two_who_hold_it_move_it_at_once(play, cast):
    play.do(name_cohost, cast.ada, cast.ben)
    for _ in range(RACES):
        before = len(play.lines("floor_open"))
        moved = at_once(
            *[doing(play, move_phase, one, "open_floor") for one in (cast.ada, cast.ben)]
        )
        assert sorted(moved) == [False, True]
        assert len(play.lines("floor_open")) == before + 1
        ways = at_once(
            doing(play, move_phase, cast.ada, "panel", "Once more"),
            doing(play, move_phase, cast.ben, "closed", "Thanks"),
        )
        assert ways[1] is True
        assert play.phase == "closed"
        play.do(move_phase, cast.ben, "open_floor")
        play.do(move_phase, cast.ada, "panel", "Once more")
        Fishbowl.objects.filter(topic=play.id).update(phase="panel")
        sound(play)


def test_speaking_while_the_turn_is_skipped_passed_and_sent_again(play, cast):
    """What was said is the turn, whatever else was pressed; no text is lost without a word."""
    for _ in range(RACES):
        play.do(start_round, cast.ada, text="How?")
        past = timezone.now() - timedelta(hours=80)
        Round.objects.filter(state="running").update(started_at=past)
        manner, token = Manner(lane="bowl"), uuid4()
        say = doing(play, publish_post, cast.mira, "My turn.", manner=manner, token=token)
        *said, skipped, passed = at_once(
            say,
            say,
            doing(play, skip_turn, cast.ada, cast.mira),
            doing(play, pass_turn, cast.mira),
        )
        if play.turns["mira.oday"] == "spoken":
            assert said[0].post == said[1].post
            assert Post.objects.filter(form_token=said[0].post.form_token).count() == 1
            assert passed is not True
        else:
            assert passed is True
            assert play.turns["mira.oday"] == "passed"
            assert all(isinstance(one, LaneRefused) for one in said)
        assert skipped in {True, False}
        play.do(pass_turn, cast.ola)
        assert play.round.state == "complete"
        assert len(play.lines("round_done")) == Round.objects.count()
        sound(play)


def test_the_clock_comes_while_people_act(play, cast):
    """Amy's chair is passed on at the moment at which she speaks, and others come and go."""
    amy, bob, cid = member("amy"), member("bob"), member("cid")
    for _ in range(RACES):
        begin_again(play)
        play.take(amy)
        play.raises(bob)
        past = timezone.now() - timedelta(days=3)
        Seat.objects.filter(person=amy, state="seated").update(held_from=past, told_at=past)
        Fishbowl.objects.filter(topic=play.id).update(due_at=past)
        said, *_ = at_once(
            doing(play, publish_post, amy, "Still here.", manner=Manner(lane="bowl")),
            doing(play, seats.raise_hand, cid),
            doing(play, seats.lower_hand, bob),
            tend_fishbowls,
            tend_fishbowls,
        )
        # Whoever waited first was there before the time was over, so either holds.
        if "amy" in play.sitting:
            assert said.post.lane == "bowl"
        else:
            assert isinstance(said, LaneRefused)
            assert play.offered
        assert PANEL.items() <= play.sitting.items()
        sound(play)
