"""What somebody began to write is kept, is theirs alone, and never takes the place of newer words."""

import json
from threading import Barrier, Thread

import pytest
from django.db import connection

from tests.make import as_viewer, make_reply, make_topic
from threads.actions.drafts import MOST_DRAFTS, keep_draft
from threads.models import Draft

JSON = {"Accept": "application/json"}


@pytest.fixture
def ben(cast, sign_in):
    return sign_in(cast.ben)


@pytest.fixture
def keep(ben, topic):
    """Send a draft as scripts do."""

    def send(body: str, seq: int, place: str = "", **facts):
        data = {"place": place or f"topic:{topic.pk}", "body": body, "seq": seq} | facts
        return ben.post("/drafts/", data, headers=JSON)

    return send


def body_of(place: str) -> str | None:
    return Draft.objects.filter(place=place).values_list("body", flat=True).first()


def test_it_is_kept_and_stands_in_its_composer(keep, ben, topic):
    prompt = topic.prompts.first()
    answer = keep("Half a\r\nthought", 1, reply_to=1, prompts=[prompt.pk])
    assert (answer.status_code, answer.json()) == (200, {"seq": 1, "theirs": None})
    page = ben.get(topic.get_absolute_url()).content.decode()
    assert "Half a\nthought" in page
    assert f'name="prompts" value="{prompt.pk}" checked' in page
    assert 'name="reply_to" value="1"' in page
    assert 'name="seq" value="2"' in page
    assert topic.title in ben.get("/drafts/").content.decode()


def test_newer_words_win_and_late_ones_are_shown_both(keep, topic):
    keep("One", 1)
    assert keep("Two", 2).status_code == 200
    late = keep("Other", 2)
    assert (late.status_code, late.json()) == (409, {"seq": 2, "theirs": "Two"})
    assert body_of(f"topic:{topic.pk}") == "Two"
    assert keep("Two", 2).status_code == 200


def test_a_plain_form_that_comes_late_loses_nothing(keep, ben, topic):
    keep("Standing words", 5)
    data = {"place": f"topic:{topic.pk}", "body": "Late words", "seq": 3}
    answer = ben.post("/drafts/", data)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Standing words" in page
    assert "Late words" in page


def test_a_plain_form_is_kept_and_leads_to_the_list(ben, topic):
    data = {"place": "new", "title": "A thought", "body": "Begun", "seq": 1, "keep": "1"}
    assert ben.post("/drafts/", data, follow=True).redirect_chain == [("/drafts/", 302)]
    page = ben.get("/topics/new/").content.decode()
    assert "Begun" in page
    assert 'value="A thought"' in page


def test_an_empty_text_is_forgotten(keep):
    keep("Something", 1)
    assert keep("  \n", 2).status_code == 200
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "elsewhere"},
        {"place": "topic:0"},
        {"place": "topic:1; drop"},
        {"seq": "-1"},
        {"seq": "soon"},
        {"body": "x" * 200_000},
        {"body": "a\0b"},
        {"prompts": ["first"]},
    ],
)
def test_what_is_no_draft_is_refused_with_a_sentence(wrong, ben):
    data = {"place": "new", "body": "Kept words", "seq": "1"} | wrong
    answer = ben.post("/drafts/", data, headers=JSON)
    assert answer.status_code == 422
    assert json.loads(answer.content)["error"]
    plain = ben.post("/drafts/", data)
    assert plain.status_code == 422
    assert not Draft.objects.exists()


def test_sending_it_ends_it(keep, ben, topic):
    keep("Ready", 1)
    keep("Another place", 1, place="new")
    ben.post(f"/t/{topic.pk}/reply/", {"body": "Ready"})
    assert list(Draft.objects.values_list("place", flat=True)) == ["new"]
    data = {"category": "hall", "title": "New", "body": "Another place"}
    assert ben.post("/topics/new/", data).status_code == 302
    assert not Draft.objects.exists()


def test_an_edit_has_a_draft_of_its_own(cast, keep, ben, topic):
    post = make_reply(cast.ben, topic, "As it was.")
    keep("As it may be.", 1, place=f"post:{post.pk}")
    assert "As it may be." in ben.get(f"/p/{post.pk}/edit/").content.decode()
    assert f"/p/{post.pk}/edit/" in ben.get("/drafts/").content.decode()
    ben.post(f"/p/{post.pk}/edit/", {"body": "As it may be.", "version": "1"})
    assert not Draft.objects.exists()


def test_a_refused_reply_keeps_its_draft(keep, ben, topic):
    keep("<!-- nothing -->", 1)
    answer = ben.post(f"/t/{topic.pk}/reply/", {"body": "<!-- nothing -->", "seq": "4"})
    assert answer.status_code == 422
    assert 'name="seq" value="4"' in answer.content.decode()
    assert Draft.objects.exists()


def test_a_place_that_was_lost_keeps_the_words_and_says_no_title(cast, circle, secret, sign_in):
    mira = sign_in(cast.mira)
    mira.post("/drafts/", {"place": f"topic:{secret.pk}", "body": "My own words", "seq": 1})
    assert secret.title in mira.get("/drafts/").content.decode()
    circle.memberships.filter(person=cast.mira).delete()
    page = mira.get("/drafts/").content.decode()
    assert secret.title not in page
    assert "My own words" in page


def test_others_neither_read_nor_discard_it(cast, keep, sign_in):
    keep("Only mine", 1)
    draft = Draft.objects.get()
    for person in (cast.ada, cast.mo, cast.root):
        client = sign_in(person)
        assert "Only mine" not in client.get("/drafts/").content.decode()
        assert client.post(f"/drafts/{draft.pk}/discard/").status_code == 404
    root = sign_in(cast.root)
    assert "Only mine" not in root.get(f"/admin/threads/draft/{draft.pk}/change/").content.decode()


def test_the_oldest_go_when_there_are_too_many(cast):
    Draft.objects.bulk_create(
        Draft(person=cast.ben, place=f"topic:{n}", body="x") for n in range(1, MOST_DRAFTS + 1)
    )
    keep_draft(as_viewer(cast.ben), "new", "The newest", 1)
    assert Draft.objects.filter(person=cast.ben).count() == MOST_DRAFTS
    assert Draft.objects.filter(place="new").exists()


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_one_instant_leave_one_text(cast):
    """One of them is told what the other wrote."""
    viewer = as_viewer(cast.ben)
    ready, told = Barrier(2), []

    def write(text: str) -> None:
        ready.wait()
        told.append(keep_draft(viewer, "new", text, 1).theirs)
        connection.close()

    writers = [Thread(target=write, args=(text,)) for text in ("phone", "desk")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    standing = body_of("new")
    assert sorted(told, key=bool) == [None, standing]


def test_the_list_costs_the_same_with_many(cast, ben, django_assert_num_queries, topic):
    def drafts(count: int) -> None:
        for _ in range(count):
            place = make_topic(cast.ada, topic.category)
            keep_draft(as_viewer(cast.ben), f"topic:{place.pk}", "Words", 1)

    drafts(2)
    ben.get("/drafts/")
    with django_assert_num_queries(4):
        ben.get("/drafts/")
    drafts(20)
    with django_assert_num_queries(4):
        ben.get("/drafts/")
