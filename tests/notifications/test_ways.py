"""In which way somebody is told: as they chose, as the community has it, as it is shipped."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.models import OF_POST, Choice, CommunityChoice, Notice
from notifications.queries.choices import ways_of
from notifications.registry import Crowd, registry
from tests.make import as_viewer, make_person, make_reply, make_topic
from threads.actions.likes import like_post
from threads.actions.moving import merge_topics, split_topic
from threads.actions.posts import hide_post
from threads.models import CategoryByMail, Post, TopicReader

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(topic, tell):
    """Ada's, told of already."""
    tell()
    return topic


def choose(person, sort, on_site, by_mail="") -> None:
    """Somebody chooses; the community where nobody is named."""
    facts = {"sort": sort, "on_site": on_site, "by_mail": by_mail}
    if person:
        Choice.objects.create(person=person, **facts)
    else:
        CommunityChoice.objects.create(**facts)


def rows(person) -> list[tuple[str, bool, str]]:
    """What somebody was told, and in which way."""
    notices = Notice.objects.filter(recipient=person).order_by("id")
    return list(notices.values_list("kind", "on_site", "by_mail"))


def watch(topic, *people) -> None:
    for person in people:
        TopicReader.objects.create(topic=topic, person=person, level="watch", why="chosen")


@pytest.fixture
def by_mail(cast, topic, monkeypatch):
    """Ben and Tove get each post of the category by mail, as its crowd says."""
    for person in (cast.ben, cast.tove):
        CategoryByMail.objects.create(person=person, category_id=topic.category_id)
    ask = registry._crowds["post"]

    def crowd_of_post(post_id: int) -> Crowd:
        found = ask(post_id)
        people = CategoryByMail.objects.filter(category=topic.category_id)
        kinds = [kind for kind, _rows in found.followers]
        more = () if "each_post" in kinds else (("each_post", people),)
        return Crowd(
            found.subject_id, found.actor_id, found.topic_id,
            (*found.followers, *more), found.people,
        )  # fmt: skip

    monkeypatch.setitem(registry._crowds, "post", crowd_of_post)


def test_the_own_choice_goes_before_that_of_the_community(cast, topic, tell, opening_post):
    """For who is told one by one, and for a crowd; and nothing is stored where both are off."""
    people = [cast.ben, cast.mira, cast.tove, cast.kit]
    watch(topic, *people)
    for sort in ("watched", "mention"):
        choose(None, sort, True, "digest")
        choose(cast.mira, sort, False, "at_once")
        choose(cast.tove, sort, False)
        choose(cast.kit, sort, True)
    make_reply(cast.ola, topic)
    make_reply(cast.ola, topic, "@ben @mira.oday @tove @kit")
    tell()
    two = ("watched", "mention")
    assert rows(cast.ben) == [(kind, True, "digest") for kind in two]
    assert rows(cast.mira) == [(kind, False, "at_once") for kind in two]
    assert rows(cast.tove) == []
    assert rows(cast.kit) == [(kind, True, "") for kind in two]
    like_post(as_viewer(cast.ola), opening_post)
    tell()
    assert rows(cast.ada)[-1] == ("like", True, "")


def test_a_reason_that_is_off_leaves_the_next(cast, topic, tell):
    """Who wants to hear of no mention still hears of what they watch; who watches in vain still
    hears of the answer to them."""
    watch(topic, cast.ben)
    choose(cast.ben, "mention", False)
    choose(cast.ada, "watched", False)
    make_reply(cast.ola, topic, "@ben", reply_to=1)
    tell()
    assert (rows(cast.ben), rows(cast.ada)) == (
        [("watched", True, "at_once")],
        [("reply", True, "at_once")],
    )


def test_what_is_starred_cannot_be_kept_off_the_site(cast, topic, tell):
    choose(cast.ben, "moderation", False)
    post = make_reply(cast.ben, topic)
    hide_post(
        as_viewer(cast.mo), Post.objects.select_related("topic__category").get(pk=post.pk), "Rude"
    )
    tell()
    assert rows(cast.ben) == [("moderation", True, "")]


def test_each_post_by_mail_is_a_way_of_its_own(cast, topic, tell, by_mail):
    """Of somebody who hears of the post anyway it is the way of mail only."""
    watch(topic, cast.tove)
    make_reply(cast.ola, topic)
    make_reply(cast.ola, topic, "@ben")
    tell()
    assert rows(cast.ben) == [("each_post", False, "each"), ("mention", True, "each")]
    assert rows(cast.tove) == [("watched", True, "each")] * 2


def test_moving_takes_the_notices_along(cast, topic, hall, tell, opening_post):
    """Their topic is that of their subject."""
    other = make_topic(cast.ada, hall)
    post = make_reply(cast.ola, topic, "@ben")
    stays = make_reply(cast.ola, topic, "@mira.oday")
    tell()
    assert set(Notice.objects.values_list("topic_id", flat=True)) == {topic.pk}
    kit = as_viewer(cast.kit)
    made = split_topic(kit, topic, "Off topic", post_ids=[post.pk], title="Elsewhere")
    tell()
    where = dict(Notice.objects.exclude(kind="moderation").values_list("subject_id", "topic_id"))
    assert where == {post.pk: made.pk, stays.pk: topic.pk}
    merge_topics(kit, topic, "The same", target=other)
    tell()
    left = Notice.objects.filter(topic_id=topic.pk)
    assert not left.exists()
    assert Notice.objects.filter(subject_id=stays.pk, topic_id=other.pk).exists()


def test_ways_are_fetched_in_two_queries_and_are_those_of_the_statement(cast, topic, tell):
    """The same rule twice: in Python for some people, in SQL for a crowd."""
    people = [make_person() for _ in range(12)]
    watch(topic, *people)
    choose(None, "watched", False, "digest")
    ways = ("", "at_once", "digest")
    for n, person in enumerate(people[2:]):
        choose(person, "watched", n % 2 == 0, ways[n % 3])
    with CaptureQueriesContext(connection) as captured:
        found = ways_of([person.pk for person in people])
    assert len(captured) == 2
    make_reply(cast.ola, topic)
    tell()
    for person in people:
        way = found.of_kind(person.pk, "watched")
        assert rows(person) == ([] if way.is_off else [("watched", way.on_site, way.by_mail)])
    assert [found.of_kind(0, kind).is_off for kind in OF_POST] == [False] * len(OF_POST)
