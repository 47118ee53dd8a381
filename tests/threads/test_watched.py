"""Words that the community watches: refused, or waiting, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions.community import found_community
from accounts.models import Community
from accounts.remembered import forget_community
from tests.make import as_viewer, make_reply, make_topic
from threads.markup import fold, watched_words
from threads.models import HeldPost, Post, Topic
from threads.queries.held import has_to_wait

LISTS = "Snake oil\nspam*\n\n  \n.\nself-made"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Buy SNAKE   oil!", ("snake oil",)),
        ("snake-oil, snake oil", ("snake oil",)),
        ("Spammers and SPAM", ("spammers", "spam")),
        ("self made, self\u2011made", ("self made",)),
        ("A snake. Oil it.", ("snake oil",)),
        ("snakes oiled", ()),
        ("antispam", ()),
        ("", ()),
    ],
)
def test_what_is_found(text, found):
    assert watched_words(LISTS, text) == found


def test_nothing_is_watched_by_nothing():
    assert watched_words("", "Anything") == ()
    assert watched_words(" \n...\n*", "Anything at all *") == ()


@given(st.text(), st.text())
def test_no_list_and_no_text_breaks_it(lines, text):
    for word in watched_words(lines, text):
        assert word in fold(text)


@pytest.fixture
def watch(db):
    found_community("Commons")

    def watch(refused="", held=""):
        Community.objects.update(refused_words=refused, held_words=held)
        forget_community()

    yield watch
    forget_community()


@pytest.fixture
def place(cast, hall):
    return make_topic(cast.ada, hall)


def test_a_text_with_a_refused_word_comes_back_with_every_character(watch, place, cast, sign_in):
    watch(refused="snake oil")
    ben = sign_in(cast.ben)
    text = "Two lines of\r\nSnake-Oil for all."
    answer = ben.post(f"/t/{place.pk}/reply/", {"body": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“snake oil”" in page
    assert "Snake-Oil for all." in page
    assert place.posts.count() == 1
    watch()
    assert ben.post(f"/t/{place.pk}/reply/", {"body": text}).status_code == 302


@pytest.mark.parametrize("field", ["title", "body", "prompts"])
def test_topics_are_watched_in_all_that_they_say(field, watch, cast, hall, sign_in):
    watch(refused="snake oil")
    form = {"category": hall.slug, "title": "A title", "body": "Words.", "prompts": ["Who?"]}
    form[field] = ["Snake oil?"] if field == "prompts" else "Snake oil"
    before = Topic.objects.count()
    answer = sign_in(cast.ben).post("/topics/new/", form)
    assert answer.status_code == 422
    assert "“snake oil”" in answer.content.decode()
    assert Topic.objects.count() == before


def test_a_text_with_a_word_that_waits_is_held(watch, place, cast, sign_in):
    watch(held="crypto*")
    answer = sign_in(cast.ben).post(f"/t/{place.pk}/reply/", {"body": "Cryptocoins!"})
    assert answer.status_code == 302
    assert HeldPost.objects.get().source == "Cryptocoins!"
    assert place.posts.count() == 1
    assert not has_to_wait(as_viewer(cast.ben), place.category, "Coins")


def test_moderators_of_the_place_say_everything(watch, place, cast, sign_in):
    watch(refused="snake oil", held="crypto")
    for who in (cast.mo, cast.root):
        body = {"body": "About snake oil and crypto."}
        assert sign_in(who).post(f"/t/{place.pk}/reply/", body).status_code == 302
    assert place.posts.count() == 3
    assert not HeldPost.objects.exists()


class TestChanging:
    def test_no_watched_word_comes_in_by_a_change(self, watch, place, cast, sign_in):
        post = make_reply(cast.ben, place, "Words.")
        watch(refused="snake oil", held="crypto")
        ben = sign_in(cast.ben)
        for word in ("Snake oil", "Crypto"):
            answer = ben.post(f"/p/{post.pk}/edit/", {"body": word, "version": 1})
            assert answer.status_code == 422
            assert word in answer.content.decode()
        assert Post.objects.get(pk=post.pk).source == "Words."

    def test_what_stood_there_before_may_stay(self, watch, place, cast, sign_in):
        post = make_reply(cast.ben, place, "Snake oil, they said.")
        watch(refused="snake oil")
        form = {"body": "Snake oil, they said, and left.", "version": 1}
        assert sign_in(cast.ben).post(f"/p/{post.pk}/edit/", form).status_code == 302


def test_a_waiting_text_is_watched_when_it_is_sent_again(watch, place, cast, sign_in):
    watch(held="crypto")
    ben = sign_in(cast.ben)
    ben.post(f"/t/{place.pk}/reply/", {"body": "Crypto"})
    held = HeldPost.objects.get()
    watch(refused="snake oil")
    answer = ben.post(held.get_absolute_url(), {"body": "Snake oil"})
    assert answer.status_code == 422
    assert HeldPost.objects.get().source == "Crypto"
