"""Who says what from where in a fishbowl, and what saying it does."""

from uuid import uuid4

import pytest

from accounts.policies import LostRace, Refusal
from accounts.viewer import GUEST
from tests.make import as_viewer, make_ask, opening
from tests.threads.bowls import Play, member
from threads import policies
from threads.actions import seats
from threads.actions.approval import approve_held
from threads.actions.asks import Question, put_ask
from threads.actions.counters import differences
from threads.actions.drafts import keep_draft
from threads.actions.gallery import batch_asks
from threads.actions.phases import move_phase, set_gallery
from threads.actions.posts import edit_post, withdraw_post
from threads.actions.rounds import start_round
from threads.actions.settling import answer_ask
from threads.models import Ask, Category, Draft, HeldPost, Post, Topic, TopicReader


@pytest.fixture
def play(cast, hall, monkeypatch) -> Play:
    """Ada holds it; Mira and Ola sit on the panel, and one chair is open."""
    return Play(cast.ada, monkeypatch, panel=(cast.mira, cast.ola), category=hall)


@pytest.fixture
def amy(play):
    """She sits on the open chair."""
    amy = member("amy")
    play.take(amy)
    return amy


# --- Who writes where (the table of domain §3.6) --------------------------------------------------

# By phase and lane who may: who holds it, somebody on the panel, on the open chair, any member.
MAY = {
    ("gathering", "bowl"): {"ada"},
    ("gathering", "gallery"): set(),
    ("gathering", "floor"): set(),
    ("panel", "bowl"): {"ada", "mira.oday", "amy"},
    ("panel", "gallery"): {"ada", "mira.oday", "amy", "ben", "mo"},
    ("panel", "floor"): set(),
    ("open_floor", "bowl"): set(),
    ("open_floor", "gallery"): set(),
    ("open_floor", "floor"): {"ada", "mira.oday", "amy", "ben", "mo"},
    ("closed", "bowl"): set(),
    ("closed", "gallery"): set(),
    ("closed", "floor"): set(),
}


@pytest.mark.parametrize(("phase", "lane"), MAY)
def test_who_may_write_where(phase, lane, play, cast, amy):
    if phase != "panel":
        play.do(move_phase, cast.ada, phase, "So far")
    for person in (cast.ada, cast.mira, amy, cast.ben, cast.mo):
        if person.username in MAY[phase, lane]:
            assert play.say(person, lane=lane).lane == lane
        else:
            count = Post.objects.count()
            with pytest.raises(Refusal):
                play.say(person, lane=lane)
            assert Post.objects.count() == count
    with pytest.raises(Refusal):
        play.do(lambda _viewer, topic: policies.check_reply(GUEST, topic), cast.ben)


def test_a_direct_request_for_the_bowl_is_refused(play, cast, sign_in):
    """Scenario 23: whatever a page showed, a moderator too."""
    for person in (cast.ben, cast.mo, cast.root):
        with pytest.raises(policies.LaneRefused, match="Only who sits in the bowl"):
            play.say(person, lane="bowl")
    with pytest.raises(Refusal):
        play.say(cast.ben, lane="bowl", as_moderator=True)
    with pytest.raises(Refusal):
        play.say(cast.ben, lane="bowl", as_host=True)
    sign_in(cast.ben).post(f"/t/{play.id}/reply/", {"body": "Me too", "lane": "bowl"})
    assert not Post.objects.filter(source="Me too", lane="bowl").exists()


def test_who_names_no_lane_speaks_where_they_can(play, cast, amy):
    assert play.say(cast.ada).lane == "bowl"
    assert play.say(amy).lane == "bowl"
    assert play.say(cast.ben).lane == "gallery"
    play.do(set_gallery, cast.ada, "off")
    with pytest.raises(policies.LaneRefused, match="Only who sits"):
        play.say(cast.ben)
    play.do(move_phase, cast.ada, "open_floor")
    assert play.say(cast.ben).lane == "floor"


def test_what_opens_a_fishbowl_is_said_on_the_floor(play):
    assert opening(play.topic).lane == "floor"


def test_a_text_that_comes_after_its_chair_was_passed_on_is_kept(play, amy):
    """Scenario 17."""
    play.raises(member())
    play.ahead(hours=48)
    text = "An hour of words."
    with pytest.raises(policies.LaneRefused, match="Your chair was passed on"):
        play.say(amy, text, lane="bowl")
    assert not Post.objects.filter(source=text).exists()
    note = play.say(amy, text, lane="gallery")
    assert (note.lane, note.source) == ("gallery", text)
    keep_draft(as_viewer(amy), f"topic:{play.id}", text, 1)
    assert Draft.objects.get(person=amy).body == text


def test_a_moderator_adds_a_marked_note(play, cast, amy):
    """Row 13: while the panel talks, and it holds no chair and is no turn."""
    note = play.say(cast.kit, as_moderator=True)
    assert (note.lane, note.as_moderator) == ("bowl", True)
    for person in (cast.tove, cast.ben, cast.mira, cast.ada):
        with pytest.raises(Refusal):
            play.say(person, lane="bowl", as_moderator=True)
    said = play.say(cast.kit, lane="gallery", as_moderator=True)
    assert (said.lane, said.as_moderator) == ("gallery", False)
    play.do(move_phase, cast.ada, "open_floor")
    with pytest.raises(policies.LaneRefused):
        play.say(cast.kit, as_moderator=True)


def test_lanes_stay_when_the_phases_change(play, cast, amy):
    bowl, note = play.say(amy), play.say(cast.ben)
    play.do(move_phase, cast.ada, "open_floor")
    floor = play.say(cast.ben)
    edit_post(as_viewer(cast.ben), with_topic(note), "A better note", version=1)
    play.do(move_phase, cast.ada, "panel", "Once more")
    play.do(move_phase, cast.ada, "closed", "Thanks")
    lanes = [Post.objects.get(pk=one.pk).lane for one in (bowl, note, floor)]
    assert lanes == ["bowl", "gallery", "floor"]
    with pytest.raises(Refusal):
        edit_post(as_viewer(amy), with_topic(bowl), "Later", version=1)


def with_topic(post):
    return Post.objects.select_related("topic__category").get(pk=post.pk)


# --- The gallery ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gallery", "notes", "asks"),
    [("full", True, True), ("questions", False, True), ("off", False, False)],
)
def test_what_the_gallery_may_write(gallery, notes, asks, play, cast):
    play.do(set_gallery, cast.ada, gallery)
    if notes:
        play.say(cast.ben, lane="gallery")
    else:
        with pytest.raises(policies.LaneRefused, match="takes no notes"):
            play.say(cast.ben, lane="gallery")
    for to in (None, cast.mira):
        if asks:
            play.do(put_ask, cast.ben, Question(to, "Why there?"))
        else:
            with pytest.raises(Refusal, match="no questions"):
                play.do(put_ask, cast.ben, Question(to, "Why there?"))


def test_before_the_panel_begins_the_gallery_asks_and_writes_no_notes(cast, hall, monkeypatch):
    play = Play(cast.ada, monkeypatch, phase="gathering", category=hall)
    with pytest.raises(policies.LaneRefused, match="only asks questions"):
        play.say(cast.ben, lane="gallery")
    assert play.do(put_ask, cast.ben, Question(None, "Will it rain?"))


def test_a_note_moves_its_topic_nowhere_and_has_nobody_follow_it(play, cast):
    play.say(cast.mira)
    before = Topic.objects.get(pk=play.id)
    note = play.say(cast.ben, "I wonder, @ola.", lane="gallery")
    now = Topic.objects.get(pk=play.id)
    assert (now.last_post_at, now.last_author_id) == (before.last_post_at, cast.mira.pk)
    assert now.post_count == before.post_count + 1
    assert note.number == before.last_number + 1
    readers = TopicReader.objects.filter(topic=play.id).exclude(level="")
    assert not readers.filter(person=cast.ben).exists()
    assert readers.filter(person=cast.mira).exists()
    assert list(differences()) == []


def test_nothing_is_miscounted_whatever_is_said_and_taken_back(play, cast, amy):
    said = [play.say(amy), play.say(cast.ben), play.say(cast.mo, as_moderator=True)]
    play.do(start_round, cast.ada, text="How?")
    said.append(play.say(cast.mira))
    assert list(differences()) == []
    for post in map(with_author, reversed(said)):
        withdraw_post(as_viewer(post.author), post)
        assert list(differences()) == []
    play.do(move_phase, cast.ada, "open_floor")
    play.say(cast.ben)
    assert list(differences()) == []


def with_author(post):
    return Post.objects.select_related("topic__category", "author").get(pk=post.pk)


# --- Questions of the gallery, put together -------------------------------------------------------


@pytest.fixture
def asks(play, cast):
    """Two of the panel, and one of a person."""
    return [
        make_ask(cast.ben, play.topic).pk,
        make_ask(cast.kit, play.topic).pk,
        make_ask(cast.ben, play.topic, cast.mira).pk,
    ]


def test_questions_are_put_into_the_bowl_together(play, cast, asks):
    for person in (cast.ben, cast.mira, cast.mo):
        with pytest.raises(Refusal):
            play.do(batch_asks, person, asks, "These came up.")
    token = uuid4()
    post = play.do(batch_asks, cast.ada, asks, "These came up.", token)
    assert (post.lane, post.as_host) == ("bowl", True)
    assert [*Ask.objects.filter(batch=post).order_by("pk").values_list("pk", flat=True)] == asks[:2]
    assert play.told("batch") == [post.pk]
    # The same press twice, and later.
    for _ in range(2):
        assert play.do(batch_asks, cast.ada, asks, "These came up.", token).pk == post.pk
    with pytest.raises(LostRace):
        play.do(batch_asks, cast.ada, asks, "These came up.", uuid4())
    assert play.told("batch") == [post.pk]
    # They are answered one by one, as any.
    ask = Ask.objects.select_related("topic__category").get(pk=asks[0])
    said = with_topic(play.say(cast.mira))
    answer_ask(as_viewer(cast.mira), ask, said)
    assert Ask.objects.get(pk=asks[0]).state == "answered"


def test_a_question_that_was_settled_is_not_put(play, cast, asks):
    Ask.objects.filter(pk=asks[0]).update(state="set_aside")
    post = play.do(batch_asks, cast.ada, asks, "These came up.")
    assert [*Ask.objects.filter(batch=post).values_list("pk", flat=True)] == asks[1:2]


def test_questions_wait_for_the_end_of_a_round_and_for_the_panel(play, cast, asks):
    play.do(start_round, cast.ada, text="How?")
    with pytest.raises(policies.LaneRefused, match="A round is running"):
        play.do(batch_asks, cast.ada, asks, "These came up.")
    assert not Ask.objects.exclude(batch=None).exists()
    play.do(move_phase, cast.ada, "open_floor")
    with pytest.raises(Refusal, match="while the panel talks"):
        play.do(batch_asks, cast.ada, asks, "These came up.")


# --- The same press twice -------------------------------------------------------------------------


def test_the_same_form_sent_twice_is_one_turn(play, cast, amy):
    """Though the second press finds the turn taken."""
    play.do(start_round, cast.ada, text="How?")
    token = uuid4()
    first = play.sends(amy, "My turn.", token, lane="bowl")
    assert play.turns["amy"] == "spoken"
    assert play.sends(amy, "My turn.", token, lane="bowl").post == first.post
    with pytest.raises(policies.LaneRefused):
        play.sends(amy, "Another.", token, lane="bowl")
    with pytest.raises(policies.LaneRefused):
        play.sends(amy, "My turn.", uuid4(), lane="bowl")
    assert Post.objects.filter(author=amy).count() == 1


def test_the_same_form_sent_again_after_the_chair_is_one_post(play, amy):
    token = uuid4()
    first = play.sends(amy, "Before I go.", token, lane="bowl")
    play.do(seats.give_back, amy)
    assert play.sends(amy, "Before I go.", token, lane="bowl").post == first.post


# --- Texts that wait for a moderator --------------------------------------------------------------


def test_a_text_that_waited_is_said_only_where_its_writer_may_then(play, cast, amy, hall):
    Category.objects.filter(pk=hall.pk).update(holds=Category.Holds.POSTS)
    with pytest.raises(policies.LaneRefused):
        play.sends(cast.ben, lane="bowl")
    assert not HeldPost.objects.exists()
    for lane in ("bowl", "gallery"):
        assert play.sends(amy, f"To the {lane}.", lane=lane).held
    play.do(seats.give_back, amy)
    in_bowl, note = HeldPost.objects.select_related("category", "topic__category").order_by("pk")
    with pytest.raises(Refusal):
        approve_held(as_viewer(cast.mo), in_bowl)
    in_bowl.refresh_from_db()
    assert (in_bowl.state, in_bowl.source) == ("waiting", "To the bowl.")
    approve_held(as_viewer(cast.mo), note)
    assert Post.objects.get(source="To the gallery.").lane == "gallery"
    assert not TopicReader.objects.filter(topic=play.id, person=amy).exclude(level="").exists()
    play.take(amy)
    approve_held(as_viewer(cast.mo), in_bowl)
    assert Post.objects.get(source="To the bowl.").lane == "bowl"
