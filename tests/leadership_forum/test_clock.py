"""The clock and the worker: late, twice, three at once, killed; and what they say of themselves."""

from dataclasses import replace
from datetime import timedelta
from itertools import chain
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.db.models import Count
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.actions.community import found_community
from accounts.models import Bucket, Community, Export, User
from leadership_forum import backlog, clock
from leadership_forum.management.commands.worker import ForumWorker
from leadership_forum.models import ClockJob, Heartbeat
from ledger.models import Act, Entry
from notifications.models import Announcement, Mail, MailChoice, Notice
from notifications.tasks import deliver
from notifications.tasks.telling import MOST_ATTEMPTS
from tests.conftest import make_cast
from tests.make import as_viewer, make_ask, make_category, make_reply, make_topic, opening
from tests.test_races import at_once
from tests.threads.overdue import EXPECTED, overdue
from threads.actions.closing import close_account
from threads.actions.hosts import name_cohost
from threads.actions.likes import like_post
from threads.actions.posts import withdraw_post
from threads.actions.timers import set_timer
from threads.models import Ask, Draft, Follow, Post, Prompt, Topic

LONG_AGO = timezone.now() - timedelta(days=40)
CLOCKS = 3


@pytest.fixture
def community(transactional_db, settings, tmp_path):
    """Who is there before something becomes due; told of everything so far."""
    stores = settings.STORAGES
    place = {**stores["exports"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**stores, "exports": place}
    cast = make_cast()
    topic = make_topic(cast.ada, make_category("hall"), prompts=["Who?"])
    deliver.func()
    Notice.objects.all().delete()
    return cast, topic


# --- Each job: what makes it due, and what stands once it ran, whoever ran it how often -----------


def told(cast, topic):
    people = User.objects.bulk_create(User(username=f"crowd{n}") for n in range(40))
    Follow.objects.bulk_create(
        Follow(person=one, level="watch", category=topic.category) for one in people
    )
    for n in range(9):
        make_reply(cast.ben, topic, f"{n} @mira.oday @ada")
    make_topic(cast.ben, topic.category)
    Announcement.objects.update(due_at=LONG_AGO)

    def stands():
        kinds = Notice.objects.filter(kind__in=("mention", "new_topic")).order_by("kind")
        return [*kinds.values_list("kind").annotate(Count("id"))], Announcement.objects.count()

    return stands, ([("mention", 18), ("new_topic", 40)], 0)


def mail(cast, topic):
    """A letter for each who is told and has an address, whatever they are told how often."""
    for n in range(9):
        make_reply(cast.ben, topic, f"{n} @mira.oday @kit")
    deliver.func()

    def stands():
        mails = Mail.objects.values_list("recipient__username", "state")
        left = Notice.objects.filter(mail=None, by_mail__in=("at_once", "each"))
        return sorted(mails), left.count()

    return stands, ([(who, "waiting") for who in ("ada", "kit", "mira.oday")], 0)


def old_mail(cast, _topic):
    """What went long ago goes; what failed then waits for an admin, what went lately stays."""
    year_ago, now = timezone.now() - timedelta(days=366), timezone.now()
    ended = [("sent", year_ago)] * 9 + [("failed", year_ago), ("sent", now)]
    Mail.objects.bulk_create(
        Mail(recipient=cast.ada, purpose="post", key=str(n), state=state, ended_at=at)
        for n, (state, at) in enumerate(ended)
    )
    return Mail.objects.count, 2


def seals(_cast, topic):
    for n in range(5):
        Prompt.objects.create(
            topic=topic, text=f"Shut {n}?", position=n + 5, sealed=True, sealed_until=LONG_AGO
        )

    def stands():
        lines = Entry.objects.filter(act=Act.PROMPT_OPEN)
        return Prompt.objects.filter(sealed=True).count(), lines.count()

    return stands, (0, 5)


def sessions(_cast, _topic):
    for n in range(20):
        Session.objects.create(
            session_key=f"over{n}",
            session_data="",
            expire_date=LONG_AGO if n else timezone.now() + timedelta(days=1),
        )
    return Session.objects.count, 1


def tasks(_cast, _topic):
    """Ended ones, and one whose worker was killed."""
    DBTaskResult.objects.all().delete()
    for n in range(20):
        deliver.enqueue()
        DBTaskResult.objects.filter(started_at=None, status="READY").update(
            status="SUCCESSFUL" if n else "RUNNING", started_at=LONG_AGO, finished_at=LONG_AGO
        )
    deliver.enqueue()
    return DBTaskResult.objects.count, 1


def lost_topics(cast, topic):
    name_cohost(as_viewer(cast.ada), topic, cast.mira)
    User.objects.filter(pk=cast.ada.pk).update(is_active=False)

    def stands():
        lines = Entry.objects.filter(act=Act.HAND_OVER)
        return Topic.objects.values_list("host__username", flat=True).get(), lines.count()

    return stands, ("mira.oday", 1)


def asks_of_nobody(cast, topic):
    for _ in range(3):
        make_ask(cast.ben, topic, cast.mira)
    User.objects.filter(pk=cast.mira.pk).update(is_active=False)

    def stands():
        return [*Ask.objects.order_by("id").values_list("state", flat=True)]

    return stands, ["moot"] * 3


def asks_to_remind_of(cast, topic):
    for _ in range(4):
        make_ask(cast.ben, topic, cast.mira)
    Announcement.objects.all().delete()
    Ask.objects.update(created_at=LONG_AGO)
    return Announcement.objects.filter(occasion="reminder").count, 4


def digests_of_yesterday(cast, _topic):
    """Of what was said since the day before, for everybody for whom it is past eight."""
    found_community("Commons")
    at_noon = next(
        f"Etc/GMT{offset:+d}"
        for offset in range(-12, 13)
        if 9 <= timezone.now().astimezone(ZoneInfo(f"Etc/GMT{offset:+d}")).hour < 20
    )
    for person in (cast.ada, cast.mira):
        MailChoice.objects.create(person=person, digest="daily", digest_at=LONG_AGO)
    User.objects.update(time_zone=at_noon)
    User.objects.exclude(pk__in=[cast.ada.pk, cast.mira.pk]).update(is_active=False)

    def stands():
        mails = Mail.objects.filter(purpose="digest").order_by("recipient__username")
        return [*mails.values_list("recipient__username", flat=True)]

    return stands, ["ada", "mira.oday"]


def overdue_fishbowls(cast, topic):
    return overdue(cast, topic.category, 2), [EXPECTED] * 2


def closed_accounts(cast, topic):
    for person in (cast.ben, cast.ola):
        make_reply(person, topic)
        like_post(as_viewer(person), opening(topic))
        close_account(as_viewer(person), person)

    def stands():
        authors = Post.objects.order_by("pk").values_list("author__username", "like_count")
        return User.objects.filter(is_active=False).count(), [*authors]

    return stands, (0, [("ada", 0), (None, 0), (None, 0)])


def archives(cast, _topic):
    """Asked for; one was begun by a worker that was killed."""
    Export.objects.create(person=cast.ada)
    Export.objects.create(person=cast.ben, began_at=LONG_AGO)

    def stands():
        ready = Export.objects.filter(ready_at__isnull=False)
        return sorted(ready.values_list("person__username", flat=True)), len(set(ready))

    return stands, (["ada", "ben"], 2)


def old_archives(cast, _topic):
    Export.objects.create(person=cast.ada, ready_at=LONG_AGO, file="gone.zip")
    Export.objects.create(person=cast.ben, ready_at=timezone.now(), file="here.zip")
    return Export.objects.count, 1


def what_is_kept_no_longer(cast, topic):
    """Two drafts of 40 days, one of today, a notice, and a post that was withdrawn then."""
    found_community("Commons")
    Community.objects.update(keep_drafts=30, keep_notices=30, keep_withdrawn=30, keep_addresses=1)
    for n, at in enumerate((LONG_AGO, LONG_AGO, timezone.now())):
        Draft.objects.create(person=cast.ben, place=f"topic:{n}", body="Later", changed_at=at)
    for at in (LONG_AGO, timezone.now()):
        post = make_reply(cast.ben, topic, "Words of mine.")
        withdraw_post(as_viewer(cast.ben), post)
        Post.objects.filter(pk=post.pk).update(withdrawn_at=at)
    deliver.func()
    Notice.objects.all().delete()
    for n in range(3):
        Notice.objects.create(recipient=cast.ada, kind="like", subject_id=n, at=LONG_AGO)

    def stands():
        texts = Post.objects.exclude(withdrawn_at=None).order_by("pk").values_list("source", "html")
        left = [bool(source or html) for source, html in texts]
        return Draft.objects.count(), Notice.objects.count(), left

    return stands, (1, 0, [False, True])


def used_up_limits(_cast, _topic):
    for n, until in enumerate((LONG_AGO, LONG_AGO, timezone.now() + timedelta(hours=1))):
        Bucket.objects.create(key=f"reply:60:p{n}", until=until, window=timedelta(minutes=1))
    return Bucket.objects.count, 1


def topics_whose_time_came(cast, topic):
    """One at a time, one that was quiet for long, one that is still talked in."""
    mo, others = as_viewer(cast.mo), [make_topic(cast.ben, topic.category) for _ in range(2)]
    set_timer(mo, topic, "It is over", closes_at=timezone.now() + timedelta(days=1))
    Topic.objects.filter(pk=topic.pk).update(closes_at=LONG_AGO)
    for other in others:
        with patch("django.utils.timezone.now", return_value=LONG_AGO):
            set_timer(mo, other, "It is quiet", quiet_days=7)
    Topic.objects.filter(pk=others[0].pk).update(last_post_at=LONG_AGO)

    def stands():
        lines = Entry.objects.filter(act=Act.CLOSE, actor_id=cast.mo.pk).order_by("topic_id")
        states = Topic.objects.order_by("pk").values_list("state", flat=True)
        return [*states], [*lines.values_list("reason", flat=True)]

    return stands, (["closed", "closed", "open"], ["It is over", "It is quiet"])


SCENES = {
    "close_due_topics": topics_whose_time_came,
    "forget_buckets": used_up_limits,
    "sweep": what_is_kept_no_longer,
    "finish_closings": closed_accounts,
    "make_exports": archives,
    "forget_exports": old_archives,
    "deliver": told,
    "queue_mail": mail,
    "prune_mail": old_mail,
    "tend_fishbowls": overdue_fishbowls,
    "lift_seals": seals,
    "clear_sessions": sessions,
    "prune_tasks": tasks,
    "pass_on_lost_topics": lost_topics,
    "moot_asks": asks_of_nobody,
    "queue_digests": digests_of_yesterday,
    "remind_asks": asks_to_remind_of,
}


@pytest.mark.parametrize("job", clock.JOBS, ids=lambda job: job.name)
def test_each_job_may_run_late_twice_and_three_times_at_once(job, community):
    """A job without a scene is red."""
    stands, expected = SCENES[job.name](*community)
    assert stands() != expected
    at_once(*[job.run] * CLOCKS)
    assert stands() == expected
    at_once(*[job.run] * CLOCKS)
    assert stands() == expected


def test_of_three_clocks_each_job_is_run_by_one(transactional_db, monkeypatch):
    ran = []
    jobs = [replace(job, run=lambda name=job.name: ran.append(name)) for job in clock.JOBS]
    monkeypatch.setattr(clock, "JOBS", tuple(jobs))
    names = [job.name for job in jobs]
    claimed = at_once(*[clock.run_due] * CLOCKS)
    assert sorted(chain(*claimed)) == sorted(ran) == sorted(names)
    assert at_once(*[clock.run_due] * CLOCKS) == [[], [], []]
    ClockJob.objects.update(due_at=LONG_AGO)
    at_once(*[clock.run_due] * CLOCKS)
    assert sorted(ran) == sorted(names * 2), "late is once, not for each time that was missed"
    assert Heartbeat.objects.filter(role="clock").count() == 1


class TestTurn:
    """One turn of the clock, of a job that is due once a day."""

    @pytest.fixture
    def turn(self, db, monkeypatch):
        """Run it at a time, with what happens then; answers how often it ran so far."""
        ran = []
        start = timezone.now()

        def at(minutes, failure=None):
            def run():
                ran.append(minutes)
                if failure:
                    raise failure

            job = clock.Job("rare", timedelta(days=1), run)
            monkeypatch.setattr(clock, "JOBS", (job,))
            monkeypatch.setattr(timezone, "now", lambda: start + timedelta(minutes=minutes))
            clock.run_due()
            return len(ran)

        return at

    def test_it_runs_once_a_day(self, turn):
        assert [turn(0), turn(9), turn(60), turn(24 * 60 - 1), turn(24 * 60)] == [1, 1, 1, 1, 2]

    def test_what_failed_is_tried_again_soon_and_says_why(self, turn, caplog):
        assert turn(0, OSError("disk full")) == 1
        assert ClockJob.objects.get().error == "OSError('disk full')"
        assert [turn(9), turn(10)] == [1, 2]
        assert ClockJob.objects.get().error == ""
        assert turn(60) == 2

    def test_a_clock_that_is_killed_leaves_its_job_to_the_next(self, turn):
        with pytest.raises(KeyboardInterrupt):
            turn(0, KeyboardInterrupt())
        assert [turn(9), turn(10), turn(60)] == [1, 2, 2]


def test_a_worker_that_begins_looks_for_what_the_last_one_left(community, monkeypatch):
    """The task that woke it was lost with it; the announcement is there."""
    cast, topic = community
    make_reply(cast.ben, topic, "@mira.oday")
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    worker = ForumWorker()
    worker.batch = True

    def once():
        ForumWorker.run(worker)
        worker.running = False

    monkeypatch.setattr(worker, "run", once)
    worker.run_through_outages()
    assert Notice.objects.filter(recipient=cast.mira).count() == 1
    assert not Announcement.objects.exists()


# --- What waits, in words ------------------------------------------------------------------------


def numbers(guest) -> dict[str, str]:
    answer = guest.get("/readyz")
    assert answer.status_code == 200
    first, *lines = answer.content.decode().splitlines()
    assert first == "ready"
    return dict(line.rsplit(" ", 1) for line in lines)


@pytest.fixture
def queued(cast):
    """Work of every sort: what is due, put off, tried again, given up, failed and unknown."""
    now = timezone.now()
    facts = [(5, 0), (70, 0), (9_000, MOST_ATTEMPTS), (-60, 2), (1, 3)]
    Announcement.objects.bulk_create(
        Announcement(
            occasion="post",
            subject_id=1,
            attempts=attempts,
            due_at=now - timedelta(seconds=ago),
        )
        for ago, attempts in facts
    )
    mails = [
        ("waiting", 30, 0, None), ("waiting", 200, 1, None), ("waiting", -600, 0, None),
        ("waiting", -900, 4, None), ("handing_over", 50, 1, None), ("sent", 99, 1, 99),
        ("failed", 99, 8, 99), ("failed", 99, 8, 8 * 86_400), ("unconfirmed", 99, 1, 99),
        ("dropped", 99, 0, 99),
    ]  # fmt: skip
    Mail.objects.bulk_create(
        Mail(
            recipient=cast.ada, purpose="post", key=str(n), state=state, attempts=attempts,
            not_before=now - timedelta(seconds=ago),
            ended_at=None if ended is None else now - timedelta(seconds=ended),
        )
        for n, (state, ago, attempts, ended) in enumerate(mails)
    )  # fmt: skip
    DBTaskResult.objects.all().delete()
    deliver.enqueue()
    deliver.enqueue()
    clock.beat()


def test_readyz_says_what_waits_in_lines_that_a_program_reads(guest, queued):
    said = numbers(guest)
    ages = {name: int(said.pop(name)) for name in list(said) if name.endswith("_age_seconds")}
    assert said == {
        "announcements_due": "3", "announcements_retried": "2", "announcements_given_up": "1",
        "mails_held": "2", "mails_due": "2", "mails_retried": "2", "mails_failed": "1",
        "mails_unconfirmed": "1", "tasks_waiting": "2",
    }  # fmt: skip
    assert 70 <= ages["announcements_age_seconds"] < 100
    assert 200 <= ages["mails_age_seconds"] < 230
    assert ages["clock_age_seconds"] == 0


@pytest.mark.parametrize(("model", "time"), [(Announcement, "due_at"), (Mail, "not_before")])
def test_far_behind_is_said_and_closes_nothing(model, time, guest, queued, cast, sign_in):
    for seconds, is_far in ((-30, False), (30, True)):
        ago = timezone.now() - backlog.FAR_BEHIND - timedelta(seconds=seconds)
        model.objects.filter(**{f"{time}__lt": timezone.now()}).exclude(
            **({"attempts": MOST_ATTEMPTS} if model is Announcement else {})
        ).update(**{time: ago})
        answer = guest.get("/readyz")
        assert answer.status_code == 200
        words = answer.content.decode().splitlines()[:2]
        assert words == ["ready", "the worker is far behind"] or not is_far
        assert ("far behind" in answer.content.decode()) == is_far
        assert ("The worker is far behind" in index(sign_in(cast.root))) == is_far


def test_without_a_worker_it_is_not_ready_and_says_so_alone(guest, queued):
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=5))
    answer = guest.get("/readyz")
    assert answer.status_code == 503
    assert answer.content.decode() == "the worker gives no sign of life\n"


def test_counting_ends_and_costs_the_same(
    guest, queued, cast, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(backlog, "MOST_COUNTED", 2)
    said = numbers(guest)
    assert (said["announcements_due"], said["mails_held"], said["tasks_waiting"]) == ("2", "2", "2")
    with django_assert_num_queries(1):
        backlog.backlog()


def test_the_index_of_the_admin_says_the_same(queued, cast, sign_in):
    root = sign_in(cast.root)
    assert "not yet" not in index(root)
    ClockJob.objects.create(name="deliver")
    clock.run_due()
    page = index(root)
    for words in (
        "Last turn of the clock",
        'href="/admin/notifications/announcement/">0</a>',
        'href="/admin/notifications/mail/?state__exact=failed" class="trouble">1</a>',
        'href="/admin/notifications/mail/?state__exact=unconfirmed" class="trouble">1</a>',
        "the oldest for",
        *(f"<dt>{job.name}</dt>" for job in clock.JOBS),
    ):
        assert words in page
    for state in ("failed", "unconfirmed", "waiting"):
        assert root.get(f"/admin/notifications/mail/?state__exact={state}").status_code == 200


def index(client) -> str:
    return " ".join(client.get("/admin/").content.decode().split())
