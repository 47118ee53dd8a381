"""Ignoring a person: nothing is told of what they do, and their posts are folded."""

import pytest

from accounts.actions import profiles
from accounts.models import Ignore, User
from accounts.policies import Refusal
from notifications.models import Notice
from tests.make import (
    as_viewer,
    make_ask,
    make_person,
    make_reply,
    make_topic,
)
from threads.actions.likes import like_post
from threads.actions.posts import edit_post, hide_post
from threads.models import Follow, Post, TopicReader

pytestmark = pytest.mark.django_db
FOLDED = "You ignore ben. Show this post"


def told(person) -> list[str]:
    notices = Notice.objects.filter(recipient=person).order_by("id")
    return list(notices.values_list("kind", flat=True))


def whole(post) -> Post:
    return Post.objects.select_related("topic__category").get(pk=post.pk)


def test_nothing_is_told_of_what_they_do(cast, topic, hall, tell):
    """Of no kind; the others are told as ever."""
    Ignore.objects.create(person=cast.ada, ignored=cast.ben)
    Follow.objects.create(person=cast.ada, category=hall, level="watch")
    for person in (cast.ada, cast.mira):
        TopicReader.objects.update_or_create(
            topic=topic, person=person, defaults={"level": "watch", "why": "chosen"}
        )
    tell()
    Notice.objects.all().delete()
    mine = make_reply(cast.ada, topic)
    tell()
    Notice.objects.all().delete()
    reply = make_reply(cast.ben, topic, "@ada", reply_to=mine.number)
    make_reply(cast.ben, topic, f"> [ada](/p/{mine.pk}/) wrote:\n> words\n\nYes.")
    edit_post(as_viewer(cast.ben), whole(reply), "@ada again", version=1)
    like_post(as_viewer(cast.ben), whole(mine))
    make_ask(cast.ben, topic, cast.ada)
    make_topic(cast.ben, hall)
    tell()
    assert told(cast.ada) == []
    assert told(cast.mira) == ["watched", "watched"]
    make_reply(cast.ola, topic)
    tell()
    assert told(cast.ada) == ["watched"]


def test_what_moderators_decide_reaches_everybody(cast, topic, tell):
    tell()
    for person in (cast.kit, cast.mo):
        Ignore.objects.create(person=cast.ola, ignored=person)
    post = whole(make_reply(cast.ola, topic))
    hide_post(as_viewer(cast.kit), post, "Rude")
    tell()
    assert told(cast.ola) == ["moderation"]


def test_their_posts_are_folded_for_who_ignores_them_alone(cast, topic, sign_in):
    """The kept page of others stays as it is; names and numbers stay for all."""
    make_reply(cast.ben, topic, "Benevolent words")
    mira, url = sign_in(cast.mira), topic.get_absolute_url()
    tove = sign_in(cast.tove)
    assert FOLDED not in mira.get(url).content.decode()
    assert mira.post("/u/ben/ignore/").status_code == 302
    for _ in range(2):
        page = mira.get(url).content.decode()
        assert FOLDED in page
        assert page.index(FOLDED) < page.index("Benevolent words")
        assert FOLDED not in tove.get(url).content.decode()
    assert topic.title in mira.get("/").content.decode()
    assert "ben" in mira.get("/people/names/", {"q": "be"}).content.decode()
    mira.post("/u/ben/ignore/", {"on": "0"})
    assert FOLDED not in mira.get(url).content.decode()


def test_it_is_a_wish_that_can_be_taken_back(cast, sign_in):
    """On the profile, and in the settings, also of somebody whose account was closed since."""
    mira = sign_in(cast.mira)
    assert "You ignore nobody." in mira.get("/settings/ignored/").content.decode()
    for _ in range(2):
        answer = mira.post("/u/ben/ignore/", {"on": "1"})
        assert answer.headers["location"] == "/u/ben/"
        assert Ignore.objects.filter(person=cast.mira, ignored=cast.ben).count() == 1
    assert "You ignore ben: you hear nothing of them" in mira.get("/u/ben/").content.decode()
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert "ben" in mira.get("/settings/ignored/").content.decode()
    for _ in range(2):
        answer = mira.post("/u/ben/ignore/", {"on": "0", "back": "1"})
        assert answer.headers["location"] == "/settings/ignored/"
    assert not Ignore.objects.exists()
    assert mira.post("/u/mira.oday/ignore/").status_code == 403
    assert mira.post("/u/nobody.here/ignore/").status_code == 404
    assert "/ignore/" not in mira.get("/u/mira.oday/").content.decode()


def test_there_is_an_end_of_it(cast, monkeypatch):
    """Each request asks whom one ignores; what is ignored already stays so."""
    monkeypatch.setattr(profiles, "MOST_IGNORED", 2)
    mira = as_viewer(cast.mira)
    people = [make_person() for _ in range(3)]
    for person in people[:2]:
        profiles.ignore_person(mira, person)
    with pytest.raises(Refusal):
        profiles.ignore_person(mira, people[2])
    profiles.ignore_person(mira, people[1])
    assert as_viewer(cast.mira).ignored_ids == {person.pk for person in people[:2]}
