"""The admin acts through the same actions, with the same rules and the same lines in the ledger."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.forms.models import model_to_dict
from django.utils import timezone

from accounts.models import Circle
from ledger.models import Entry
from tests.make import as_viewer, make_category, make_person, make_reply, make_topic
from threads.actions.posts import edit_post, withdraw_post
from threads.actions.topics import add_tags
from threads.admin.acts import MOST_AT_ONCE
from threads.curation import CURATIONS
from threads.models import (
    Category,
    CategoryCircle,
    CategoryModerator,
    HeldPost,
    Post,
    Prompt,
    Tag,
    Topic,
)


@pytest.fixture
def root(cast, sign_in):
    return sign_in(cast.root)


@pytest.fixture
def staff(cast, sign_in):
    """The moderator of the whole site, who may open the admin."""
    cast.mo.is_staff = True
    cast.mo.save()
    return sign_in(cast.mo)


def act(client, model: str, action: str, *rows, app: str = "threads", **data):
    return client.post(
        f"/admin/{app}/{model}/",
        {"action": action, "_selected_action": [row.pk for row in rows]} | data,
    )


def said(client, answer) -> str:
    """What the page after an act says."""
    return client.get(answer.headers["Location"]).content.decode()


def lines() -> list[tuple]:
    return list(Entry.objects.order_by("id").values_list("act", "actor_id", "reason"))


# --- Posts ---------------------------------------------------------------------------------------


def test_hiding_asks_why_first(root, cast, topic):
    post = make_reply(cast.ben, topic, "Words to be judged.")
    page = act(root, "post", "hide", post).content.decode()
    assert 'name="reason"' in page
    assert "Readers see your reason" in page
    assert "Words to be judged." in page
    refused = act(root, "post", "hide", post, reason="")
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    assert not Entry.objects.exists()


def test_hiding_and_restoring_leave_their_lines(root, cast, topic):
    post = make_reply(cast.ben, topic)
    act(root, "post", "hide", post, reason="Rude")
    assert Post.objects.get(pk=post.pk).hidden_reason == "Rude"
    act(root, "post", "restore", post, reason="Not so rude")
    assert Post.objects.get(pk=post.pk).is_shown
    assert lines() == [("hide", cast.root.pk, "Rude"), ("restore", cast.root.pk, "Not so rude")]


def test_the_same_press_twice_is_one_line(root, cast, topic):
    post = make_reply(cast.ben, topic)
    first = act(root, "post", "hide", post, reason="Rude")
    assert "Done for 1 row" in said(root, first)
    second = act(root, "post", "hide", post, reason="Rude")
    assert "There is nothing to do here" in said(root, second)
    assert len(lines()) == 1


def test_the_rule_about_own_posts_holds_here_too(root, cast, topic):
    own = make_reply(cast.root, topic)
    asked = act(root, "post", "hide", own).content.decode()
    assert "Nobody decides about their own post" in asked
    assert 'name="reason"' not in asked
    answer = act(root, "post", "hide", own, reason="Oops")
    assert "Nobody decides about their own post" in said(root, answer)
    assert not Entry.objects.exists()


def test_one_refused_row_stops_no_other(root, cast, topic):
    own, other = make_reply(cast.root, topic), make_reply(cast.ben, topic)
    page = said(root, act(root, "post", "hide", own, other, reason="Off topic"))
    assert "Nobody decides about their own post" in page
    assert "Done for 1 row" in page
    assert Post.objects.get(pk=own.pk).is_shown
    assert not Post.objects.get(pk=other.pk).is_shown


def test_an_act_stands_on_the_page_of_the_row_too(root, cast, topic):
    post = make_reply(cast.ben, topic)
    url = f"/admin/threads/post/{post.pk}/change/"
    assert "CHANGE_FORM-action" in root.get(url).content.decode()
    data = {"CHANGE_FORM-action": "hide", "_selected_action": [post.pk]}
    page = root.post(url, data).content.decode()
    assert 'name="CHANGE_FORM-action" value="hide"' in page
    assert root.post(url, data | {"reason": "Rude"}).status_code == 302
    assert lines() == [("hide", cast.root.pk, "Rude")]


def test_several_posts_of_one_topic_lead_to_where_they_are_split(root, cast, topic, hall):
    one, two = make_reply(cast.ben, topic), make_reply(cast.ada, topic)
    answer = act(root, "post", "take_apart", one, two)
    place, query = answer.headers["Location"].split("?")
    assert place == f"/moderation/topics/{topic.pk}/posts/"
    assert set(query.split("&")) == {f"posts={one.pk}", f"posts={two.pk}"}
    stranger = make_reply(cast.ben, make_topic(cast.ada, hall))
    assert "of one topic" in said(root, act(root, "post", "take_apart", one, stranger))


def test_at_most_so_many_at_once(root, cast, topic, hall, monkeypatch):
    monkeypatch.setattr("threads.admin.acts.MOST_AT_ONCE", 2)
    posts = [make_reply(cast.ben, topic) for _ in range(3)]
    assert "at most 2" in said(root, act(root, "post", "hide", *posts, reason="Rude"))
    assert not Entry.objects.exists()
    topics = [topic, make_topic(cast.ada, hall)]
    answer = act(root, "topic", "rename", *topics, title="Both", reason="")
    assert "Choose one row" in said(root, answer)
    assert MOST_AT_ONCE == 100


def searched(root, words: str) -> str:
    return root.get("/admin/threads/post/", {"q": words}).content.decode()


def test_posts_are_found_by_address_number_handle_and_words(root, cast, topic):
    post = make_reply(cast.ben, topic, "A sentence about heat pumps.")
    mark = f"/admin/threads/post/{post.pk}/change/"
    for words in (
        str(post.pk),
        f"/p/{post.pk}/",
        f"https://forum.example/t/{topic.slug}/{topic.pk}/{post.number}/",
        f"/t/{topic.pk}/",
        "@BEN",
        "heat PUMP",
        "who leads",
    ):
        assert mark in searched(root, words), words
    for words in ("heat exchange", "@ada", f"/t/{topic.pk}/1/", "999999", "9" * 18):
        assert mark not in searched(root, words), words


@pytest.mark.parametrize("url", ["threads/post/{post}/change/", "threads/topic/{topic}/change/"])
def test_words_are_changed_by_nobody(url, root, topic, opening_post):
    url = "/admin/" + url.format(post=opening_post.pk, topic=topic.pk)
    assert root.get(url).status_code == 200
    assert root.post(url, {"source": "Mine", "title": "Mine"}).status_code == 403
    assert root.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 403


# --- Topics --------------------------------------------------------------------------------------


def test_closing_stands_in_the_topic(root, topic, guest):
    act(root, "topic", "close", topic, reason="All is said")
    assert Topic.objects.get(pk=topic.pk).state == Topic.State.CLOSED
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert 'data-act="close"' in page
    assert "All is said" in page
    act(root, "topic", "reopen", topic, reason="More is to say")
    assert 'data-act="reopen"' in guest.get(topic.get_absolute_url()).content.decode()


TOPIC_ACTS = {
    "close": ({}, {}, {"state": "closed"}),
    "reopen": ({"state": "closed"}, {}, {"state": "open"}),
    "timer": ({}, {"quiet_days": "7"}, {"quiet_days": 7}),
    "untimer": ({"quiet_days": 7}, {}, {"quiet_days": None}),
    "pin": ({}, {"pin": "site", "until": "2099-01-01"}, {"pin": "site"}),
    "unpin": ({"pin": "site"}, {}, {"pin": ""}),
    "unlist": ({}, {}, {"is_listed": False}),
    "relist": ({"is_listed": False}, {}, {"is_listed": True}),
    "rename": ({}, {"title": "Who listens here?"}, {"title": "Who listens here?"}),
    "tag": ({}, {"tags": "Water, Wood"}, {}),
    "move": ({}, {"category": "barn"}, {}),
    "merge": ({}, {"target": "{other}"}, {}),
    "archive": ({}, {}, {"state": "archived"}),
    "unarchive": ({"state": "archived"}, {}, {"state": "open"}),
}


@pytest.mark.parametrize("name", CURATIONS)
def test_every_act_of_curating_is_in_the_admin(name, root, cast, topic):
    before, data, after = TOPIC_ACTS[name]
    other = make_topic(cast.ben, make_category("barn"))
    Topic.objects.filter(pk=topic.pk).update(**before)
    asked = act(root, "topic", name, topic)
    assert asked.status_code == 200
    assert not Entry.objects.exists()
    page = asked.content.decode()
    assert str(CURATIONS[name].effect)[:20] in page
    data = {key: value.format(other=other.pk) for key, value in data.items()}
    answer = act(root, "topic", name, topic, reason="So be it", **data)
    assert answer.status_code == 302
    assert lines() == [(name, cast.root.pk, "So be it")]
    assert Topic.objects.filter(pk=topic.pk, **after).exists()


def test_tags_start_from_what_a_topic_carries(root, topic):
    add_tags(topic, ["roles"])
    assert 'value="roles"' in act(root, "topic", "tag", topic).content.decode()


def test_a_lost_race_is_said(root, cast, topic, hall, monkeypatch):
    from accounts.policies import LostRace
    from threads.admin.topics import TopicAdmin

    def late(*_args, **_facts):
        raise LostRace("Mo was faster.")

    assert [run.__name__ for run in TopicAdmin.actions] == list(CURATIONS)
    monkeypatch.setattr("threads.actions.curation.leave_line", late)
    answer = act(root, "topic", "close", topic, reason="All is said")
    assert "Mo was faster." in said(root, answer)
    assert Topic.objects.get(pk=topic.pk).state == Topic.State.OPEN


def test_an_act_that_is_not_offered_is_not_done(root, topic):
    for action in ("explode", "delete_selected"):
        act(root, "topic", action, topic, reason="Because")
    assert not Entry.objects.exists()
    assert Topic.objects.filter(pk=topic.pk).exists()


# --- Waiting texts -------------------------------------------------------------------------------


@pytest.fixture
def held(cast, topic) -> HeldPost:
    Category.objects.update(holds=Category.Holds.POSTS)
    from threads.actions.posts import publish_post

    fresh = Topic.objects.select_related("category").get(pk=topic.pk)
    waiting = publish_post(as_viewer(cast.ben), fresh, "May I say this?").held
    assert waiting is not None
    return waiting


def test_a_waiting_text_is_approved(root, cast, held, guest, topic):
    assert "May I say this?" in act(root, "heldpost", "approve", held).content.decode()
    act(root, "heldpost", "approve", held, reason="")
    assert "May I say this?" in guest.get(topic.get_absolute_url()).content.decode()
    assert lines() == [("approve", cast.root.pk, "")]
    again = act(root, "heldpost", "approve", held, reason="")
    assert "There is nothing to do here" in said(root, again)
    assert len(lines()) == 1


def test_a_waiting_text_is_refused_with_a_reason(root, cast, held):
    assert act(root, "heldpost", "refuse", held, reason="").status_code == 422
    act(root, "heldpost", "refuse", held, reason="Say it kindly")
    assert HeldPost.objects.get(pk=held.pk).reason == "Say it kindly"
    assert lines() == [("refuse", cast.root.pk, "Say it kindly")]


def test_what_was_changed_meanwhile_is_looked_at_again(root, cast, held):
    from threads.actions.held import resend_held

    page = act(root, "heldpost", "approve", held).content.decode()
    seen = f"{held.pk}:{held.version}"
    assert f'name="seen" value="{seen}"' in page
    resend_held(as_viewer(cast.ben), held, "Something else altogether.")
    answer = act(root, "heldpost", "approve", held, reason="", seen=seen)
    assert "Meanwhile this text was changed" in said(root, answer)
    assert HeldPost.objects.get(pk=held.pk).state == HeldPost.State.WAITING


# --- Places --------------------------------------------------------------------------------------


def place_form(root, category: Category | None = None, **changes) -> dict:
    """What the form of a category sends, unchanged but for `changes`."""
    page = f"{category.pk}/change/" if category else "add/"
    form = root.get(f"/admin/threads/category/{page}").context
    fields = form["adminform"].form
    values = {name: fields[name].value() for name in fields.fields}
    data = {name: "" if value is None else value for name, value in values.items()}
    for inline in form["inline_admin_formsets"]:
        management = inline.formset.management_form
        data |= {management.add_prefix(n): management[n].value() for n in management.fields}
        for row in inline.formset.initial_forms:
            data[row.add_prefix("id")] = row.instance.pk
            data[row.add_prefix("category")] = category.pk
    return data | changes


def test_a_place_can_be_made(root, circle, guest):
    data = place_form(root, name="Barn", slug="barn", position="3")
    assert root.post("/admin/threads/category/add/", data).status_code == 302
    assert guest.get("/c/barn/").status_code == 200
    assert not Entry.objects.exists()


def test_the_rules_of_a_place_leave_lines_and_its_look_none(root, cast, hall):
    url = f"/admin/threads/category/{hall.pk}/change/"
    assert (
        root.post(url, place_form(root, hall, description="Big", colour="moss")).status_code == 302
    )
    assert not Entry.objects.exists()
    data = place_form(root, hall, visibility="members", holds="posts", description="Bigger")
    assert root.post(url, data).status_code == 302
    told = Entry.objects.order_by("id").values_list(
        "act", "actor_id", "category_id", "before", "after"
    )
    assert list(told) == [
        ("place", cast.root.pk, hall.pk, "visibility: public", "visibility: members"),
        ("place", cast.root.pk, hall.pk, "holds: nothing", "holds: posts"),
    ]
    now = Category.objects.get(pk=hall.pk)
    assert (now.visibility, now.holds, now.description) == ("members", "posts", "Bigger")
    assert root.post(url, place_form(root, hall)).status_code == 302
    assert Entry.objects.count() == 2


def test_an_act_that_fails_saves_nothing(root, hall, monkeypatch):
    def broken(*_args, **_facts):
        raise RuntimeError

    monkeypatch.setattr("threads.actions.places.leave_line", broken)
    data = place_form(root, hall, holds="posts", description="Half")
    root.raise_request_exception = False
    assert root.post(f"/admin/threads/category/{hall.pk}/change/", data).status_code == 500
    now = Category.objects.get(pk=hall.pk)
    assert (now.holds, now.description) == ("nothing", "")


def test_moderators_and_circles_come_and_go_with_lines(root, cast, circle):
    hall = make_category("barn")
    url = f"/admin/threads/category/{hall.pk}/change/"
    data = place_form(root, hall)
    data |= {"moderators-TOTAL_FORMS": "1", "moderators-0-person": cast.ben.pk}
    data["moderators-0-category"] = hall.pk
    prefix = next(
        key.removesuffix("-TOTAL_FORMS")
        for key in data
        if key.endswith("-TOTAL_FORMS") and not key.startswith("moderators")
    )
    data |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-0-circle": circle.pk}
    assert root.post(url, data).status_code == 302
    assert CategoryModerator.objects.filter(person=cast.ben, category=hall).exists()
    assert CategoryCircle.objects.filter(circle=circle, category=hall).exists()
    data = place_form(root, hall)
    data |= {"moderators-0-DELETE": "on", f"{prefix}-0-DELETE": "on"}
    assert root.post(url, data).status_code == 302
    assert not CategoryModerator.objects.filter(category=hall).exists()
    assert not CategoryCircle.objects.filter(category=hall).exists()
    told = Entry.objects.order_by("id").values_list("act", "person_id", "before", "after")
    assert sorted(told[:2]) == [
        ("appoint", cast.ben.pk, "", ""),
        ("place", None, "", "circle: Quiet"),
    ]
    assert sorted(told[2:]) == [
        ("dismiss", cast.ben.pk, "", ""),
        ("place", None, "circle: Quiet", ""),
    ]
    assert set(Entry.objects.values_list("category_id", flat=True)) == {hall.pk}


def test_the_pages_of_such_rows_do_the_same(root, cast, hall, circle):
    base = "/admin/threads/categorymoderator/"
    data = {"category": hall.pk, "person": cast.ben.pk}
    assert root.post(f"{base}add/", data).status_code == 302
    assert root.post(f"{base}add/", data).status_code == 200  # said beside the field
    row = CategoryModerator.objects.get(person=cast.ben)
    assert root.post(f"{base}{row.pk}/change/", data).status_code == 403
    assert root.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    base = "/admin/threads/categorycircle/"
    root.post(f"{base}add/", {"category": hall.pk, "circle": circle.pk})
    row = CategoryCircle.objects.get(category=hall)
    act(root, "categorycircle", "delete_selected", row, post="yes")
    acts = Entry.objects.order_by("id").values_list("act", flat=True)
    assert list(acts) == ["appoint", "dismiss", "place", "place"]


def test_tags_are_found_by_whether_they_are_carried(root, topic):
    add_tags(topic, ["carried-tag"])
    Tag.objects.create(name="Idle tag", slug="idle-tag")
    assert "carried-tag" in root.get("/admin/threads/tag/?carried=yes").content.decode()
    page = root.get("/admin/threads/tag/?carried=no").content.decode()
    assert "idle-tag" in page
    assert "carried-tag" not in page


def test_a_place_with_topics_cannot_go(root, topic, hall):
    CategoryModerator.objects.filter(category=hall).delete()
    url = f"/admin/threads/category/{hall.pk}/delete/"
    assert root.post(url, {"post": "yes"}).status_code == 403
    topic.delete()
    assert root.post(url, {"post": "yes"}).status_code == 302


def test_what_is_in_use_cannot_go(root, cast, topic, hall, circle, quiet_room):
    moderators = CategoryModerator.objects.filter(category=hall)
    moderators.delete()
    CategoryModerator.objects.create(person=cast.ben, category=hall)
    add_tags(topic, ["carried"])
    tag = Tag.objects.get()
    held = HeldPost.objects.create(
        author=cast.ben, category=quiet_room, title="Later", source="x", html="x"
    )
    pages = {
        f"/admin/accounts/circle/{circle.pk}/delete/": CategoryCircle.objects.all().delete,
        f"/admin/threads/tag/{tag.pk}/delete/": topic.delete,
        f"/admin/threads/category/{hall.pk}/delete/": moderators.delete,
        f"/admin/threads/category/{quiet_room.pk}/delete/": held.delete,
    }
    for url, free in pages.items():
        assert root.post(url, {"post": "yes"}).status_code == 403, url
        free()
        assert root.post(url, {"post": "yes"}).status_code == 302, url
    assert not Circle.objects.exists()


# --- What staff see ------------------------------------------------------------------------------


def test_a_moderator_acts_in_the_admin_as_on_the_site(staff, cast, topic):
    post = make_reply(cast.ben, topic)
    act(staff, "post", "hide", post, reason="Rude")
    act(staff, "topic", "close", topic, reason="Enough")
    assert lines() == [("hide", cast.mo.pk, "Rude"), ("close", cast.mo.pk, "Enough")]


def test_a_moderator_finds_nothing_of_a_private_place(staff, cast, topic, secret):
    post = make_reply(cast.ada, secret, "Unheardof answer to @ben")
    edit_post(as_viewer(cast.ada), post, "Unheardof, changed", version=1)
    prompt = Prompt.objects.get(topic=secret)
    pages = [
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for model in admin.site._registry
        if model._meta.app_label in {"threads", "moderation", "ledger", "accounts"}
    ]
    shown = 0
    for page in pages:
        answer = staff.get(page)
        assert answer.status_code in {200, 403}, page
        shown += answer.status_code == 200
        text = answer.content.decode()
        assert not [w for w in ("Hushed", "Unheardof", "Shhh", "Quiet-Room") if w in text], page
    assert shown >= 8
    for page in (
        f"threads/topic/{secret.pk}/change/",
        f"threads/topic/{secret.pk}/history/",
        f"threads/post/{post.pk}/change/",
        f"threads/prompt/{prompt.pk}/change/",
    ):
        answer = staff.get(f"/admin/{page}", follow=True)
        assert "Hushed" not in answer.content.decode()
        assert answer.redirect_chain, page
    act(staff, "topic", "close", secret, reason="Mine")
    assert not Entry.objects.exists()


def test_view_on_site_knows_who_sees_what(staff, root, topic, secret):
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(Topic).pk
    assert staff.get(f"/admin/r/{kind}/{secret.pk}/").status_code == 404
    assert staff.get(f"/admin/r/{kind}/999999/").status_code == 404
    assert staff.get(f"/admin/r/{kind}/{topic.pk}/").headers["Location"] == topic.get_absolute_url()
    assert (
        root.get(f"/admin/r/{kind}/{secret.pk}/").headers["Location"] == secret.get_absolute_url()
    )


def test_a_moderator_of_one_category_works_in_that_one(cast, sign_in, topic, hall):
    kim = make_person("kim", is_staff=True)
    CategoryModerator.objects.create(person=kim, category=hall)
    barn = make_topic(cast.ada, make_category("barn"), title="In the barn", source="Barn words.")
    withdrawn = make_reply(cast.ben, barn, "Taken back words.")
    withdraw_post(as_viewer(cast.ben), withdrawn)
    browser = sign_in(kim)
    page = browser.get("/admin/threads/topic/").content.decode()
    assert "Who leads here?" in page
    assert "In the barn" not in page
    assert "Barn" not in page  # nor as a choice of the filter
    assert "Taken back words" not in browser.get("/admin/threads/post/").content.decode()
    act(browser, "topic", "close", topic, barn, reason="Enough")
    assert [entry.topic_id for entry in Entry.objects.all()] == [topic.pk]


def test_staff_without_any_right_see_no_rows(cast, sign_in, topic):
    helper = sign_in(make_person("helper", is_staff=True))
    assert helper.get("/admin/").status_code == 200
    for page in ("threads/topic/", "threads/post/", "accounts/user/", "ledger/entry/"):
        assert helper.get(f"/admin/{page}").status_code == 403, page
    assert act(helper, "topic", "close", topic, reason="Mine").status_code == 403


def test_pins_end_on_a_day_that_comes(root, topic):
    yesterday = (timezone.now() - timedelta(days=2)).date().isoformat()
    answer = act(root, "topic", "pin", topic, pin="site", until=yesterday, reason="")
    assert answer.status_code == 422
    assert "choose one that comes" in answer.content.decode()
    assert not Entry.objects.exists()


def test_how_many_first_posts_wait_is_a_rule_that_leaves_a_line(root, cast):
    from accounts.actions.community import found_community
    from accounts.models import Community

    found_community("Commons")
    data = model_to_dict(Community.objects.get())
    data |= {"tagline": "For all", "held_first_posts": "2", "digest": "daily"}
    for _again in range(2):
        assert root.post("/admin/accounts/community/1/change/", data).status_code == 302
    assert Community.objects.values_list("tagline", "held_first_posts", "digest").get() == (
        "For all", 2, "daily",
    )  # fmt: skip
    line = Entry.objects.values_list("act", "actor_id", "before", "after").get()
    assert line == ("community", cast.root.pk, "0", "2")
    page = root.get("/moderation/log/").content.decode()
    assert "first posts that wait: 0" in page
    data["held_first_posts"] = "21"
    assert root.post("/admin/accounts/community/1/change/", data).status_code == 200
    assert Entry.objects.count() == 1
