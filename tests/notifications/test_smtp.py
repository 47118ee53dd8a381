"""Sending to a real SMTP server that refuses, stalls, answers 4xx and 5xx, and drops connections."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from leadership_forum import env
from notifications.models import Bounce, Mail, Notice
from notifications.tasks import queue_mail, send_mail
from notifications.tasks.sending import MOST_ATTEMPTS
from tests.make import make_category, make_person, make_reply, make_topic
from tests.notifications.smtp_server import Server

DAY = timedelta(days=1)
ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings):
    with_fates = Server()
    with_fates.start()
    mailer = env.mailer(with_fates.url)
    mailer["OPTIONS"] |= {"timeout": 0.5, "final_timeout": 0.5}
    settings.MAILERS = {"default": mailer}
    yield with_fates
    if not with_fates.loop.is_closed():
        with_fates.stop()


def make_mails(number: int) -> list[Mail]:
    """Letters to so many people, all due."""
    author = make_person()
    topic = make_topic(author, make_category())
    mails = []
    for _ in range(number):
        person = make_person()
        post = make_reply(author, topic)
        mail = Mail.objects.create(
            recipient=person, purpose="notices", topic_id=topic.pk, key=f"k{post.pk}"
        )
        Notice.objects.create(
            recipient=person, actor=author, kind="watched", subject_id=post.pk, topic_id=topic.pk,
            by_mail="at_once", mail=mail,
        )  # fmt: skip
        mails.append(mail)
    return mails


def send_all(turns: int = 1) -> None:
    for _ in range(turns):
        send_mail()
        Mail.objects.filter(state="waiting").update(not_before=timezone.now())


ONE = {
    "": ("sent", "", 1),
    "refuse": ("waiting", "SMTPServerDisconnected", 0),
    "mail4": ("waiting", "421 4.3.2 Going down", 0),
    "stall": ("waiting", "SMTPServerDisconnected", 0),
    "rcpt4": ("waiting", "450 4.2.1 The mailbox is busy", 0),
    "rcpt5": ("failed", "550 5.7.1 Relaying denied", 0),
    "gone": ("failed", "550 5.1.1 No such person here", 0),
    "data4": ("waiting", "452 4.3.1 No room", 0),
    "drop": ("waiting", "SMTPServerDisconnected", 0),
    "text4": ("waiting", "451 4.3.0 Come back later", 0),
    "text5": ("failed", "554 5.7.1 We do not like these words", 0),
    "lost": ("unconfirmed", "The server did not say", 1),
    "mute": ("unconfirmed", "The server did not say", 1),
    "odd": ("unconfirmed", "The server did not say", 1),
}


def test_what_each_answer_means(server, caplog):
    """Each by itself, and the one after it goes its way."""
    mails = dict(zip(ONE, make_mails(len(ONE)), strict=True))
    for fate, mail in mails.items():
        Mail.objects.exclude(pk=mail.pk).filter(state="waiting").update(
            not_before=timezone.now() + timedelta(hours=9)
        )
        Mail.objects.filter(pk=mail.pk).update(not_before=timezone.now())
        server.fate = lambda fate=fate: fate
        send_mail()
        mail.refresh_from_db()
        state, reason, taken = ONE[fate]
        assert (fate, mail.state) == (fate, state)
        assert mail.reason.startswith(reason), fate
        assert bool(mail.reason) == bool(reason)
        assert server.taken[mail.message_id] == taken
        assert (mail.lease, mail.leased_until) == ("", None)
        assert (mail.ended_at is None) == (state == "waiting")
    gone = User.objects.get(pk=mails["gone"].recipient_id)
    assert list(Bounce.objects.values_list("address", "words")) == [
        (gone.email, "550 5.1.1 No such person here")
    ]
    assert Notice.objects.get(kind="system").recipient_id == gone.pk
    server.fate = str
    before = Counter(server.taken)
    Mail.objects.filter(state="waiting").update(not_before=timezone.now())
    send_mail()
    waiting = [fate for fate, (state, _r, _t) in ONE.items() if state == "waiting"]
    assert server.taken - before == Counter(
        Mail.objects.get(pk=mails[fate].pk).message_id for fate in waiting
    )
    assert set(server.taken.values()) == {1}
    assert not Mail.objects.filter(state__in=("waiting", "handing_over")).exists()


def test_a_server_that_is_away_is_tried_later_and_later(server, caplog):
    (mail,) = make_mails(1)
    server.stop()
    pauses = []
    for _ in range(MOST_ATTEMPTS):
        Mail.objects.update(not_before=timezone.now())
        send_mail()
        mail.refresh_from_db()
        pauses.append(round((mail.not_before - timezone.now()).total_seconds() / 60))
    assert pauses[:4] == [1, 2, 4, 8]
    assert max(pauses) == 240
    assert mail.state == "failed"
    assert mail.reason.startswith("ConnectionRefusedError")
    assert not Mail.objects.filter(state="sent").exists()


def test_one_connection_serves_many_and_its_end_concerns_one(server, caplog):
    make_mails(6)
    fates = iter(["", "", "drop", "", "", ""])
    server.fate = lambda: next(fates)
    send_mail()
    assert server.connections == 2
    assert Counter(Mail.objects.values_list("state", flat=True)) == {"sent": 5, "waiting": 1}


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_each_arrives_once_or_says_why_not(server, seed, caplog):
    """Several senders at once, and a server that is in every mood at random."""
    chance = random.Random(seed)
    moods = [mood for mood in ONE if mood not in ("stall", "mute")] + [""] * 12
    lock = threading.Lock()

    def fate() -> str:
        with lock:
            return chance.choice(moods)

    server.fate = fate
    mails = make_mails(30)

    def sender() -> None:
        try:
            send_all(6)
        finally:
            connections.close_all()

    senders = [threading.Thread(target=sender) for _ in range(3)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    server.fate = str
    send_all(2)
    assert not Mail.objects.filter(state__in=("waiting", "handing_over")).exists()
    for mail in Mail.objects.all():
        times = server.taken[mail.message_id]
        if mail.state == "sent":
            assert times == 1
        elif mail.state == "failed":
            assert (times, mail.reason[0]) == (0, "5")
        else:
            assert mail.state == "unconfirmed"
            assert (times, mail.reason[:10]) == (1, "The server")
    assert sum(server.taken.values()) == len(set(server.taken))
    assert Mail.objects.filter(state="sent").count() > len(mails) / 2


WORKER = """
import django
django.setup()
from notifications.tasks import queue_mail, send_mail
send_mail()
"""


def worker(server) -> subprocess.Popen:
    """A worker of its own, on the same rows and the same mail server."""
    facts = connection.settings_dict
    place = f"{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
    user = ":".join(quote(facts[name], safe="") for name in ("USER", "PASSWORD"))
    surroundings = {"MAIL_URL": server.url, "DATABASE_URL": f"postgres://{user}@{place}"}
    ours = {"DJANGO_SETTINGS_MODULE": "leadership_forum.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER], cwd=ROOT, env=os.environ | surroundings | ours,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_worker_that_is_killed_leaves_what_is_sent_once_or_unconfirmed(server):
    """Killed (SIGKILL) before the text, while it is given, and after the server took it."""
    left = {}
    make_mails(4)
    for phase in ("rcpt", "data", "text"):
        with worker(server) as process:

            def strike(at: str, phase=phase, process=process) -> None:
                if at == phase:
                    process.send_signal(signal.SIGKILL)
                    process.wait()

            server.strike = strike
            assert process.wait(60) == -signal.SIGKILL
        left[phase] = (
            Mail.objects.exclude(leased_until=None)
            .exclude(pk__in=[m.pk for m in left.values()])
            .get()
        )
    server.strike = lambda _phase: None
    assert [mail.state for mail in left.values()] == ["waiting", "handing_over", "handing_over"]
    # Nobody touches what others may still be at.
    send_mail()
    assert Counter(Mail.objects.values_list("state", flat=True)) == {
        "waiting": 1,
        "handing_over": 2,
        "sent": 1,
    }
    Mail.objects.exclude(leased_until=None).update(
        leased_until=timezone.now() - timedelta(seconds=1)
    )
    send_mail()
    after = {phase: Mail.objects.get(pk=mail.pk) for phase, mail in left.items()}
    times = {phase: server.taken[mail.message_id] for phase, mail in after.items()}
    assert {phase: mail.state for phase, mail in after.items()} == {
        "rcpt": "sent",
        "data": "unconfirmed",
        "text": "unconfirmed",
    }
    assert times == {"rcpt": 1, "data": 0, "text": 1}
    assert after["text"].reason == "The worker ended while it was handed over."
    send_all(2)
    assert sum(server.taken.values()) == 3


@pytest.mark.parametrize("is_last_try", [False, True])
def test_a_letter_that_comes_back_joins_one_that_came_meanwhile(server, is_last_try):
    """One letter about a topic waits for a person, also when another could not be handed over."""
    (mail,) = make_mails(1)

    def another() -> None:
        """Somebody who wants a mail each time is told of more just then."""
        facts = {"recipient_id": mail.recipient_id, "purpose": "notices", "key": "other"}
        Mail.objects.create(**facts, topic_id=mail.topic_id, not_before=timezone.now() + DAY)
        connections.close_all()

    def strike(phase: str) -> None:
        if phase == "data":
            told = threading.Thread(target=another)
            told.start()
            told.join()

    server.strike, server.fate = strike, lambda: "text4"
    if is_last_try:
        Mail.objects.filter(pk=mail.pk).update(attempts=MOST_ATTEMPTS - 1)
    send_mail()
    mail.refresh_from_db()
    other = Mail.objects.get(key="other")
    if is_last_try:
        assert (mail.state, other.notices.count()) == ("failed", 0)
    else:
        assert (mail.state, mail.reason) == ("dropped", "What it told is told by a later one.")
        assert other.notices.count() == 1
    assert other.state == "waiting"


def test_several_queue_at_once_and_each_is_told_once(server):
    """The letters of one part of the notices, whoever makes them; what comes late joins."""
    author, people = make_person(), [make_person() for _ in range(6)]
    topic = make_topic(author, make_category())
    posts = [make_reply(author, topic) for _ in range(5)]
    Notice.objects.bulk_create(
        Notice(
            recipient=person,
            actor=author,
            kind="watched",
            subject_id=post.pk,
            topic_id=topic.pk,
            by_mail="at_once",
        )
        for person in people
        for post in posts
    )

    def turn() -> None:
        try:
            queue_mail.func()
        finally:
            connections.close_all()

    turns = [threading.Thread(target=turn) for _ in range(4)]
    for one in turns:
        one.start()
    for one in turns:
        one.join()
    queue_mail.func()
    assert Mail.objects.count() == 6
    assert not Notice.objects.filter(mail=None).exists()
    send_all()
    Mail.objects.update(not_before=timezone.now())
    send_mail()
    assert len(server.taken) == 6
    assert all(content.count(b"/t/") >= 5 for content in server.messages)
