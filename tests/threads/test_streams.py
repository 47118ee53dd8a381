"""What stands between posts, and what stands under what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.make import as_viewer, make_reply, make_topic
from threads.models import Post
from threads.queries.topic_pages import topic_page
from threads.queries.topics import topic_for
from threads.templatetags.forum import later


@pytest.fixture
def talk(cast, hall):
    return make_topic(cast.ada, hall)


def stream(cast, topic):
    viewer = as_viewer(cast.ben)
    return topic_page(viewer, topic_for(viewer, topic.pk), 1).stream


def test_a_reply_stands_under_what_it_answers_only_right_below_it(cast, talk):
    make_reply(cast.ben, talk)  # 2
    make_reply(cast.mira, talk, reply_to=2)  # 3: right below
    make_reply(cast.ola, talk, reply_to=2)  # 4: the same one, with only replies between
    make_reply(cast.ben, talk, reply_to=3)  # 5: not the one above, nor the one all answer
    make_reply(cast.mira, talk, reply_to=1)  # 6: everybody answers the opening
    make_reply(cast.ola, talk, reply_to=6)  # 7
    make_reply(cast.ben, talk)  # 8
    indented = {item.post.number for item in stream(cast, talk) if item.post and item.is_reply}
    assert indented == {3, 4, 7}


def test_long_pauses_are_said(cast, talk, guest):
    for _ in range(3):
        make_reply(cast.ben, talk)
    now = timezone.now()
    for number, days in ((1, 500), (2, 499), (3, 400), (4, 2)):
        at = now - timedelta(days=days)
        Post.objects.filter(topic=talk, number=number).update(created_at=at)
    pauses = [item.pause for item in stream(cast, talk) if item.pause]
    assert pauses == [99, 398]
    page = guest.get(talk.get_absolute_url()).content.decode()
    assert "3 months later" in page
    assert "1 year later" in page


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (31, "1 month later"),
        (89, "2 months later"),
        (364, "12 months later"),
        (730, "2 years later"),
    ],
)
def test_pauses_in_words(days, words):
    assert later(days) == words


def test_going_to_a_number(cast, talk, guest):
    make_reply(cast.ben, talk)
    url = talk.get_absolute_url()
    assert guest.get(url, {"post": "2"}).headers["Location"] == f"{url}2/"
    assert guest.get(url, {"post": "999"}).headers["Location"] == f"{url}2/"
    assert guest.get(url, {"post": "0"}).headers["Location"] == f"{url}1/"
    for nonsense in ("-1", "first", "9" * 30):
        assert guest.get(url, {"post": nonsense}).status_code == 200
