"""Pages that are kept, and acts of others at the same instant: real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.make import as_viewer, make_category, make_person, make_reply, make_topic
from tests.test_races import at_once
from threads.actions.likes import like_post
from threads.models import Post, TopicChange
from threads.queries.versions import version_of_lists, version_of_topic

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


@pytest.fixture
def talk(settings):
    settings.CHECK_REMEMBERED = False
    return make_topic(make_person("ada"), make_category("hall"))


def elsewhere(act):
    """Do it on a connection of its own, and wait."""
    return at_once(act)[0]


def reader(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_what_another_connection_does_shows_when_it_commits_and_not_before(talk):
    ben, url = make_person("ben"), talk.get_absolute_url()
    clients = [Client(), reader(make_person("cora"))]
    before, lists = [client.get(url).content for client in clients], Client().get("/").content
    assert "Zwqnew" not in before[0].decode()
    said, may_commit = Event(), Event()

    def say():
        try:
            with transaction.atomic():
                make_reply(ben, talk, "Zwqnew")
                said.set()
                assert may_commit.wait(timeout=10)
        finally:
            said.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        saying = pool.submit(say)
        said.wait(timeout=10)
        try:
            assert Client().get(url).content == before[0]
            assert b"Zwqnew" not in clients[1].get(url).content
            assert Client().get("/").content == lists
        finally:
            may_commit.set()
        saying.result(timeout=10)
    assert all(b"Zwqnew" in client.get(url).content for client in clients)
    assert Client().get("/").content != lists
    post = Post.objects.select_related("topic__category").get(topic=talk, number=2)
    newest = Client().get(url)
    elsewhere(
        lambda: like_post(
            as_viewer(ben), Post.objects.select_related("topic__category").get(topic=talk, number=1)
        )
    )
    assert Client().get(url).headers["ETag"] != newest.headers["ETag"]
    assert post.number == 2


def test_what_is_rolled_back_leaves_the_version_as_it_was(talk):
    ben, before = make_person("ben"), version_of_topic(talk.pk)

    def fail():
        with transaction.atomic():
            make_reply(ben, talk)
            assert version_of_topic(talk.pk) != before
            transaction.set_rollback(True)

    elsewhere(fail)
    assert version_of_topic(talk.pk) == before


def test_acts_at_one_instant_neither_wait_nor_share_a_version(talk):
    """Many note changes of one topic in transactions that are open together: each gets through
    while all others are open, each commit is a version of its own, and old rows go."""
    seen, lists = [version_of_topic(talk.pk)], [version_of_lists()]
    ready = [Event() for _ in range(MANY)]
    go = [Event() for _ in range(MANY)]

    def note(n: int):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                cursor.execute("SELECT threads_note(ARRAY[%s]::bigint[])", [talk.pk])
                ready[n].set()
                assert go[n].wait(timeout=20)
        finally:
            ready[n].set()
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        noting = [pool.submit(note, n) for n in range(MANY)]
        assert all(event.wait(timeout=20) for event in ready)
        assert version_of_topic(talk.pk) == seen[0]
        for n in (3, 0, 7, 1, 6, 2, 5, 4):
            go[n].set()
            noting[n].result(timeout=20)
            seen.append(version_of_topic(talk.pk))
            lists.append(version_of_lists())
    assert len(set(seen)) == len(seen) == MANY + 1
    assert len(set(lists)) == MANY + 1
    make_reply(make_person("ola"), talk)
    rows = TopicChange.objects.filter(topic_id=talk.pk)
    assert rows.count() <= 3
