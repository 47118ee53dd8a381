"""Replying: numbers, parents, prompts, and nothing typed is ever lost."""

from uuid import uuid4

import pytest

from accounts.policies import Refusal
from tests.make import as_viewer, make_reply, make_topic
from threads.actions.curation import close_topic, reopen_topic
from threads.actions.moving import merge_topics
from threads.actions.posts import publish_post
from threads.models import Answer, Mention, Post, Prompt


@pytest.fixture
def ben(cast, sign_in):
    return sign_in(cast.ben)


def test_a_reply_lands_and_leads_to_itself(ben, topic):
    response = ben.post(f"/t/{topic.pk}/reply/", {"body": "I do **not** know."})
    assert response.headers["Location"] == f"/t/{topic.slug}/{topic.pk}/2/"
    page = ben.get(response.headers["Location"])
    assert 'id="post-2"' in page.content.decode()
    assert "<strong>not</strong>" in page.content.decode()


def test_the_body_is_what_the_contract_says(ben, topic):
    ben.post(f"/t/{topic.pk}/reply/", {"body": "Plain"})
    post = Post.objects.get(topic=topic, number=2)
    page = ben.get(topic.get_absolute_url()).content.decode()
    assert '<div class="post-body" id="post-2-body"><p>Plain</p></div>' in page
    assert f'data-post-id="{post.pk}"' in page


def test_preview_is_what_would_be_stored(ben, cast, topic):
    body = "Hi @mira.oday, [link](https://example.org) and <b>tags</b>\n\n- [ ] do\n"
    preview = ben.post("/preview/", {"body": body}).content.decode()
    ben.post(f"/t/{topic.pk}/reply/", {"body": body})
    page = ben.get(topic.get_absolute_url()).content.decode()
    assert f'id="post-2-body">{preview}</div>' in page
    assert '<a class="mention" href="/u/mira.oday/">@mira.oday</a>' in preview


def test_preview_refuses_with_a_sentence(ben):
    assert ben.post("/preview/", {"body": "  "}).status_code == 422
    response = ben.post("/preview/", {"body": "x" * 64_001})
    assert response.status_code == 422
    assert "64001" in response.content.decode()


def test_an_empty_reply_is_refused_beside_the_field(ben, topic):
    response = ben.post(f"/t/{topic.pk}/reply/", {"body": " \n "})
    assert response.status_code == 422
    assert "Write something first." in response.content.decode()


def test_a_refused_reply_keeps_every_character(ben, topic):
    body = "  <script>alert('&amp;')</script> “quoted” 🐟\n\n" + "x" * 32_000
    response = ben.post(f"/t/{topic.pk}/reply/", {"body": body, "prompts": ["nonsense"]})
    assert response.status_code == 422
    assert response.context["form"]["body"].value() == body
    assert "<script>alert" not in response.content.decode()


def test_previewing_publishes_nothing(ben, topic):
    response = ben.post(f"/t/{topic.pk}/reply/", {"body": "*soon*", "preview": "1"})
    assert response.status_code == 200
    assert "<em>soon</em>" in response.content.decode()
    assert Post.objects.filter(topic=topic).count() == 1


def test_line_breaks_count_as_one_character(ben, topic):
    assert ben.post(f"/t/{topic.pk}/reply/", {"body": ("a" * 62 + "\r\n") * 507}).status_code == 302
    assert Post.objects.get(topic=topic, number=2).source == ("a" * 62 + "\n") * 507


def test_white_space_at_the_start_is_kept(ben, topic):
    ben.post(f"/t/{topic.pk}/reply/", {"body": "    code"})
    assert Post.objects.get(topic=topic, number=2).source == "    code"


def test_a_reply_to_a_post_names_it(ben, cast, topic):
    first = make_reply(cast.mira, topic)
    ben.post(f"/t/{topic.pk}/reply/", {"body": "Yes", "reply_to": str(first.number)})
    assert Post.objects.get(topic=topic, number=3).reply_to_id == first.pk


def test_one_form_is_one_post_but_another_text_is_another(ben, topic):
    form = {"body": "Once", "token": str(uuid4())}
    url = f"/t/{topic.pk}/reply/"
    assert ben.post(url, form).headers["Location"] == ben.post(url, form).headers["Location"]
    ben.post(url, form | {"body": "Twice"})
    ben.post(url, {"body": "Once"})
    texts = Post.objects.filter(topic=topic, number__gt=1).order_by("number")
    assert [post.source for post in texts] == ["Once", "Twice", "Once"]


def test_one_token_in_another_topic_is_another_post(cast, topic, hall):
    other, token = make_topic(cast.ada, hall), uuid4()
    first = make_reply(cast.ben, topic, "Same", token=token)
    assert make_reply(cast.ben, other, "Same", token=token).pk != first.pk


def test_a_reply_may_tick_several_prompts(ben, topic):
    ids = list(Prompt.objects.filter(topic=topic).values_list("pk", flat=True))
    ben.post(f"/t/{topic.pk}/reply/", {"body": "Both", "prompts": ids})
    page = ben.get(topic.get_absolute_url()).content.decode()
    assert page.count("1 voice") == 2
    assert "no answers yet" not in page


def test_voices_are_people_not_posts(cast, topic):
    prompt = Prompt.objects.filter(topic=topic).first()
    for person in (cast.ben, cast.ben, cast.mira):
        make_reply(person, topic, prompt_ids=[prompt.pk])
    from threads.queries.prompts import prompt_rows

    rows = prompt_rows(as_viewer(cast.ben), topic)
    assert [(row.voices, row.is_mine) for row in rows] == [(2, True), (0, False)]


def test_a_prompt_that_closed_meanwhile_does_not_lose_the_text(ben, topic):
    prompt = Prompt.objects.filter(topic=topic).first()
    Prompt.objects.filter(pk=prompt.pk).update(state=Prompt.State.CLOSED)
    response = ben.post(
        f"/t/{topic.pk}/reply/", {"body": "Late", "prompts": [prompt.pk]}, follow=True
    )
    assert "takes no more answers" in response.content.decode()
    assert Post.objects.filter(topic=topic, source="Late").exists()
    assert not Answer.objects.exists()


def test_another_topics_prompt_cannot_be_answered_here(cast, topic, hall):
    foreign = make_topic(cast.ada, hall, prompts=["Elsewhere?"])
    prompt = Prompt.objects.get(topic=foreign)
    published = publish_post(as_viewer(cast.ben), topic, "Hm", prompt_ids=[prompt.pk])
    assert published.refused_prompts == 1
    assert not Answer.objects.exists()


def test_closed_topics_take_replies_of_moderators_only(cast, topic):
    close_topic(as_viewer(cast.mo), topic, "Settled")
    topic.refresh_from_db(fields=["state"])
    with pytest.raises(Refusal):
        make_reply(cast.ben, topic)
    assert make_reply(cast.mo, topic).number == 2
    reopen_topic(as_viewer(cast.mo), topic, "")
    topic.refresh_from_db(fields=["state"])
    assert make_reply(cast.ben, topic).number == 3


def test_a_topic_that_closes_while_one_writes_refuses_and_keeps(cast, topic, monkeypatch):
    """The rule is asked again under the lock of the topic's row."""
    stale = type(topic).objects.select_related("category").get(pk=topic.pk)
    close_topic(as_viewer(cast.mo), topic, "Settled")
    with pytest.raises(Refusal):
        make_reply(cast.ben, stale)
    assert type(topic).objects.get(pk=topic.pk).last_number == 1


def test_the_host_and_its_moderators_close_a_topic(cast, topic):
    for person in (cast.ben, cast.ola, cast.tove):
        with pytest.raises(Refusal):
            close_topic(as_viewer(person), topic, "Enough")
    for person in (cast.ada, cast.kit, cast.mo, cast.root):
        assert close_topic(as_viewer(person), topic, "Enough")
        assert reopen_topic(as_viewer(cast.mo), topic, "Not yet")


def test_signed_out_while_writing_keeps_the_text(guest, topic):
    response = guest.post(f"/t/{topic.pk}/reply/", {"body": "Long thoughts", "prompts": ["1", "2"]})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Long thoughts" in page
    assert f"/t/{topic.pk}/reply/" in page


def test_a_stale_form_token_keeps_the_text(cast, topic):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ben)
    response = client.post(f"/t/{topic.pk}/reply/", {"body": "Long thoughts"})
    assert response.status_code == 403
    assert "Long thoughts" in response.content.decode()
    foreign = client.post(
        f"/t/{topic.pk}/reply/", {"body": "Evil words"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert "Evil words" not in foreign.content.decode()


def test_mentions_are_stored_once_and_follow_renames(cast, topic, guest):
    post = make_reply(cast.ben, topic, "@Mira.Oday and @mira.oday, and @nobody.here")
    assert list(Mention.objects.filter(post=post).values_list("person_id", flat=True)) == [
        cast.mira.pk
    ]
    type(cast.mira).objects.filter(pk=cast.mira.pk).update(username="mira.new")
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert page.count('<a class="mention" href="/u/mira.new/">@mira.new</a>') == 2
    assert "@nobody.here" in page


def test_a_deleted_person_stays_as_former_member(cast, topic, guest):
    make_reply(cast.ben, topic, "Hello @mira.oday")
    cast.mira.delete()
    cast.ben.delete()
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert "Former member" in page
    assert "mira.oday" not in page


def test_naming_somebody_who_cannot_read_tells_the_writer(cast, secret, sign_in):
    response = sign_in(cast.ada).post(f"/t/{secret.pk}/reply/", {"body": "Ask @ben"}, follow=True)
    assert "ben cannot read this topic" in response.content.decode()


def test_going_back_and_changing_the_text_is_guarded_as_well(ben, topic):
    form, url = {"body": "First", "token": str(uuid4())}, f"/t/{topic.pk}/reply/"
    ben.post(url, form)
    for _ in range(3):
        ben.post(url, form | {"body": "Second"})
    assert Post.objects.filter(topic=topic, source="Second").count() == 1


@pytest.mark.parametrize("body", ["<!-- x -->", "\u200b", "&nbsp;", "\ufeff"])
def test_a_text_that_shows_nothing_is_refused(body, ben, topic):
    assert ben.post(f"/t/{topic.pk}/reply/", {"body": body}).status_code == 422
    assert ben.post("/preview/", {"body": body}).status_code == 422


def test_a_broken_token_guards_nothing_and_refuses_nothing(ben, topic):
    assert ben.post(f"/t/{topic.pk}/reply/", {"body": "Hi", "token": "x'"}).status_code == 302


def test_what_was_typed_is_shown_where_it_is_refused(ben, cast, topic):
    close_topic(as_viewer(cast.mo), topic, "Settled")
    response = ben.post(f"/t/{topic.pk}/reply/", {"body": "Long thoughts"})
    assert response.status_code == 403
    assert "Long thoughts" in response.content.decode()
    response = ben.post("/t/999999/reply/", {"body": "Long thoughts"})
    assert response.status_code == 404
    assert "Long thoughts" in response.content.decode()
    evil = ben.post(
        "/t/999999/reply/", {"body": "Evil"}, headers={"Origin": "https://evil.example"}
    )
    assert "Evil" not in evil.content.decode()


def test_a_hidden_post_is_not_answered(cast, topic):
    from threads.actions.posts import hide_post

    rude = make_reply(cast.ben, topic)
    hide_post(as_viewer(cast.mo), rude, "Rude")
    assert make_reply(cast.mira, topic, reply_to=rude.number).reply_to_id is None


def test_former_members_keep_their_voice(cast, topic, guest):
    prompt = Prompt.objects.filter(topic=topic).first()
    make_reply(cast.ben, topic, prompt_ids=[prompt.pk])
    cast.ben.delete()
    assert "1 voice" in guest.get(topic.get_absolute_url()).content.decode()


def test_a_form_from_before_a_merge_answers_the_post_it_showed(ben, cast, hall, topic):
    """The number in it is one of the topic that was; the post has another number now."""
    make_reply(cast.ada, topic)
    other = make_topic(cast.ada, hall)
    meant = make_reply(cast.ola, other, "Answer me")
    merge_topics(as_viewer(cast.mo), other, "Same", target=topic)
    ben.post(f"/t/{other.pk}/reply/", {"body": "Yes", "reply_to": "2"})
    assert Post.objects.get(source="Yes").reply_to_id == meant.pk
    ben.post(f"/t/{other.pk}/reply/", {"body": "No", "reply_to": "9"})
    assert Post.objects.get(source="No").reply_to_id is None
