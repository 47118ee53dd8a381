"""Digests: who gets one and when, what stands in it, and that it tells of nothing else."""

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.actions.community import found_community
from accounts.models import Community, Ignore, User
from notifications.models import Mail, MailChoice, MailStop, Notice
from notifications.queries.digests import digest_of
from notifications.queries.letters import Dropped
from notifications.registry import Period
from notifications.tasks import digests, send_mail
from notifications.tasks.digests import letter_of_digest, queue_digests
from tests.make import as_viewer, make_ask, make_person, make_reply, make_topic
from tests.notifications.digest_reference import reference, seeded_month
from tests.test_races import at_once
from threads.actions.likes import like_post

WEEK = timedelta(days=7)


@pytest.fixture
def clock(monkeypatch):
    """Sets what time it is."""

    def at(*when, zone="Europe/Lisbon"):
        now = datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    return at


def member(handle: str, digest: str, zone: str = "Europe/Lisbon", last=None, **more) -> User:
    person = make_person(handle, time_zone=zone, date_joined=datetime(2020, 1, 1, tzinfo=UTC))
    MailChoice.objects.create(person=person, digest=digest, digest_at=last, **more)
    return person


def queued(clock, *when, zone="Europe/Lisbon") -> set[str]:
    """Whose digests are put there at this time; all of them are sent before the next."""
    clock(*when, zone=zone)
    waiting = Mail.objects.filter(state=Mail.State.WAITING)
    queue_digests()
    handles = set(waiting.values_list("recipient__username", flat=True))
    waiting.update(state=Mail.State.SENT)
    return handles


def in_parts(digest) -> dict:
    return {
        part.name: ([(line.title, line.url) for line in part.lines], part.more, part.earlier)
        for part in digest.parts
    }


# --- When -----------------------------------------------------------------------------------------


def test_once_a_day_or_a_week_from_eight_on_where_they_live(db, clock):
    last = clock(2026, 3, 27, 8, 5)
    member("daily", "daily", last=last)
    member("weekly", "weekly", last=last)
    member("usual", "", last=last)
    member("kathmandu", "daily", "Asia/Kathmandu", last=last)
    member("nowhere", "daily", "Mars/Olympus", last=last)
    for handle, more in {
        "none": {"digest": "none"},
        "off": {"digest": "daily", "is_off": True},
        "paused": {"digest": "daily", "paused_until": last + timedelta(days=2)},
    }.items():
        member(handle, last=last, **more)
    member("gone", "daily", last=last).delete()
    User.objects.filter(pk=member("closed", "daily", last=last).pk).update(is_active=False)
    User.objects.filter(pk=member("mute", "daily", last=last).pk).update(email="")
    found_community("Commons")

    assert queued(clock, 2026, 3, 27, 23, 50) == set()
    # 8:00 in Kathmandu is 2:15 in Lisbon; an unknown zone is that of the site.
    assert queued(clock, 2026, 3, 28, 2, 14) == set()
    assert queued(clock, 2026, 3, 28, 2, 15) == {"kathmandu"}
    assert queued(clock, 2026, 3, 28, 7, 59) == set()
    assert queued(clock, 2026, 3, 28, 8, 1) == {"daily", "nowhere"}
    assert queued(clock, 2026, 3, 28, 8, 16) == set()
    # The clocks are put forward: a day of 23 hours, and it is eight all the same.
    assert queued(clock, 2026, 3, 29, 7, 59) == {"kathmandu"}
    assert queued(clock, 2026, 3, 29, 8, 0) == {"daily"}
    assert queued(clock, 2026, 3, 29, 9, 10) == {"nowhere", "paused"}
    # Late by three weeks, nobody gets more than one.
    assert queued(clock, 2026, 4, 17, 13, 0) == {
        "daily", "nowhere", "paused", "kathmandu", "weekly", "usual",
    }  # fmt: skip
    keys = (
        Mail.objects.filter(recipient__username="daily")
        .order_by("pk")
        .values_list("key", flat=True)
    )
    begins = [key.split(":", 2)[2] for key in keys]
    ends = [
        mail.created_at.isoformat()
        for mail in Mail.objects.filter(recipient__username="daily").order_by("pk")
    ]
    assert begins == [last.isoformat(), *ends[:-1]], "each period begins where the last one ended"
    # Weekly ones come by the calendar of days, not by hours, so they do not wander.
    assert queued(clock, 2026, 4, 23, 23, 59) & {"weekly", "usual"} == set()
    assert {"weekly", "usual"} <= queued(clock, 2026, 4, 24, 8, 0)
    Community.objects.update(digest="none")
    cache.clear()
    assert "usual" not in queued(clock, 2026, 5, 24, 8, 0)


def test_not_in_quiet_hours_and_the_first_period(db, clock):
    found_community("Commons")
    now = clock(2026, 6, 10, 9, 0)
    late = member("late", "daily", quiet_from="22:00", quiet_until="10:30")
    young = make_person("young", date_joined=now - timedelta(days=8), time_zone="Europe/Lisbon")
    baby = make_person("baby", date_joined=now - timedelta(days=3), time_zone="Europe/Lisbon")
    assert queue_digests() == 2
    mail = Mail.objects.get(recipient=late)
    assert mail.not_before == datetime(2026, 6, 10, 10, 30, tzinfo=ZoneInfo("Europe/Lisbon"))
    assert mail.key == f"digest:{late.pk}:{(now - timedelta(days=1)).isoformat()}"
    assert Mail.objects.get(recipient=young).key.endswith((now - WEEK).isoformat())
    assert not Mail.objects.filter(recipient=baby).exists()
    # While one waits, no other is made: the next tells of everything since.
    clock(2026, 6, 12, 9, 0)
    assert not Mail.objects.filter(recipient=late).exclude(pk=mail.pk).exists()
    assert queued(clock, 2026, 6, 14, 9, 0) >= {"baby"}
    assert Mail.objects.get(recipient=baby).key.endswith((now - timedelta(days=3)).isoformat())


@pytest.mark.django_db(transaction=True)
def test_ticks_at_the_same_instant_make_one(monkeypatch):
    found_community("Commons")
    monkeypatch.setattr(digests, "HOUR", datetime.min.time())
    monkeypatch.setattr(digests, "PART", 7)
    people = [member(f"p{n}", "daily") for n in range(20)]
    made = at_once(*[queue_digests] * 4)
    assert sum(made) == len(people)
    assert Mail.objects.count() == len(people)
    assert MailChoice.objects.filter(digest_at=None).count() == 0
    assert queue_digests() == 0


# --- What -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_equals_the_slow_reference(db, seed):
    found_community("Commons")
    people, now = seeded_month(seed)
    told, names = 0, set()
    for person, days in [*product(people[seed % 2 :: 2], (1, 7, 30)), *product(people, (31,))]:
        period = Period(now - timedelta(days=days), now)
        found = in_parts(digest_of(as_viewer(person), period))
        assert found == reference(person, period), (person.username, days)
        told += sum(len(lines) for lines, _more, _earlier in found.values())
        names |= found.keys()
    assert told > 20, "the month is too quiet to compare anything"
    assert "gallery" in names


def send(person, since) -> tuple[Mail, object]:
    mail = Mail.objects.create(
        recipient=person, purpose="digest",
        key=f"digest:{person.pk}:{since.isoformat()}", created_at=timezone.now(),
    )  # fmt: skip
    return mail, made(mail)


def made(mail):
    """The letter as it is put together to be sent; None where it is dropped."""
    person = User.objects.with_rights().get(pk=mail.recipient_id)
    with translation.override(person.language or "en"):
        letter = letter_of_digest(mail, person)
    return None if isinstance(letter, Dropped) else letter


def test_a_letter_says_the_same_in_both_and_tells_nothing_twice(cast, hall, topic, mailoutbox):
    found_community("Commons <&>")
    start = timezone.now() - WEEK
    Notice.objects.all().delete()
    cited = make_reply(cast.ola, topic, "Ola speaks of <b>bold</b> & more.")
    like_post(as_viewer(cast.ben), cited)
    Notice.objects.create(
        recipient=cast.mira, kind="prompt", subject_id=topic.prompts.first().pk, actor=cast.ada,
        topic_id=0, by_mail="digest",
    )  # fmt: skip
    make_ask(cast.ben, topic, cast.mira, "What do you see?")
    User.objects.filter(pk=cast.mira.pk).update(language="de", time_zone="Asia/Tokyo")
    mail, letter = send(cast.mira, start)
    for words in ("Who leads here?", "What do you see?", "What helps?", "Commons <&>"):
        assert words in letter.text
        assert words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in letter.html
    assert letter.stops[0].scope.name == "digest"
    assert 'lang="de"' in letter.html
    lines = [line.strip("= *") for line in letter.text.splitlines() if line.strip("=-* ")]
    plain = (
        letter.html.replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#x27;", "'")
    )
    assert [line for line in lines if line.split(": ")[-1] not in plain] == []
    assert Notice.objects.get(kind="prompt").mail_id == mail.pk
    # Tried again after a failure, it says the same.
    assert made(mail) == letter
    Mail.objects.filter(pk=mail.pk).update(not_before=mail.created_at)
    send_mail()
    assert Mail.objects.get(pk=mail.pk).state == Mail.State.SENT
    (sent,) = mailoutbox
    assert sent.body == letter.text
    assert sent.extra_headers["List-Unsubscribe"].endswith(f"{letter.stops[0].url}>")
    # The next one has nothing to tell: what waits still is no news.
    _mail, nothing = send(cast.mira, mail.created_at)
    assert nothing is None
    assert not digest_of(as_viewer(cast.mira), Period(mail.created_at, timezone.now())).is_news


def test_what_is_read_or_lost_until_it_goes_is_left_out(cast, hall, topic, tell):
    found_community("Commons")
    start = timezone.now() - WEEK
    topic.cohosts.create(person=cast.ola)
    assert "Who leads here?" in send(cast.mira, start)[1].text
    MailStop.objects.create(person=cast.mira, topic_id=topic.pk)
    assert send(cast.mira, start - WEEK)[1] is None
    MailStop.objects.all().delete()
    Ignore.objects.create(person=cast.mira, ignored=cast.ada)
    assert send(cast.mira, start - 2 * WEEK)[1] is None
    Ignore.objects.all().delete()
    hall.visibility = "circles"
    hall.save()
    assert send(cast.mira, start - 3 * WEEK)[1] is None
    MailChoice.objects.create(person=cast.ben, digest="none")
    assert send(cast.ben, start)[1] is None


def test_the_page_costs_the_same_with_little_and_with_much(cast, hall, sign_in):
    found_community("Commons")
    ben, costs = sign_in(cast.ben), []
    for _size in range(2):
        for n in range(10):
            one = make_topic(make_person(), hall, prompts=["Who?"])
            make_reply(make_person(), one, f"Say @ben {n}")
            make_ask(cast.ada, one, cast.ben)
            Notice.objects.create(
                recipient=cast.ben, kind="new_topic", subject_id=one.posts.first().pk,
                actor_id=one.author_id, topic_id=one.pk, by_mail="digest",
            )  # fmt: skip
        ben.get("/settings/notices/digest/")
        with CaptureQueriesContext(connection) as captured:
            page = ben.get("/settings/notices/digest/")
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 20, costs
    assert page.status_code == 200
    assert Mail.objects.count() == 0
    assert not MailChoice.objects.filter(digest_at__isnull=False).exists()
