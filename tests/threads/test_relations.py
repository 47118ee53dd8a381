"""What a topic grew out of, and what mentions it and its posts."""

import re

import pytest

from accounts.models import User
from ledger.models import Entry
from tests.make import as_viewer, make_reply, make_topic
from threads.actions.curation import unlist_topic
from threads.actions.moving import merge_topics
from threads.actions.posts import hide_post, withdraw_post
from threads.actions.relations import relate_topic
from threads.models import Topic, TopicRelation


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def header(client, topic) -> str:
    """What stands above the posts."""
    page = text_of(client.get(topic.get_absolute_url()))
    return page[: page.index('id="posts"')]


@pytest.fixture
def call(cast, hall) -> Topic:
    return make_topic(cast.ben, hall, title="The live call")


@pytest.fixture
def ada(cast, sign_in):
    return sign_in(cast.ada)


@pytest.mark.parametrize("typed", ["{url}", "https://testserver{url}2/", "{pk}", " #{pk} "])
def test_both_ends_say_it(typed, ada, cast, topic, call, guest, sign_in):
    words = typed.format(url=call.get_absolute_url(), pk=call.pk)
    url = f"/t/{topic.pk}/origins/"
    assert ada.get(url).status_code == 200
    assert ada.post(url, {"origin": words, "kind": "continues"}).status_code == 302
    assert ada.post(url, {"origin": words, "kind": "continues"}).status_code == 302
    assert Entry.objects.filter(act="relate").count() == 1
    here, there = header(guest, topic), header(guest, call)
    assert f'Continues <a href="{call.get_absolute_url()}"><bdi>The live call</bdi></a>' in here
    assert f'Continued in <a href="{topic.get_absolute_url()}"><bdi>Who leads here?' in there
    page = text_of(guest.get(call.get_absolute_url()))
    assert "said that another topic comes from this one" in page
    relation = TopicRelation.objects.get()
    remove = f"{url}{relation.pk}/remove/"
    assert sign_in(cast.ben).post(remove).status_code == 403, "its end is not theirs to take"
    assert ada.post(remove).status_code == 302
    assert ada.post(remove).status_code == 302
    assert not TopicRelation.objects.exists()
    assert Entry.objects.filter(act="unrelate").count() == 1
    assert "Continues" not in header(guest, topic)


def test_what_is_no_origin(ada, topic, call, cast, secret, sign_in):
    url = f"/t/{topic.pk}/origins/"
    ben = sign_in(cast.ben)
    mine = f"/t/{call.pk}/origins/"
    for client, place, words, said in (
        (ada, url, str(topic.pk), "does not come from itself"),
        (ada, url, "999999", "No topic that you can read"),
        (ada, url, "a <b>word", "a &lt;b&gt;word"),
        (ada, url, "", "Say which topic"),
        (ben, mine, str(secret.pk), "No topic that you can read"),
    ):
        answer = client.post(place, {"origin": words, "kind": "grew_out_of"})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    relate_topic(as_viewer(cast.ada), topic, call, "continues")
    answer = ben.post(mine, {"origin": str(topic.pk), "kind": "continues"})
    assert answer.status_code == 422
    assert "comes from this one" in answer.content.decode()
    assert ada.post(url, {"origin": str(call.pk), "kind": "eats"}).status_code == 422
    Topic.objects.filter(pk=call.pk).update(host=cast.mira)
    assert "/origins/" in ben.get(call.get_absolute_url()).content.decode(), "its author adds"


def test_a_topic_that_one_may_not_read_is_not_named_at_either_end(
    cast, topic, secret, call, guest, sign_in
):
    ada = as_viewer(cast.ada)
    relate_topic(ada, secret, topic, "grew_out_of")
    relate_topic(ada, call_of(cast, call), secret, "grew_out_of")
    mira = sign_in(cast.mira)
    assert "Hushed matters" in header(mira, topic)
    assert "Hushed matters" in header(mira, call)
    for client in (guest, sign_in(cast.ben), sign_in(cast.mo)):
        for one in (topic, call):
            page = text_of(client.get(one.get_absolute_url()))
            assert "Hushed" not in page
            assert "hushed" not in page
        # That there is something is not said where it was not done.
        assert "comes from this one" not in text_of(client.get(topic.get_absolute_url()))
    unlist_topic(as_viewer(cast.mo), call, "Spam")
    assert "The live call" not in header(mira, secret), "taken off the lists is not named elsewhere"


def call_of(cast, call) -> Topic:
    """The call, hosted by Ada from now on."""
    Topic.objects.filter(pk=call.pk).update(host=cast.ada)
    return call


def test_a_merged_topic_takes_its_relations_along(cast, hall, topic, call, guest):
    third = make_topic(cast.ada, hall, title="The third")
    ada = as_viewer(cast.ada)
    relate_topic(ada, third, topic, "continues")
    relate_topic(ada, topic, call, "continues")
    relate_topic(ada, third, call, "continues")
    target = make_topic(cast.ada, hall, title="All of it")
    merge_topics(as_viewer(cast.mo), topic, "Same", target=target)
    assert "All of it" in header(guest, third)
    assert "The live call" in header(guest, target)
    merge_topics(as_viewer(cast.mo), target, "Same", target=call)
    found = TopicRelation.objects.values_list("topic_id", "origin_id")
    assert list(found) == [(third.pk, call.pk)]


class TestMentions:
    """Backlinks under topics and posts: gated like the posts that hold them."""

    def test_they_stand_folded_with_number_and_titles(self, cast, topic, call, hall, guest):
        place = topic.get_absolute_url()
        make_reply(cast.ben, topic, "Number two.")
        for n in range(2):
            make_reply(cast.ben, call, f"See [this {n}]({place}) and [that]({place}2/)")
        other = make_topic(cast.ola, hall, title="Elsewhere", source=f"Look [there]({place}2/)")
        make_reply(cast.ada, topic, f"I meant [it]({place}2/) above")
        page = text_of(guest.get(place))
        posts = re.findall(r'<article id="post-(\d)".*?</article>', page)
        assert posts == ["1", "2", "3"]
        second = re.search(r'<article id="post-2".*?</article>', page)[0]
        assert "Mentioned in 2 topics</summary>" in second
        assert f'<a href="{call.get_absolute_url()}2/"><bdi>The live call</bdi></a>' in second
        assert f'<a href="{other.get_absolute_url()}1/"><bdi>Elsewhere</bdi></a>' in second
        below = page[page.rindex("</article>") :]
        assert "Mentioned in 1 topic</summary>" in below
        assert page.count("<bdi>The live call</bdi>") == 2
        first = re.search(r'<article id="post-1".*?</article>', page)[0]
        assert "Mentioned" not in first

    @pytest.mark.parametrize("end", ["secret", "hidden", "withdrawn", "unlisted"])
    def test_what_one_may_not_read_is_not_counted(
        self, end, cast, topic, call, secret, guest, sign_in
    ):
        place = topic.get_absolute_url()
        holder = secret if end == "secret" else call
        post = make_reply(cast.ada, holder, f"See [this]({place}1/) and [that]({place})")
        ben = sign_in(cast.ben)
        if end != "secret":
            assert "Mentioned in 1 topic" in ben.get(place).content.decode()
        if end == "hidden":
            hide_post(as_viewer(cast.mo), post, "Rude")
        if end == "withdrawn":
            withdraw_post(as_viewer(cast.ada), post)
        if end == "unlisted":
            unlist_topic(as_viewer(cast.mo), call, "Spam")
        for client in (guest, sign_in(cast.ola)):
            assert "Mentioned" not in client.get(place).content.decode()
        if end == "secret":
            assert "Mentioned in 1 topic" in sign_in(cast.mira).get(place).content.decode()

    def test_a_link_to_a_merged_topic_leads_to_what_it_became(self, cast, topic, call, hall, guest):
        place = topic.get_absolute_url()
        make_reply(cast.ben, call, f"See [it]({place})")
        target = make_topic(cast.ada, hall)
        merge_topics(as_viewer(cast.mo), topic, "Same", target=target)
        make_topic(cast.ben, hall, title="Later", source=f"See [it]({place})")
        page = text_of(guest.get(target.get_absolute_url()))
        assert "Mentioned in 2 topics" in page[page.rindex("</article>") :]

    def test_a_tombstone_says_nothing_of_it(self, cast, topic, call, guest):
        post = make_reply(cast.ada, topic, "Said.")
        make_reply(cast.ben, call, f"See [it]({topic.get_absolute_url()}2/)")
        withdraw_post(as_viewer(cast.ada), post)
        assert "Mentioned" not in guest.get(topic.get_absolute_url()).content.decode()

    def test_hostile_titles_and_very_many(self, cast, topic, hall, guest):
        place = topic.get_absolute_url()
        for n in range(27):
            make_topic(cast.ben, hall, title=f'<b>{n}</b> "onclick=', source=f"See [it]({place})")
        page = guest.get(place).content.decode()
        assert "Mentioned in more than 24 topics" in page
        assert "<b>0</b>" not in page
        assert "&lt;b&gt;0&lt;/b&gt;" in page
        assert User.objects.count() == 8
