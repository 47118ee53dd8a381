"""Mail: what is queued, what a letter says, and what is left of it when it is sent."""

import pytest
from django.utils import timezone

from accounts.models import Ignore, User
from notifications.models import Bounce, Mail, MailChoice, MailStop, Notice
from notifications.tasks import send_mail
from tests.make import make_reply
from tests.notifications.posting import (
    all_to_mail,
    body,
    post,
    queue,
    states,
    words_of_html,
    words_of_text,
)


@pytest.fixture
def told(tell):
    """Tell people, each by mail."""

    def tell_by_mail() -> None:
        tell()
        all_to_mail()

    return tell_by_mail


def test_a_reply_reaches_its_person_once_whole_and_threaded(cast, topic, told):
    reply = make_reply(
        cast.ben,
        topic,
        "Ask **the gardener**.\n\n> Who leads?\n\n- one\n- [two](https://two.example/x)",
        reply_to=1,
    )
    told()
    (letter,) = post()
    assert post() == []
    assert letter["To"] == "ada@example.org"
    assert str(letter["Subject"]) == "ben replied to you: Who leads here?"
    assert letter["Message-ID"] == Mail.objects.get().message_id
    assert letter["References"] == letter["In-Reply-To"] == f"<topic-{topic.pk}@localhost>"
    text = body(letter)
    assert "Ask the gardener.\n\n> Who leads?\n\n- one\n- two <https://two.example/x>" in text
    assert f"/t/{topic.slug}/{topic.pk}/{reply.number}/" in text
    assert "<strong>the gardener</strong>" in body(letter, "html")
    assert words_of_html(body(letter, "html")) == words_of_text(text)
    assert states() == ["sent"]


def test_what_comes_while_a_letter_waits_joins_it(cast, topic, told):
    for n in range(3):
        make_reply(cast.ben, topic, f"Word {n}", reply_to=1)
        told()
        queue()
    (letter,) = post()
    assert str(letter["Subject"]) == "3 new posts in Who leads here? (ben)"
    assert [f"Word {n}" in body(letter) for n in range(3)] == [True] * 3
    assert states(cast.ada) == ["sent"]


def test_one_letter_about_a_topic_until_its_person_was_there(cast, topic, told, sign_in):
    def reply():
        make_reply(cast.ben, topic, reply_to=1)
        told()
        return len(post())

    assert [reply(), reply()] == [1, 0]
    sign_in(cast.ada).get(topic.get_absolute_url())
    assert [reply(), reply()] == [1, 0]
    MailChoice.objects.create(person=cast.ada, one_a_visit=False)
    assert [reply(), reply()] == [1, 1]


def test_what_was_read_before_the_hold_ends_is_not_sent(cast, topic, told, sign_in):
    make_reply(cast.ben, topic, reply_to=1)
    told()
    queue()
    send_mail()
    assert states() == ["waiting"]
    sign_in(cast.ada).get(topic.get_absolute_url())
    assert post() == []
    assert (states(), Mail.objects.get().reason) == (["dropped"], "They have read it meanwhile.")


DROPS = {
    "access": (
        lambda cast, circle: circle.memberships.filter(person=cast.mira).delete(),
        "They may not read",
    ),
    "hidden": (
        lambda cast, _c: Notice.objects.filter(recipient=cast.mira).update(subject_id=0),
        "They may not read",
    ),
    "ignored": (
        lambda cast, _c: Ignore.objects.create(person=cast.mira, ignored=cast.ada),
        "They may not read",
    ),
    "stopped": (
        lambda cast, _c: MailStop.objects.create(
            person=cast.mira, topic_id=Mail.objects.get().topic_id
        ),
        "no mail about this topic",
    ),
    "off": (
        lambda cast, _c: MailChoice.objects.create(person=cast.mira, is_off=True),
        "no mail at all",
    ),
    "bounced": (
        lambda cast, _c: Bounce.objects.create(address="MIRA.oday@example.org", why="bounce"),
        "takes no mail",
    ),
    "unconfirmed": (
        lambda cast, _c: cast.mira.emailaddress_set.update(verified=False),
        "no confirmed address",
    ),
    "no address": (
        lambda cast, _c: User.objects.filter(pk=cast.mira.pk).update(email=""),
        "no confirmed address",
    ),
    "closed": (
        lambda cast, _c: User.objects.filter(pk=cast.mira.pk).update(is_active=False),
        "closed or suspended",
    ),
    "suspended": (
        lambda cast, _c: User.objects.filter(pk=cast.mira.pk).update(
            suspended_until=timezone.now().replace(year=2090)
        ),
        "closed or suspended",
    ),
}


@pytest.mark.parametrize("change", DROPS)
def test_what_changes_before_sending_stops_the_mail(change, cast, circle, secret, told):
    make_reply(cast.ada, secret, "Psst @mira.oday")
    told()
    queue()
    assert states(cast.mira) == ["waiting"]
    act, reason = DROPS[change]
    act(cast, circle)
    assert post() == []
    assert states(cast.mira) == ["dropped"]
    assert reason in Mail.objects.get().reason


@pytest.mark.parametrize(
    "change", [name for name in DROPS if name not in ("access", "hidden", "ignored")]
)
def test_what_stands_before_queueing_makes_no_letter(change, cast, circle, secret, told):
    make_reply(cast.ada, secret, "Psst @mira.oday")
    told()
    Mail.objects.create(recipient=cast.ben, purpose="notices", key="x", topic_id=secret.pk)
    DROPS[change][0](cast, circle)
    queue()
    assert not Mail.objects.filter(recipient=cast.mira).exists()
    # … and it is not looked at again.
    assert not Notice.objects.filter(mail=None, by_mail="at_once").exists()
