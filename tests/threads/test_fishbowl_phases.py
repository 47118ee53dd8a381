"""The phases of a fishbowl: who moves them, on which days they move by themselves, and what they
end."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.policies import Refusal
from ledger.models import Entry
from tests.make import as_viewer, make_person, make_topic
from tests.threads.bowls import PANEL, Play, member, members
from threads.actions import seats
from threads.actions.curation import (
    archive_topic,
    close_topic,
    reopen_topic,
    unarchive_topic,
)
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.actions.hosts import confirm_host, leave_hosting, name_cohost, offer_to_host
from threads.actions.moving import merge_topics
from threads.actions.phases import WordsMissing, move_phase, set_gallery, set_times
from threads.actions.rounds import start_round
from threads.models import Hand, Round, Seat, Topic
from threads.queries.harvests import harvest_for


@pytest.fixture
def begin(cast, hall, monkeypatch):
    """Ada holds it; Mira and Ola are on the panel."""

    def made(phase="panel", **more) -> Play:
        facts = {"panel": (cast.mira, cast.ola)} | more
        return Play(cast.ada, monkeypatch, phase=phase, category=hall, **facts)

    return made


@pytest.fixture
def full(begin, cast):
    """The panel talks in a round; Amy sits beside it, Bob waits, and Kit is invited."""
    play = begin()
    play.invite("kit")
    amy, bob = members("amy", "bob")
    play.take(amy)
    play.raises(bob)
    play.do(start_round, cast.ada, text="How?")
    play.say(cast.mira)
    return play


def times(play, person, panel=None, floor=None, hold=48, offer=24):
    days = {"panel_at": panel, "floor_at": floor}
    return play.do(set_times, person, **days, hold_hours=hold, offer_hours=offer)


# --- Who moves it ---------------------------------------------------------------------------------

STEPS = {
    ("gathering", "panel"): "",
    ("gathering", "open_floor"): "",
    ("panel", "gathering"): "",
    ("panel", "open_floor"): "",
    ("open_floor", "panel"): "Once more",
    ("gathering", "closed"): "Thanks",
    ("panel", "closed"): "Thanks",
    ("open_floor", "closed"): "Thanks",
    ("closed", "open_floor"): "",
}


@pytest.mark.parametrize("before", ["gathering", "panel", "open_floor", "closed"])
@pytest.mark.parametrize("after", ["gathering", "panel", "open_floor", "closed"])
def test_who_holds_it_moves_it_along_the_table(before, after, begin, cast):
    play = begin("gathering")
    if before != "gathering":
        play.do(move_phase, cast.ada, before, "So far")
    others = (cast.ben, cast.mira, cast.tove)
    if before == after:
        assert not play.do(move_phase, cast.ada, after, "Again")
        return
    for person in others:
        with pytest.raises(Refusal):
            play.do(move_phase, person, after, "I say so")
    if (before, after) not in STEPS:
        with pytest.raises(Refusal):
            play.do(move_phase, cast.ada, after, "I say so")
        assert play.phase == before
        return
    lines = len(play.lines())
    assert play.do(move_phase, cast.ada, after, STEPS[before, after])
    assert play.phase == after
    assert len(play.lines()) == lines + 1


def test_moderators_close_and_reopen_and_move_what_nobody_holds(begin, cast):
    play = begin()
    with pytest.raises(Refusal):
        play.do(move_phase, cast.kit, "open_floor")
    assert play.do(move_phase, cast.kit, "closed", "Enough")
    assert play.do(move_phase, cast.kit, "open_floor")
    play.do(leave_hosting, cast.ada)
    assert play.do(move_phase, cast.kit, "panel", "Once more")
    with pytest.raises(Refusal):
        play.do(move_phase, cast.ada, "open_floor")


def test_a_panel_begins_where_somebody_sits_or_may_sit_down(begin, cast):
    play = begin("gathering", panel=(), open_chairs=0)
    with pytest.raises(Refusal, match="Nobody sits"):
        play.do(move_phase, cast.ada, "panel")
    play.invite("kit")
    with pytest.raises(Refusal, match="Nobody sits"):
        play.do(move_phase, cast.ada, "panel")
    play.do(seats.answer_invitation, cast.kit, accept=True)
    assert play.do(move_phase, cast.ada, "panel")
    assert play.told("panel_begins") == [play.row.pk]
    other = begin("gathering", panel=(), open_chairs=1)
    assert other.do(move_phase, cast.ada, "panel")


def test_the_panel_goes_back_while_nobody_but_who_holds_it_spoke(begin, cast):
    play = begin()
    play.do(name_cohost, cast.ada, cast.tove)
    for person in (cast.ada, cast.tove):
        play.say(person)
    play.say(cast.mo, as_moderator=True)
    play.say(cast.ben, lane="gallery")
    amy, bob = members("amy", "bob")
    play.take(amy)
    play.raises(bob)
    assert play.do(move_phase, cast.ada, "gathering")
    assert (play.sitting, play.line) == (PANEL, [])
    play.do(move_phase, cast.ada, "panel")
    play.say(cast.mira)
    with pytest.raises(Refusal, match="has spoken"):
        play.do(move_phase, cast.ada, "gathering")


def test_the_floor_closes_again_for_a_reason_that_is_read(begin, cast):
    play = begin("open_floor")
    for words in ("", "  "):
        with pytest.raises(WordsMissing):
            play.do(move_phase, cast.ada, "panel", words)
    play.do(move_phase, cast.ada, "panel", "We lost the thread")
    assert Entry.objects.filter(act="panel_begin").latest("pk").reason == "We lost the thread"
    # Those whose names stand on the panel sat there all the while.
    assert play.sitting == PANEL


# --- Opening the floor, and closing ---------------------------------------------------------------


def test_opening_the_floor(full, cast):
    """Scenario 24."""
    full.do(move_phase, cast.ada, "open_floor")
    assert full.sitting == PANEL
    assert full.labels == ["mira.oday", "ola", "kit"]
    assert full.seat(User.objects.get(username="amy")).left_why == "phase_end"
    assert full.seat(cast.kit).state == "withdrawn"
    assert full.line == []
    assert full.round.state == "ended"
    assert full.turns == {"mira.oday": "spoken", "ola": "skipped", "amy": "skipped"}
    assert Entry.objects.get(act="round_end").before == "ola, amy"
    assert full.row.free_chairs == 0
    assert full.row.due_at is None
    assert full.say(cast.ben).lane == "floor"


def test_closing_takes_words(full, cast):
    """Scenario 27."""
    for words in ("", " \n "):
        with pytest.raises(WordsMissing, match="sentence"):
            full.do(move_phase, cast.ada, "closed", words)
    assert full.phase == "panel"
    assert full.do(move_phase, cast.ada, "closed", "We know more now.")
    assert not full.do(move_phase, cast.ada, "closed", "")
    assert Entry.objects.get(act="close").reason == "We know more now."
    ended(full)
    assert full.topic.state == "closed"
    with pytest.raises(Refusal):
        full.say(cast.mira)


def test_a_published_harvest_is_words_enough(begin, cast):
    play = begin()
    said = play.say(cast.mira)
    facts = Facts("harvest", "Kept", "For us")
    kept = begin_harvest(as_viewer(cast.ada), play.topic, facts, f"It helps [#{said.number}].")
    with pytest.raises(WordsMissing):
        play.do(move_phase, cast.ada, "closed")
    kept = harvest_for(as_viewer(cast.ada), kept.pk)
    publish_harvest(as_viewer(cast.ada), kept, edits=kept.edits)
    assert play.do(move_phase, cast.ada, "closed")


def ended(play):
    """Nobody sits, waits or is waited for."""
    assert play.phase == "closed"
    assert (play.sitting, play.line) == ({}, [])
    assert not Round.objects.filter(state="running").exists()
    assert not Hand.objects.exclude(state__in=("lowered", "seated")).exists()
    assert not Seat.objects.filter(state__in=("seated", "invited")).exists()
    row = play.row
    assert (row.due_at, row.free_chairs, row.panel_at, row.floor_at) == (None, 0, None, None)


@pytest.mark.parametrize("end", ["close", "archive", "merge", "recap", "open"])
def test_what_ends_the_topic_ends_the_fishbowl(end, full, cast, hall):
    mo, topic = as_viewer(cast.mo), full.topic
    if end == "close":
        close_topic(mo, topic, "Enough")
    elif end == "archive":
        archive_topic(mo, topic, "Old")
    elif end == "merge":
        merge_topics(mo, topic, "Same", target=make_topic(cast.ben, hall))
    else:
        full.name_panel("mira.oday", "ola", "kit", kind=end, reason="Another form")
    ended(full)
    full.tick(days=30)
    ended(full)
    with pytest.raises(Refusal):
        full.take(cast.ben)


def test_a_fishbowl_that_was_another_kind_gathers_again(full, cast):
    full.name_panel("mira.oday", "ola", "kit", kind="recap", reason="Another form")
    full.name_panel("mira.oday", "ola", "kit", kind="fishbowl", reason="Back")
    assert full.phase == "gathering"
    invited = Seat.objects.filter(state="invited").values_list("person__username", flat=True)
    assert sorted(invited) == ["kit", "mira.oday", "ola"]


def test_what_is_reopened_goes_on_with_everybody_talking(full, cast):
    full.do(move_phase, cast.ada, "closed", "Thanks")
    full.ahead(days=29)
    assert full.do(move_phase, cast.ada, "open_floor")
    assert full.topic.state == "open"
    assert full.sitting == {}
    assert full.say(cast.ben).lane == "floor"
    # The panel is asked anew where it begins again.
    full.do(move_phase, cast.ada, "panel", "Once more")
    assert full.do(seats.answer_invitation, cast.ola, accept=True)


def test_who_reopens_it(full, cast):
    full.do(move_phase, cast.ada, "closed", "Thanks")
    full.ahead(days=31)
    with pytest.raises(Refusal, match="30 days"):
        full.do(move_phase, cast.ada, "open_floor")
    assert full.do(reopen_topic, cast.kit, "Go on")
    assert full.phase == "open_floor"
    full.do(close_topic, cast.kit, "Enough")
    with pytest.raises(Refusal, match="Moderators closed"):
        full.do(move_phase, cast.ada, "open_floor")


def test_what_comes_out_of_the_archive_is_as_it_was_closed_or_open(full, cast):
    mo = as_viewer(cast.mo)
    archive_topic(mo, full.topic, "Old")
    unarchive_topic(mo, full.topic, "Not yet")
    assert (full.topic.state, full.phase) == ("open", "open_floor")
    full.do(move_phase, cast.ada, "closed", "Thanks")
    archive_topic(mo, full.topic, "Old")
    unarchive_topic(mo, full.topic, "Not yet")
    assert (full.topic.state, full.phase) == ("closed", "closed")


# --- Days on which it moves -----------------------------------------------------------------------


def test_phases_begin_on_their_days(begin, cast):
    play = begin("gathering")
    days = (play.now + timedelta(days=2), play.now + timedelta(days=9))
    assert times(play, cast.ada, *days)
    assert not times(play, cast.ada, *days)
    assert play.lines("dates") == ["dates"]
    play.tick(days=1, hours=23)
    assert play.phase == "gathering"
    play.tick(hours=1)
    assert (play.phase, play.row.panel_at) == ("panel", None)
    with pytest.raises(Refusal, match="has begun"):
        times(play, cast.ada, *days)
    play.tick(days=7)
    assert (play.phase, play.row.floor_at, play.row.due_at) == ("open_floor", None, None)
    assert play.lines("panel_begin", "floor_open") == ["panel_begin", "floor_open"]


def test_a_late_clock_makes_up_for_both(begin, cast):
    play = begin("gathering")
    times(play, cast.ada, play.now + timedelta(days=2), play.now + timedelta(days=9))
    play.tick(days=20)
    assert play.phase == "open_floor"
    assert play.lines("panel_begin", "floor_open") == ["panel_begin", "floor_open"]


def test_an_act_finds_the_phase_whose_day_has_come(begin, cast):
    play = begin()
    times(play, cast.ada, floor=play.now + timedelta(days=1))
    play.ahead(days=1)
    with pytest.raises(Refusal):
        play.take(member())
    assert play.say(cast.ben).lane == "floor"
    assert play.phase == "open_floor"


def test_a_day_is_forgotten_once_its_phase_was_begun_by_hand(begin, cast):
    play = begin("gathering")
    times(play, cast.ada, play.now + timedelta(days=2), play.now + timedelta(days=9))
    play.do(move_phase, cast.ada, "panel")
    play.do(move_phase, cast.ada, "open_floor")
    play.do(move_phase, cast.ada, "panel", "Once more")
    play.tick(days=20)
    assert play.phase == "panel"


@pytest.mark.parametrize(("chairs", "phase", "told"), [(1, "panel", 0), (0, "gathering", 1)])
def test_the_day_comes_and_all_have_declined(chairs, phase, told, begin, cast):
    """Scenario 46."""
    play = begin("gathering", panel=(), open_chairs=chairs)
    play.invite("kit")
    play.do(seats.answer_invitation, cast.kit, accept=False)
    times(play, cast.ada, play.now + timedelta(days=1))
    for _ in range(3):
        play.tick(days=1)
    assert (play.phase, play.sitting) == (phase, {})
    assert len(play.told("stalled")) == told


@pytest.mark.parametrize("is_gone", [False, True])
def test_where_nobody_holds_it_no_day_comes(is_gone, begin, cast):
    """Scenario 21: those who sit go on; whoever is confirmed keeps the days again."""
    play = begin()
    times(play, cast.ada, floor=play.now + timedelta(days=1))
    if is_gone:
        User.objects.filter(pk=cast.ada.pk).update(is_active=False)
    else:
        play.do(leave_hosting, cast.ada)
    play.tick(days=2)
    assert play.phase == "panel"
    assert play.say(cast.mira).lane == "bowl"
    assert play.take(member("amy")).is_seated
    if is_gone:
        return
    play.do(offer_to_host, cast.ben, on=True)
    assert play.do(confirm_host, cast.kit, cast.ben)
    play.tick()
    assert play.phase == "open_floor"


def test_days_to_come_are_kept_by_who_holds_it_next(begin, cast):
    play = begin()
    times(play, cast.ada, floor=play.now + timedelta(days=5))
    play.do(leave_hosting, cast.ada)
    play.take(member("amy"))
    play.do(offer_to_host, cast.ben, on=True)
    play.do(confirm_host, cast.kit, cast.ben)
    play.tick(days=5)
    assert play.phase == "open_floor"


def test_a_cohost_holds_it_at_once(begin, cast):
    """Scenario 21."""
    play = begin()
    play.do(name_cohost, cast.ada, cast.tove)
    times(play, cast.tove, floor=play.now + timedelta(days=1))
    play.do(leave_hosting, cast.ada)
    assert Topic.objects.get(pk=play.id).host_id == cast.tove.pk
    play.tick(days=1)
    assert play.phase == "open_floor"


def test_who_sets_days_and_the_gallery(begin, cast):
    play = begin()
    for person in (cast.ben, cast.mira, cast.mo):
        with pytest.raises(Refusal):
            times(play, person, floor=play.now)
    for person in (cast.ben, cast.mira, cast.tove):
        with pytest.raises(Refusal):
            play.do(set_gallery, person, "off")
    assert play.do(set_gallery, cast.ada, "questions")
    assert not play.do(set_gallery, cast.ada, "questions")
    assert play.do(set_gallery, cast.kit, "off")
    assert play.lines("gallery") == ["gallery", "gallery"]
    silenced = make_person(silenced_until=play.now + timedelta(days=1))
    play.do(name_cohost, cast.ada, cast.tove)
    Topic.objects.filter(pk=play.id).update(host=silenced)
    with pytest.raises(Refusal):
        play.do(set_gallery, silenced, "full")
