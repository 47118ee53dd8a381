"""Beside the post: whatever stands in a title, a name, a question, a tag, a reason or a body, every
page prints it as text, and stays the page it is."""

import csv
import re
from xml.etree import ElementTree as ET

import pytest
from bleach._vendor import html5lib  # type: ignore[import-not-found, unused-ignore]
from django.contrib import admin
from django.db.models import F
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator

from accounts.models import Community, User
from tests.make import as_viewer, make_ask, make_held, make_reply, make_report, make_topic, opening
from tests.test_visibility import GATHERINGS, read
from threads.actions.bookmarks import keep_post
from threads.actions.curation import close_topic
from threads.actions.posts import hide_post
from threads.actions.settling import set_ask_aside
from threads.models import (
    Ask,
    Category,
    Panelist,
    Perspective,
    Post,
    Prompt,
    Source,
    Tag,
    Topic,
    TopicRelation,
)
from threads.queries.texts import prepare

# Ends of everything that text can stand in, then an element and attributes that nothing of ours has.
LINE = (
    "</title></textarea></script></style>--><evil-tag evil=1>\" evil=2 ' evil=3 > {{ 7|add:7 }} "
    "${7*7} ]]> &lt;evil-tag&gt; &#0; \u0301\u0301"
)
BODY = f"{LINE}\n\n- {LINE}\n\n> {LINE}\n\n`{LINE}`\n\n<script>evil()</script>\n\n[x](javascript:evil())"


@pytest.fixture
def hostile(cast, hall, tell) -> Topic:
    """All of it everywhere, past the forms."""
    User.objects.filter(pk=cast.ola.pk).update(display_name=LINE[:60], about=LINE)
    Category.objects.filter(pk=hall.pk).update(name=LINE[:60], description=LINE)
    Community.objects.all().delete()
    Community(name=LINE[:60], tagline=LINE[:140]).save()
    topic = make_topic(cast.ola, hall, source=BODY, tags=["water"], prompts=["One?", "Two?"])
    Topic.objects.filter(pk=topic.pk).update(title=LINE[:200])
    Prompt.objects.filter(topic=topic).update(text=LINE)
    Tag.objects.update(name=LINE[:30])
    reply = make_reply(cast.ola, topic, f"@ben @ada {BODY}")
    asks = [make_ask(cast.ola, topic, cast.ben, post=reply) for _ in "ab"]
    set_ask_aside(as_viewer(cast.ben), asks[0])
    Ask.objects.update(text=LINE, words=LINE, link=f"https://example.org/{LINE}")
    Post.objects.filter(pk=reply.pk).update(speaking_from=LINE[:60])
    make_held(cast.ola, topic, BODY)
    make_held(cast.ola, category=hall, title=LINE[:200], source=BODY)
    make_report(cast.ben, reply, "other", LINE)
    gone = make_reply(cast.ola, topic, BODY)
    hide_post(as_viewer(cast.mo), gone, LINE)
    heard = prepare(BODY)
    other = make_topic(cast.ada, hall, source=f"See [it]({topic.get_absolute_url()})")
    Topic.objects.filter(pk=other.pk).update(title=LINE[:200])
    TopicRelation.objects.create(topic=topic, origin=other)
    Source.objects.create(topic=topic, title=LINE[:200], links=["https://example.org/<evil-tag>"])
    for n, person in enumerate((cast.ola, None), start=1):
        seat = Panelist.objects.create(topic=topic, position=n, person=person, name=LINE[:60])
        Perspective.objects.create(
            panelist=seat, author=cast.ola, source=heard.source, html=heard.html,
            response_kind="adds", response_source=heard.source, response_html=heard.html,
        )  # fmt: skip
    Perspective.objects.update(responded_at=F("written_at"))
    close_topic(as_viewer(cast.mo), other, LINE)
    for person in (cast.ben, cast.ola):
        keep_post(as_viewer(person), opening(topic), LINE, timezone.localdate())
    tell()
    topic.refresh_from_db()
    return topic


def surfaces(topic: Topic) -> list[str]:
    """Every page that gathers, every page of the things themselves, every list of the admin."""
    post = opening(topic).pk
    prompt = Prompt.objects.filter(topic=topic).values_list("pk", flat=True)[0]
    place = topic.get_absolute_url()
    seat = Panelist.objects.filter(topic=topic).values_list("pk", flat=True)[0]
    other = Topic.objects.get(offshoots__topic=topic).get_absolute_url()
    of_things = [
        place, f"{place}2/", f"{place}prompts/{prompt}/", f"/p/{post}/edit/", f"/p/{post}/delete/",
        f"/t/{topic.pk}/asks/", f"/t/{topic.pk}/asks/?post=2",
        f"{place}catch-up/", f"/p/{post}/bookmark/",
        f"/p/{post}/history/", f"/p/{post}/likes/", f"/p/{post}/flag/", "/c/hall/", "/tag/water/",
        "/u/ola/", "/u/ola/?tab=topics", "/settings/profile/", "/moderation/people/ola/",
        f"/moderation/posts/{post}/hide/", f"/moderation/topics/{topic.pk}/posts/",
        f"/moderation/topics/close/?topics={topic.pk}", f"{place}print/", f"/t/{topic.pk}/panel/",
        f"/t/{topic.pk}/origins/", f"/t/{topic.pk}/panel/{seat}/view/",
        f"/t/{topic.pk}/panel/{seat}/respond/", other, "/help/writing/", "/outbox/", "/admin/",
    ]  # fmt: skip
    lists = [
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for model in admin.site._registry
    ]
    changes = [
        f"/admin/threads/topic/{topic.pk}/change/",
        f"/admin/threads/topic/{topic.pk}/history/",
        f"/admin/threads/post/{post}/change/",
        f"/admin/threads/category/{topic.category_id}/change/",
        f"/admin/accounts/user/{topic.author_id}/change/",
        "/admin/rights/",
    ]
    return [*GATHERINGS, *of_things, *lists, *changes]


def assert_whole(page: str, url: str) -> None:
    """The page has nothing in it that a text brought along."""
    tree = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    # A fragment has none.
    titles = 0 if url.startswith("/search/similar/") else 1
    assert sum(element.tag == "title" for element in tree.find("head")) == titles, url
    for element in elements:
        assert element.tag not in ("evil-tag", "style"), url
        names = {name for name in element.keys() if name.startswith(("on", "evil"))}  # noqa: SIM118
        assert not names, f"{url}: {names}"
        assert element.tag != "script" or (element.get("src") and not element.text), url
        assert "javascript:" not in (element.get("href") or ""), url
    assert "14" not in re.findall(r"evil=3 &gt; (\S+)", page), url


@pytest.mark.parametrize("who", ["guest", "ben", "ola", "mo", "root"])
def test_every_page_stays_itself(who, cast, hostile, guest, sign_in):
    client = guest if who == "guest" else sign_in(getattr(cast, who))
    shown = 0
    for url in surfaces(hostile):
        response = client.get(url)
        assert response.status_code in (200, 301, 302, 403, 404), url
        if response.status_code != 200 or "text/html" not in response["Content-Type"]:
            continue
        page = response.content.decode()
        if not url.startswith("/admin/"):
            assert_whole(page, url)
        else:
            assert "<evil-tag" not in page, url
        shown += "&lt;evil-tag" in page or "&amp;lt;evil-tag" in page
    assert shown >= (5 if who == "guest" else 12)


def test_the_guard_sees_a_text_that_got_through():
    page = "<html><head><title>x</title></head><body>{}</body></html>"
    assert_whole(page.format("<p>fine</p>"), "")
    for bad in (
        "<evil-tag>",
        "<p evil=1>",
        "<p onclick=x>",
        "<script>x</script>",
        "<style></style>",
    ):
        with pytest.raises(AssertionError):
            assert_whole(page.format(bad), "")


def test_a_table_of_the_log_is_no_formula(cast, hall, sign_in):
    topic = make_topic(cast.ola, hall)
    Topic.objects.filter(pk=topic.pk).update(title="=HYPERLINK(1)")
    close_topic(as_viewer(cast.mo), topic, '=cmd|"/c calc"!A1')
    rows = list(csv.reader(read(sign_in(cast.mo), "/moderation/log/export/").splitlines()))
    cells = [cell for row in rows[1:] for cell in row]
    assert any("cmd|" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]


def test_what_is_stored_can_stand_in_a_feed_and_be_cut(cast, hall):
    topic = make_topic(cast.ola, hall, source=f"{BODY} \x07\x1b\ufffe &#1; &#{'9' * 5000}; \u202e")
    post = Post.objects.get(topic=topic)
    feed = Atom1Feed(title="x", link="/", description=post.excerpt)
    for text in (post.text, post.excerpt, post.html):
        feed.add_item(title=text, link="/", description=text)
        Truncator(text).words(5, html=True)
    ET.fromstring(feed.writeString("utf-8"))


LINES = [
    ("a\u202eb", "ab"), ("\u2066a\u2069", "a"), ("a\x07b\x7f", "ab"), ("a\ufeffb", "ab"),
    ("a\r\nBcc: x", "a Bcc: x"), ("a\u2028b", "a b"), ("  a \t b ", "a b"),
    ("\U0001f469\u200d\U0001f469", "\U0001f469\u200d\U0001f469"), ("\u05d0\u200fb", "\u05d0\u200fb"),
]  # fmt: skip
UNSEEN = ["\u200b\u200d", "\u3164", "\u202e", "\u2800 \u2800", "\u00ad", "\ufeff"]


@pytest.mark.parametrize(("typed", "kept"), LINES)
def test_titles_tags_and_questions_are_one_clean_line(typed, kept, cast, hall, sign_in):
    data = {
        "category": "hall", "title": f"{typed} title", "body": "Words", "prompts": f"{typed} why?",
        "tags": f"{typed.strip()}x",
    }  # fmt: skip
    assert sign_in(cast.ben).post("/topics/new/", data).status_code == 302
    topic = Topic.objects.get()
    assert topic.title == f"{kept} title"
    assert Prompt.objects.get().text == f"{kept} why?"
    assert [tag.name for tag in topic.tags.all()] in ([f"{kept}x"], [])


@pytest.mark.parametrize("unseen", UNSEEN)
def test_what_nobody_sees_is_no_title_and_no_name(unseen, cast, hall, sign_in):
    ben = sign_in(cast.ben)
    data = {"category": "hall", "title": unseen * 3, "body": "Words"}
    assert ben.post("/topics/new/", data).status_code == 422
    answer = ben.post("/settings/profile/", {"display_name": unseen * 3})
    assert answer.status_code == 422
    assert User.objects.get(pk=cast.ben.pk).display_name == ""
