"""Fishbowls that run stand above the list of the home page."""

import re

import pytest

from tests.make import as_viewer, make_person, make_reply, make_topic
from threads.actions.curation import archive_topic, close_topic, pin_topic, unlist_topic
from threads.actions.moving import merge_topics
from threads.actions.setups import Setup
from threads.models import Fishbowl, Prompt, Topic

ALL = 'href="/?state=open&amp;kind=fishbowl"'


@pytest.fixture
def make_bowl(cast, hall):
    """A fishbowl of Ada's in which the panel talks."""

    def make(title="Who waters?", phase="panel", chairs=1, category=hall, **extra) -> Topic:
        setup = Setup("fishbowl", ("ada", "mira.oday", "Grandmother Aurora"))
        topic = make_topic(cast.ada, category, title=title, setup=setup, **extra)
        free = chairs if phase == "panel" else 0
        row = Fishbowl.objects.filter(topic=topic)
        row.update(phase=phase, open_chairs=chairs, free_chairs=free)
        return topic

    return make


def running(client, url="/") -> list[str]:
    """The cards above the list."""
    page = client.get(url).content.decode()
    section = re.search(r'<section class="running".*?</section>', page, re.DOTALL)
    if not section:
        assert "Running fishbowls" not in page
        return []
    assert page.index('id="list"') < section.start() < page.index('<ol class="rows"')
    return re.findall(r'<li class="card">.*?</li>', section[0], re.DOTALL)


def titles(client, url="/") -> list[str]:
    return [re.search(r"<h3.*?><a .*?>(.*?)</a></h3>", card)[1] for card in running(client, url)]


def test_a_card_says_what_goes_on_and_has_one_link(cast, make_bowl, guest):
    topic = make_bowl(chairs=2, prompts=["One?", "Two?"], sealed=[1])
    plain, sealed = Prompt.objects.filter(topic=topic).order_by("position")
    make_reply(cast.ben, topic, "Aloud", prompt_ids=[plain.pk])
    make_reply(cast.ola, topic, "Under the seal", prompt_ids=[sealed.pk])
    (card,) = running(guest)
    words = " ".join(re.sub("<.*?>", " ", card).split())
    # Who answered under a seal is no voice yet.
    assert words == "Who waters? Panel · 2 open chairs 2 questions 2 voices"
    assert re.findall('href="(.*?)"', card) == [topic.get_absolute_url()]
    assert card.count('class="seat"') == 3
    assert card.count('class="chair"') == 2
    assert titles(guest, "/?page=1") == ["Who waters?"]


def test_only_what_runs_and_everybody_finds(cast, hall, make_bowl, guest, sign_in):
    mo = as_viewer(cast.mo)
    make_topic(cast.ada, hall, prompts=["One?"])
    make_topic(cast.ada, hall, setup=Setup("recap", ("mira.oday",)))
    make_bowl(phase="closed")
    close_topic(mo, make_bowl(), "Enough")
    archive_topic(mo, make_bowl(), "Old")
    unlist_topic(mo, make_bowl(), "Not for all")
    merge_topics(mo, make_bowl(), "Same", target=make_topic(cast.ada, hall))
    for client in (guest, sign_in(cast.ada), sign_in(cast.mo)):
        assert running(client) == []
    for phase in ("gathering", "open_floor"):
        make_bowl(phase.title(), phase)
    assert titles(guest) == ["Open_Floor", "Gathering"]


def test_three_at_most_and_the_way_to_all(make_bowl, cast, guest):
    first = make_bowl("First")
    assert titles(guest) == ["First"]
    assert ALL not in guest.get("/").content.decode().split('<nav class="filters"')[0]
    for name in ("Second", "Third", "Fourth"):
        make_bowl(name)
    assert titles(guest) == ["Fourth", "Third", "Second"]
    # What is pinned stands here when its turn has come, like any other.
    pin_topic(as_viewer(cast.mo), first, pin="site")
    assert titles(guest) == ["Fourth", "Third", "Second"]
    # What is said in the gallery moves it nowhere, what is said in the bowl does.
    make_reply(cast.ben, first)
    assert titles(guest) == ["Fourth", "Third", "Second"]
    make_reply(cast.ada, first)
    assert titles(guest) == ["First", "Fourth", "Third"]
    page = guest.get("/").content.decode()
    assert f"<a {ALL}>All running fishbowls</a>" in page
    # Each stands in the list as well, the pinned one on top of it.
    rows = re.findall(r'<h2 class="row-title"><a .*?>(.*?)</a>', page)
    assert rows == ["First", "Fourth", "Third", "Second"]
    assert page.count(">pinned<") == 1


def test_above_the_whole_list_alone(make_bowl, cast, hall, guest, sign_in):
    make_bowl()
    for _ in range(30):
        make_topic(cast.ada, hall)
    mo = sign_in(cast.mo)
    urls = ("/?page=2", "/?state=open", "/?kind=fishbowl", "/?waiting=1", "/?select=1", "/c/hall/")
    assert [url for url in urls if running(mo, url)] == []
    assert titles(mo) == ["Who waters?"]


def test_who_may_not_read_it_does_not_find_it(make_bowl, cast, quiet_room, guest, sign_in):
    make_bowl("Hushed bowl", category=quiet_room)
    for client in (guest, sign_in(cast.ben), sign_in(cast.mo)):
        assert running(client) == []
        assert "Hushed" not in client.get("/").content.decode()
    assert titles(sign_in(cast.mira)) == ["Hushed bowl"]


def test_a_long_title_is_cut(make_bowl, guest):
    make_bowl("W" * 200)
    assert titles(guest) == ["W" * 89 + "…"]


def test_people_are_counted_once(make_bowl, cast, guest):
    topic = make_bowl()
    for person in (cast.ben, cast.ben, make_person()):
        make_reply(person, topic)
    assert "3 voices" in running(guest)[0]
