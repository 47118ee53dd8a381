"""Atom feeds: what they hold, for whom, and that any reader can read them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.faces import Face
from accounts.models import Community, User
from accounts.queries.community import community
from tests.make import as_viewer, make_category, make_held, make_person, make_reply, make_topic
from threads import markup
from threads.actions.curation import rename_topic, unlist_topic
from threads.actions.moving import merge_topics
from threads.actions.posts import edit_post, hide_post, withdraw_post
from threads.actions.seals import seal_prompt
from threads.models import Post, Prompt, PromptPass, Topic
from threads.queries.feeds import Entry, Feed
from threads.views.feeds import written

ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(content: bytes) -> SimpleNamespace:
    """A feed as a reader of feeds sees it."""
    root = ET.fromstring(content)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    entries = [
        SimpleNamespace(
            title=entry.findtext(f"{ATOM}title"),
            id=entry.findtext(f"{ATOM}id"),
            link=entry.find(f"{ATOM}link").get("href"),
            author=entry.findtext(f"{ATOM}author/{ATOM}name"),
            published=datetime.fromisoformat(entry.findtext(f"{ATOM}published")),
            updated=datetime.fromisoformat(entry.findtext(f"{ATOM}updated")),
            kind=entry.find(f"{ATOM}content").get("type"),
            html=entry.findtext(f"{ATOM}content") or "",
        )
        for entry in root.findall(f"{ATOM}entry")
    ]
    return SimpleNamespace(
        title=root.findtext(f"{ATOM}title"),
        id=root.findtext(f"{ATOM}id"),
        updated=datetime.fromisoformat(root.findtext(f"{ATOM}updated")),
        links=links,
        entries=entries,
    )


def feed(client, url: str) -> SimpleNamespace:
    answer = client.get(url)
    assert answer.status_code == 200, url
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return parsed(answer.content)


def said(client, url: str) -> str:
    """Every word of the texts in a feed."""
    return " ".join(entry.html for entry in feed(client, url).entries)


def addresses(topic: Topic) -> dict[str, str]:
    """Each feed in which the posts of Ada in a topic of hers stand, tagged `roles`."""
    prompt = Prompt.objects.filter(topic=topic).order_by("position").first()
    place = topic.get_absolute_url()
    return {
        "site": "/feed/",
        "category": f"/c/{topic.category.slug}/feed/",
        "tag": "/tag/roles/feed/",
        "person": "/u/ada/feed/",
        "topic": f"{place}feed/",
        "prompt": f"{place}prompts/{prompt.pk}/feed/",
    }


LISTS = ("site", "category", "tag", "person")


@pytest.fixture
def talk(cast, hall) -> SimpleNamespace:
    """Ada's topic with a question, which Ada answers in a second post."""
    topic = make_topic(
        cast.ada, hall, title="Who leads <here> & why?", tags=["roles"], prompts=["What helps?"]
    )
    prompt = Prompt.objects.select_related("topic").get(topic=topic)
    source = f"Ask @ben, see [it]({topic.get_absolute_url()}) & [that](https://example.org/a).[^1]\n\n[^1]: So."
    reply = make_reply(cast.ada, topic, source, prompt_ids=[prompt.pk])
    return SimpleNamespace(topic=topic, prompt=prompt, reply=reply, urls=addresses(topic))


@pytest.mark.parametrize("kind", [*LISTS, "topic", "prompt"])
def test_an_entry_is_the_post(kind, cast, talk, guest):
    url, place = talk.urls[kind], f"http://testserver{talk.topic.get_absolute_url()}"
    got = feed(guest, url)
    assert got.links["self"] == f"http://testserver{url}"
    assert got.links["alternate"] == f"http://testserver{url.removesuffix('feed/')}"
    assert len(got.entries) == (1 if kind == "prompt" else 2)
    reply, opening = got.entries[0], got.entries[-1]
    assert reply.title == "Who leads <here> & why? #2"
    assert kind == "prompt" or opening.title == "Who leads <here> & why?"
    assert (reply.link, reply.author, reply.kind) == (f"{place}2/", "Ada Lindqvist", "html")
    assert reply.published == reply.updated == got.updated
    assert abs(reply.published - talk.reply.created_at) < timedelta(seconds=1)
    for words in (
        '<a class="mention" href="http://testserver/u/ben/">@ben</a>',
        f'href="{place}"',
        'href="https://example.org/a"',
        f'href="{place}2/#user-content-',
    ):
        assert words in reply.html, words
    assert "<!--" not in reply.html
    assert 'href="/' not in reply.html
    assert 'href="#' not in reply.html


def test_ids_outlive_titles_and_an_edit_is_an_update(cast, talk, guest):
    before = {kind: feed(guest, url) for kind, url in talk.urls.items()}
    everything = [got.id for got in before.values()] + [e.id for e in before["site"].entries]
    assert len(set(everything)) == len(everything) == 8
    assert all(one.startswith("tag:testserver,2026:") for one in everything)
    rename_topic(as_viewer(cast.ada), talk.topic, title="Another name")
    post = Post.objects.select_related("topic__category").get(pk=talk.reply.pk)
    edit_post(as_viewer(cast.ada), post, "Better words", version=1)
    later = post.created_at + timedelta(hours=1)
    Post.objects.filter(pk=post.pk).update(edited_at=later)
    User.objects.filter(pk=cast.ada.pk).update(display_name="Ada L.")
    for kind, url in addresses(Topic.objects.select_related("category").get()).items():
        got, was = feed(guest, url), before[kind]
        assert got.id == was.id, kind
        assert [entry.id for entry in got.entries] == [entry.id for entry in was.entries], kind
        now = got.entries[0]
        assert (now.title, now.author) == ("Another name #2", "Ada L.")
        assert "Better words" in now.html
        assert now.published == was.entries[0].published
        assert now.updated == got.updated > was.updated


def test_the_newest_thirty_the_newest_first(cast, hall, yard, talk, guest):
    """Wherever they stand: in one topic or in several."""
    other = make_topic(cast.ada, yard)
    for n in range(33):
        make_reply(cast.ada, talk.topic, f"Word {n}.", prompt_ids=[talk.prompt.pk])
        if n in {1, 28}:
            make_reply(cast.ada, other, f"Elsewhere {n}.")
    for kind, url in talk.urls.items():
        entries = feed(guest, url).entries
        words = [entry.html.removeprefix("<p>").removesuffix("</p>") for entry in entries]
        expected = [f"Word {n}." for n in range(32, -1, -1)]
        if kind in {"site", "person"}:
            expected.insert(4, "Elsewhere 28.")
        assert words == expected[:30], kind
    assert len(feed(guest, "/c/yard/feed/").entries) == 3


@pytest.mark.parametrize("kind", [*LISTS, "topic", "prompt"])
def test_what_is_gone_or_waits_is_in_no_feed(kind, cast, talk, guest, sign_in):
    """Also not for those who may read it on its page: a reader of feeds keeps what it has."""
    hidden, gone = (
        make_reply(cast.ada, talk.topic, words, prompt_ids=[talk.prompt.pk])
        for words in ("Dreadful", "Withdrawn")
    )
    hide_post(as_viewer(cast.mo), hidden, "Rude")
    withdraw_post(as_viewer(cast.ada), gone)
    make_held(cast.ada, talk.topic, "Untimely", prompts=[talk.prompt.pk])
    for client in (guest, sign_in(cast.ada), sign_in(cast.mo), sign_in(cast.root)):
        words = said(client, talk.urls[kind])
        assert "Ask " in words
        assert not {"Dreadful", "Withdrawn", "Untimely"} & set(
            words.replace("<", " ").replace(">", " ").split()
        )


def test_who_may_read_it_finds_it(cast, talk, quiet_room, guest, sign_in):
    """Of places for members and for a circle, in the feeds that gather and in their own."""
    kitchen = make_category("kitchen", "members")
    facts = {"tags": ["roles"], "prompts": ["Why?"]}
    for place, words, readers in (
        (kitchen, "Clattering", {"ben", "mira", "mo", "root"}),
        (quiet_room, "Hushed", {"mira", "root"}),
    ):
        topic = make_topic(cast.ada, place, source=words, **facts)
        answers = [Prompt.objects.get(topic=topic).pk]
        make_reply(cast.ada, topic, words, prompt_ids=answers)
        for who in ("guest", "ben", "mira", "mo", "root"):
            client = guest if who == "guest" else sign_in(getattr(cast, who))
            for kind, url in addresses(topic).items():
                if kind in {"site", "tag", "person"}:
                    assert (words in said(client, url)) is (who in readers), (who, url)
                elif who in readers:
                    assert words in said(client, url), (who, url)
                else:
                    assert client.get(url).status_code == 404, (who, url)


def test_a_sealed_answer_is_for_who_has_opened_it(cast, talk, sign_in, guest):
    seal_prompt(as_viewer(cast.ada), talk.prompt, None)
    PromptPass.objects.create(prompt=talk.prompt, person=cast.ola)
    for kind, url in talk.urls.items():
        for client, opened in (
            (guest, False),
            (sign_in(cast.mo), False),
            (sign_in(cast.ola), True),
        ):
            assert ("Ask " in said(client, url)) is opened, kind


def test_an_unlisted_topic_has_its_own_feed_alone(cast, talk, sign_in, guest):
    make_topic(cast.ada, talk.topic.category, source="Listed", tags=["roles"])
    unlist_topic(as_viewer(cast.mo), talk.topic, "Spam")
    for client in (guest, sign_in(cast.ada), sign_in(cast.mo), sign_in(cast.root)):
        for kind, url in talk.urls.items():
            words = said(client, url)
            assert ("Ask " in words) is (kind not in LISTS), url
            assert ("Listed" in words) is (kind in LISTS), url


def test_feeds_move_as_their_pages_do(cast, hall, talk, guest):
    place, pk = talk.topic.get_absolute_url(), talk.topic.pk
    target = make_topic(cast.ada, hall, title="All of it")
    rest = f"prompts/{talk.prompt.pk}/feed/"
    moves = {
        f"/t/wrong/{pk}/feed/": f"{place}feed/",
        f"/t/wrong/{pk}/{rest}": f"{place}{rest}",
        "/u/ADA/feed/": "/u/ada/feed/",
    }
    for url, to in moves.items():
        answer = guest.get(url)
        assert (answer.status_code, answer.headers["Location"]) == (301, to)
    merge_topics(as_viewer(cast.mo), talk.topic, "Same", target=target)
    for end in ("feed/", rest):
        answer = guest.get(f"{place}{end}")
        assert answer.status_code == 301
        assert answer.headers["Location"] == f"{target.get_absolute_url()}{end}"
        assert "Ask " in said(guest, answer.headers["Location"])
    User.objects.filter(pk=cast.ada.pk).update(is_active=False)
    assert guest.get("/u/ada/feed/").status_code == 410


def test_one_feed_costs_the_same_with_little_and_with_much(cast, hall, talk, guest, sign_in):
    Community.objects.create(name="Commons")
    clients = {"guest": guest, "member": sign_in(cast.ben)}

    def costs() -> dict[tuple[str, str], int]:
        community()
        found = {}
        for kind, url in talk.urls.items():
            for who, client in clients.items():
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(url).status_code == 200
                found[kind, who] = len(captured)
        return found

    make_reply(cast.ada, talk.topic, "For @ada", prompt_ids=[talk.prompt.pk])
    few = costs()
    for n in range(57):
        topic = talk.topic
        if n % 3 == 0:
            topic = make_topic(cast.ada, hall, source="To @ben", tags=["roles"])
        answers = {"prompt_ids": [talk.prompt.pk]} if n % 3 else {}
        make_reply(cast.ada, topic, f"Hello @{make_person().username} {n}", **answers)
    assert costs() == few
    assert max(count for (_, who), count in few.items() if who == "guest") <= 5
    assert max(few.values()) <= 7


def test_who_has_it_gets_304_and_nobody_anothers(cast, talk, guest, sign_in):
    ben = sign_in(cast.ben)
    make_reply(cast.ada, make_topic(cast.ada, make_category("kitchen", "members")), "Clattering")
    tags = {}
    for who, client in (("guest", guest), ("ben", ben)):
        answer = client.get("/feed/")
        tags[who] = answer.headers["ETag"]
        again = client.get("/feed/", headers={"If-None-Match": tags[who]})
        since = client.get("/feed/", headers={"If-Modified-Since": answer.headers["Last-Modified"]})
        head = client.head("/feed/")
        for one in (again, since):
            assert (one.status_code, one.content) == (304, b"")
        assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", tags[who])
        for one in (answer, again, since):
            assert {"Cookie", "Accept-Language"} <= set(one.headers["Vary"].split(", "))
            assert ("private" in one.headers["Cache-Control"]) is (who == "ben")
            assert "no-cache" in one.headers["Cache-Control"]
            assert one.headers["ETag"] == tags[who]
        newest = feed(client, "/feed/").updated
        assert answer.headers["Last-Modified"] == http_date(newest.timestamp())
    assert ben.get("/feed/", headers={"If-None-Match": tags["guest"]}).status_code == 200
    assert guest.get("/feed/", headers={"If-None-Match": tags["ben"]}).status_code == 200
    for change in (
        lambda: make_reply(cast.ben, talk.topic, "News"),
        lambda: User.objects.filter(pk=cast.ada.pk).update(display_name="Ada L."),
        lambda: hide_post(as_viewer(cast.mo), talk.reply, "Rude"),
    ):
        had = guest.get("/feed/").headers["ETag"]
        change()
        assert guest.get("/feed/", headers={"If-None-Match": had}).status_code == 200


def test_an_empty_feed_is_a_feed_and_stays_what_it_is(cast, hall, guest):
    make_person("newcomer")
    for url in ("/feed/", "/c/hall/feed/", "/u/newcomer/feed/"):
        assert feed(guest, url).entries == []
        had = guest.get(url).headers["ETag"]
        assert guest.get(url, headers={"If-None-Match": had}).status_code == 304


def test_pages_lead_to_their_feeds(cast, talk, guest):
    for kind, url in talk.urls.items():
        page = guest.get(url.removesuffix("feed/")).content.decode()
        assert f'<link rel="alternate" type="application/atom+xml" href="{url}" title="' in page, (
            kind
        )
        assert f'<a href="{url}" rel="nofollow">Feed</a>' in page, kind


# --- Every character ------------------------------------------------------------------------------

# All that a Python text can hold, the ends of XML among it, and what XML 1.0 forbids.
HARD = st.sampled_from("\0\x08\x0b\x1f\x7f\x85\ufffe\uffff\r\n<>&\"']")
ANY = st.lists(HARD | st.characters()).map("".join)
NOW = datetime(2026, 11, 27, tzinfo=UTC)


def seen(text: str) -> str:
    """What a reader finds of a text: line ends as XML makes them, a sign for what it cannot hold."""
    kept = "".join(
        c
        if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
        else "\ufffd"
        for c in text
    )
    return kept.replace("\r\n", "\n").replace("\r", "\n")


@settings(deadline=None)
@given(title=ANY, name=ANY, body=ANY, site_name=ANY)
def test_no_character_breaks_a_feed(title, name, body, site_name):
    url, html = "/t/\u00fcber/7/1/", markup.fill(body, markup.Names())
    entry = Entry(7, title, url, Face("ada", name), html, NOW, NOW)
    of_topic = Feed("topic/7", title, url.removesuffix("1/"), (entry,))
    got = parsed(written(of_topic, "https://example.org", site_name))
    (one,) = got.entries
    assert one.title == seen(title)
    assert one.author == seen(name)
    assert one.html == seen(markup.made_whole(html, one.link))
    assert got.title == seen(f"{title} · {site_name}" if title else site_name)
    assert one.link == "https://example.org/t/%C3%BCber/7/1/"


def test_what_is_stored_breaks_no_feed(cast, talk, guest):
    evil = "a\x0b\x1b\ufffe\uffff]]></title><b>\u202e & \U0001f469"
    Topic.objects.filter(pk=talk.topic.pk).update(title=evil)
    User.objects.filter(pk=cast.ada.pk).update(display_name=evil)
    Prompt.objects.update(text=evil)
    Post.objects.update(html=f"<p>{evil}</p>")
    Community.objects.create(name=evil)
    for url in talk.urls.values():
        entry = feed(guest, url).entries[0]
        assert entry.title == f"{seen(evil)} #2"
        assert entry.author == seen(evil)
        assert entry.html == f"<p>{seen(evil)}</p>"


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ('<a href="/u/ada/">x</a>', '<a href="https://x.org/u/ada/">x</a>'),
        ('<img alt="" src="/media/a.png">', '<img alt="" src="https://x.org/media/a.png">'),
        ('<a title="a > b" href="#one">x</a>', '<a title="a > b" href="https://x.org/t/7/2/#one">x</a>'),
        ('<a href="https://e.org/">x</a>', None),
        ('<a href="mailto:a@e.org">x</a>', None),
        ('<code>&lt;a href="/x"&gt; src="#y"</code>', None),
        ('<p>a < b href="/x"</p>', None),
        ('<a title="href=&quot;/x" href="https://e.org/">x</a>', None),
    ],
)  # fmt: skip
def test_addresses_become_whole_and_words_stay(html, whole):
    assert markup.made_whole(html, "https://x.org/t/7/2/") == (whole or html)
