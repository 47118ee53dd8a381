"""Two people press at the same instant, through real connections (domain §5, scenario 14)."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from accounts.models import User
from tests.make import as_viewer, make_category, make_person, make_topic
from tests.test_races import at_once, browser_of
from threads.actions import seats
from threads.actions.phases import move_phase
from threads.actions.setups import Setup
from threads.models import Hand, Post, Seat
from threads.models.fishbowls import HandState, SeatKind, SeatState

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = {"date_joined": timezone.now() - timedelta(days=400)}


@pytest.fixture
def panel():
    """A fishbowl in which the panel talks, with one open chair."""
    ada, mira = make_person("ada"), make_person("mira")
    topic = make_topic(ada, make_category("hall"), setup=Setup("fishbowl", ("mira",)))
    seats.answer_invitation(as_viewer(mira), topic, accept=True)
    move_phase(as_viewer(ada), topic, "panel")
    return topic


def told(answer) -> str:
    return str(next(iter(get_messages(answer.wsgi_request))))


def test_14_two_reach_for_the_chair_at_the_same_instant(panel):
    people = [make_person(**LONG_AGO) for _ in range(4)]
    url = f"/t/{panel.pk}/chair/take/"
    browsers = [browser_of(person) for person in people]
    answers = at_once(*[lambda b=browser: b.post(url) for browser in browsers])
    assert {answer.status_code for answer in answers} == {302}
    seat = Seat.objects.get(kind=SeatKind.OPEN, state=SeatState.SEATED)
    words = dict(zip((person.pk for person in people), map(told, answers), strict=True))
    assert words.pop(seat.person_id) == "You sit in the bowl now."
    name = next(person.name for person in people if person.pk == seat.person_id)
    assert all(said.startswith(f"{name} was faster.") for said in words.values())
    assert f"{name} was faster. You are next in line." in words.values()
    assert Hand.objects.filter(state=HandState.RAISED).count() == 3
    # The same press again changes nothing.
    at_once(*[lambda b=browser: b.post(url) for browser in browsers])
    assert Seat.objects.filter(kind=SeatKind.OPEN).count() == 1
    assert Hand.objects.count() == 3


def test_one_person_presses_twice_at_once(panel):
    browser = browser_of(make_person(**LONG_AGO))
    answers = at_once(*[lambda: browser.post(f"/t/{panel.pk}/chair/take/")] * 4)
    assert {told(answer) for answer in answers} == {"You sit in the bowl now."}
    assert Seat.objects.filter(kind=SeatKind.OPEN).count() == 1


def test_a_text_and_the_loss_of_the_chair_at_once(panel):
    """Whoever comes first: the text stands, or it is shown again; it is never gone."""
    speaker = make_person("ben", **LONG_AGO)
    seats.take_chair(as_viewer(speaker), panel)
    ben, ada = browser_of(speaker), browser_of(User.objects.get(pk=panel.author_id))
    said, freed = at_once(
        lambda: ben.post(f"/t/{panel.pk}/reply/", {"body": "My whole text", "lane": "bowl"}),
        lambda: ada.post(f"/t/{panel.pk}/chair/free/", {"person": "ben", "reason": "Time"}),
    )
    assert freed.status_code == 302
    stands = Post.objects.filter(source="My whole text", lane="bowl").count()
    assert (said.status_code, stands) in {(302, 1), (409, 0)}
    assert stands or "My whole text</textarea>" in said.content.decode()
