"""The pages of a running fishbowl, as its host, a panelist, a moderator and who lost the chair see
them. Usual words, and the longest."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from tests.browser.sites import ARABIC, UNBROKEN, most
from tests.make import as_viewer, make_ask, make_person, make_reply, make_topic
from threads.actions import seats
from threads.actions.phases import move_phase
from threads.actions.rounds import start_round
from threads.actions.setups import Setup
from threads.models import Topic


@pytest.fixture
def scripts() -> bool:
    """These tests need scripts: axe is one."""
    return True


@pytest.fixture(params=["usual", "extreme"])
def long(request) -> bool:
    return request.param == "extreme"


class Bowl:
    """Ada's fishbowl while the panel talks, with everything that can stand there."""

    def __init__(self, cast, hall, *, long: bool) -> None:
        self.long = long
        User.objects.update(date_joined=timezone.now() - timedelta(days=99))
        ada, mo = as_viewer(cast.ada), as_viewer(cast.mo)
        names = ("ada", "mira.oday", "ola", "tove", "kit")
        texts = [self.words("What helps?", 280), self.words("What hinders?", 280)]
        topic = make_topic(cast.ada, hall, prompts=texts, setup=Setup("fishbowl", names))
        seats.answer_invitation(as_viewer(cast.mira), topic, accept=True)
        seats.answer_invitation(as_viewer(cast.kit), topic, accept=False)
        move_phase(ada, topic, "panel")
        seats.take_chair(as_viewer(cast.ben), topic)
        self.topic = Topic.objects.select_related("category").get(pk=topic.pk)
        for n in range(3):
            other = make_person(
                display_name=self.words(f"Other {n}", 60),
                date_joined=timezone.now() - timedelta(days=9),
            )
            seats.raise_hand(as_viewer(other), topic)
            make_ask(other, self.topic, text=self.words(f"Question {n}?", 500))
            make_reply(other, self.topic, self.words("A note.", 900))
        tired = make_person(display_name=self.words("Tired", 60))
        seats.rest_person(mo, topic, tired, self.words("Enough", 500))
        start_round(ada, topic, text=self.words("And you?", 280))
        make_reply(cast.mira, self.topic, self.words("My turn.", 900))
        self.acts = f"/t/{topic.pk}/"

    def words(self, usual: str, length: int) -> str:
        """The usual words, or as long as they may be."""
        return most(f"{UNBROKEN} {ARABIC}", length) if self.long else usual


@pytest.fixture
def bowl(cast, hall, long) -> Bowl:
    return Bowl(cast, hall, long=long)


@pytest.mark.shows("components/fishbowl.html", "components/round.html")
@pytest.mark.parametrize("long", ["usual"], indirect=True)
def test_the_topic_itself(bowl, cast, visit, look):
    for person in (cast.ada, cast.mira, cast.mo, cast.ola, None):
        look.walk(visit(person), [bowl.topic.get_absolute_url()])


@pytest.mark.shows(
    "threads/fishbowl_balance.html",
    "threads/fishbowl_desk.html",
    "threads/gallery_questions.html",
    "threads/phase.html",
)
def test_as_its_host(bowl, cast, visit, look, guard):
    guard.allow(422)
    acts = bowl.acts
    page = visit(cast.ada)
    look.walk(
        page,
        [
            *(f"{acts}{name}" for name in ("fishbowl/", "questions/", "balance/")),
            f"{acts}phase/?to=open_floor",
        ],
    )
    page.goto(f"{acts}phase/?to=closed")
    page.get_by_role("button", name="Close the fishbowl").click()
    page.get_by_text("Close with a sentence of your own").wait_for()
    look.here(page, "closing without words")


def test_as_a_moderator(bowl, cast, visit, look):
    page = visit(cast.mo)
    page.goto(f"{bowl.acts}fishbowl/")
    for summary in page.locator("main summary").all():
        summary.click()
    look.here(page, "the desk of a moderator, unfolded")


@pytest.mark.shows("threads/chair_give.html")
def test_as_a_panelist(bowl, cast, visit, look, guard):
    guard.allow(422)
    page = visit(cast.mira)
    look.walk(page, [f"{bowl.acts}balance/"])
    page.goto(bowl.topic.get_absolute_url())
    give = page.locator('form[action$="/chair/give/"] button').first
    give.evaluate("button => { button.value = 'nobody.here'; }")
    give.click()
    page.get_by_text("Nobody here has this handle.").wait_for()
    look.here(page, "a chair for nobody")


@pytest.mark.shows("threads/fishbowl_hold.html")
def test_as_who_lost_the_chair(bowl, cast, visit, look, guard):
    guard.allow(409)
    page = visit(cast.ben)
    page.goto(bowl.topic.get_absolute_url())
    text = bowl.words("An hour of words.", 9_000)
    page.locator("#reply").click()
    page.locator("#reply").fill(text)
    seats.free_seat(as_viewer(cast.ada), bowl.topic, cast.ben, "Time")
    page.get_by_role("button", name="Post", exact=True).click()
    page.get_by_role("heading", name="Your text is kept").wait_for()
    assert page.get_by_label("Your text", exact=True).input_value() == text
    look.here(page, "a text that is kept")
    page.get_by_role("button", name="Post it as a note in the gallery").click()
    page.wait_for_url("**/t/**")
    assert cast.ben.posts.filter(lane="gallery").exists()
