"""Topics that close by themselves: who says so, who reads it, what the clock does about it."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.policies import Refusal
from ledger.models import Entry
from notifications.models import Notice
from notifications.tasks import deliver
from tests.make import as_viewer, make_reply
from threads.actions.curation import archive_topic, close_topic, reopen_topic
from threads.actions.timers import close_due_topics, set_timer, stop_timer
from threads.models import Topic

WHY = "By then all is said."
SET = "/moderation/topics/timer/"


def at(days: float):
    """Where the clock stands so many days from now."""
    return patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=days))


def fresh(topic) -> Topic:
    return Topic.objects.select_related("category").get(pk=topic.pk)


def lines(topic) -> list[tuple[str, int, str]]:
    entries = Entry.objects.filter(topic_id=topic.pk).order_by("id")
    return [*entries.values_list("act", "actor_id", "reason")]


def test_a_time_comes(cast, topic, guest):
    set_timer(as_viewer(cast.ada), topic, WHY, closes_at=timezone.now() + timedelta(days=2))
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert "This topic closes by itself:" in page
    assert WHY in page
    assert close_due_topics() == 0
    with at(2.1):
        assert close_due_topics() == 1
        assert close_due_topics() == 0
    now = fresh(topic)
    assert (now.state, now.closed_by_id, now.has_timer) == ("closed", cast.ada.pk, False)
    assert lines(topic) == [("timer", cast.ada.pk, WHY), ("close", cast.ada.pk, WHY)]
    assert "takes no more replies" in guest.get(topic.get_absolute_url()).content.decode()
    with pytest.raises(Refusal):
        make_reply(cast.ben, now)


def test_quiet_days_are_counted_from_the_timer_and_from_each_post(cast, topic, guest):
    Topic.objects.update(last_post_at=timezone.now() - timedelta(days=90))
    set_timer(as_viewer(cast.mo), topic, WHY, quiet_days=7)
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert "This topic closes by itself after 7 days without a new post." in page
    with at(6):
        assert close_due_topics() == 0
    make_reply(cast.ben, topic)
    Topic.objects.update(last_post_at=timezone.now() + timedelta(days=6))
    with at(8):
        assert close_due_topics() == 0
    with at(13.1):
        assert close_due_topics() == 1


def test_it_is_stopped(cast, topic, sign_in):
    set_timer(as_viewer(cast.mo), topic, WHY, quiet_days=7)
    done = sign_in(cast.ada).post("/moderation/topics/untimer/", {"topics": [topic.pk]})
    assert done.status_code == 302
    assert stop_timer(as_viewer(cast.ada), topic) is None
    with at(30):
        assert close_due_topics() == 0
    assert [line[0] for line in lines(topic)] == ["timer", "untimer"]


def test_another_takes_the_place_of_the_first(cast, topic):
    ada, soon = as_viewer(cast.ada), timezone.now() + timedelta(days=1)
    set_timer(ada, topic, "First", closes_at=soon)
    assert set_timer(ada, topic, "First", closes_at=soon) is None
    set_timer(as_viewer(cast.mo), topic, "Second", quiet_days=30)
    with at(2):
        assert close_due_topics() == 0
    with at(31):
        assert close_due_topics() == 1
    assert lines(topic)[-1] == ("close", cast.mo.pk, "Second")


@pytest.mark.parametrize("end", [close_topic, archive_topic])
def test_what_was_closed_by_hand_does_not_close_again(end, cast, topic):
    mo = as_viewer(cast.mo)
    set_timer(mo, topic, WHY, quiet_days=1)
    end(mo, topic, "Now")
    assert not fresh(topic).has_timer
    Topic.objects.update(state="open")
    with at(9):
        assert close_due_topics() == 0
    if end is close_topic:
        assert set_timer(mo, fresh(topic), WHY, quiet_days=2)
        reopen_topic(mo, topic, "Again")
    Topic.objects.update(state="closed", quiet_days=None)
    assert set_timer(mo, topic, WHY, quiet_days=1) is None


def test_it_closes_also_when_who_set_it_is_gone(cast, topic):
    set_timer(as_viewer(cast.mo), topic, WHY, quiet_days=1)
    cast.mo.delete()
    with at(2):
        assert close_due_topics() == 1
    assert fresh(topic).closed_by_id is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Give a time, or a number of days."),
        ({"closes_at": "2099-01-01T10:00", "quiet_days": "3"}, "not both"),
        ({"closes_at": "2001-01-01T10:00"}, "This moment is over"),
        ({"closes_at": "soon"}, "Enter a valid date"),
        ({"quiet_days": "0"}, "greater than or equal to 1"),
        ({"quiet_days": "99999999999"}, "less than or equal to 365"),
        ({"quiet_days": "3", "reason": ""}, "Say why"),
    ],
)
def test_broken_input_is_422(fields, sentence, cast, topic, sign_in):
    answer = sign_in(cast.ada).post(SET, {"topics": [topic.pk], "reason": WHY} | fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Entry.objects.exists()


def test_who_may(cast, topic, secret):
    for person in (cast.ben, cast.tove):
        for act in (
            lambda v: set_timer(v, topic, WHY, quiet_days=1),
            lambda v: stop_timer(v, topic),
        ):
            with pytest.raises(Refusal):
                act(as_viewer(person))


def test_the_host_is_told(cast, topic):
    deliver.func()
    Notice.objects.all().delete()
    set_timer(as_viewer(cast.mo), topic, WHY, quiet_days=1)
    with at(2):
        close_due_topics()
        deliver.func()
    notices = Notice.objects.filter(kind="moderation", recipient=cast.ada)
    assert notices.count() == 2


def test_the_database_holds_one_timer(topic):
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.update(closes_at=timezone.now(), quiet_days=1)
