"""What somebody has read: ranges of numbers, told in small calls, never moved backwards."""

from itertools import pairwise
from threading import Barrier, Thread

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.make import as_viewer, make_reply, make_topic
from threads.actions.readers import mark_read
from threads.models import TopicReader, ranges
from threads.queries.topics import topic_for

NUMBERS = st.sets(st.integers(1, 60))


@given(NUMBERS, st.lists(st.integers(1, 60)))
def test_ranges_say_a_set(before, more):
    said = ranges.with_numbers(ranges.with_numbers((), before), more)
    assert set(ranges.numbers(said, 100)) == before | set(more)
    assert ranges.parse(ranges.write(said)) == said
    assert all(one[1] + 1 < other[0] for one, other in pairwise(said))


@given(NUMBERS, st.integers(0, 60))
def test_the_first_that_is_missing(known, most):
    missing = [number for number in range(1, most + 1) if number not in known]
    assert ranges.first_missing(ranges.with_numbers((), known), most) == (missing or [0])[0]


@given(NUMBERS, NUMBERS, st.integers(0, 61))
def test_what_is_left_and_what_is_missing(one, other, most):
    a, b = (ranges.with_numbers((), numbers) for numbers in (one, other))
    wanted = {
        ranges.without(a, b): one - other,
        ranges.joined(a, b): one | other,
        ranges.below(a, most): {number for number in one if number < most},
        ranges.gaps(a, most): set(range(1, most + 1)) - one,
    }
    for said, numbers in wanted.items():
        assert set(ranges.numbers(said, 100)) == numbers
        assert ranges.count(said) == len(numbers)
        assert ranges.with_numbers(said, ()) == said


@given(NUMBERS, NUMBERS, st.integers(1, 90))
def test_what_was_read_keeps_its_posts_when_they_are_numbered_anew(read, before, first):
    ordered = sorted(before)
    said = ranges.renumbered(ranges.with_numbers((), read), ordered, first)
    assert set(ranges.numbers(said, 100)) == {first + ordered.index(n) for n in read & before}


@given(NUMBERS, st.integers(1, 60))
def test_the_database_reads_the_same(db_cursor, numbers, most):
    said = ranges.with_numbers((), numbers)
    db_cursor.execute(
        "SELECT lower(span), upper(span) - 1 FROM unnest("
        "int4multirange(int4range(1, %s)) - threads_ranges(%s)) AS gap(span)",
        [most + 1, ranges.write(said)],
    )
    assert tuple(db_cursor.fetchall()) == ranges.gaps(said, most)


@pytest.fixture(scope="module")
def db_cursor(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        yield cursor


@pytest.mark.parametrize("text", ["x", "1-", "-", "1-x", ",", "1,,2", "1-2-3"])
def test_what_is_no_range_is_refused(text):
    with pytest.raises(ValueError, match=r"invalid literal"):
        ranges.parse(text)


@pytest.fixture
def long_topic(cast, hall):
    topic = make_topic(cast.ada, hall)
    for _ in range(5):
        make_reply(cast.ola, topic)
    return topic


def read_of(person) -> str | None:
    return TopicReader.objects.filter(person=person).values_list("read", flat=True).first()


def test_reading_out_of_order(cast, long_topic, sign_in):
    ben = sign_in(cast.ben)
    url = f"/t/{long_topic.pk}/read/"
    assert ben.post(url, {"posts": "4-5"}).status_code == 204
    assert ben.post(url, {"posts": "1,2"}).status_code == 204
    assert read_of(cast.ben) == "1-2,4-5"
    assert f'{long_topic.get_absolute_url()}3/">First unread' in (
        ben.get(long_topic.get_absolute_url()).content.decode()
    )
    ben.post(url, {"posts": "3,6"})
    assert "First unread" not in ben.get(long_topic.get_absolute_url()).content.decode()
    make_reply(cast.ola, long_topic)
    assert f'{long_topic.get_absolute_url()}7/">First unread' in (
        ben.get(long_topic.get_absolute_url()).content.decode()
    )


def test_numbers_that_were_never_given_are_not_read(cast, long_topic, sign_in):
    sign_in(cast.ben).post(f"/t/{long_topic.pk}/read/", {"posts": "0-3,6-900"})
    assert read_of(cast.ben) == "1-3,6"


@pytest.mark.parametrize("posts", ["", "all", "1-99999999", "9" * 400])
def test_hostile_numbers_change_nothing(posts, cast, long_topic, sign_in):
    answer = sign_in(cast.ben).post(f"/t/{long_topic.pk}/read/", {"posts": posts})
    assert answer.status_code in {204, 422}
    assert not read_of(cast.ben)


def test_without_scripts_a_picture_tells_what_the_page_showed(cast, long_topic, sign_in):
    ben = sign_in(cast.ben)
    page = ben.get(long_topic.get_absolute_url()).content.decode()
    address = page.split('<noscript><img class="vh" src="')[1].split('"')[0]
    assert ben.get(address).status_code == 204
    assert read_of(cast.ben) == "1-6"


def test_opening_a_topic_alone_reads_nothing(cast, long_topic, sign_in):
    sign_in(cast.ben).get(long_topic.get_absolute_url())
    assert read_of(cast.ben) is None


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_one_instant_are_both_read(cast, long_topic):
    viewer = as_viewer(cast.ben)
    topics = [topic_for(viewer, long_topic.pk) for _ in "ab"]
    ready = Barrier(2)

    def read(topic, numbers) -> None:
        ready.wait()
        mark_read(viewer, topic, numbers)
        connection.close()

    tabs = [
        Thread(target=read, args=(topic, numbers))
        for topic, numbers in zip(topics, ([1, 2], [4, 5]), strict=True)
    ]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert read_of(cast.ben) == "1-2,4-5"
