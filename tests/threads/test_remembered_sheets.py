"""Who reads what a sheet says, and who has a page of their own: all of them the true page."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import Community, Ignore, User
from accounts.remembered import COMMUNITY_KEY
from notifications.tasks import deliver
from tests.conftest import scene_of
from tests.make import (
    as_viewer,
    make_ask,
    make_held,
    make_person,
    make_reply,
    make_report,
    make_topic,
)
from tests.threads.stage import browser, comparable, make_stage, nothing_kept
from threads.actions.follows import follow_topic
from threads.actions.harvesters import offer_to_harvest
from threads.actions.likes import like_post
from threads.actions.posts import withdraw_post
from threads.actions.readers import mark_topic_read, mark_unread
from threads.actions.suggestions import suggest_prompt
from threads.models import (
    CoHost,
    Draft,
    HostOffer,
    Panelist,
    Post,
    PromptPass,
    Topic,
)
from threads.models.follows import Level
from threads.queries.lists import ROWS_PER_PAGE
from threads.queries.topics import topic_for
from threads.views import list_sheets, sheets

scene = scene_of(make_stage)


@pytest.fixture
def w(scene, db, settings):
    settings.CHECK_REMEMBERED = False
    return scene


def _own(w, change=None, *said) -> User:
    person = make_person("cora")
    if change:
        change(as_viewer(person), *said)
    return person


def _set(**columns):
    def person(w):
        found = _own(w)
        User.objects.filter(pk=found.pk).update(**columns)
        return found

    return person


def _with(model, **facts):
    def person(w):
        found = _own(w)
        model.objects.create(
            **{
                name: found if said == "me" else getattr(w, said, said)
                for name, said in facts.items()
            }
        )
        return found

    return person


def _posted(w, **how):
    person = _own(w)
    make_reply(person, w.topic, "My own words.", **how)
    return person


def _told(w):
    person = _own(w)
    make_reply(w.ada, w.topic, "Good morning, @cora!")
    deliver.func()
    assert as_viewer(person).waiting_kinds
    return person


def _elsewhere(w):
    make_report(w.ada, w.bowled)
    return w.tove


def _finished(w):
    return _own(w, mark_topic_read, topic_for(as_viewer(w.ben), w.topic.pk))


def _withdrawn(w):
    person = _posted(w)
    withdraw_post(
        as_viewer(person), Post.objects.select_related("topic__category").get(author=person)
    )
    return person


def _held(w):
    person = _own(w)
    make_held(person, w.topic)
    return person


def _asking(w):
    person = _own(w)
    make_ask(person, w.topic, w.mira)
    return person


def _waiting(w):
    Community.objects.update(held_first_posts=3)
    cache.delete(COMMUNITY_KEY)
    return _own(w)


def _kit(w):
    make_report(w.ada, w.post)
    return w.kit


TOMORROW = timezone.now() + timedelta(days=1)
# Who reads the topic, and whether their page is the sheet.
READERS = {
    "a reader": (_own, True),
    "who likes, keeps, watches and read all": (lambda w: w.ann, True),
    "who read a part": (lambda w: w.bob, True),
    "who wrote there": (_posted, True),
    "who is told": (_told, False),
    "who read it": (_finished, True),
    "who mutes it": (lambda w: _own(w, follow_topic, w.topic, Level.MUTE), True),
    "who is elsewhere": (_set(time_zone="Asia/Kathmandu", language="es", theme="dark"), True),
    "who marked it": (lambda w: _own(w, mark_unread, w.post), False),
    "who ignores somebody": (_with(Ignore, person="me", ignored="ola"), False),
    "who has a draft": (_with(Draft, person="me", place="place", body="Begun", seq="one"), False),
    "who has a text that waits": (_held, False),
    "whose first posts wait": (_waiting, False),
    "who is silenced": (_set(silenced_until=TOMORROW, silenced_reason="Rude"), False),
    "whose first post waits": (_set(first_waits=True), False),
    "who moderates elsewhere": (_elsewhere, False),
    "who moderates here": (_kit, False),
    "a moderator": (lambda w: w.mo, False),
    "an admin": (lambda w: w.root, False),
    "the host": (lambda w: w.ada, False),
    "a co-host": (_with(CoHost, topic="topic", person="me"), False),
    "who offers to host": (_with(HostOffer, topic="topic", person="me"), False),
    "who sits on a panel": (_with(Panelist, name="C", topic="topic", person="me", position="one"), False),
    "who asks": (_asking, False),
    "who is asked": (lambda w: w.mira, False),
    "who offers to harvest": (lambda w: _own(w, offer_to_harvest, w.topic), False),
    "who is cited, and was hidden": (lambda w: w.ola, False),
    "who passed": (_with(PromptPass, prompt="prompt", person="me"), False),
    "who suggests a question": (lambda w: _own(w, suggest_prompt, w.topic, "And why?"), False),
    "who answered": (lambda w: _posted(w, prompt_ids=[w.prompt.pk]), False),
    "who withdrew": (_withdrawn, False),
}  # fmt: skip


@pytest.mark.parametrize("who", READERS)
def test_everybody_reads_what_the_whole_page_says(who, w):
    make, is_sheet = READERS[who]
    w.place, w.one = f"topic:{w.topic.pk}", 1
    browser(w.bob).get(url := w.topic.get_absolute_url())
    client = browser(make(w))
    for one in (url, f"{url}2/") if is_sheet else (url,):
        with patch.object(sheets, "_filled", wraps=sheets._filled) as filled:
            page = client.get(one)
        assert filled.called == is_sheet
        with nothing_kept():
            assert comparable(page) == comparable(client.get(one))
        assert page.status_code == 200


def numbered(w, number: int) -> Post:
    return Post.objects.select_related("topic__category").get(topic=w.topic, number=number)


def test_the_second_page_is_a_sheet_of_its_own(w):
    for _n in range(22 - Topic.objects.get(pk=w.topic.pk).last_number):
        make_reply(w.ben, w.topic)
    client, url = browser(w.ann), w.topic.get_absolute_url()
    like_post(as_viewer(w.ann), numbered(w, 21))
    with patch.object(sheets, "_filled", wraps=sheets._filled) as filled:
        pages = [client.get(f"{url}{place}") for place in ("?page=2", "22/", "", "21/")]
    assert filled.call_count == 4
    with nothing_kept():
        assert [comparable(page) for page in pages] == [
            comparable(client.get(page.request["PATH_INFO"] + place))
            for page, place in zip(pages, ("?page=2", "", "", ""), strict=True)
        ]


@pytest.mark.parametrize(
    ("days_ago", "facts", "is_sheet"),
    [
        (900, {}, True),
        (0, {}, False),
        (900, {"pin": Topic.Pin.SITE}, False),
    ],
)
def test_who_opened_a_topic_off_the_lists_finds_it_in_its_place(w, days_ago, facts, is_sheet):
    person = _own(w)
    for _ in range(ROWS_PER_PAGE):
        make_topic(w.ada, w.hall)
    mine = make_topic(person, w.hall)
    Topic.objects.filter(pk=mine.pk).update(
        is_listed=False, last_post_at=timezone.now() - timedelta(days=days_ago), **facts
    )
    client = browser(person)
    with patch.object(list_sheets, "_filled", wraps=list_sheets._filled) as filled:
        page = client.get("/")
    assert filled.called is is_sheet
    assert (mine.get_absolute_url() in page.text) is not is_sheet
    with nothing_kept():
        assert comparable(client.get("/")) == comparable(page)
