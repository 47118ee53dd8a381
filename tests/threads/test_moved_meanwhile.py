"""Who writes at the moment in which somebody moves or merges, and what a move does not tell."""

import pytest

from accounts.policies import LostRace
from tests.make import as_viewer, make_category, make_circle, make_person, make_topic
from tests.test_races import browser_of
from threads.actions.counters import differences
from threads.actions.curation import move_topic
from threads.actions.moving import merge_topics
from threads.actions.posts import publish_post
from threads.models import HeldPost, Post, Topic

pytestmark = pytest.mark.django_db(transaction=True)


def seen(topic) -> Topic:
    """The topic as a request fetched it."""
    return Topic.objects.select_related("category").get(pk=topic.pk)


@pytest.fixture
def hall():
    return make_category("hall")


@pytest.fixture
def quiet():
    return make_category("quiet-room", "circles", make_circle("Quiet", make_person("ada")))


@pytest.fixture
def root():
    return as_viewer(make_person("root", is_staff=True, is_superuser=True))


@pytest.mark.parametrize("holds", ["nothing", "posts"])
@pytest.mark.parametrize("change", ["move", "merge"])
def test_who_writes_while_a_topic_is_moved_or_merged_is_told(hall, quiet, root, holds, change):
    topic = make_topic(make_person(), hall)
    hall.holds = holds
    hall.save()
    ben, fetched = as_viewer(make_person("ben")), seen(topic)
    if change == "move":
        move_topic(root, topic, "Here it is safe", category=quiet)
    else:
        merge_topics(root, topic, "The same", target=make_topic(make_person("lea"), quiet))
    with pytest.raises(LostRace):
        publish_post(ben, fetched, "What I say")
    assert not Post.objects.filter(author_id=ben.id).exists()
    assert not HeldPost.objects.exists()
    assert list(differences()) == []


def test_who_writes_where_nothing_was_moved_is_heard(hall, quiet, root):
    topic = make_topic(make_person(), hall)
    ben = as_viewer(make_person("ben"))
    assert publish_post(ben, seen(topic), "What I say").post
    hall.holds = "posts"
    hall.save()
    assert publish_post(ben, seen(topic), "What I say").held


def test_the_reason_of_a_move_from_a_place_stays_with_its_readers(hall, quiet, root):
    ada, topic = quiet.circles.get().people.get(), None
    topic = make_topic(ada, quiet)
    move_topic(root, topic, "Because of Ada's illness", category=hall)
    for person, reads in ((ada, True), (make_person("ben"), False)):
        browser = browser_of(person)
        export = b"".join(browser.get("/moderation/log/export/").streaming_content).decode()
        pages = [
            browser.get(url).content.decode()
            for url in ("/moderation/log/", f"{topic.get_absolute_url()}")
        ]
        assert "move" in export
        assert [("illness" in page) for page in (*pages, export)] == [reads] * 3
