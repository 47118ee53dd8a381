"""Ten thousand follow a topic: what a reply costs, what telling them needs, and a worker that is
killed again and again. Real processes, real connections."""

import random
import sys

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from notifications.models import Announcement, Mail, Notice
from notifications.tasks import deliver
from tests.conftest import make_cast
from tests.make import make_category, make_topic
from tests.notifications.workers import wait_until, workers
from tests.test_races import browser_of
from threads.models import Follow, Post, TopicReader

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]
MANY, FEW, KILLS = 10_000, 100, 10
MEGABYTE = 1024 * 1024


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def topic(cast):
    topic = make_topic(cast.ada, make_category("hall"), prompts=["Who?"])
    deliver.func()
    Notice.objects.all().delete()
    TopicReader.objects.all().delete()
    return topic


def crowd() -> list[User]:
    """Many people, with confirmed addresses."""
    names = (f"crowd{n}" for n in range(MANY))
    people = User.objects.bulk_create(
        (User(username=name, email=f"{name}@example.org") for name in names), batch_size=2_000
    )
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in people),
        batch_size=2_000,
    )
    return people


def follow(topic, people) -> None:
    """They watch it, every second its question and its category as well."""
    TopicReader.objects.bulk_create(
        [TopicReader(topic=topic, person=one, level="watch", why="chosen") for one in people],
        batch_size=2_000,
    )
    (prompt_id,) = topic.prompts.values_list("pk", flat=True)
    things = ({"prompt_id": prompt_id}, {"category_id": topic.category_id})
    Follow.objects.bulk_create(
        [Follow(person=one, level="watch", **thing) for one in people[::2] for thing in things],
        batch_size=2_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE threads_topicreader, threads_follow, accounts_user")


def reply(client, topic) -> Post:
    """A reply to it that answers its question."""
    (prompt_id,) = topic.prompts.values_list("pk", flat=True)
    answer = client.post(f"/t/{topic.pk}/reply/", {"body": "So it is.", "prompts": [prompt_id]})
    assert answer.status_code == 302
    return Post.objects.filter(topic=topic).latest("number")


def cost_of_reply(client, topic) -> tuple[list[str], int]:
    """The statements of a reply, and how many rows it read and wrote."""
    counted = (
        "SELECT sum(seq_tup_read + idx_tup_fetch + n_tup_ins + n_tup_upd + n_tup_del)"
        " FROM pg_stat_xact_user_tables"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(counted)
        (before,) = cursor.fetchone()
        with CaptureQueriesContext(connection) as captured:
            reply(client, topic)
        cursor.execute(counted)
        (after,) = cursor.fetchone()
        transaction.set_rollback(True)
    return [one["sql"].split(" ")[0] for one in captured], int(after - (before or 0))


def test_ten_thousand_are_told_once_each_by_a_worker_that_is_killed_ten_times(cast, topic):
    ben = browser_of(cast.ben)
    cost_of_reply(ben, topic)  # what a process does once
    statements, rows = cost_of_reply(ben, topic)
    people = crowd()
    quiet = make_topic(cast.ada, topic.category, prompts=["How?"])
    deliver.func()
    Notice.objects.all().delete()
    follow(topic, people)
    again, rows_again = cost_of_reply(ben, topic)
    assert again == statements
    assert abs(rows_again - rows) < 50, "no row is looked at for each who follows"

    post = reply(ben, topic)
    told = Notice.objects.filter(subject_id=post.pk)
    assert not told.exists()
    with workers(part=100) as running:
        for n in range(KILLS):
            at = random.randrange(n * MANY // KILLS + 1, (n + 1) * MANY // KILLS - 200)
            wait_until(lambda at=at: told.count() >= at)
            assert Announcement.objects.filter(subject_id=post.pk).exists(), "there is work left"
            running.kill()
        wait_until(lambda: not Announcement.objects.exists())
        for n in range(3):
            wait_until(lambda at=n * MANY // 4 + 1: Mail.objects.count() >= at)
            running.kill()
        to_mail = told.filter(mail=None, by_mail="at_once")
        wait_until(lambda: Mail.objects.exists() and not to_mail.exists())
    assert Mail.objects.values("recipient").distinct().count() == Mail.objects.count() == MANY
    watching = set(told.values_list("recipient", flat=True))
    assert watching == {one.pk for one in people}
    kinds = [told.filter(kind=kind).count() for kind in ("watched", "watched_prompt")]
    assert kinds == [MANY // 2, MANY // 2]
    assert told.count() == MANY

    follow_few(quiet, people)
    with workers() as running:
        assert told_by(running, ben, quiet) == FEW
        before = running.peak
        assert told_by(running, ben, topic) == MANY
        assert running.peak - before < 8 * MEGABYTE


def follow_few(topic, people) -> None:
    TopicReader.objects.filter(topic=topic).delete()
    TopicReader.objects.bulk_create(
        TopicReader(topic=topic, person=one, level="watch", why="chosen") for one in people[:FEW]
    )


def told_by(running, client, topic) -> int:
    """Reply, and let the worker tell of it; answers how many it told."""
    pid = running.pid
    post = reply(client, topic)
    wait_until(lambda: not Announcement.objects.exists())
    assert running.pid == pid
    return Notice.objects.filter(subject_id=post.pk).count()


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_notice_is_there_within_ten_seconds(is_killed, cast, topic):
    """Also when the worker dies with the task that was to wake it."""
    ben, mira = browser_of(cast.ben), browser_of(cast.mira)
    with workers() as running:
        assert 'data-unread="0"' in mira.get("/").content.decode()
        answer = ben.post(f"/t/{topic.pk}/reply/", {"body": "Dear @mira.oday"})
        assert answer.status_code == 302
        if is_killed:
            running.kill()
        took = wait_until(lambda: 'data-unread="1"' in mira.get("/").content.decode(), seconds=10)
    assert took < 10
    assert 'data-kind="mention"' in mira.get("/notifications/").content.decode()
