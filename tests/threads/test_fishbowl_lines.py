"""How what goes on in a fishbowl reads between the posts, and in the log."""

import re
from html import unescape
from types import SimpleNamespace

import pytest

from accounts.models import User
from ledger.models import Act, Entry
from notifications.models import Notice
from tests.make import as_viewer
from tests.threads.lines import fishbowls as play
from threads.actions import phases, rounds, seats

pytestmark = pytest.mark.django_db
WHY = "Time for <others>"


@pytest.fixture
def w(cast, hall):
    """The panel talks: Mira sits on it, and Ben in the open chair."""
    w = SimpleNamespace(**vars(cast), hall=hall)
    return SimpleNamespace(**vars(w) | play.panel(w))


def lines(client, w, act: Act) -> list[str]:
    """The lines of that act on the page of the topic, without their times."""
    page = client.get(w.topic.get_absolute_url()).content.decode()
    found = re.findall(rf'<p class="line" data-act="{act}">(.*?)</p>', page, re.DOTALL)
    plain = (" ".join(unescape(re.sub("<.*?>", "", line)).split()) for line in found)
    return [line.rpartition(" · ")[0] for line in plain]


def logged(client, w, act: Act) -> list[str]:
    """The lines of that act in the log."""
    page = client.get(f"/moderation/log/?act={act}").content.decode()
    found = re.findall(rf'<li[^>]*data-act="{act}".*?</li>', page, re.DOTALL)
    return [" ".join(unescape(re.sub("<.*?>", " ", line)).split()) for line in found]


def test_phases_stand_between_the_posts(w, guest):
    phases.move_phase(as_viewer(w.ada), w.topic, "open_floor")
    phases.move_phase(as_viewer(w.ada), w.topic, "panel", WHY)
    assert lines(guest, w, Act.FLOOR_OPEN) == ["Ada Lindqvist opened the floor"]
    assert lines(guest, w, Act.PANEL_BEGIN) == [
        "Ada Lindqvist began the panel", f"Ada Lindqvist began the panel: {WHY}",
    ]  # fmt: skip


def test_values_are_told_in_words(w, guest, sign_in):
    phases.set_chairs(as_viewer(w.ada), w.topic, 3)
    phases.set_gallery(as_viewer(w.mo), w.topic, "questions")
    assert lines(guest, w, Act.CHAIRS) == ["Ada Lindqvist changed how many chairs are open (1 → 3)"]
    said = "changed what the gallery writes (Notes and questions → Questions only)"
    assert lines(guest, w, Act.GALLERY) == [f"mo {said}"]
    (line,) = logged(sign_in(w.ola), w, Act.GALLERY)
    assert "Notes and questions → now Questions only" in line
    assert "full" not in line


def test_whom_it_concerns_is_named_as_they_are_called_today_and_why_is_told_to_all(
    w, guest, sign_in
):
    seats.free_seat(as_viewer(w.ada), w.topic, w.ben, WHY)
    seats.rest_person(as_viewer(w.mo), w.topic, w.ben, WHY)
    seats.rest_person(as_viewer(w.mo), w.topic, w.ben, WHY, on=False)
    User.objects.filter(pk=w.ben.pk).update(display_name="Benno", username="benno")
    assert lines(guest, w, Act.CHAIR_FREE) == [f"Ada Lindqvist freed a chair (Benno): {WHY}"]
    rested = "rests somebody from the chairs of this fishbowl (Benno)"
    assert lines(guest, w, Act.REST) == [f"mo {rested}: {WHY}"]
    back = "lets somebody back to the chairs of this fishbowl (Benno)"
    assert lines(guest, w, Act.UNREST) == [f"mo {back}: {WHY}"]
    for act, words in {
        Act.CHAIR_FREE: "freed the chair of Benno",
        Act.REST: "rests Benno from the chairs of this fishbowl",
        Act.UNREST: "lets Benno back to the chairs of this fishbowl",
    }.items():
        (line,) = logged(sign_in(w.ola), w, act)
        assert words in line
        assert WHY in line
        assert "→" not in line


def test_an_account_that_is_gone_is_named_by_no_line(w, guest):
    seats.free_seat(as_viewer(w.ada), w.topic, w.ben, WHY)
    w.ben.delete()
    (line,) = lines(guest, w, Act.CHAIR_FREE)
    assert "ben" not in line.casefold().replace("member", "")
    assert Entry.objects.get(act=Act.CHAIR_FREE).before == "ben"


def test_what_time_does_names_its_person_once(w, guest, sign_in):
    made = play.held_long(SimpleNamespace(**vars(w)))
    w = SimpleNamespace(**vars(w) | made)
    play.tick(w)
    said = "ben passed the chair on: the time was over, and somebody waited"
    assert lines(guest, w, Act.CHAIR_TIME) == [said]
    (line,) = logged(sign_in(w.ola), w, Act.CHAIR_TIME)
    assert line.count("ben") == 1


def test_a_gift_says_to_whom(w, guest, sign_in):
    w = SimpleNamespace(**vars(w) | play.offered(w))
    seats.take_chair(as_viewer(w.kit), w.topic)
    assert lines(guest, w, Act.CHAIR_GIFT) == ["mira.oday gave their chair to somebody (kit)"]
    assert "gave their chair to kit" in logged(sign_in(w.ola), w, Act.CHAIR_GIFT)[0]


def test_a_round_says_what_about_and_who_was_not_heard(w, guest, sign_in):
    rounds.start_round(as_viewer(w.ada), w.topic, text="And you?")
    rounds.pass_turn(as_viewer(w.mira), w.topic)
    rounds.stop_round(as_viewer(w.ada), w.topic)
    assert lines(guest, w, Act.ROUND_START) == ["Ada Lindqvist began a round (And you?)"]
    assert lines(guest, w, Act.ROUND_END) == ["Ada Lindqvist ended the round (not heard: ben)"]
    assert "not heard: ben" in logged(sign_in(w.ola), w, Act.ROUND_END)[0]


def test_what_goes_on_as_it_should_is_no_notice_of_moderation(w, tell):
    seats.give_back(as_viewer(w.ben), w.topic)
    rounds.start_round(as_viewer(w.ada), w.topic, text="And you?")
    rounds.stop_round(as_viewer(w.ada), w.topic)
    tell()
    assert not Notice.objects.filter(kind="moderation").exists()
