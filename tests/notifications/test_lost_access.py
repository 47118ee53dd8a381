"""Who loses access between the act and the telling is told nothing of it, whatever the way: by the
site, by the bell, by mail at once or each post, by a page that is open."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from notifications.models import Mail, Notice
from notifications.tasks import deliver, queue_mail
from tests.make import as_viewer, make_category, make_circle, make_reply, make_topic
from tests.notifications.posting import post as post_mail
from tests.notifications.posting import sent
from threads.actions.curation import move_topic
from threads.actions.follows import send_each_post
from threads.actions.places import change_rule
from threads.actions.posts import hide_post
from threads.models import Category, Post, Topic

pytestmark = pytest.mark.django_db
WORDS = "Unheardof words"


class Scene:
    """Ola says something in the kitchen, which Mira may read so far."""

    def __init__(self, cast, way: str) -> None:
        self.cast, self.way = cast, way
        self.circle = make_circle("Weir", cast.ola, *([cast.mira] if way == "leaves" else []))
        visibility = "circles" if way == "leaves" else "members"
        self.kitchen = make_category("kitchen", visibility, self.circle)
        self.cellar = make_category("cellar", "circles", self.circle)
        self.topic = make_topic(cast.ola, self.kitchen)
        deliver.func()
        Notice.objects.all().delete()
        self.browser = Client()
        self.browser.force_login(cast.mira)

    def say(self, words: str = "@mira.oday") -> None:
        """The act."""
        made = make_reply(self.cast.ola, self.topic, f"{words} {WORDS}")
        self.post = Post.objects.select_related("topic__category").get(pk=made.pk)

    def lose(self) -> None:
        """What comes in between."""
        root, topic = as_viewer(self.cast.root), Topic.objects.select_related("category")
        if self.way == "leaves":
            self.circle.memberships.filter(person=self.cast.mira).delete()
        elif self.way == "made private":
            change_rule(root, Category.objects.get(pk=self.kitchen.pk), "visibility", "circles")
        elif self.way == "hidden":
            hide_post(root, self.post, "Rude")
        elif self.way == "moved":
            move_topic(root, topic.get(pk=self.topic.pk), "There", category=self.cellar)
        else:
            until = timezone.now() + timedelta(days=3)
            User.objects.filter(pk=self.cast.mira.pk).update(suspended_until=until)

    def mentions(self):
        return Notice.objects.filter(recipient=self.cast.mira, subject_id=self.post.pk)

    def letters(self) -> list:
        """The mails that Mira got."""
        return [one for one in sent() if one["To"] == self.cast.mira.email]

    def sees(self) -> bool:
        """Whether a page tells Mira of it, as one, as a number, or as news of the open page."""
        pages = [self.browser.get(url).content.decode() for url in ("/notifications/", "/")]
        news = self.browser.get(f"/t/{self.topic.pk}/news/?after=1")
        told = news.status_code == 200 and news.json()["count"] > 0
        bell = 'data-unread="1"' in pages[1] + (news.json()["bell"] if told else "")
        signs = {WORDS in pages[0], 'data-kind="mention"' in pages[0], bell, told}
        assert len(signs) == 1, signs
        return signs.pop()


@pytest.fixture(params=["leaves", "made private", "hidden", "moved", "suspended"])
def scene(request, cast):
    return Scene(cast, request.param)


def test_before_it_is_told_no_notice_is_made(scene):
    scene.say()
    scene.lose()
    deliver.func()
    # Of a suspended person it waits, unseen and unsent, until they may read again.
    assert scene.mentions().exists() == (scene.way == "suspended")
    post_mail()
    assert scene.letters() == []
    assert not scene.sees()


def test_after_it_was_told_list_bell_and_open_page_are_silent(scene):
    scene.say()
    deliver.func()
    assert scene.mentions().count() == 1
    assert scene.sees()
    scene.lose()
    assert not scene.sees()


@pytest.mark.parametrize("how", ["at once", "each post"])
@pytest.mark.parametrize("when", ["told", "queued"])
def test_no_mail_goes(how, when, scene):
    """At once and by each post of a category; before it is put into the outbox, and after."""
    if how == "each post":
        send_each_post(as_viewer(scene.cast.mira), scene.kitchen, on=True)
    scene.say("@mira.oday" if how == "at once" else "")
    deliver.func()
    assert scene.mentions().count() == 1
    if when == "queued":
        queue_mail.func()
        assert Mail.objects.filter(recipient=scene.cast.mira).count() == 1
    scene.lose()
    post_mail()
    assert scene.letters() == []
    left = Mail.objects.filter(recipient=scene.cast.mira).values_list("state", flat=True)
    assert set(left) <= {"dropped"}
    assert Mail.objects.filter(recipient=scene.cast.mira).exclude(reason="").count() == len(left)


@pytest.mark.parametrize("how", ["at once", "each post"])
def test_who_keeps_access_is_mailed(how, cast):
    """The same with nothing in between: what the others find missing would have come."""
    scene = Scene(cast, "hidden")
    if how == "each post":
        send_each_post(as_viewer(cast.mira), scene.kitchen, on=True)
    scene.say("@mira.oday" if how == "at once" else "")
    deliver.func()
    post_mail()
    (letter,) = scene.letters()
    assert WORDS in letter.get_body(("plain",)).get_content()
