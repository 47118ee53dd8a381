"""A fishbowl that runs, as its host, a speaker, somebody in line, a member and a guest see it, in
each phase: few and short words, and as much and as long as there can be."""

import pytest

from tests.browser.sites import ARABIC, UNBROKEN, most
from tests.make import as_viewer, make_person, make_topic
from threads.actions.asks import Question, put_ask
from threads.actions.gallery import batch_asks
from threads.actions.phases import move_phase, set_chairs
from threads.actions.posts import Manner, publish_post
from threads.actions.rounds import start_round
from threads.actions.seats import answer_invitation, give_back, take_chair
from threads.actions.setups import Setup
from threads.models import Prompt
from threads.models.posts import Lane
from threads.queries.topics import topic_for

LONG_AGO = "2020-01-01T00:00Z"


@pytest.fixture
def scripts() -> bool:
    """These tests need scripts: axe is one."""
    return True


@pytest.fixture(params=["usual", "extreme"])
def long(request) -> bool:
    return request.param == "extreme"


class Running:
    """Ada's fishbowl with a round, a line, notes and questions of the gallery."""

    def __init__(self, cast, hall, *, long: bool) -> None:
        self.cast, self.long = cast, long
        panel = (cast.mira, cast.ben, *(self.person() for _ in range(8 if long else 0)))
        setup = Setup("fishbowl", (*(one.username for one in panel), "ola"))
        texts = [self.words("What helps?", 280), self.words("What hinders?", 280)]
        title = self.words("Dogs on the commons", 200)
        self.topic = make_topic(cast.ada, hall, title=title, prompts=texts, setup=setup)
        for one in panel:
            self.do(answer_invitation, one, accept=True)

    def begin(self) -> None:
        """The panel begins, chairs are taken, others wait, and the gallery listens."""
        cast, ada = self.cast, as_viewer(self.cast.ada)
        self.do(move_phase, cast.ada, "panel", self.words("We begin.", 500))
        self.do(set_chairs, cast.ada, 3 if self.long else 1)
        self.speaker, *line = (self.person() for _ in range(12 if self.long else 4))
        for one in (self.speaker, *line):
            self.do(take_chair, one)
        self.waiting = line[-1]
        self.say(self.speaker, "I walk there.")
        self.say(cast.kit, "Listening.")
        self.say(cast.mo, "Breathe.", Manner(as_moderator=True))
        asks = [
            put_ask(as_viewer(cast.kit), self.now(), Question(None, self.words(text, 500)))
            for text in ("And lambs?", "Who mends the gate?")
        ]
        batch_asks(ada, self.now(), [asks[0].pk], self.words("The gallery asks:", 900))
        prompt = Prompt.objects.filter(topic=self.topic).order_by("position").first()
        start_round(ada, self.now(), prompt_id=prompt.pk)
        self.say(cast.mira, "My turn.")

    def person(self):
        name = self.words("Somebody Usual", 60) if self.long else ""
        return make_person(display_name=name, date_joined=LONG_AGO)

    def now(self):
        return topic_for(as_viewer(self.cast.ada), self.topic.pk)

    def do(self, act, person, *facts, **more):
        return act(as_viewer(person), self.now(), *facts, **more)

    def say(self, person, text: str, manner: Manner | None = None) -> None:
        said = self.words(text, 2000)
        publish_post(as_viewer(person), self.now(), said, manner=manner or Manner())

    def words(self, usual: str, length: int) -> str:
        """The usual words, or as long as they may be."""
        return most(f"{UNBROKEN} {ARABIC}", length) if self.long else usual

    @property
    def base(self) -> str:
        return self.topic.get_absolute_url()

    @property
    def acts(self) -> str:
        return f"/t/{self.topic.pk}/"


@pytest.fixture
def running(cast, hall, long) -> Running:
    return Running(cast, hall, long=long)


@pytest.mark.shows(
    "components/fishbowl.html",
    "components/round.html",
    "threads/_usual_forms.html",
    "threads/fishbowl_balance.html",
    "threads/fishbowl_desk.html",
    "threads/gallery_questions.html",
    "threads/phase.html",
)
def test_as_its_host(running, cast, visit, look):
    page = visit(cast.ada)
    desk = f"{running.acts}fishbowl/"
    look.walk(page, [running.base, desk, f"{running.acts}phase/?to=panel"])
    running.begin()
    steps = [f"{running.acts}phase/?to={to}" for to in ("open_floor", "closed")]
    pages = [running.base, f"{running.base}?lane=gallery", desk, *steps]
    pages += [f"{running.acts}{name}/" for name in ("questions", "balance", "panel")]
    look.walk(page, [*pages, "/topics/new/?kind=fishbowl"])


@pytest.mark.shows("threads/fishbowl_hold.html", "threads/chair_give.html")
def test_as_those_who_take_part(running, cast, visit, look, guard):
    guard.allow(409, 422)
    look.walk(visit(cast.ola), [running.base])
    running.begin()
    speaker = visit(running.speaker)
    look.walk(speaker, [running.base, f"{running.acts}balance/"])
    look.walk(visit(running.waiting), [running.base])
    giver = visit(cast.ben)
    look.walk(giver, [running.base])
    look.afresh()
    give = giver.locator("form[action$='chair/give/'] button").first
    give.evaluate("it => { it.value = 'nobody-here'; it.click(); }")
    giver.wait_for_url("**/chair/give/")
    look.here(giver, "chair/give/")
    speaker.goto(running.base)
    running.do(give_back, running.speaker)
    look.afresh()
    speaker.locator("#reply").evaluate("it => { it.value = 'Too late.'; it.form.submit(); }")
    speaker.wait_for_url("**/reply/")
    look.here(speaker, "reply/")


def test_as_a_moderator(running, cast, visit, look):
    running.begin()
    page = visit(cast.mo)
    look.afresh()
    page.goto(f"{running.acts}fishbowl/")
    for summary in page.locator("main summary").all():
        summary.click()
    look.here(page, "the desk of a moderator, unfolded")


def test_as_a_guest_in_each_phase(running, cast, visit, look):
    page = visit()
    look.walk(page, [running.base])
    running.begin()
    look.walk(page, [running.base, f"{running.base}?lane=gallery", "/?kind=fishbowl"])
    running.do(move_phase, cast.ada, "open_floor")
    running.say(cast.kit, "On the floor.", Manner(lane=Lane.FLOOR))
    look.walk(page, [running.base])
    running.do(move_phase, cast.ada, "closed", running.words("We keep it so.", 500))
    look.walk(page, [running.base, "/?kind=fishbowl"])
