"""Pages that are kept are true the moment an act is done, whatever the act was."""

import re

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.community import found_community
from accounts.actions.profiles import update_profile
from accounts.models import Community, Membership, User
from accounts.remembered import COMMUNITY_KEY
from tests.conftest import scene_of
from tests.make import (
    as_viewer,
    make_ask,
    make_reply,
)
from tests.threads.stage import browser, comparable, kept_urls, make_stage, nothing_kept
from threads.actions.curation import (
    archive_topic,
    close_topic,
    move_topic,
    pin_topic,
    rename_topic,
    tag_topic,
    unlist_topic,
)
from threads.actions.filing import file_post
from threads.actions.harvests import Facts, begin_harvest, publish_harvest, unpublish_harvest
from threads.actions.hosts import hand_over, leave_hosting, name_cohost
from threads.actions.likes import like_post
from threads.actions.moving import merge_topics, move_posts, split_topic
from threads.actions.places import change_first_posts, change_rule, exclude_circle
from threads.actions.posts import edit_post, hide_post, restore_post, withdraw_post
from threads.actions.prompts import (
    add_prompt,
    close_prompt,
    edit_prompt,
    order_prompts,
    withdraw_prompt,
)
from threads.actions.relations import relate_topic
from threads.actions.seals import seal_prompt
from threads.actions.settling import answer_ask, set_ask_aside
from threads.actions.timers import set_timer
from threads.actions.words import set_label
from threads.models import (
    Category,
    Panelist,
    Perspective,
    Prompt,
    Tag,
)
from threads.queries import versions
from threads.queries.harvests import harvest_for

scene = scene_of(make_stage)


@pytest.fixture
def w(scene, db, settings):
    settings.CHECK_REMEMBERED = False
    return scene


def v(person):
    return as_viewer(person)


def second(w) -> Prompt:
    return Prompt.objects.select_related("topic__category").filter(topic=w.topic)[1]


def _publish(w):
    harvest = begin_harvest(v(w.ada), w.bowl, Facts("harvest", "More", "Us"), "So [#1]")
    publish_harvest(v(w.ada), harvest_for(v(w.ada), harvest.pk), edits=1)


ACTS = {
    "reply": lambda w: make_reply(w.ola, w.topic, "And more."),
    "answer": lambda w: make_reply(w.ola, w.topic, "And more.", prompt_ids=[w.prompt.pk]),
    "edit": lambda w: edit_post(v(w.ola), w.post, "Other words.", version=1),
    "like": lambda w: like_post(v(w.ben), w.post),
    "like taken back": lambda w: like_post(v(w.ann), w.post, on=False),
    "withdraw": lambda w: withdraw_post(v(w.ola), w.post),
    "hide": lambda w: hide_post(v(w.mo), w.post, "Rude"),
    "restore": lambda w: restore_post(v(w.mo), w.hidden),
    "rename a topic": lambda w: rename_topic(v(w.ada), w.topic, title="Renamed"),
    "rename another that is linked": lambda w: rename_topic(v(w.ben), w.other, title="Renamed"),
    "rename a person": lambda w: update_profile(v(w.ola), display_name="Olala"),
    "a handle": lambda w: User.objects.filter(pk=w.ola.pk).update(username="olala"),
    "a person goes": lambda w: User.objects.filter(pk=w.ola.pk).delete(),
    "split": lambda w: split_topic(v(w.mo), w.topic, "Apart", post_ids=[w.post.pk], title="New"),
    "move posts": lambda w: move_posts(
        v(w.mo), w.topic, "There", post_ids=[w.post.pk], target=w.other
    ),
    "move posts here": lambda w: move_posts(
        v(w.mo), w.bowl, "Here", post_ids=[w.bowled.pk], target=w.topic
    ),
    "merge": lambda w: merge_topics(v(w.mo), w.other, "Same", target=w.topic),
    "merge this": lambda w: merge_topics(v(w.mo), w.topic, "Same", target=w.other),
    "pin": lambda w: pin_topic(v(w.mo), w.topic, pin="site"),
    "close": lambda w: close_topic(v(w.mo), w.topic, "Enough"),
    "let close by itself": lambda w: set_timer(v(w.mo), w.topic, "Soon", quiet_days=7),
    "archive": lambda w: archive_topic(v(w.mo), w.topic, "Enough"),
    "unlist": lambda w: unlist_topic(v(w.mo), w.topic, "Quiet"),
    "move a topic": lambda w: move_topic(v(w.mo), w.topic, "There", category=w.yard),
    "tag": lambda w: tag_topic(v(w.ada), w.topic, tags=["roles", "rest"]),
    "rename a tag": lambda w: Tag.objects.filter(slug="roles").update(name="Parts"),
    "add a question": lambda w: add_prompt(v(w.ada), w.topic, "Why?"),
    "edit a question": lambda w: edit_prompt(v(w.ada), w.prompt, "Changed?", version=1),
    "close a question": lambda w: close_prompt(v(w.ada), w.prompt),
    "withdraw a question": lambda w: withdraw_prompt(v(w.ada), w.prompt, "Moot"),
    "order questions": lambda w: order_prompts(
        v(w.ada), w.topic, list(w.topic.prompts.order_by("-position").values_list("pk", flat=True))
    ),
    "seal a question": lambda w: seal_prompt(v(w.ada), second(w)),
    "file an answer": lambda w: file_post(v(w.mira), w.answer, [second(w).pk]),
    "unfile an answer": lambda w: file_post(v(w.ola), w.post, []),
    "ask": lambda w: make_ask(w.ada, w.topic, w.ola, "And you, Ola?", post=w.post),
    "answer what was asked": lambda w: answer_ask(v(w.mira), w.ask, w.answer),
    "set aside what was asked": lambda w: set_ask_aside(v(w.mira), w.ask, "Later"),
    "publish a harvest of the panel": _publish,
    "take a harvest back": lambda w: unpublish_harvest(v(w.ada), w.harvest, "Wrong"),
    "name a co-host": lambda w: name_cohost(v(w.ada), w.topic, w.mira),
    "hand over": lambda w: hand_over(v(w.ada), w.topic, w.mira),
    "leave hosting": lambda w: leave_hosting(v(w.ada), w.topic),
    "relate": lambda w: relate_topic(v(w.ada), w.topic, w.other, "continues"),
    "a link from elsewhere": lambda w: make_reply(w.ola, w.other, w.topic.get_absolute_url()),
    "a link that goes": lambda w: withdraw_post(v(w.mira), w.linking),
    "somebody on the panel": lambda w: Panelist.objects.create(
        topic=w.bowl, position=9, name="Third"
    ),
    "a view of the panel": lambda w: Perspective.objects.create(
        panelist=w.bowl.panel.first(), author=w.ada, source="Heard", html="<p>Heard</p>"
    ),
    "rename a category": lambda w: Category.objects.filter(pk=w.hall.pk).update(name="Foyer"),
    "a category of members": lambda w: change_rule(v(w.root), w.hall, "visibility", "members"),
    "a category of circles": lambda w: change_rule(v(w.root), w.hall, "visibility", "circles"),
    "rename the community": lambda w: found_community("Otherwise"),
    "first posts wait": lambda w: change_first_posts(v(w.root), Community.objects.get(), 3),
    "what hosts are called": lambda w: set_label(v(w.root), "host", "de", "Fokalisierer"),
    "a circle reads no more": lambda w: exclude_circle(v(w.root), w.circle, w.quiet),
    "a member leaves a circle": lambda w: Membership.objects.filter(circle=w.circle).delete(),
}


@pytest.mark.parametrize("name", ACTS)
def test_the_next_page_is_true(name, w, django_capture_on_commit_callbacks):
    browsers = {"guest": browser(language="de"), "ann": browser(w.ann)}
    page = w.bowl if "panel" in name else w.topic
    asked = [("guest", page.get_absolute_url()), ("ann", page.get_absolute_url()), ("guest", "/")]
    before = [comparable(browsers[who].get(url)) for who, url in asked]
    with django_capture_on_commit_callbacks(execute=True):
        ACTS[name](w)
    after = [comparable(browsers[who].get(url)) for who, url in asked]
    with nothing_kept():
        assert after == [comparable(browsers[who].get(url)) for who, url in asked]
    assert after != before


def test_without_versions_it_would_not_be(w, monkeypatch):
    """The test above finds a page that stayed."""
    monkeypatch.setattr(versions, "_version", lambda *_places: "1")
    url = w.topic.get_absolute_url()
    before = comparable(browser().get(url))
    like_post(as_viewer(w.ben), w.post)
    assert comparable(browser().get(url)) == before
    with nothing_kept():
        assert comparable(browser().get(url)) != before


@pytest.mark.parametrize("who", ["guest", "ann"])
def test_a_process_that_was_behind_keeps_no_old_name(who, w):
    """Each process remembers the community for a while by itself; no page is kept for longer."""
    client, url = browser(None if who == "guest" else w.ann), w.topic.get_absolute_url()
    client.get(url)
    Community.objects.update(name="Zwqnewname")
    client.get(url)
    cache.delete(COMMUNITY_KEY)
    assert "Zwqnewname" in client.get(url).content.decode()


# Tables that pages read and whose changes need no version.
UNVERSIONED = {
    "threads_topicchange": "the versions themselves",
    "accounts_membership": "asked anew for each request: sheets are kept by circles",
    "accounts_circle": "the same; its name is on no page that is kept",
    "threads_categorymoderator": "asked anew for each request: who moderates has own pages",
    "threads_topicreader": "own: laid over the sheet", "threads_follow": "own",
    "threads_like": "own; the number stands in the post", "threads_bookmark": "own",
    "threads_draft": "own: who has one has own pages", "threads_heldpost": "own, likewise",
    "threads_categoryreader": "own: what is unread", "notifications_notice": "own: the bell",
    "django_session": "own", "threads_postsearch": "search",
}  # fmt: skip


def test_each_table_that_a_kept_page_shows_has_a_trigger(w):
    """A table that a guest's page or a sheet reads notes its changes, or is named with a reason."""
    cache.clear()
    caches["pages"].clear()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_note%'"
        )
        noted = {table for (table,) in cursor.fetchall()}
    found: set[str] = set()
    tables = set(connection.introspection.table_names())
    for client in (browser(), browser(w.ann)):
        for url in [url for _name, url in kept_urls(w)]:
            if client.cookies and "/t/" not in url:
                continue
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            found |= {
                word
                for query in captured.captured_queries
                for word in re.findall(r"\w+", query["sql"])
                if word in tables
            }
    assert {"threads_post", "threads_categorycircle", "accounts_community"} <= found
    assert found - noted - UNVERSIONED.keys() == set()
