"""Who starts topics, replies and attaches in a category: by the rule of its acts, on its pages, in
the admin, and what the log says of it. The rules by themselves stand in `test_policies`."""

import pytest

from accounts.policies import Refusal
from ledger.models import Entry
from tests.make import as_viewer, make_circle, make_held, make_reply, make_topic
from threads.actions.approval import approve_held
from threads.actions.places import change_right
from threads.models import Category, HeldPost, Post, Topic

NOT_HERE = "others were chosen to start topics"
MUTE = "others were chosen to reply"


@pytest.fixture
def players(cast):
    return make_circle("Players", cast.ada)


@pytest.fixture
def stage(cast, hall, players):
    """The hall, in which Ada's circle starts topics and replies."""
    for right in ("starts", "replies", "attaches"):
        change_right(as_viewer(cast.root), hall, right, "circles", [players])
    return Category.objects.get(pk=hall.pk)


def form(**extra):
    return {"category": "hall", "title": "A new piece", "body": "Words of it."} | extra


def test_who_has_no_right_to_start_reads_why_and_keeps_the_text(stage, yard, cast, sign_in):
    ben = sign_in(cast.ben)
    refused = ben.post("/topics/new/", form())
    assert refused.status_code == 422
    page = refused.content.decode()
    assert NOT_HERE in page
    assert "Words of it." in page
    assert not Topic.objects.exists()
    assert ben.post("/topics/new/", form(category="yard")).status_code == 302


def test_the_form_offers_only_where_one_may_start_and_says_why_not_elsewhere(
    stage, yard, cast, sign_in
):
    page = sign_in(cast.ben).get("/topics/new/?category=hall")
    assert [slug for slug, _ in page.context["form"].fields["category"].choices] == ["yard"]
    assert NOT_HERE in page.content.decode()
    offered = sign_in(cast.ada).get("/topics/new/?category=hall").context["form"]
    assert [slug for slug, _ in offered.fields["category"].choices] == ["hall", "yard"]


@pytest.mark.parametrize(("who", "may"), [("ada", True), ("kit", True), ("ben", False)])
def test_the_page_of_a_category_offers_what_its_reader_may(who, may, stage, cast, sign_in):
    make_topic(cast.ada, stage)
    page = sign_in(getattr(cast, who)).get("/c/hall/").content.decode()
    assert ("/topics/new/?category=hall" in page) is may
    assert (NOT_HERE in page) is not may


def test_guests_read_nothing_of_it(stage, cast, guest):
    topic = make_topic(cast.ada, stage)
    for url in ("/c/hall/", topic.get_absolute_url()):
        page = guest.get(url).content.decode()
        assert NOT_HERE not in page
        assert MUTE not in page


def test_the_home_page_offers_a_start_only_where_there_is_one(stage, cast, sign_in):
    make_topic(cast.ada, stage)
    assert "/topics/new/" not in main_of(sign_in(cast.ben).get("/"))
    assert "/topics/new/" in main_of(sign_in(cast.ada).get("/"))


def main_of(response) -> str:
    return response.content.decode().partition("<main")[2]


@pytest.mark.parametrize(("who", "may"), [("ada", True), ("kit", True), ("ben", False)])
def test_the_reply_form_or_the_sentence(who, may, stage, cast, sign_in):
    topic = make_topic(cast.ada, stage)
    client = sign_in(getattr(cast, who))
    page = client.get(topic.get_absolute_url()).content.decode()
    assert ('name="body"' in page) is may
    assert (MUTE in page) is not may
    assert ('data-do="answer"' in page) is may
    answer = client.post(f"/t/{topic.pk}/reply/", {"body": "Said."})
    assert answer.status_code == (302 if may else 403)
    assert Post.objects.filter(source="Said.").exists() is may
    if not may:
        assert MUTE in answer.content.decode()


def test_who_may_start_only_starts(hall, cast, players):
    change_right(as_viewer(cast.root), hall, "replies", "moderators")
    topic = make_topic(cast.ben, Category.objects.get(pk=hall.pk))
    assert Post.objects.filter(topic=topic, number=1).exists()
    with pytest.raises(Refusal, match=MUTE):
        make_reply(cast.ben, topic)
    make_reply(cast.kit, topic)


def test_a_right_taken_meanwhile_stops_a_reply_that_was_begun(hall, cast, topic):
    stale = Topic.objects.select_related("category").get(pk=topic.pk)
    change_right(as_viewer(cast.root), hall, "replies", "moderators")
    assert stale.category.replies == "readers"
    with pytest.raises(Refusal, match=MUTE):
        make_reply(cast.ben, stale)
    assert not Post.objects.filter(author=cast.ben).exists()


def test_asks_and_suggested_questions_are_replies_too(stage, cast, sign_in):
    topic = make_topic(cast.ada, stage, prompts=["Why?"])
    ben = sign_in(cast.ben)
    assert ben.post(f"/t/{topic.pk}/asks/", {"to": "ada", "text": "How?"}).status_code == 403
    asked = ben.post(f"/t/{topic.pk}/prompts/suggest/", {"text": "What else?"})
    assert asked.status_code == 403


@pytest.mark.parametrize("opens", [True, False])
def test_what_waits_appears_only_while_its_writer_could_write_it(opens, cast, hall, topic, players):
    held = make_held(cast.ben, None if opens else topic, category=hall)
    change_right(as_viewer(cast.root), hall, "starts" if opens else "replies", "moderators")
    kept = HeldPost.objects.select_related("category", "topic__category").get(pk=held.pk)
    with pytest.raises(Refusal, match="others were chosen"):
        approve_held(as_viewer(cast.kit), kept)


def test_the_log_says_it_in_words(stage, cast, sign_in):
    page = sign_in(cast.ben).get("/moderation/log/").content.decode()
    assert "who may start topics: everybody who reads there" in page
    assert "members of the circles named (Players)" in page


def test_the_same_right_twice_is_one_line(stage, cast, players):
    lines = Entry.objects.count()
    assert change_right(as_viewer(cast.root), stage, "starts", "circles", [players]) is None
    assert Entry.objects.count() == lines
    with pytest.raises(Refusal, match="Name the circles"):
        change_right(as_viewer(cast.root), stage, "starts", "circles")
    with pytest.raises(Refusal):
        change_right(as_viewer(cast.mo), stage, "starts", "readers")


def test_the_admin_names_circles_and_refuses_none(cast, hall, players, sign_in):
    root = sign_in(cast.root)
    url = f"/admin/threads/category/{hall.pk}/change/"
    asked = root.get(url).context
    fields = asked["adminform"].form
    data = {name: fields[name].value() or "" for name in fields.fields if "circles" not in name}
    for inline in asked["inline_admin_formsets"]:
        management = inline.formset.management_form
        data |= {management.add_prefix(n): management[n].value() for n in management.fields}
        for row in inline.formset.initial_forms:
            data[row.add_prefix("id")] = row.instance.pk
            data[row.add_prefix("category")] = hall.pk
    data["position"] = 0
    refused = root.post(url, data | {"replies": "circles"})
    assert "Name the circles" in refused.content.decode()
    assert (
        root.post(url, data | {"replies": "circles", "reply_circles": [players.pk]}).status_code
        == 302
    )
    now = Category.objects.get(pk=hall.pk)
    assert (now.replies, now.reply_circles) == ("circles", [players.pk])
    assert Entry.objects.get().after == "replies: circles (Players)"
    # A circle that has a right somewhere is not deleted without a line.
    assert (
        root.post(f"/admin/accounts/circle/{players.pk}/delete/", {"post": "yes"}).status_code
        == 403
    )
    assert root.post(url, data).status_code == 302
    assert Category.objects.get(pk=hall.pk).reply_circles == []
