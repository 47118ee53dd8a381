"""The admin acts through the same actions, with the same rules and the same lines in the ledger."""

import pytest

from ledger.models import Entry
from tests.make import make_reply
from threads.models import Post, Topic


@pytest.fixture
def root(cast, sign_in):
    return sign_in(cast.root)


def act(client, model: str, action: str, row, **data):
    return client.post(
        f"/admin/threads/{model}/", {"action": action, "_selected_action": [row.pk]} | data
    )


def test_hiding_asks_why_first(root, cast, topic):
    post = make_reply(cast.ben, topic)
    page = act(root, "post", "hide_posts", post).content.decode()
    assert 'name="reason"' in page
    assert "Readers see your reason" in page
    act(root, "post", "hide_posts", post, reason="")
    assert not Entry.objects.exists()


def test_hiding_and_restoring_leave_their_lines(root, cast, topic):
    post = make_reply(cast.ben, topic)
    act(root, "post", "hide_posts", post, reason="Rude")
    assert Post.objects.get(pk=post.pk).hidden_reason == "Rude"
    act(root, "post", "restore_posts", post, reason="Not so rude")
    assert Post.objects.get(pk=post.pk).is_shown
    lines = Entry.objects.order_by("id").values_list("act", "actor_id", "reason")
    assert list(lines) == [("hide", cast.root.pk, "Rude"), ("restore", cast.root.pk, "Not so rude")]


def test_the_rule_about_own_posts_holds_here_too(root, cast, topic):
    own = make_reply(cast.root, topic)
    response = act(root, "post", "hide_posts", own, reason="Oops")
    page = root.get(response.headers["Location"]).content.decode()
    assert "Nobody decides about their own post" in page
    assert not Entry.objects.exists()


def test_closing_stands_in_the_topic(root, topic, guest):
    act(root, "topic", "close_topics", topic, reason="All is said")
    assert Topic.objects.get(pk=topic.pk).state == Topic.State.CLOSED
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert 'data-act="close"' in page
    assert "All is said" in page
    act(root, "topic", "reopen_topics", topic, reason="More is to say")
    assert 'data-act="reopen"' in guest.get(topic.get_absolute_url()).content.decode()


@pytest.mark.parametrize("url", ["threads/post/{post}/change/", "threads/topic/{topic}/change/"])
def test_words_are_changed_by_nobody(url, root, topic, opening_post):
    url = "/admin/" + url.format(post=opening_post.pk, topic=topic.pk)
    assert root.get(url).status_code == 200
    assert root.post(url, {"source": "Mine", "title": "Mine"}).status_code == 403
    assert root.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_a_place_can_be_made(root, circle, guest):
    data = {
        "name": "Barn", "slug": "barn", "colour": "moss", "position": "3", "visibility": "public",
        "description": "",
    }  # fmt: skip
    page = root.get("/admin/threads/category/add/").content.decode()
    prefix = page.split("-TOTAL_FORMS")[0].rsplit('name="', 1)[1]
    data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    assert root.post("/admin/threads/category/add/", data).status_code == 302
    assert guest.get("/c/barn/").status_code == 200


def test_tags_are_found_by_whether_they_are_carried(root, topic):
    from threads.actions.topics import add_tags
    from threads.models import Tag

    add_tags(topic, ["carried-tag"])
    Tag.objects.create(name="Idle tag", slug="idle-tag")
    assert "carried-tag" in root.get("/admin/threads/tag/?carried=yes").content.decode()
    page = root.get("/admin/threads/tag/?carried=no").content.decode()
    assert "idle-tag" in page
    assert "carried-tag" not in page


def test_only_an_empty_place_can_go(root, topic, hall):
    assert (
        root.post(f"/admin/threads/category/{hall.pk}/delete/", {"post": "yes"}).status_code == 403
    )
    topic.delete()
    assert (
        root.post(f"/admin/threads/category/{hall.pk}/delete/", {"post": "yes"}).status_code == 302
    )
