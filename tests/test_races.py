"""People at the same instant: real threads, real connections, one result."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from ledger.models import Entry
from notifications.models import Notice
from notifications.tasks import deliver
from tests.make import as_viewer, make_category, make_person, make_reply, make_topic, opening
from threads.actions.counters import differences
from threads.actions.posts import StaleEdit, edit_post, hide_post, withdraw_post
from threads.models import Like, Post, PostRevision, Topic

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def at_once(*acts):
    """Run these at the same instant, each with its own connection; answers what they gave."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def talk():
    ada = make_person("ada")
    return make_topic(ada, make_category("hall"), prompts=["Who?"])


def browser_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_replies_get_dense_unique_numbers(talk):
    browsers = [browser_of(make_person()) for _ in range(MANY)]
    url = f"/t/{talk.pk}/reply/"
    answers = at_once(
        *[lambda b=b, n=n: b.post(url, {"body": f"Say {n}"}) for n, b in enumerate(browsers)]
    )
    assert {answer.status_code for answer in answers} == {302}
    numbers = Post.objects.filter(topic=talk).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, MANY + 2))
    assert list(differences()) == []


def test_double_submit_makes_one_post(talk):
    browser, form = browser_of(make_person()), {"body": "Once", "token": str(uuid4())}
    answers = at_once(*[lambda: browser.post(f"/t/{talk.pk}/reply/", form)] * MANY)
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Post.objects.filter(topic=talk, source="Once").count() == 1
    assert list(differences()) == []


def test_double_submit_makes_one_topic(talk):
    browser = browser_of(make_person())
    form = {
        "category": "hall",
        "title": "Once",
        "body": "Words",
        "prompts": ["A?"],
        "token": str(uuid4()),
    }
    answers = at_once(*[lambda: browser.post("/topics/new/", form)] * MANY)
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Topic.objects.filter(title="Once").count() == 1


def test_likes_of_many_people_all_count(talk):
    post = opening(talk)
    browsers = [browser_of(make_person()) for _ in range(MANY)]
    at_once(*[lambda b=b: b.post(f"/p/{post.pk}/like/", {"on": "1"}) for b in browsers])
    assert Post.objects.get(pk=post.pk).like_count == Like.objects.count() == MANY


def test_a_double_press_is_one_like(talk):
    post = opening(talk)
    browser = browser_of(make_person())
    answers = at_once(*[lambda: browser.post(f"/p/{post.pk}/like/", {"on": "1"})] * MANY)
    assert {answer.status_code for answer in answers} == {302}
    assert Post.objects.get(pk=post.pk).like_count == Like.objects.count() == 1


def test_taking_back_at_once_is_taking_back_once(talk):
    post = opening(talk)
    browser = browser_of(make_person())
    browser.post(f"/p/{post.pk}/like/")
    at_once(*[lambda: browser.post(f"/p/{post.pk}/like/", {"on": "0"})] * MANY)
    assert Post.objects.get(pk=post.pk).like_count == Like.objects.count() == 0


def test_of_two_edits_one_wins_and_one_is_told(talk):
    post = opening(talk)
    ada = as_viewer(User.objects.get(pk=talk.author_id))

    def edit(text):
        try:
            return edit_post(
                ada, Post.objects.select_related("topic").get(pk=post.pk), text, version=1
            )
        except StaleEdit as stale:
            return stale

    results = at_once(lambda: edit("First"), lambda: edit("Second"))
    assert sorted(isinstance(result, StaleEdit) for result in results) == [False, True]
    assert Post.objects.get(pk=post.pk).version == 2
    assert PostRevision.objects.filter(post=post).count() == 1


def test_two_moderators_hide_once(talk):
    post = opening(talk)
    moderators = [make_person(is_moderator=True) for _ in range(2)]
    at_once(*[lambda m=m: hide_post(as_viewer(m), post, "Rude") for m in moderators])
    assert Entry.objects.filter(post_id=post.pk, act="hide").count() == 1


def test_two_workers_tell_once(talk):
    ben = make_person("ben")
    for n in range(MANY):
        make_reply(ben, talk, f"Hear this {n} @ada")
    at_once(deliver.func, deliver.func, deliver.func)
    assert Notice.objects.filter(recipient=talk.author_id).count() == MANY


def test_the_same_new_tag_twice_is_one_tag(talk):
    people = [make_person() for _ in range(4)]
    form = {"category": "hall", "title": "Tagged", "body": "Words", "tags": "fresh, Fresh"}
    answers = at_once(*[lambda p=p: browser_of(p).post("/topics/new/", form) for p in people])
    assert {answer.status_code for answer in answers} == {302}
    assert Client().get("/tag/fresh/").status_code == 200


@pytest.mark.parametrize("act", ["hide", "withdraw"])
def test_hiding_while_somebody_replies_keeps_the_numbers(act, talk):
    """The act waits for the reply's lock; what it counts then must include the reply."""
    ada, mo, ben = (
        User.objects.get(pk=talk.author_id),
        make_person(is_moderator=True),
        make_person(),
    )
    post = make_reply(ada, talk)
    acts = {
        "hide": lambda: hide_post(as_viewer(mo), post, "Rude"),
        "withdraw": lambda: withdraw_post(as_viewer(ada), post),
    }
    started = Event()

    def moderate():
        try:
            started.set()
            acts[act]()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            make_reply(ben, talk)
            waiting = pool.submit(moderate)
            started.wait(timeout=10)
            wait_until_somebody_waits_for_a_lock()
        waiting.result(timeout=20)
    assert list(differences()) == []
    assert make_reply(ben, talk).number == 4


def wait_until_somebody_waits_for_a_lock():
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.02)
    pytest.fail("nobody waited")


def test_a_double_press_of_save_is_one_edit(talk):
    ada = User.objects.get(pk=talk.author_id)
    browser, url = browser_of(ada), f"/p/{opening(talk).pk}/edit/"
    form = {"body": "Said better", "version": "1"}
    answers = at_once(*[lambda: browser.post(url, form)] * 4)
    assert {answer.status_code for answer in answers} == {302}
    assert opening(talk).version == 2
