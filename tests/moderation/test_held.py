"""Texts that wait for a moderator: their writer's pages, and what comes of them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.community import found_community
from accounts.models import Community, Membership, User
from accounts.policies import LostRace, Refusal
from ledger.models import Entry
from moderation.actions.people import silence_person, suspend_person
from moderation.models import Case
from notifications.models import Notice
from tests.make import (
    as_viewer,
    make_category,
    make_held,
    make_moderator,
    make_person,
    make_reply,
    make_topic,
)
from tests.test_races import at_once
from threads.actions.approval import approve_held, refuse_held
from threads.actions.counters import differences
from threads.actions.curation import archive_topic, close_topic, move_topic
from threads.actions.held import resend_held, withdraw_held
from threads.actions.moving import merge_topics
from threads.actions.places import change_first_posts
from threads.models import Category, HeldPost, Post, Prompt, Topic

WORDS = "Patient xylophone words"
WHY = "Names somebody who did not ask for it"


@pytest.fixture
def held_hall(hall) -> Category:
    """The hall, in which everything waits."""
    Category.objects.filter(pk=hall.pk).update(holds="posts")
    return hall


@pytest.fixture
def ben(sign_in, cast) -> Client:
    return sign_in(cast.ben)


def fresh(held: HeldPost) -> HeldPost:
    return HeldPost.objects.select_related("category", "topic__category").get(pk=held.pk)


def sent(browser: Client, topic: Topic, **form) -> HeldPost:
    """What waits after somebody sent a reply."""
    answer = browser.post(f"/t/{topic.pk}/reply/", {"body": WORDS} | form)
    held = HeldPost.objects.latest("pk")
    assert answer.headers["Location"] == held.get_absolute_url()
    return fresh(held)


def page(browser: Client, held: HeldPost) -> str:
    return browser.get(held.get_absolute_url()).content.decode()


def case_decision(held: HeldPost) -> list[str]:
    return list(Case.objects.filter(held=held).order_by("pk").values_list("decision", flat=True))


# --- Waiting -------------------------------------------------------------------------------------


def test_a_reply_waits_and_only_its_writer_and_moderators_read_it(
    sign_in, guest, cast, topic, held_hall, ben
):
    assert "It waits until a moderator" in ben.get(topic.get_absolute_url()).content.decode()
    held = sent(ben, topic)
    assert WORDS in page(ben, held)
    assert "waits until a moderator" in page(ben, held)
    for person in (cast.mo, cast.kit, cast.root):
        assert WORDS in page(sign_in(person), held)
    for browser in (sign_in(cast.ada), sign_in(cast.tove)):
        assert browser.get(held.get_absolute_url()).status_code == 404
        assert browser.post(held.get_absolute_url(), {"body": "x"}).status_code == 404
        assert browser.post(f"{held.get_absolute_url()}withdraw/").status_code == 404
    assert guest.get(held.get_absolute_url()).status_code == 302
    for browser in (sign_in(cast.ada), guest):
        for path in (topic.get_absolute_url(), "/", "/u/ben/", "/people/"):
            assert "xylophone" not in browser.get(path).content.decode()
    stream = ben.get(topic.get_absolute_url()).content.decode()
    assert 'data-held="waiting"' in stream
    assert "xylophone" in stream
    assert Topic.objects.get(pk=topic.pk).post_count == 1


def test_a_moderator_who_is_not_the_writer_changes_nothing(sign_in, cast, topic):
    held = make_held(cast.ben, topic, WORDS)
    mo = sign_in(cast.mo)
    assert mo.post(held.get_absolute_url(), {"body": "Mine"}).status_code == 403
    assert mo.post(f"{held.get_absolute_url()}withdraw/").status_code == 403
    assert 'name="body"' not in page(mo, held)
    assert fresh(held).source == WORDS


def test_the_texts_of_moderators_never_wait(sign_in, cast, topic, held_hall):
    answer = sign_in(cast.kit).post(f"/t/{topic.pk}/reply/", {"body": WORDS})
    assert answer.headers["Location"].endswith("/2/")
    assert not HeldPost.objects.exists()
    assert "It waits" not in sign_in(cast.kit).get(topic.get_absolute_url()).content.decode()


def test_first_posts_wait_where_the_community_says_so(ben, cast, topic):
    Community.objects.create(name="Commons", held_first_posts=1)
    cache.clear()
    held = sent(ben, topic)
    approve_held(as_viewer(cast.kit), held)
    answer = ben.post(f"/t/{topic.pk}/reply/", {"body": "Second"})
    assert answer.headers["Location"].endswith("/3/")


def test_only_new_topics_wait_where_only_topics_do(ben, topic, hall):
    Category.objects.filter(pk=hall.pk).update(holds="topics")
    assert "moderators look at it first" in ben.get("/topics/new/").content.decode()
    ben.post(f"/t/{topic.pk}/reply/", {"body": "Stands"})
    assert Post.objects.filter(topic=topic, source="Stands").exists()
    form = {
        "category": "hall",
        "title": "Fresh ground",
        "body": WORDS,
        "prompts": ["Who digs?", "Who plants?"],
        "tags": "soil, spring",
    }
    held = HeldPost.objects.get(pk=ben.post("/topics/new/", form).headers["Location"].split("/")[2])
    assert "Who digs?" in page(ben, held)
    assert "spring" in page(ben, held)


def test_one_form_is_one_text_before_and_after_approval(ben, cast, topic, held_hall):
    form = {"body": WORDS, "token": str(uuid4())}
    first = ben.post(f"/t/{topic.pk}/reply/", form).headers["Location"]
    assert ben.post(f"/t/{topic.pk}/reply/", form).headers["Location"] == first
    held = fresh(HeldPost.objects.get())
    approve_held(as_viewer(cast.kit), held)
    assert ben.post(f"/t/{topic.pk}/reply/", form).headers["Location"] == first
    Category.objects.update(holds="nothing")
    answer = ben.post(f"/t/{topic.pk}/reply/", form)
    assert answer.headers["Location"].endswith("/2/")
    assert Post.objects.filter(topic=topic).count() == 2


def test_what_was_posted_meanwhile_is_not_posted_twice(ben, cast, topic, held_hall):
    form = {"body": WORDS, "token": str(uuid4())}
    ben.post(f"/t/{topic.pk}/reply/", form)
    Category.objects.update(holds="nothing")
    ben.post(f"/t/{topic.pk}/reply/", form)
    with pytest.raises(Refusal, match="posted this text meanwhile"):
        approve_held(as_viewer(cast.kit), fresh(HeldPost.objects.get()))
    assert Post.objects.filter(topic=topic).count() == 2


# --- One's own pages -----------------------------------------------------------------------------


def test_the_list_holds_what_did_not_appear_newest_first(ben, sign_in, cast, topic, hall):
    waiting = make_held(cast.ben, topic, "Waiting @ada words")
    refused = make_held(cast.ben, topic, "Refused words")
    back = make_held(cast.ben, None, "Withdrawn words", category=hall, title="A held title")
    done = make_held(cast.ben, topic, "Approved words")
    kit = as_viewer(cast.kit)
    refuse_held(kit, refused, WHY)
    approve_held(kit, done)
    withdraw_held(as_viewer(cast.ben), back)
    text = ben.get("/held/").content.decode()
    places = [text.index(f"/held/{held.pk}/") for held in (back, refused, waiting)]
    assert places == sorted(places)
    assert "Approved words" not in text
    assert "A held title" in text
    assert "Waiting @ada words" in text
    assert WHY in text
    assert f"/held/{waiting.pk}/" not in sign_in(cast.mo).get("/held/").content.decode()
    assert "/held/" in ben.get("/u/ben/").content.decode()
    assert "/held/" not in sign_in(cast.ada).get("/u/ben/").content.decode()


def test_the_list_is_paged_and_costs_the_same(ben, cast, topic):
    make_held(cast.ben, topic, "Number 0 @ada")
    with CaptureQueriesContext(connection) as few:
        ben.get("/held/")
    for n in range(1, 22):
        make_held(cast.ben, topic, f"Number {n} @mira.oday")
    with CaptureQueriesContext(connection) as many:
        first = ben.get("/held/").content.decode()
    assert len(many) == len(few) <= 7
    assert "Number 0" not in first
    assert "Number 0" in ben.get("/held/?page=2").content.decode()
    assert ben.get("/held/?page=3").status_code == 404
    assert ben.get("/held/?page=x").status_code == 404


def test_texts_in_the_topic_cost_one_query_however_many(ben, cast, topic):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            ben.get(topic.get_absolute_url())
        return len(queries)

    make_held(cast.ben, topic, "Some @ada words")
    before = count()
    for _n in range(7):
        make_held(cast.ben, topic, "Some @ada words " * 200)
    assert count() == before <= 12


def test_it_is_changed_and_previewed_and_wrong_texts_are_kept(ben, cast, topic):
    held = make_held(cast.ben, topic, WORDS)
    url = held.get_absolute_url()
    shown = ben.post(url, {"body": "*soon* @ada", "preview": "1"})
    assert "<em>soon</em>" in shown.content.decode()
    assert fresh(held).source == WORDS
    for wrong in ("", " \n", "<!-- unseen -->", "x" * 100_000):
        answer = ben.post(url, {"body": wrong})
        assert answer.status_code == 422
        assert answer.context["form"]["body"].value() == wrong
        assert "errorlist" in answer.content.decode()
    assert ben.post(url, {"body": "Better @ada"}).headers["Location"] == url
    assert ben.post(url, {"body": "Better @ada"}).status_code == 302
    now = fresh(held)
    assert (now.source, now.version) == ("Better @ada", 2)
    assert 'href="/u/ada/"' in page(ben, held)
    assert case_decision(held) == [""]


def test_a_refused_text_is_kept_with_the_reason_and_sent_again(ben, cast, topic, tell):
    held = make_held(cast.ben, topic, WORDS)
    refuse_held(as_viewer(cast.kit), held, WHY)
    tell()
    notices = ben.get("/notifications/").content.decode()
    assert "did not let your text appear" in notices
    assert WHY in notices
    assert held.get_absolute_url() in notices
    text = page(ben, held)
    assert WHY in text
    assert WORDS in text
    assert "Send again" in text
    assert 'data-held="refused"' in ben.get(topic.get_absolute_url()).content.decode()
    ben.post(held.get_absolute_url(), {"body": "Without the name"})
    assert (fresh(held).state, fresh(held).reason) == ("waiting", "")
    assert case_decision(held) == ["refuse", ""]
    assert approve_held(as_viewer(cast.kit), fresh(held))


def test_what_was_taken_back_is_kept_and_may_be_sent_again(ben, cast, topic):
    held = make_held(cast.ben, topic, WORDS)
    url = held.get_absolute_url()
    for _press in range(2):
        assert ben.post(f"{url}withdraw/").headers["Location"] == url
    assert ben.get(f"{url}withdraw/").status_code == 405
    assert case_decision(held) == ["void"]
    assert "You took this back" in page(ben, held)
    assert "xylophone" not in ben.get(topic.get_absolute_url()).content.decode()
    assert approve_held(as_viewer(cast.kit), fresh(held)) is None
    ben.post(url, {"body": WORDS})
    assert case_decision(held) == ["void", ""]


def test_who_comes_too_late_sees_that_it_was_approved(ben, cast, topic):
    held = make_held(cast.ben, topic, WORDS)
    approve_held(as_viewer(cast.kit), held)
    url = held.get_absolute_url()
    for answer in (ben.post(url, {"body": "My later words"}), ben.post(f"{url}withdraw/")):
        assert answer.status_code == 409
        assert topic.get_absolute_url() + "2/" in answer.content.decode()
    assert "My later words" in ben.post(url, {"body": "My later words"}).content.decode()
    assert "Read it where it stands" in page(ben, held)
    assert 'name="body"' not in page(ben, held)


# --- Approval ------------------------------------------------------------------------------------


def test_a_reply_appears_with_everything_its_form_said(ben, sign_in, cast, topic, held_hall, tell):
    parent = make_reply(cast.kit, topic)
    prompt = Prompt.objects.filter(topic=topic).first()
    held = sent(ben, topic, body="Yes @mira.oday", reply_to=parent.number, prompts=[prompt.pk])
    make_reply(cast.mo, topic)
    tell()
    assert not Notice.objects.filter(recipient=cast.mira).exists()
    entry = approve_held(as_viewer(cast.kit), held, "Welcome")
    post = Post.objects.get(pk=entry.post_id)
    assert (post.number, post.reply_to_id, post.author_id) == (4, parent.pk, cast.ben.pk)
    assert list(post.answers.values_list("prompt_id", flat=True)) == [prompt.pk]
    assert list(differences()) == []
    tell()
    assert Notice.objects.filter(recipient=cast.mira, kind="mention", actor=cast.ben).count() == 1
    assert Notice.objects.filter(recipient=cast.kit, kind="reply", actor=cast.ben).count() == 1
    assert "let your text appear" in ben.get("/notifications/").content.decode()
    assert "Yes" in sign_in(cast.ada).get(topic.get_absolute_url()).content.decode()


def test_a_topic_appears_with_its_questions_and_tags(ben, cast, held_hall, guest):
    form = {
        "category": "hall",
        "title": "Fresh ground",
        "body": WORDS,
        "prompts": ["Who digs?", "Who plants?"],
        "tags": "soil, spring",
    }
    ben.post("/topics/new/", form)
    assert not Topic.objects.exists()
    entry = approve_held(as_viewer(cast.kit), fresh(HeldPost.objects.get()))
    topic = Topic.objects.get(pk=entry.topic_id)
    text = guest.get(topic.get_absolute_url()).content.decode()
    for words in ("Fresh ground", WORDS, "Who digs?", "Who plants?", "/tag/soil/", "/tag/spring/"):
        assert words in text
    assert topic.author_id == cast.ben.pk
    assert list(differences()) == []


def test_it_appears_as_the_moderator_saw_it(cast, topic):
    held, kit = make_held(cast.ben, topic, WORDS), as_viewer(cast.kit)
    resend_held(as_viewer(cast.ben), held, "Something else")
    assert approve_held(kit, held) is None
    assert refuse_held(kit, held, WHY) is None
    assert approve_held(kit, fresh(held))
    assert approve_held(kit, fresh(held)) is None


def test_nobody_decides_about_their_own_or_elsewhere(cast, topic, hall):
    held = make_held(cast.ben, topic, WORDS)
    make_moderator(cast.ben, hall)
    for person in (cast.ben, cast.tove, cast.ada):
        with pytest.raises(Refusal):
            approve_held(as_viewer(person), held)


def closed(cast, topic):
    close_topic(as_viewer(cast.mo), topic, "Enough")


def archived(cast, topic):
    archive_topic(as_viewer(cast.mo), topic, "Done")


def silenced(cast, _topic):
    silence_person(as_viewer(cast.mo), cast.ben, WHY, until=timezone.now() + timedelta(days=1))


def suspended(cast, _topic):
    suspend_person(as_viewer(cast.mo), cast.ben, WHY, until=timezone.now() + timedelta(days=1))


def shut_out(cast, topic):
    Category.objects.filter(pk=topic.category_id).update(visibility="circles")


def gone(cast, _topic):
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)


@pytest.mark.parametrize("meanwhile", [closed, archived, silenced, suspended, shut_out, gone])
def test_what_its_writer_could_not_post_now_does_not_appear(cast, topic, meanwhile):
    held = make_held(cast.ben, topic, WORDS)
    meanwhile(cast, topic)
    with pytest.raises(Refusal) as refused:
        approve_held(as_viewer(cast.root), fresh(held))
    assert str(refused.value)
    assert WHY not in str(refused.value)
    assert "you can read" not in str(refused.value)
    assert fresh(held).state == "waiting"
    assert refuse_held(as_viewer(cast.root), fresh(held), "So it is")


@pytest.mark.parametrize("meanwhile", [closed, archived, silenced, shut_out])
def test_nor_is_it_sent_again_but_it_is_kept(ben, cast, topic, meanwhile):
    held = make_held(cast.ben, topic, WORDS)
    meanwhile(cast, topic)
    answer = ben.post(held.get_absolute_url(), {"body": "Later words"})
    assert answer.status_code == 403
    assert "Later words" in answer.content.decode()
    text = page(ben, held)
    assert 'name="body"' not in text
    assert WORDS in text
    assert ben.post(f"{held.get_absolute_url()}withdraw/").status_code == 302


def test_who_lost_access_reads_their_text_and_nothing_else(ben, cast, circle, secret):
    seat = Membership.objects.create(circle=circle, person=cast.ben)
    held = make_held(cast.ben, secret, WORDS)
    assert "Hushed matters" in page(ben, held)
    seat.delete()
    for text in (page(ben, held), ben.get("/held/").content.decode()):
        assert "xylophone" in text
        assert "Hushed" not in text
        assert "Quiet-Room" not in text


def test_what_waits_goes_with_its_topic(cast, topic, yard, ben):
    held = make_held(cast.ben, topic, WORDS)
    move_topic(as_viewer(cast.mo), topic, "Fits better", category=yard)
    with pytest.raises(Refusal):
        approve_held(as_viewer(cast.kit), held)
    assert "Yard" in page(ben, held)
    assert approve_held(as_viewer(cast.tove), fresh(held)).category_id == yard.pk


def test_after_a_merge_it_still_answers_the_post_that_it_answered(ben, cast, topic, held_hall):
    target = make_topic(cast.kit, held_hall)
    for _n in range(3):
        make_reply(cast.kit, target)
    parent = make_reply(cast.kit, topic, "What do you say?")
    prompt = Prompt.objects.filter(topic=topic).first()
    held = sent(ben, topic, reply_to=parent.number, prompts=[prompt.pk])
    merge_topics(as_viewer(cast.mo), topic, "The same", target=target)
    with pytest.raises(LostRace):
        approve_held(as_viewer(cast.kit), held)
    entry = approve_held(as_viewer(cast.kit), fresh(held))
    post = Post.objects.get(pk=entry.post_id)
    assert (post.topic_id, post.number, post.reply_to_id) == (target.pk, 7, parent.pk)
    assert list(post.answers.values_list("prompt_id", flat=True)) == [prompt.pk]
    assert list(differences()) == []


# --- At once -------------------------------------------------------------------------------------


@pytest.fixture
def scene():
    people = [make_person("ada"), make_person("ben"), make_person("mo", is_moderator=True)]
    topic = make_topic(people[0], make_category("hall"))
    return *people, topic


def settled(held: HeldPost, topic: Topic) -> None:
    """What came of it is one thing, whichever."""
    now, posts = fresh(held), Post.objects.filter(topic=topic, author_id=held.author_id)
    decisions = case_decision(held)
    assert posts.count() == (now.state == "approved")
    assert Entry.objects.filter(act="approve").count() == posts.count()
    assert (decisions[-1] == "") == (now.state == "waiting")
    assert decisions.count("") <= 1
    assert (now.post_id is not None) == (now.state == "approved")
    assert list(differences()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_deciding_taking_back_and_sending_again_at_once(scene, turn):
    _ada, ben, mo, topic = scene
    held = make_held(ben, topic, WORDS)
    mine, theirs = as_viewer(ben), as_viewer(mo)
    at_once(
        lambda: approve_held(theirs, held),
        lambda: approve_held(theirs, held),
        lambda: refuse_held(theirs, held, WHY),
        lambda: withdraw_held(mine, held),
        lambda: resend_held(mine, held, f"Other words {turn}"),
    )
    settled(held, topic)


def outcome(act, *args, **facts):
    try:
        return act(*args, **facts)
    except (LostRace, Refusal) as lost:
        return lost


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_moving_and_merging_while_it_is_approved(scene, turn):
    ada, ben, mo, topic = scene
    held, theirs = make_held(ben, topic, WORDS), as_viewer(mo)
    other, target = make_category("yard"), make_topic(ada)
    acts = [
        lambda: outcome(merge_topics, theirs, topic, "Same", target=target),
        lambda: outcome(move_topic, theirs, topic, "There", category=other),
    ]
    done, _moved = at_once(lambda: outcome(approve_held, theirs, held), acts[turn % 2])
    now = fresh(held)
    assert (now.state == "approved") == isinstance(done, Entry)
    if now.state == "approved":
        post = Post.objects.get(pk=now.post_id)
        assert post.topic_id == (target.pk if turn % 2 == 0 else topic.pk)
    else:
        assert approve_held(theirs, now)
    assert list(differences()) == []


@pytest.mark.django_db(transaction=True)
def test_one_press_many_times_holds_one_text(scene):
    _ada, ben, _mo, topic = scene
    Category.objects.update(holds="posts")
    browser = Client()
    browser.force_login(ben)
    form = {"body": WORDS, "token": str(uuid4())}
    answers = at_once(*[lambda: browser.post(f"/t/{topic.pk}/reply/", form)] * 6)
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Case.objects.filter(held__author=ben).count() == 1


def test_a_newcomer_is_told_before_writing(cast, topic, sign_in):
    """Who has posts is not told; who has none reads it in the reply form and beside categories."""
    community = found_community("Commons")
    ben, newcomer = sign_in(cast.ben), sign_in(make_person())
    make_reply(cast.ben, topic)
    for number, is_told in ((0, False), (1, True)):
        change_first_posts(as_viewer(cast.root), community, number)
        cache.clear()
        for client, told in ((newcomer, is_told), (ben, False)):
            page = client.get(topic.get_absolute_url()).content.decode()
            assert ("It waits until a moderator" in page) is told
            form = client.get("/topics/new/").content.decode()
            assert ("(moderators look at it first)" in form) is told
