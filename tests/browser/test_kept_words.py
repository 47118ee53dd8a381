"""Words that a fishbowl does not take, in a browser: they are on the screen again, whole."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from tests.make import as_viewer, make_topic
from threads.actions import seats
from threads.actions.phases import move_phase
from threads.actions.setups import Setup
from threads.models import Topic

WORDS = "An hour of words.\n\n</textarea> & more"


@pytest.fixture
def topic(cast, hall) -> Topic:
    """Ada's fishbowl while the panel talks; Ben has the open chair."""
    User.objects.update(date_joined=timezone.now() - timedelta(days=99))
    topic = make_topic(cast.ada, hall, setup=Setup("fishbowl", ("mira.oday",)))
    seats.answer_invitation(as_viewer(cast.mira), topic, accept=True)
    move_phase(as_viewer(cast.ada), topic, "panel")
    seats.take_chair(as_viewer(cast.ben), topic)
    return topic


def test_a_text_that_comes_after_the_chair_moved_on(topic, cast, visit, guard):
    guard.allow(409)
    page = visit(cast.ben)
    page.goto(topic.get_absolute_url())
    page.locator("#reply").click()
    page.locator("#reply").fill(WORDS)
    seats.free_seat(as_viewer(cast.ada), topic, cast.ben, "Time")
    page.get_by_role("button", name="Post", exact=True).click()
    page.get_by_role("heading", name="Your text is kept").wait_for()
    assert page.get_by_label("Your text", exact=True).input_value() == WORDS
    page.get_by_role("button", name="Post it as a note in the gallery").click()
    page.locator(".post-body", has_text="An hour of words.").wait_for()
    post = cast.ben.posts.get()
    assert (post.lane, post.source) == ("gallery", WORDS)


def test_closing_without_words_asks_for_them_there(topic, cast, visit, guard):
    guard.allow(422)
    page = visit(cast.ada)
    page.goto(f"/t/{topic.pk}/fishbowl/")
    page.get_by_role("link", name="Close the fishbowl").click()
    page.get_by_role("button", name="Close the fishbowl").click()
    page.get_by_text("Close with a sentence of your own").wait_for()
    page.get_by_label("In your words").fill("We water in turn.")
    page.get_by_role("button", name="Close the fishbowl").click()
    page.locator("main").get_by_text("We water in turn.").first.wait_for()
