"""Rounds: each speaks once before anyone speaks twice."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.policies import Refusal
from ledger.models import Entry
from tests.make import as_viewer, make_circle, make_person
from tests.threads.bowls import Play, member, members
from threads import policies
from threads.actions import seats
from threads.actions.phases import move_phase
from threads.actions.posts import edit_post
from threads.actions.prompts import close_prompt
from threads.actions.rounds import pass_turn, skip_turn, start_round, stop_round
from threads.models import Answer, Post, Prompt, Round, Turn
from threads.models.categories import CategoryCircle

MINA = ["mira.oday", "ola", "kit", "tove", "amy"]


@pytest.fixture
def play(cast, hall, monkeypatch) -> Play:
    """Ada holds it; four sit on the panel, and Amy on the open chair."""
    panel = (cast.mira, cast.ola, cast.kit, cast.tove)
    play = Play(cast.ada, monkeypatch, panel=panel, category=hall)
    play.take(member("amy"))
    return play


@pytest.fixture
def amy(play):
    return User.objects.get(username="amy")


def start(play, person=None, **how):
    return play.do(start_round, person or play.host, **{"text": "How?"} | how)


def refused(play, person, words):
    with pytest.raises(policies.LaneRefused, match=words):
        play.say(person, lane="bowl")


# --- Each once ------------------------------------------------------------------------------------


def test_each_speaks_once(play, cast, amy):
    """Scenario 25."""
    start(play)
    assert play.turns == dict.fromkeys(MINA, "waiting")
    assert len(play.told("turn")) == 5
    said = play.say(cast.mira, "First.")
    assert play.turns["mira.oday"] == "spoken"
    refused(play, cast.mira, r"You have had your turn.*ola, kit, tove, amy.*2026|or on")
    edited = edit_post(as_viewer(cast.mira), post_of(said), "First, said better.", version=1)
    assert edited.pk == said.pk
    assert play.do(pass_turn, cast.ola)
    refused(play, cast.ola, "You have had your turn")
    play.say(cast.kit)
    play.say(cast.tove)
    play.ahead(hours=36)
    assert play.do(skip_turn, cast.ada, amy)
    assert play.turns["amy"] == "skipped"
    assert play.round.state == "complete"
    assert play.lines("turn_skip", "round_done") == ["turn_skip", "round_done"]
    # After the round they talk freely.
    play.say(cast.mira)
    play.say(amy)


def post_of(post):
    return Post.objects.select_related("topic__category").get(pk=post.pk)


def test_who_is_refused_reads_who_is_still_to_speak_and_until_when(play, cast):
    start(play, hours=72)
    play.say(cast.mira)
    play.do(pass_turn, cast.ola)
    with pytest.raises(policies.LaneRefused) as told:
        play.say(cast.mira)
    words = str(told.value)
    assert "kit, tove, amy" in words
    assert "ola" not in words
    until = play.now + timedelta(hours=72)
    assert f"{until:%Y}" in words


def test_what_is_no_turn_is_not_said_in_the_bowl_meanwhile(play, cast, amy):
    """Nor by who holds it; a moderator's marked note is no turn, and the gallery stays open."""
    start(play)
    refused(play, cast.ada, "A round is running")
    refused(play, cast.ben, "A round is running")
    with pytest.raises(Refusal):
        play.do(move_phase, cast.ben, "open_floor")
    note = play.say(cast.mo, as_moderator=True)
    assert (note.lane, note.as_moderator) == ("bowl", True)
    assert play.say(cast.ben, lane="gallery").lane == "gallery"
    assert play.say(amy, lane="gallery").lane == "gallery"
    assert set(play.turns.values()) == {"waiting"}
    # Who sits and names no lane means the bowl: their words do not end up elsewhere.
    play.say(amy)
    with pytest.raises(policies.LaneRefused):
        play.say(amy)


def test_what_is_said_answers_the_prompt_of_the_round(play, cast):
    first, second = Prompt.objects.filter(topic=play.id).order_by("position")
    start(play, prompt_id=second.pk)
    said = play.say(cast.mira)
    assert [*Answer.objects.filter(post=said).values_list("prompt")] == [(second.pk,)]
    turn = play.round.turns.get(person=cast.mira)
    assert turn.post_id == said.pk
    close_prompt(as_viewer(cast.ada), Prompt.objects.select_related("topic").get(pk=first.pk))
    play.do(stop_round, cast.ada)
    with pytest.raises(Refusal, match="no answers"):
        start(play, prompt_id=first.pk)


def test_passing_is_a_turn_that_is_had(play, cast, amy):
    start(play)
    assert play.do(pass_turn, amy)
    assert not play.do(pass_turn, amy)
    for person in (cast.ben, cast.ada):
        with pytest.raises(Refusal, match="not your turn"):
            play.do(pass_turn, person)
    play.say(cast.mira)
    with pytest.raises(Refusal):
        play.do(pass_turn, cast.mira)
    for person in (cast.ola, cast.kit, cast.tove):
        play.do(pass_turn, person)
    assert play.round.state == "complete"
    # Pressed twice, also where the first press ended the round.
    assert not play.do(pass_turn, cast.tove)
    assert play.lines("round_done") == ["round_done"]


# --- Skipping -------------------------------------------------------------------------------------


def test_nobody_is_skipped_before_half_of_the_time(play, cast, amy):
    start(play, hours=72)
    play.ahead(hours=35, minutes=59)
    with pytest.raises(Refusal, match="half"):
        play.do(skip_turn, cast.ada, amy)
    play.ahead(minutes=1)
    for person in (cast.ben, cast.mira, cast.mo):
        with pytest.raises(Refusal):
            play.do(skip_turn, person, amy)
    assert play.do(skip_turn, cast.ada, amy)
    assert not play.do(skip_turn, cast.ada, amy)
    assert not play.do(skip_turn, cast.ada, cast.ben)
    assert play.lines("turn_skip") == ["turn_skip"]


def test_who_was_skipped_may_still_speak_until_the_round_ends(play, cast, amy):
    start(play)
    play.ahead(hours=36)
    play.do(skip_turn, cast.ada, amy)
    play.do(skip_turn, cast.ada, cast.mira)
    with pytest.raises(Refusal):
        play.do(pass_turn, amy)
    play.say(amy)
    assert play.turns["amy"] == "spoken"
    refused(play, amy, "You have had your turn")
    play.do(stop_round, cast.ada)
    assert play.turns["mira.oday"] == "skipped"


def test_who_left_the_bowl_speaks_no_more_in_its_round(play, cast, amy):
    start(play)
    play.do(seats.give_back, amy)
    assert play.turns["amy"] == "skipped"
    refused(play, amy, "passed on")
    play.take(amy)
    assert play.say(amy).lane == "bowl"
    assert play.turns["amy"] == "spoken"


# --- Its end --------------------------------------------------------------------------------------


def test_the_round_completes_when_the_last_who_is_waited_for_leaves(play, cast, amy):
    """Scenario 26."""
    start(play)
    for person in (cast.mira, cast.ola, cast.kit, cast.tove):
        play.say(person)
    assert play.round.state == "running"
    play.do(seats.give_back, amy)
    assert play.round.state == "complete"
    assert play.lines("round_done") == ["round_done"]


def test_the_round_completes_when_the_account_of_the_last_is_gone(play, cast, amy):
    start(play)
    for person in (cast.mira, cast.ola, cast.kit, cast.tove):
        play.do(pass_turn, person)
    User.objects.filter(pk=amy.pk).update(is_active=False)
    play.tick()
    assert play.round.state == "complete"


@pytest.mark.parametrize("comes", [False, True])
def test_its_day_ends_it(comes, play, cast):
    start(play, hours=24)
    play.say(cast.mira)
    play.tick(hours=23, minutes=59)
    assert play.round.state == "running"
    play.ahead(minutes=1)
    if comes:
        play.tick()
    else:
        # Free talk: nobody is held back by a round whose time is over.
        play.say(cast.mira)
    assert play.round.state == "ended"
    assert list(play.turns.values()) == ["spoken"] + ["skipped"] * 4
    assert Entry.objects.get(act="round_end").before == "ola, kit, tove, amy"


def test_who_holds_it_begins_and_ends_it(play, cast, amy):
    for person in (cast.ben, cast.mira, cast.mo):
        with pytest.raises(Refusal):
            start(play, person)
        with pytest.raises(Refusal):
            play.do(stop_round, person)
    assert start(play)
    assert start(play) is None
    with pytest.raises(Refusal, match="end it first"):
        start(play, text="Why?")
    assert play.do(stop_round, cast.ada)
    assert not play.do(stop_round, cast.ada)
    assert start(play, text="Why?").text == "Why?"
    assert play.lines("round_start", "round_end") == ["round_start", "round_end", "round_start"]


@pytest.mark.parametrize(("hours", "length"), [(1, 24), (72, 72), (9_999, 336)])
def test_how_long_a_round_lasts(hours, length, play):
    made = start(play, hours=hours)
    assert made.ends_at - made.started_at == timedelta(hours=length)
    assert made.half_at - made.started_at == timedelta(hours=length / 2)


@pytest.mark.parametrize("phase", ["gathering", "open_floor"])
def test_rounds_are_held_while_the_panel_talks(phase, play, cast):
    play.do(move_phase, cast.ada, phase)
    with pytest.raises(Refusal, match="while the panel talks"):
        start(play)


def test_a_moderator_who_closes_ends_the_round(play, cast):
    start(play)
    play.do(move_phase, cast.mo, "closed", "Enough")
    assert play.round.state == "ended"
    assert set(play.turns.values()) == {"skipped"}


# --- Who takes part -------------------------------------------------------------------------------


def test_who_sits_down_meanwhile_comes_last(play, cast, amy):
    start(play)
    play.do(seats.give_back, amy)
    play.take(member("bob"))
    assert list(play.turns) == [*MINA, "bob"]
    assert play.turns["bob"] == "waiting"
    for person in (cast.mira, cast.ola, cast.kit, cast.tove):
        play.say(person)
    assert play.round.state == "running"
    play.say(User.objects.get(username="bob"))
    assert play.round.state == "complete"


def test_one_after_the_other(play, cast, amy):
    made = start(play, in_order=True)
    first, second = made.turns.order_by("position")[:2]
    assert play.told("turn") == [first.pk]
    refused(play, cast.ola, "one speaks after the other. Before you: mira.oday")
    with pytest.raises(Refusal, match="not your turn yet"):
        play.do(pass_turn, cast.kit)
    play.say(cast.mira)
    assert play.told("turn") == [first.pk, second.pk]
    play.ahead(hours=36)
    play.do(skip_turn, cast.ada, cast.ola)
    play.do(pass_turn, cast.kit)
    # Skipped, she speaks whenever she comes.
    play.say(cast.ola)
    refused(play, amy, "Before you: tove")
    play.do(seats.give_back, cast.tove)
    play.say(amy)
    assert play.round.state == "complete"


def test_where_nobody_sits_the_circle_takes_part(cast, monkeypatch, quiet_room):
    play = Play(cast.ada, monkeypatch, category=quiet_room)
    gone = make_person("gone", is_active=False)
    other = make_circle("Other", cast.mira, cast.ola, gone)
    CategoryCircle.objects.create(category=quiet_room, circle=other)
    start(play)
    # Mira is in both circles, and takes part once.
    assert list(play.turns) == ["ada", "mira.oday", "ola"]
    play.say(cast.mira)
    play.do(pass_turn, cast.ada)
    play.ahead(hours=36)
    play.do(skip_turn, cast.ada, cast.ola)
    assert play.round.state == "complete"


def test_where_nobody_would_take_part_no_round_begins(cast, hall, monkeypatch):
    play = Play(cast.ada, monkeypatch, category=hall)
    with pytest.raises(Refusal, match="Nobody sits"):
        start(play)
    assert not Round.objects.exists()


def test_giving_a_chair_away_takes_the_turn_along(play, cast):
    """Who gave it away is not waited for; who sits down instead comes last."""
    dee, *_ = members("dee")
    play.raises(dee)
    start(play)
    play.do(seats.give_chair_to, cast.ola, dee)
    play.take(dee)
    assert play.turns["ola"] == "skipped"
    assert play.turns["dee"] == "waiting"
    refused(play, cast.ola, "passed on")


def test_nobody_takes_the_turn_of_an_account_that_is_gone(cast, hall, client):
    """A guest is nobody, and so is who is no more: the page does not take them for each other."""
    play = Play(cast.ada, panel=(cast.mira, cast.ben), category=hall)
    play.do(start_round, cast.ada, text="How?")
    Turn.objects.filter(person=cast.ben).update(person=None)
    page = client.get(play.topic.get_absolute_url()).content.decode()
    assert "A round: each speaks once" in page
    assert "It is your turn." not in page
