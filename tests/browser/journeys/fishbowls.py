"""Three conversations that run: a circle talks and others listen, many want one chair, and the recap
of what was said elsewhere (docs/fishbowl.md)."""

from playwright.sync_api import expect

from tests.browser.hands import Hand
from tests.browser.journeys.stage import Stage
from tests.make import as_viewer, make_person, make_reply, make_topic
from threads.actions import seats
from threads.actions.asks import Question, put_ask
from threads.actions.phases import move_phase, set_chairs
from threads.actions.setups import Setup
from threads.models import Post, Topic
from threads.queries.topics import topic_for

LONG_AGO = "2020-01-01T00:00Z"


def _now(stage: Stage, topic: Topic) -> Topic:
    return topic_for(as_viewer(stage.cast.ada), topic.pk)


def _say(hand: Hand, words: str) -> None:
    hand.write(hand.page.locator("#reply"), words)
    hand.press(hand.page.get_by_role("button", name="Post", exact=True))
    expect(hand.page.locator("main")).to_contain_text(words)


def the_garden_circle_talks_in_the_bowl(stage: Stage) -> None:
    """From the invitation to the closing words, with a round between (walk-through A)."""
    stage.guard.allow(403)
    cast = stage.cast
    setup = Setup("fishbowl", (cast.ben.username, cast.mira.username))
    topic = make_topic(
        cast.ada, stage.hall, title="Who mends the tools?", prompts=["What broke?"], setup=setup
    )
    for person in (cast.ben, cast.mira):
        hand = stage.come(person, topic.get_absolute_url())
        hand.press(hand.page.get_by_role("button", name="Accept"))
        expect(hand.page.locator(f"[data-person='{person.username}']").first).to_be_visible()
    hand = stage.come(cast.ada, topic.get_absolute_url())
    page = hand.page
    hand.press(page.get_by_role("link", name="Run this fishbowl"))
    hand.press(page.locator("main a[href*='phase/?to=panel']"))
    hand.press(page.locator("main form[action*='phase/'] button").first)
    expect(page.locator(".topic-head .pill").first).to_have_text("Panel")
    hand.press(page.get_by_role("link", name="Run this fishbowl"))
    hand.choose(page.locator("main [name=prompt]"), "1. What broke?")
    hand.press(page.get_by_role("button", name="Begin a round"))
    expect(page.locator("#round")).to_contain_text("not heard yet")
    hand = stage.come(cast.mira, topic.get_absolute_url())
    _say(hand, "The barrow lost its wheel.")
    expect(hand.page.locator("#round [data-turn=spoken]")).to_have_count(1)
    hand = stage.come(cast.ben, topic.get_absolute_url())
    hand.press(hand.page.get_by_role("button", name="Pass", exact=True))
    expect(hand.page.locator("#round")).to_contain_text("The last round")
    move_phase(as_viewer(cast.ada), _now(stage, topic), "closed", "We buy a wheel.")
    hand.go(topic.get_absolute_url())
    expect(hand.page.locator(".topic-head")).to_contain_text("We buy a wheel.")


def many_want_the_open_chair(stage: Stage) -> None:
    """One sits, others wait, the gallery notes and asks, and the floor opens (walk-through B)."""
    cast = stage.cast
    rafi, sol = (make_person(name, date_joined=LONG_AGO) for name in ("rafi", "sol"))
    topic = make_topic(
        cast.ada,
        stage.hall,
        title="Dogs on the commons",
        prompts=["Leads?"],
        setup=Setup("fishbowl", (cast.mira.username,)),
    )
    seats.answer_invitation(as_viewer(cast.mira), _now(stage, topic), accept=True)
    move_phase(as_viewer(cast.ada), _now(stage, topic), "panel")
    hand = stage.come(rafi, topic.get_absolute_url())
    page = hand.page
    hand.press(page.get_by_role("button", name="Take the open chair"))
    expect(page.locator("[data-seat='13'][data-person='rafi']")).to_be_visible()
    _say(hand, "Mine walks at noon.")
    other = stage.come(sol, topic.get_absolute_url())
    other.press(other.page.get_by_role("button", name="Raise hand"))
    expect(other.page.locator("[data-line] [data-person='sol']")).to_be_visible()
    _say(other, "And what of the lambs?")
    assert Post.objects.filter(topic=topic, lane="gallery").count() == 1
    other.go(topic.get_absolute_url())
    expect(other.page.locator("#posts")).not_to_contain_text("And what of the lambs?")
    put_ask(as_viewer(sol), _now(stage, topic), Question(None, "Who closes the gate?"))
    hand.go(topic.get_absolute_url())
    hand.press(page.get_by_role("button", name="Give the chair back"))
    expect(page.locator("[data-seat='13'][data-person='rafi']")).to_have_count(0)
    other.go(topic.get_absolute_url())
    other.press(other.page.get_by_role("button", name="Your turn: take the chair"))
    expect(other.page.locator("[data-seat='13'][data-person='sol']")).to_be_visible()
    host = stage.come(cast.ada, f"/t/{topic.pk}/questions/")
    host.tick(host.page.locator("main [name=asks]"))
    host.write(host.page.locator("main [name=words]"), "The gallery asks:")
    host.press(host.page.locator("main form button").first)
    expect(host.page.locator("#posts")).to_contain_text("Who closes the gate?")
    set_chairs(as_viewer(cast.ada), _now(stage, topic), 2)
    move_phase(as_viewer(cast.ada), _now(stage, topic), "open_floor")
    hand.go(topic.get_absolute_url())
    _say(hand, "On the floor at last.")
    hand.press(page.get_by_role("link", name="Gallery 1"))
    expect(page.locator("#posts")).to_contain_text("And what of the lambs?")


def a_recap_has_no_ceremony(stage: Stage) -> None:
    """What a panel said elsewhere: everybody answers, no chair is shown (walk-through C)."""
    cast = stage.cast
    topic = make_topic(
        cast.ada,
        stage.hall,
        title="What we heard in May",
        prompts=["What is missing?"],
        setup=Setup("recap", (cast.mira.username, cast.ben.username)),
    )
    hand = stage.come(cast.mira, topic.get_absolute_url())
    _say(hand, "I said it shorter.")
    expect(hand.page.locator("#post-2")).to_contain_text("on the panel")
    expect(hand.page.locator("[data-seat], [data-line]")).to_have_count(0)
    make_reply(cast.ola, topic, "And I listened.")
    hand.go(topic.get_absolute_url())
    expect(hand.page.locator("#post-3")).not_to_contain_text("on the panel")


JOURNEYS = (
    the_garden_circle_talks_in_the_bowl,
    many_want_the_open_chair,
    a_recap_has_no_ceremony,
)
