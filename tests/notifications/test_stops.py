"""The links in a mail: they work signed out, do nothing when they are opened, and can be undone."""

import re

import pytest
from django.test import Client

from notifications.models import Choice, CommunityChoice, Mail, MailChoice, MailStop, Notice
from notifications.queries.stops import Scope, token_for
from tests.make import make_category, make_reply
from tests.notifications.posting import all_to_mail, body, post, queue, states
from threads.models import CategoryByMail

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def raw() -> Client:
    """A mail program: no cookies, and CSRF checked as for everybody."""
    return Client(enforce_csrf_checks=True)


def url_of(person, name: str, value: object = "") -> str:
    return f"/mail/stop/{token_for(person.pk, Scope(name, str(value)))}/"


def facts(person) -> list:
    """Everything that a stop could change."""
    return [
        list(MailStop.objects.filter(person=person).values_list("topic_id")),
        list(CategoryByMail.objects.filter(person=person).values_list("category_id")),
        list(Choice.objects.filter(person=person).values_list("sort", "on_site", "by_mail")),
        list(MailChoice.objects.filter(person=person).values_list("digest", "is_off")),
    ]


@pytest.fixture
def kitchen(cast):
    """A category that Ben gets by mail."""
    place = make_category("kitchen")
    CategoryByMail.objects.create(person=cast.ben, category=place)
    return place


@pytest.mark.parametrize("name", ["topic", "category", "sort", "digest", "all"])
def test_each_part_is_stopped_and_comes_again(name, cast, topic, kitchen, raw):
    value = {"topic": topic.pk, "category": kitchen.pk, "sort": "reply"}.get(name, "")
    url = url_of(cast.ben, name, value)
    before = facts(cast.ben)
    page = raw.get(url)
    assert (page.status_code, raw.head(url).status_code) == (200, 200)
    assert facts(cast.ben) == before
    assert not page.cookies
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]
    assert "ben" not in re.sub(
        r'(?s)<script.*?</script>|(href|action)="[^"]*"', "", page.content.decode()
    )
    assert "b…@e…" in page.content.decode()
    done = raw.post(url, ONE_CLICK)
    assert done.status_code == 200
    assert not done.cookies
    stopped = facts(cast.ben)
    assert stopped != before
    again = raw.post(url, ONE_CLICK).content.decode()
    assert facts(cast.ben) == stopped
    assert "This mail is stopped" in again
    back = re.search(r'name="undo" value="(\w+)"', done.content.decode())[1]
    assert "This mail comes again" in raw.post(url, {"undo": back}).content.decode()
    after = facts(cast.ben)
    after[3] = [row for row in after[3] if row != ("", False)]
    assert after == before


@pytest.mark.parametrize("was", ["at_once", "digest"])
def test_undoing_brings_back_what_was_chosen(was, cast, raw):
    Choice.objects.create(person=cast.ben, sort="like", on_site=False, by_mail=was)
    url = url_of(cast.ben, "sort", "like")
    done = raw.post(url, ONE_CLICK).content.decode()
    assert facts(cast.ben)[2] == [("like", False, "")]
    raw.post(url, {"undo": re.search(r'name="undo" value="(\w+)"', done)[1]})
    assert facts(cast.ben)[2] == [("like", False, was)]


def test_what_the_community_shows_stays_when_mail_stops(cast, raw):
    CommunityChoice.objects.create(sort="watched", on_site=False, by_mail="at_once")
    raw.post(url_of(cast.ben, "sort", "watched"), ONE_CLICK)
    assert facts(cast.ben)[2] == [("watched", False, "")]


def test_only_what_we_signed_is_heard(cast, topic, raw):
    good = url_of(cast.ben, "all")
    token = good.split("/")[3]
    for broken in (
        "x",
        token[:-1],
        f"{cast.ben.pk}.all~AAAA",
        token.replace(str(cast.ben.pk), "1", 1) + "x",
    ):
        assert raw.get(f"/mail/stop/{broken}/").status_code == 404
        assert raw.post(f"/mail/stop/{broken}/", ONE_CLICK).status_code == 404
    for nothing in ({}, {"List-Unsubscribe": "No"}, {"undo": "rm"}, {"stop": "1"}):
        assert raw.post(good, nothing).status_code == 422
    assert raw.put(good).status_code == 405
    assert not MailChoice.objects.exists()
    gone = url_of(cast.kit, "all")
    cast.kit.delete()
    assert raw.get(gone).status_code == 404


def test_it_signs_nobody_in_and_says_no_title_that_is_lost(cast, circle, secret, raw, sign_in):
    url = url_of(cast.mira, "topic", secret.pk)
    assert "Hushed matters" in raw.get(url).content.decode()
    assert raw.get("/notifications/").status_code == 302
    circle.memberships.filter(person=cast.mira).delete()
    assert "Hushed" not in raw.get(url).content.decode()
    # Somebody else who is signed in stops what the token says, not their own.
    sign_in(cast.ben).post(url, ONE_CLICK)
    assert [row.person_id for row in MailStop.objects.all()] == [cast.mira.pk]


def test_the_header_of_a_mail_stops_its_topic_and_what_waits(cast, topic, tell, raw):
    make_reply(cast.ben, topic, reply_to=1)
    tell()
    all_to_mail()
    (letter,) = post()
    url = letter["List-Unsubscribe"].strip("<>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in body(letter)
    MailChoice.objects.create(person=cast.ada, one_a_visit=False)
    make_reply(cast.ben, topic, reply_to=1)
    tell()
    all_to_mail()
    queue()
    raw.post(url.removeprefix("http://127.0.0.1:8000"), ONE_CLICK)
    assert post() == []
    assert states(cast.ada) == ["sent", "dropped"]
    make_reply(cast.ben, topic, reply_to=1)
    tell()
    all_to_mail()
    assert post() == []
    assert Mail.objects.filter(recipient=cast.ada).count() == 2


def test_a_sort_that_is_stopped_lets_go_of_what_waits(cast, topic, tell, raw):
    make_reply(cast.ben, topic, reply_to=1)
    tell()
    all_to_mail()
    queue()
    raw.post(url_of(cast.ada, "sort", "reply"), ONE_CLICK)
    assert post() == []
    assert Notice.objects.get(recipient=cast.ada).read_at is None
    assert states(cast.ada) == ["dropped"]
