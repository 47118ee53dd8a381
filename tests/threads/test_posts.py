"""Changing, withdrawing, liking, hiding: what happens to a post that stands."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.policies import Refusal
from ledger.models import Entry
from tests.make import as_viewer, make_reply
from threads.actions import counters
from threads.actions.curation import close_topic
from threads.actions.likes import like_post
from threads.actions.posts import edit_post, hide_post, restore_post, withdraw_post
from threads.models import Answer, Like, Mention, Post, PostRevision, Prompt, Topic
from threads.queries.history import difference


@pytest.fixture
def post(cast, topic):
    reply = make_reply(cast.ben, topic, "First words of @ada")
    return Post.objects.select_related("topic__category").get(pk=reply.pk)


@pytest.fixture
def ben(cast, sign_in):
    return sign_in(cast.ben)


def form(post, body="Better words", **extra):
    return {"body": body, "version": str(post.version)} | extra


class TestEditing:
    def test_keeps_the_version_before(self, ben, post, guest):
        assert ben.post(f"/p/{post.pk}/edit/", form(post)).headers["Location"] == post.place()
        assert PostRevision.objects.get(post=post).source == "First words of @ada"
        page = guest.get(post.topic.get_absolute_url()).content.decode()
        assert "Better words" in page
        assert "edited" in page
        history = guest.get(f"/p/{post.pk}/history/").content.decode()
        assert "<del" in history
        assert "<ins" in history

    def test_stale_forms_get_both_texts(self, ben, post):
        ben.post(f"/p/{post.pk}/edit/", form(post))
        response = ben.post(f"/p/{post.pk}/edit/", form(post, "Other words"))
        page = response.content.decode()
        assert response.status_code == 409
        assert "Better words" in page
        assert "Other words" in page
        assert response.context["form"]["version"].value() == "2"
        assert Post.objects.get(pk=post.pk).source == "Better words"

    def test_the_same_text_makes_no_version(self, ben, post):
        ben.post(f"/p/{post.pk}/edit/", form(post, post.source))
        assert not PostRevision.objects.exists()

    def test_an_empty_text_is_refused(self, ben, post):
        assert ben.post(f"/p/{post.pk}/edit/", form(post, " ")).status_code == 422

    def test_files_under_other_prompts(self, ben, post, topic):
        one, two = Prompt.objects.filter(topic=topic).order_by("position")
        ben.post(f"/p/{post.pk}/edit/", form(post, post.source, prompts=[one.pk]))
        assert Answer.objects.get(post=post).prompt_id == one.pk
        ben.post(f"/p/{post.pk}/edit/", form(post, post.source, prompts=[two.pk]))
        assert Answer.objects.get(post=post).prompt_id == two.pk

    def test_an_answer_to_a_closed_prompt_stays(self, ben, post, topic):
        one = Prompt.objects.filter(topic=topic).first()
        ben.post(f"/p/{post.pk}/edit/", form(post, post.source, prompts=[one.pk]))
        Prompt.objects.update(state=Prompt.State.CLOSED)
        ben.post(f"/p/{post.pk}/edit/", form(post, post.source, prompts=[]))
        assert Answer.objects.filter(post=post, prompt=one).exists()

    def test_mentions_follow_the_text(self, cast, post):
        edited = edit_post(as_viewer(cast.ben), post, "Now @mo", version=1)
        assert list(Mention.objects.filter(post=edited).values_list("person_id", flat=True)) == [
            cast.mo.pk
        ]

    def test_is_for_the_author_alone(self, cast, post):
        for person in (cast.ada, cast.mo, cast.root):
            with pytest.raises(Refusal):
                edit_post(as_viewer(person), post, "Mine", version=1)

    @pytest.mark.parametrize("end", ["withdrawn", "hidden", "closed"])
    def test_ends_when_the_post_or_topic_does(self, end, cast, post):
        if end == "withdrawn":
            withdraw_post(as_viewer(cast.ben), post)
        elif end == "hidden":
            hide_post(as_viewer(cast.mo), post, "Rude")
        else:
            close_topic(as_viewer(cast.mo), post.topic, "Done")
        now = Post.objects.select_related("topic").get(pk=post.pk)
        with pytest.raises(Refusal):
            edit_post(as_viewer(cast.ben), now, "Late", version=1)


class TestWithdrawing:
    def test_asks_first_then_leaves_a_tombstone(self, ben, cast, post, guest, sign_in):
        assert "First words" in ben.get(f"/p/{post.pk}/delete/").content.decode()
        ben.post(f"/p/{post.pk}/delete/")
        page = guest.get(post.topic.get_absolute_url()).content.decode()
        assert 'id="post-2"' in page
        assert "withdrawn" in page
        assert "First words" not in page
        assert guest.get(f"/p/{post.pk}/history/").status_code == 404
        assert guest.get(f"/p/{post.pk}/").headers["Location"] == post.place()
        for client in (ben, sign_in(cast.mo)):
            assert "First words" in client.get(post.topic.get_absolute_url()).content.decode()

    def test_twice_is_once(self, cast, post):
        withdraw_post(as_viewer(cast.ben), post)
        before = Post.objects.get(pk=post.pk).withdrawn_at
        withdraw_post(as_viewer(cast.ben), post)
        assert Post.objects.get(pk=post.pk).withdrawn_at == before

    def test_takes_the_voice_back(self, cast, topic, guest):
        prompt = Prompt.objects.filter(topic=topic).first()
        reply = make_reply(cast.ben, topic, prompt_ids=[prompt.pk])
        withdraw_post(as_viewer(cast.ben), reply)
        assert "1 voice" not in guest.get(topic.get_absolute_url()).content.decode()

    def test_is_for_the_author_alone(self, cast, post):
        for person in (cast.ada, cast.mo):
            with pytest.raises(Refusal):
                withdraw_post(as_viewer(person), post)


class TestLiking:
    def test_prints_nothing_then_one_then_two(self, cast, post, guest, sign_in):
        url, like = post.topic.get_absolute_url(), f"/p/{post.pk}/like/"
        assert "data-likes" not in guest.get(url).content.decode()
        sign_in(cast.ada).post(like)
        page = guest.get(url).content.decode()
        assert 'data-likes="1"' in page
        assert "1 Like<" in page
        sign_in(cast.mira).post(like, {"on": "1"})
        page = guest.get(url).content.decode()
        assert 'data-likes="2"' in page
        assert "2 Likes<" in page
        names = guest.get(f"/p/{post.pk}/likes/").content.decode()
        assert "ada" in names
        assert "mira.oday" in names

    def test_is_a_wish(self, cast, post, sign_in):
        ada, url = sign_in(cast.ada), f"/p/{post.pk}/like/"
        for wish, count in (("1", 1), ("1", 1), ("0", 0), ("0", 0)):
            ada.post(url, {"on": wish})
            assert Like.objects.count() == Post.objects.get(pk=post.pk).like_count == count

    def test_answers_a_fragment_to_scripts(self, cast, post, sign_in):
        response = sign_in(cast.ada).post(f"/p/{post.pk}/like/", headers={"HX-Request": "true"})
        page = response.content.decode()
        assert response.status_code == 200
        assert 'data-likes="1"' in page
        assert "<html" not in page

    def test_own_posts_are_not_liked(self, ben, post):
        response = ben.post(f"/p/{post.pk}/like/")
        assert response.status_code == 403
        assert "your own post" in response.content.decode()

    def test_what_does_not_stand_is_not_liked(self, cast, post):
        withdraw_post(as_viewer(cast.ben), post)
        with pytest.raises(Refusal):
            like_post(as_viewer(cast.ada), Post.objects.select_related("topic").get(pk=post.pk))

    def test_nonsense_is_refused(self, cast, post, sign_in):
        assert sign_in(cast.ada).post(f"/p/{post.pk}/like/", {"on": "maybe"}).status_code == 422


class TestHiding:
    def test_leaves_the_reason_and_a_line(self, cast, post, guest, sign_in):
        mo = sign_in(cast.mo)
        mo.post(f"/moderation/posts/{post.pk}/hide/", {"reason": "Off topic"})
        page = guest.get(post.topic.get_absolute_url()).content.decode()
        assert "Off topic" in page
        assert "First words" not in page
        entry = Entry.objects.get()
        assert (entry.act, entry.actor_id, entry.post_id, entry.reason) == (
            "hide",
            cast.mo.pk,
            post.pk,
            "Off topic",
        )
        log = sign_in(cast.ben).get("/moderation/log/").content.decode()
        assert 'data-act="hide"' in log
        assert "mo" in log
        assert post.topic.title.split("?")[0] in log

    def test_hides_it_from_others_address(self, cast, post, guest, ben, sign_in):
        hide_post(as_viewer(cast.mo), post, "Rude")
        assert guest.get(f"/p/{post.pk}/").status_code == 404
        assert ben.get(f"/p/{post.pk}/").status_code == 302
        assert sign_in(cast.mo).get(f"/p/{post.pk}/").status_code == 302

    def test_twice_is_one_line(self, cast, post):
        for reason in ("Rude", "Very rude"):
            hide_post(as_viewer(cast.mo), post, reason)
        assert Entry.objects.get().reason == "Rude"
        for _ in range(2):
            restore_post(as_viewer(cast.mo), post)
        assert [entry.act for entry in Entry.objects.order_by("id")] == ["hide", "restore"]
        assert Post.objects.get(pk=post.pk).is_shown

    def test_needs_a_reason(self, cast, post, sign_in):
        mo = sign_in(cast.mo)
        assert mo.post(f"/moderation/posts/{post.pk}/hide/", {"reason": " "}).status_code == 422
        assert not Entry.objects.exists()

    def test_nobody_decides_about_their_own(self, cast, topic, sign_in):
        for person in (cast.mo, cast.root):
            own = make_reply(person, topic)
            response = sign_in(person).post(f"/moderation/posts/{own.pk}/hide/", {"reason": "x"})
            assert response.status_code == 403

    def test_is_for_moderators(self, cast, post):
        with pytest.raises(Refusal):
            hide_post(as_viewer(cast.ada), post, "I do not like it")


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


class TestLedger:
    def test_refuses_every_change(self, cast, post):
        hide_post(as_viewer(cast.mo), post, "Rude")
        for sql in ("UPDATE ledger_entry SET reason = 'nice'", "DELETE FROM ledger_entry"):
            with pytest.raises(DatabaseError, match="append-only"):
                run(sql)
        assert Entry.objects.get().reason == "Rude"


class TestCounters:
    def test_stay_true_through_everything(self, cast, topic):
        first, second = make_reply(cast.ben, topic), make_reply(cast.mira, topic)
        like_post(as_viewer(cast.ada), first)
        hide_post(as_viewer(cast.mo), second, "Rude")
        assert list(counters.differences()) == []
        after = Topic.objects.get(pk=topic.pk)
        assert (after.post_count, after.last_number, after.last_author_id) == (2, 3, cast.ben.pk)
        assert after.last_post_at == first.created_at
        withdraw_post(as_viewer(cast.ben), first)
        restore_post(as_viewer(cast.mo), second)
        assert list(counters.differences()) == []

    @pytest.mark.parametrize(
        ("model", "lie"),
        [
            (Topic, {"post_count": 9}),
            (Topic, {"last_number": 9}),
            (Topic, {"last_author": None}),
            (Topic, {"prompt_count": 0}),
            (Post, {"like_count": 3}),
        ],
    )
    def test_recount_finds_and_mends_a_lie(self, model, lie, cast, post, capsys):
        from django.core.management import call_command

        target = post.topic_id if model is Topic else post.pk
        model.objects.filter(pk=target).update(**lie)
        with pytest.raises(SystemExit) as stop:
            call_command("recount", "--check")
        assert stop.value.code == 1
        assert next(iter(lie)) in capsys.readouterr().out
        call_command("recount")
        call_command("recount", "--check")


def test_difference_loses_nothing():
    before, after = "one two  three\nfour", "one 2  three\nfour five"
    changes = difference(before, after)
    assert "".join(change.text for change in changes if change.kind != "added") == before
    assert "".join(change.text for change in changes if change.kind != "removed") == after


@pytest.mark.parametrize("unit", ["a /b ", "a\n/b\n", "same line\n"])
def test_difference_of_hostile_texts_is_bounded(unit):
    before, after = unit * 5_000, "x" + unit[::-1] * 5_000
    changes = difference(before, after)
    assert "".join(change.text for change in changes if change.kind != "added") == before
    assert "".join(change.text for change in changes if change.kind != "removed") == after


def test_long_histories_come_in_pages(cast, post, guest):
    for version in range(1, 13):
        edit_post(as_viewer(cast.ben), post, f"Words {version}", version=version)
        post = Post.objects.select_related("topic__category").get(pk=post.pk)
    first = guest.get(f"/p/{post.pk}/history/").content.decode()
    second = guest.get(f"/p/{post.pk}/history/?page=2").content.decode()
    assert first.count('id="version-') == 10
    assert second.count('id="version-') == 3
    assert "First words" in second
    assert guest.get(f"/p/{post.pk}/history/?page=3").status_code == 404
