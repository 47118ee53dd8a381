"""Two who take a topic apart at the same instant: one result, each number once."""

import pytest

from ledger.models import Entry
from tests.make import as_viewer, make_category, make_person, make_reply, make_topic
from tests.test_races import at_once, browser_of
from threads.actions.counters import differences
from threads.actions.places import appoint_moderator
from threads.models import Post, Topic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall():
    return make_category("hall")


@pytest.fixture
def topic(hall):
    topic = make_topic(make_person("ada"), hall, title="Who leads here?")
    for _ in range(4):
        make_reply(make_person(), topic)
    return topic


@pytest.fixture
def browsers(hall):
    """Two moderators of the hall, each with a browser."""
    root = as_viewer(make_person("root", is_staff=True, is_superuser=True))
    people = [make_person(), make_person()]
    for person in people:
        appoint_moderator(root, person, hall)
    return [browser_of(person) for person in people]


def test_the_same_form_sent_twice_at_once_makes_one_topic(topic, browsers):
    ids = list(Post.objects.filter(topic=topic, number__gt=2).values_list("pk", flat=True))
    data = {"posts": ids, "title": "A new place", "reason": "Why not"}
    url = f"/moderation/topics/{topic.pk}/posts/"
    answers = at_once(*[lambda: browsers[0].post(url, data)] * 2)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Topic.objects.filter(title="A new place").count() == 1
    assert Entry.objects.filter(act="split").count() == 1
    assert list(differences()) == []


def test_of_two_who_split_the_same_posts_one_is_told(topic, browsers):
    ids = list(Post.objects.filter(topic=topic, number__gt=2).values_list("pk", flat=True))
    url = f"/moderation/topics/{topic.pk}/posts/"

    def split(n):
        return browsers[n].post(url, {"posts": ids, "title": f"Place {n}", "reason": "Why not"})

    answers = at_once(lambda: split(0), lambda: split(1))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert Topic.objects.filter(title__startswith="Place").count() == 1
    assert Entry.objects.filter(act="split").count() == 1
    assert list(differences()) == []


def test_two_topics_merged_into_each_other_become_one(topic, hall, browsers):
    other = make_topic(make_person(), hall)

    def merge(n, source, target):
        data = {"topics": source.pk, "target": target.pk, "reason": "Why not"}
        return browsers[n].post("/moderation/topics/merge/", data)

    answers = at_once(lambda: merge(0, topic, other), lambda: merge(1, other, topic))
    # Who is slower finds their topic as the target, or that it was merged meanwhile.
    statuses = [answer.status_code for answer in answers]
    assert (min(statuses), max(statuses) in {302, 409, 422}) == (302, True)
    assert Topic.objects.filter(merged_into=None).count() == 1
    assert Post.objects.filter(topic__merged_into=None).count() == 6
    assert Entry.objects.filter(act="merge").count() == 1
    assert list(differences()) == []


def test_replies_while_a_topic_is_merged_are_in_the_other_or_refused(topic, hall, browsers):
    other = make_topic(make_person(), hall)
    writers = [browser_of(make_person()) for _ in range(3)]

    def merge():
        data = {"topics": topic.pk, "target": other.pk, "reason": "Why not"}
        return browsers[0].post("/moderation/topics/merge/", data)

    def reply(browser):
        return browser.post(f"/t/{topic.pk}/reply/", {"body": "Me too"})

    acts = [lambda browser=browser: reply(browser) for browser in writers]
    answers = at_once(merge, *acts)
    assert answers[0].status_code == 302
    assert {answer.status_code for answer in answers[1:]} <= {302, 409}
    said = sum(answer.status_code == 302 for answer in answers[1:])
    numbers = Post.objects.filter(topic=other).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 6 + said + 1))
    assert not Post.objects.filter(topic=topic).exists()
    assert list(differences()) == []
