"""The page of a fishbowl is a fixed number of queries, however many sit, wait, take turns and note
(docs/design: budgets)."""

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.community import found_community
from accounts.queries.community import community
from accounts.remembered import COMMUNITY_KEY
from tests.make import as_viewer, make_ask, make_category, make_person, make_topic
from threads.actions.asks import Question, put_ask
from threads.actions.counters import differences, mend
from threads.actions.gallery import batch_asks
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.actions.phases import move_phase, set_chairs
from threads.actions.posts import Manner, publish_post
from threads.actions.rounds import start_round
from threads.actions.seats import answer_invitation, take_chair
from threads.actions.setups import Setup
from threads.models import Ask, Fishbowl, Hand, Post
from threads.models.posts import Lane
from threads.queries.harvests import harvest_for
from threads.queries.topics import topic_for

pytestmark = pytest.mark.django_db
LONG_AGO = "2020-01-01T00:00Z"


def old(handle: str = ""):
    return make_person(handle, date_joined=LONG_AGO)


def make_bowl(host, panel: int, chairs: int, waiting: int, notes: int):
    """A fishbowl in its panel phase with so many of each."""
    people = [old() for _ in range(panel)]
    setup = Setup("fishbowl", tuple(person.username for person in people))
    topic = make_topic(host, make_category(), prompts=["What helps?"] * 4, setup=setup)

    def now():
        return topic_for(as_viewer(host), topic.pk)

    for person in people:
        answer_invitation(as_viewer(person), now(), accept=True)
    move_phase(as_viewer(host), now(), "panel")
    set_chairs(as_viewer(host), now(), chairs)
    for _ in range(chairs + waiting):
        take_chair(as_viewer(old()), now())
    prompt = now().prompts.order_by("position").first()
    for n, person in enumerate(people):
        publish_post(
            as_viewer(person), now(), f"Bowl {n} for @{host.username}", prompt_ids=[prompt.pk]
        )
    speaker = old()
    for n in range(min(notes, 3)):
        publish_post(as_viewer(speaker), now(), f"Note {n}", manner=Manner(lane=Lane.GALLERY))
    last = Post.objects.filter(topic=topic, lane=Lane.GALLERY).last()
    for _ in range(notes - 3):
        last.pk, last.number = None, last.number + 1
        last.save(force_insert=True)
    type(topic).objects.filter(pk=topic.pk).update(last_number=last.number)
    asked = [make_ask(speaker, now(), None, f"What about {n}?").pk for n in range(2)]
    batch_asks(as_viewer(host), now(), asked[:1], "From the gallery:")
    start_round(as_viewer(host), now(), prompt_id=prompt.pk)
    facts = Facts("harvest", "Kept", "Us")
    harvest = begin_harvest(as_viewer(host), now(), facts, "It says [#2]")
    publish_harvest(as_viewer(host), harvest_for(as_viewer(host), harvest.pk), edits=1)
    assert Ask.objects.filter(topic=topic).count() == 2
    assert Hand.objects.filter(state="raised").count() >= waiting
    return topic


@pytest.fixture
def count(settings):
    found_community("Commons")
    settings.CHECK_REMEMBERED = False

    def queries(client, url: str) -> int:
        cache.delete(COMMUNITY_KEY)
        caches["pages"].clear()
        community()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200, url
        return len(captured)

    return queries


@pytest.mark.guard
def test_a_full_bowl_costs_what_a_small_one_costs(client, sign_in, count):
    """12 panelists, 3 chairs, 60 in line, a running round and 300 notes of the gallery."""
    host = old("hostess")
    small, full = make_bowl(host, 2, 1, 1, 4), make_bowl(host, 12, 3, 60, 300)
    member = sign_in(old("reader"))
    for browser, most in ((client, 7), (member, 12), (sign_in(host), 12)):
        found = {}
        for topic in (small, full):
            url = topic.get_absolute_url()
            found[topic.pk] = [
                count(browser, one) for one in (url, f"{url}?lane=gallery", f"{url}2/")
            ]
        assert found[small.pk] == found[full.pk], found
        assert max(found[full.pk]) <= most, found


def test_the_gallery_has_pages_of_its_own(client, sign_in):
    host = old("hostess")
    topic = make_bowl(host, 3, 1, 0, 45)
    url = topic.get_absolute_url()
    bowl, first, last = (
        client.get(f"{url}{more}").content.decode()
        for more in ("", "?lane=gallery", "?lane=gallery&page=3")
    )
    assert "Bowl 2 for" in bowl
    assert "Note 2" not in bowl
    assert first.count("<article id=") == 20
    assert last.count("<article id=") == 5
    assert client.get(f"{url}?lane=gallery&page=4").status_code == 404
    number = Post.objects.filter(topic=topic, lane=Lane.GALLERY).last().number
    assert f'id="post-{number}"' in client.get(f"{url}{number}/").content.decode()


def test_questions_of_the_gallery_stand_beside_its_notes(client):
    host = old("hostess")
    topic = make_bowl(host, 2, 1, 0, 3)
    put_ask(as_viewer(old()), topic_for(as_viewer(host), topic.pk), Question(None, "Who else?"))
    page = client.get(f"{topic.get_absolute_url()}?lane=gallery").content.decode()
    assert "Who else?" in page
    assert "taken up in #" in page


def test_a_count_of_free_chairs_that_is_wrong_is_found_and_mended():
    topic = make_bowl(old("hostess"), 2, 2, 0, 3)
    assert list(differences()) == []
    Fishbowl.objects.filter(topic=topic).update(free_chairs=2)
    assert [one.counter for one in differences()] == ["free_chairs"]
    mend()
    assert list(differences()) == []
    assert Fishbowl.objects.get(topic=topic).free_chairs == 0
