"""What somebody muted stands in no list of theirs, and in everybody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.viewer import GUEST
from tests.make import as_viewer, make_topic
from threads.models import Follow, Tag, Topic, TopicReader

pytestmark = pytest.mark.django_db

MUTED = "Noise of the day"
EVERYWHERE = {"all", "category", "tag", "waiting"}


@pytest.fixture
def noise(cast, hall):
    """A topic in the hall that Ben will not want to see."""
    return make_topic(cast.ada, hall, title=MUTED, tags=["weather"], prompts=["Will it rain?"])


@pytest.fixture
def lists(client, noise):
    """Every list that holds the topic, by name, as somebody sees them."""

    def seen_by(person=None):
        if person:
            client.force_login(person)
        paths = {
            "all": "/", "category": "/c/hall/", "tag": "/tag/weather/", "waiting": "/waiting/",
        }  # fmt: skip
        return {name for name, path in paths.items() if MUTED in client.get(path).content.decode()}

    return seen_by


def mute(person, noise, what):
    """Ben mutes the topic, its category, its tag or its question."""
    if what == "topic":
        TopicReader.objects.create(topic=noise, person=person, level="mute", why="chosen")
    elif what == "category":
        Follow.objects.create(category=noise.category, person=person, level="mute")
    elif what == "tag":
        tag = Tag.objects.get(slug="weather")
        Follow.objects.create(tag=tag, person=person, level="mute")
    elif what == "prompt":
        Follow.objects.create(prompt=noise.prompts.get(), person=person, level="mute")


@pytest.mark.parametrize(
    ("what", "left"),
    [
        (None, EVERYWHERE),
        ("prompt", EVERYWHERE - {"waiting"}),
        ("topic", set()),
        # Who goes to what they muted wants to see it.
        ("category", {"category"}),
        ("tag", {"tag"}),
    ],
)
def test_what_is_muted_stands_in_no_list_of_who_muted_it(cast, noise, lists, what, left):
    """And in every one of others."""
    assert lists() == EVERYWHERE
    mute(cast.ben, noise, what)
    assert lists(cast.ben) == left
    assert lists(cast.mira) == EVERYWHERE


@pytest.mark.parametrize("what", ["category", "tag"])
@pytest.mark.parametrize(
    ("level", "why", "is_shown"),
    [
        ("watch", "chosen", True),
        ("track", "chosen", True),
        ("normal", "chosen", True),
        ("watch", "opened", True),
        ("track", "replied", False),
        ("watch", "mentioned", False),
        ("", "", False),
        ("mute", "chosen", False),
    ],
)
def test_a_topic_of_ones_own_stands_whatever_its_place(cast, noise, what, level, why, is_shown):
    """What came of itself, by a reply or a mention, goes with its category and its tags."""
    mute(cast.ben, noise, what)
    TopicReader.objects.create(topic=noise, person=cast.ben, level=level, why=why)
    assert Topic.objects.not_muted_by(as_viewer(cast.ben)).filter(pk=noise.pk).exists() is is_shown


def test_mutes_cost_no_query_and_a_guest_nothing(cast, noise, client):
    """The statement of a guest is the one that was, and a list that is made for a
    member has as many as before."""
    assert str(Topic.objects.not_muted_by(GUEST).query) == str(Topic.objects.all().query)
    client.force_login(cast.ben)
    client.get("/?state=open")
    with CaptureQueriesContext(
        connection,
    ) as before:
        client.get("/?state=open")
    for what in ("topic", "category", "tag"):
        mute(cast.ben, noise, what)
    with CaptureQueriesContext(connection) as after:
        client.get("/?state=open")
    assert len(before) == len(after)
