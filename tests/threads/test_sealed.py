"""Sealed first answers: nothing of one reaches who has neither answered nor passed, by any way.

The walk takes its addresses from the URL configuration and the registry of the admin, so that a
new page is walked without being named here. It is tried itself: with the gate open, each surface
in SURFACES must show what it keeps, and the lists must count.
"""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.core.cache import caches
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.compiled import forget_queries
from accounts.models import User
from accounts.policies import Refusal
from ledger.models import Act, Entry
from moderation.actions.cases import hide_reported, keep_post, note_case
from notifications.models import Notice
from notifications.queries.stops import token_for, topic_scope
from tests.make import (
    as_viewer,
    make_held,
    make_person,
    make_reply,
    make_report,
    make_topic,
    opening,
)
from threads.actions.approval import approve_held
from threads.actions.counters import differences
from threads.actions.likes import like_post
from threads.actions.moving import merge_topics, move_posts, split_topic
from threads.actions.posts import edit_post, withdraw_post
from threads.actions.seals import lift_seals, seal_prompt
from threads.actions.setups import Setup
from threads.models import (
    Ask,
    Bookmark,
    Citation,
    Harvest,
    HarvestVersion,
    HeldPost,
    Post,
    Prompt,
    PromptPass,
    Topic,
    TopicReader,
    seals,
)

# What only the sealed answers and what was done to them hold: "zwq" is in every word and name.
WORDS = ("zwqtext", "zwqreport", "zwqnote", "zwqreason")
# Ben is on the panel, was called and answered; Ada hosts; Kit moderates the place, Mo the site.
READERS = ("guest", "ben", "ada", "kit", "mo", "root")
# Pages on which every member stands, by name; what they said and did must not.
OF_PEOPLE = {
    "threads:people_list", "threads:people_names", "threads:person_detail",
    "threads:person_feed",
    "moderation:person_record", "moderation:person_sanction",
}  # fmt: skip
# Rows of people themselves.
ADMIN_OF_PEOPLE = {
    "accounts.user", "account.emailaddress", "accounts.membership", "threads.promptpass",
}  # fmt: skip


@pytest.fixture
def asked(cast, hall):
    """Ada asks two questions; the answers to the first are sealed. Ben has spoken, of neither."""
    setup = Setup(kind="recap", panel=("mira.oday", "ben"))
    topic = make_topic(
        cast.ada, hall, title="Who leads?", prompts=["Shut?", "Open?"], sealed=[0], setup=setup
    )
    sealed, unsealed = Prompt.objects.select_related("topic").order_by("position")
    people = {
        "author": make_person("zwqauthor", display_name="Zwqname"),
        "liker": make_person("zwqliker"),
    }
    PromptPass.objects.bulk_create(
        PromptPass(prompt=sealed, person=person) for person in (people["liker"], cast.tove)
    )
    spoken = make_reply(cast.ben, topic, "Good evening.")
    other = make_topic(cast.ben, hall, title="Elsewhere")
    User.objects.filter(pk__in=[cast.kit.pk, cast.mo.pk]).update(is_staff=True)
    return SimpleNamespace(
        **vars(cast), **people, hall=hall, topic=topic, sealed=sealed, unsealed=unsealed,
        spoken=spoken, other=other,
    )  # fmt: skip


def answer(w, person, text, *, and_to=(), **more) -> Post:
    """A sealed answer, with its topic."""
    post = make_reply(person, w.topic, text, prompt_ids=[w.sealed.pk, *and_to], **more)
    return Post.objects.select_related("topic__category").get(pk=post.pk)


def say(w) -> Post:
    """An answer with everything that an answer can have, to the open question too."""
    url = w.other.get_absolute_url()
    text = f"zwqtext @ben @mo @root [there]({url}) [and](/p/{w.spoken.pk}/)"
    post = answer(w, w.author, text, reply_to=w.spoken.number, and_to=[w.unsealed.pk])
    edit_post(as_viewer(w.author), post, f"{text} zwqtext @ada", version=1)
    like_post(as_viewer(w.liker), post)
    return post


def harvested(w) -> Harvest:
    """What somebody who had opened the answer published, with words of it cited."""
    facts = {"title": "Kept", "for_whom": "Us", "source": "What we heard."}
    state = Harvest.State.PUBLISHED
    harvest = Harvest.objects.create(topic=w.topic, author=w.ada, state=state, version=1, **facts)
    version = HarvestVersion.objects.create(
        harvest=harvest, version=1, published_by=w.ada, html="<p>What we heard.</p>", **facts
    )
    Citation.objects.create(
        harvest=harvest, version=version, number=1, post=w.post, post_version=2, excerpt="zwqtext"
    )
    return harvest


@pytest.fixture
def w(asked, tell):
    """Sealed answers: one that was edited, liked, reported and kept, one hidden, one withdrawn, one
    that waited for a moderator; and an open reply to the first."""
    w, mo = asked, as_viewer(asked.mo)
    w.post = say(w)
    w.kept = make_report(w.liker, w.post, "other", "zwqreport")
    note_case(mo, w.kept, "zwqnote")
    keep_post(mo, w.kept, "zwqreason")
    w.hidden = answer(w, w.author, "zwqtext that is rude")
    w.case = make_report(w.liker, w.hidden, "other", "zwqreport again")
    hide_reported(mo, w.case, "zwqreason")
    w.gone = answer(w, w.author, "zwqtext that went")
    withdraw_post(as_viewer(w.author), w.gone)
    w.held = make_held(w.author, w.topic, "zwqtext that waited", prompts=[w.sealed.pk])
    approve_held(as_viewer(w.kit), w.held, "zwqreason")
    w.held = HeldPost.objects.select_related("post").get(pk=w.held.pk)
    w.ask = Ask.objects.create(
        topic=w.topic, post=w.post, author=w.liker, to_person=w.ola, text="zwqtext?"
    )
    w.harvest = harvested(w)
    # What Ben kept before it was sealed.
    Bookmark.objects.create(person=w.ben, post=w.post, remind_on=timezone.localdate())
    w.reply = make_reply(w.tove, w.topic, "I heard you.", reply_to=w.post.number)
    w.posts = [w.post, w.hidden, w.gone, w.held.post]
    w.entry = Entry.objects.get(act=Act.HIDE, post_id=w.hidden.pk)
    tell()
    return w


def addresses(patterns=None, namespace: str = ""):
    """The name of each address and what it takes; the pages of the admin have a walk of their own."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield namespace + pattern.name, list(pattern.pattern.converters)


def takes(w, converter: str) -> list:
    """What an address is asked with; a new one must be told here what it takes."""
    return {
        "slug": [w.topic.slug], "topic_id": [w.topic.pk], "prompt_id": [w.sealed.pk],
        "number": [w.post.number, w.hidden.number], "post_id": [w.post.pk, w.hidden.pk],
        "username": [w.author.username], "case_id": [w.kept.pk, w.case.pk], "act": ["move"],
        "entry_id": [w.entry.pk], "held_id": [w.held.pk], "draft_id": [1], "bookmark_id": [1], "key": ["none"],
        "pk": [1], "ask_id": [w.ask.pk], "harvest_id": [w.harvest.pk],
        "citation_id": [w.harvest.citations.get().pk],
        "panelist_id": [w.topic.panel.first().pk], "relation_id": [1], "suggestion_id": [1],
        "kind": ["rules"], "words": ["none"], "request_id": [1], "invitation_id": [1], "session_id": [1],
        "export_id": [1], "appeal_id": [1],
        "name": ["none"], "token": [token_for(w.ben.pk, topic_scope(w.topic.pk))],
    }[converter]  # fmt: skip


def urls_of(w):
    """Every address of the site, and pages that are asked for more."""
    for name, converters in addresses():
        if name.startswith(("account_", "mfa_")) or name == "style":
            continue
        places = {"slug": ["hall"]} if "category" in name else {}
        choices = [places.get(one) or takes(w, one) for one in converters]
        for n in range(max(map(len, choices), default=1)):
            args = [values[min(n, len(values) - 1)] for values in choices]
            yield name, reverse(name, args=args)
    topic, number = w.topic.get_absolute_url(), w.post.number
    for url in (
        f"{topic}?quote={number}", f"{topic}?reply_to={number}&quote={number}", f"{topic}?page=2",
        f"{topic}prompts/{w.unsealed.pk}/", f"{topic}?post={number}", "/?waiting=1", "/?kind=recap",
        w.other.get_absolute_url(), "/moderation/?state=resolved", "/moderation/?state=mine",
        f"/moderation/?post={w.post.pk}", f"/moderation/log/?line={w.entry.pk}",
        f"/moderation/log/?topic={w.topic.pk}", "/u/ada/", "/u/ben/?tab=topics", "/u/mira.oday/",
        f"/moderation/topics/{w.topic.pk}/posts/?posts={w.post.pk}",
    ):  # fmt: skip
        yield "", url


def admin_urls_of(w, who: str):
    """Every list of the admin, and for admins the pages of its newest rows."""
    for model in admin.site._registry:
        label = model._meta.label_lower
        base = f"/admin/{label.replace('.', '/')}/"
        yield label, base
        for row in model._default_manager.order_by("-pk")[:6] if who == "root" else ():
            yield label, f"{base}{row.pk}/change/"
            yield label, f"{base}{row.pk}/history/"


def read(client, url: str) -> str:
    """What an address answers: its text, and where it leads."""
    response = client.get(url)
    return response.headers.get("Location", "") + b"".join(response).decode()


def leaks(client, w, url: str, *, names: bool = True) -> list[str]:
    """What of the sealed answers stands there."""
    page = read(client, url).lower()
    # Nothing but sealed answers mentions anything here.
    marks = [*WORDS, 'class="mentions"', *(["zwqauthor", "zwqname", "zwqliker"] if names else [])]
    for post in w.posts:
        marks += [f"/p/{post.pk}/"]
        # That one replies to a sealed answer is no secret.
        marks += [] if f"/{w.reply.pk}/" in url else [f"#{post.number} of topic {w.topic.pk}<"]
    # A page may repeat what it was asked with.
    return [mark for mark in marks if mark in page and mark not in url]


def client_of(w, who: str) -> Client:
    client = Client()
    if who != "guest":
        client.force_login(getattr(w, who))
    return client


@pytest.mark.parametrize("who", READERS)
def test_nothing_of_a_sealed_answer_reaches_who_has_not_answered(who, w):
    client = client_of(w, who)
    found = {
        url: marks
        for name, url in urls_of(w)
        if (marks := leaks(client, w, url, names=name not in OF_PEOPLE))
    }
    if who in {"kit", "mo", "root"}:
        found |= {
            url: marks
            for label, url in admin_urls_of(w, who)
            if (marks := leaks(client, w, url, names=label not in ADMIN_OF_PEOPLE))
        }
    assert found == {}
    assert who == "guest" or 'data-unread="0"' in read(client, "/")


# Where a sealed answer would stand if it were open: who asks, and where.
SURFACES = {
    "topic": ("ben", lambda w: w.topic.get_absolute_url()),
    "its own place": ("guest", lambda w: f"{w.topic.get_absolute_url()}{w.post.number}/"),
    "catch-up": ("ben", lambda w: f"{w.topic.get_absolute_url()}catch-up/"),
    "quote": ("ben", lambda w: f"{w.topic.get_absolute_url()}?quote={w.post.number}"),
    "prompt": ("guest", lambda w: w.sealed.get_absolute_url()),
    "another prompt": ("guest", lambda w: f"{w.topic.get_absolute_url()}prompts/{w.unsealed.pk}/"),
    "board": ("ben", lambda w: f"{w.topic.get_absolute_url()}board/"),
    "Markdown": ("ben", lambda w: f"{w.topic.get_absolute_url()}text/"),
    "print": ("guest", lambda w: f"{w.topic.get_absolute_url()}print/"),
    "feed": ("ben", lambda _w: "/feed/"),
    "feed of a category": ("mo", lambda _w: "/c/hall/feed/"),
    "feed of a topic": ("guest", lambda w: f"{w.topic.get_absolute_url()}feed/"),
    "feed of a prompt": ("ada", lambda w: f"{w.sealed.get_absolute_url()}feed/"),
    "feed of another prompt": ("ben", lambda w: f"{w.unsealed.get_absolute_url()}feed/"),
    "feed of a person": ("root", lambda _w: "/u/zwqauthor/feed/"),
    "bookmarks": ("ben", lambda _w: "/bookmarks/"),
    "asks": ("guest", lambda w: f"/t/{w.topic.pk}/asks/"),
    "harvest": ("guest", lambda w: w.harvest.get_absolute_url()),
    "backlinks": ("ben", lambda w: w.other.get_absolute_url()),
    "history": ("ada", lambda w: f"/p/{w.post.pk}/history/"),
    "likes": ("ada", lambda w: f"/p/{w.post.pk}/likes/"),
    "report": ("ben", lambda w: f"/p/{w.post.pk}/flag/"),
    "hiding": ("mo", lambda w: f"/moderation/posts/{w.post.pk}/hide/"),
    "profile": ("guest", lambda w: "/u/zwqauthor/"),
    "search": ("guest", lambda _w: "/search/?q=zwqtext"),
    "search of a member": ("ben", lambda _w: "/search/?q=zwqtext"),
    "search by relevance": ("mo", lambda _w: "/search/?q=zwqtext&sort=relevance"),
    "search of answers": ("root", lambda w: f"/search/?in=posts&prompt={w.sealed.pk}"),
    "notices": ("ben", lambda _w: "/notifications/"),
    "moderators' notices": ("root", lambda _w: "/notifications/"),
    "digest": ("ben", lambda _w: "/settings/notices/digest/"),
    "choosing posts": ("kit", lambda w: f"/moderation/topics/{w.topic.pk}/posts/"),
    "a case": ("mo", lambda w: f"/moderation/cases/{w.case.pk}/"),
    "decided cases": ("root", lambda _w: "/moderation/?state=resolved"),
    "waiting text": ("kit", lambda w: f"/held/{w.held.pk}/"),
    "log": ("ben", lambda _w: "/moderation/log/"),
    "a line": ("ada", lambda w: f"/moderation/log/?line={w.entry.pk}"),
    "export": ("root", lambda _w: "/moderation/log/export/"),
    "record": ("mo", lambda _w: "/moderation/people/zwqauthor/"),
} | {
    f"admin: {label}": ("root", lambda _w, label=label: f"/admin/{label}/")
    for label in (
        "threads/post", "threads/postrevision", "threads/like", "threads/mention", "threads/answer",
        "threads/postlink", "threads/heldpost", "notifications/notice", "ledger/entry",
        "moderation/case", "moderation/report", "moderation/casenote",
    )
} | {
    "admin: a post": ("kit", lambda w: f"/admin/threads/post/{w.post.pk}/change/"),
    "admin: a person's history": ("root", lambda w: f"/admin/accounts/user/{w.author.pk}/history/"),
}  # fmt: skip


def open_everything(monkeypatch) -> None:
    """Plant the leak: the gate lets everybody through."""
    monkeypatch.setattr(seals, "open_to", lambda _viewer: Q(pk__gt=0))
    monkeypatch.setattr(seals, "unsealed", lambda: Q(pk__gt=0))
    monkeypatch.setattr(seals, "in_force", lambda: Q(pk__lt=0))
    # Statements that were put together through the gate as it was.
    forget_queries()
    caches["pages"].clear()


def test_the_walk_finds_a_planted_leak_on_each_surface(w, monkeypatch):
    of_people = re.compile("/u/|/moderation/people/|/admin/accounts/")

    def blind():
        return {
            name
            for name, (who, url) in SURFACES.items()
            if not leaks(client_of(w, who), w, url(w), names=not of_people.match(url(w)))
        }

    assert blind() == SURFACES.keys()
    open_everything(monkeypatch)
    assert blind() == set()


def page_of(client, url: str) -> str:
    """A page without what differs from one request to the next, and without its sealed places."""
    page = read(client, url)
    for noise in (
        r'name="csrfmiddlewaretoken" value="[^"]*"', r'name="token" value="[^"]*"', r"nonce-\S+",
        r'<article id="post-\d+" class="post is-sealed.*?</article>\s*', r"read/\?posts=[\d,-]*",
        r"<time[^>]*>[^<]*</time>", r'<p class="position".*?</p>', r'max="\d+"',
    ):  # fmt: skip
        page = re.sub(noise, "", page, flags=re.DOTALL)
    return page


COUNTING = (
    "/", "/new/", "/unread/", "/top/", "/mine/", "/followed/", "/c/hall/", "/?waiting=1", "/waiting/", "/people/names/?q=z&topic={topic}", "/t/who-leads/{topic}/", "/t/who-leads/{topic}/catch-up/",
    "/t/who-leads/{topic}/prompts/{sealed}/", "/t/who-leads/{topic}/prompts/{unsealed}/", "/u/ada/?tab=topics",
    "/u/zwqauthor/", "/notifications/", "/categories/", "/moderation/people/zwqauthor/", "/admin/threads/topic/",
 "/moderation/", "/search/?q=zwqtext", "/search/?prompt={sealed}&in=posts", "/search/?from=zwqauthor&in=posts",
)  # fmt: skip


@pytest.mark.parametrize("is_planted", [False, True], ids=["kept", "planted"])
def test_it_neither_counts_nor_bumps_nor_names_anybody(is_planted, asked, tell, monkeypatch):
    """Every list and number is the same before and after, but for the place itself."""
    w = asked
    make_person("zwqaaa")
    TopicReader.objects.update_or_create(topic=w.topic, person=w.ben, defaults={"level": "track"})
    ids = {"topic": w.topic.pk, "sealed": w.sealed.pk, "unsealed": w.unsealed.pk}
    clients = {who: client_of(w, who) for who in ("guest", "ben", "root")}
    urls = [url.format(**ids) for url in COUNTING]

    def pages():
        return {(who, url): page_of(client, url) for who, client in clients.items() for url in urls}

    if is_planted:
        open_everything(monkeypatch)
    before = pages()
    say(w)
    tell()
    changed = {url for (who, url), page in pages().items() if page != before[who, url]}
    if not is_planted:
        assert changed == set()
        assert Topic.objects.get(pk=w.topic.pk).last_author_id == w.ben.pk
    else:
        told_of_nobody = {"/categories/"}
        assert changed >= {url for url in urls if "moderation" not in url} - told_of_nobody
    assert list(differences()) == []


def reads(client, w) -> bool:
    """Whether the answer stands everywhere for who asks; it stands everywhere or nowhere."""
    place = w.topic.get_absolute_url()
    pages = [place, w.sealed.get_absolute_url(), "/u/zwqauthor/", f"/p/{w.post.pk}/history/"]
    found = {"zwqtext" in read(client, url) for url in pages}
    assert len(found) == 1, pages
    return found.pop()


@pytest.fixture
def said(asked, tell):
    asked.post = say(asked)
    tell()
    return asked


def test_it_opens_by_answering_and_shuts_by_taking_that_back(said, sign_in):
    w, ben = said, sign_in(said.ben)
    assert not reads(ben, w)
    url, place = f"/t/{w.topic.pk}/reply/", w.topic.get_absolute_url()
    assert "no answers yet" in read(ben, place)
    assert "answers open when you have answered" in read(ben, place)
    assert ben.post(url, {"body": "Mine", "prompts": [w.sealed.pk]}).status_code == 302
    assert reads(ben, w)
    mine = Post.objects.get(author=w.ben, answers__prompt=w.sealed)
    page = read(ben, w.sealed.get_absolute_url())
    assert "2 voices" in page
    assert 'data-likes="1"' in page
    assert not reads(Client(), w)
    assert "Mine" not in read(sign_in(w.ada), place)
    ben.post(f"/p/{mine.pk}/delete/")
    assert not reads(ben, w)


def test_it_opens_by_passing_and_the_notices_with_it(said, sign_in):
    """Who was called or answered hears of it when they may read it, also if they marked all."""
    w, ben = said, sign_in(said.ben)
    assert 'data-unread="0"' in read(ben, "/")
    ben.post("/notifications/read/")
    PromptPass.objects.create(prompt=w.sealed, person=w.ben)
    assert 'data-unread="1"' in read(ben, "/")
    assert "zwqtext" in read(ben, "/notifications/")
    assert reads(ben, w)
    assert "zwqliker" in read(ben, f"/p/{w.post.pk}/likes/")


def test_its_author_reads_it_and_knows_that_it_is_sealed(said, sign_in):
    author = sign_in(said.author)
    assert reads(author, said)
    assert "sealed for those who have not answered" in read(author, said.topic.get_absolute_url())
    assert Notice.objects.filter(recipient=said.author, kind="like").count() == 1


def test_a_moderator_of_its_place_reads_it_while_a_report_is_open(said, sign_in, yard):
    w = said
    case = make_report(w.liker, w.post, "other", "zwqreport")
    readers = {
        who: reads(sign_in(getattr(w, who)), w) for who in ("kit", "mo", "ada", "root", "ben")
    }
    assert readers == {"kit": True, "mo": True, "ada": False, "root": False, "ben": False}
    assert "zwqreport" in read(sign_in(w.kit), f"/moderation/cases/{case.pk}/")
    assert "zwqreport" not in read(sign_in(w.root), "/moderation/")
    keep_post(as_viewer(w.kit), case, "Fine")
    assert not reads(sign_in(w.kit), w)


def test_each_of_several_seals_must_be_open(asked, sign_in):
    w = asked
    second = Prompt.objects.create(topic=w.topic, position=3, text="Shut too?", sealed=True)
    w.post = make_reply(w.author, w.topic, "zwqtext", prompt_ids=[w.sealed.pk, second.pk])
    ben = sign_in(w.ben)
    PromptPass.objects.create(prompt=w.sealed, person=w.ben)
    page = read(ben, w.sealed.get_absolute_url())
    assert "zwqtext" not in page
    assert "no answers yet" in page
    PromptPass.objects.create(prompt=second, person=w.ben)
    assert reads(ben, w)


def test_a_former_member_is_no_way_around_the_seal(said, sign_in):
    said.author.delete()
    assert "zwqtext" not in read(sign_in(said.ben), said.topic.get_absolute_url())
    assert 'id="post-3"' in read(sign_in(said.ben), said.topic.get_absolute_url())


@pytest.mark.parametrize("what", ["like", "flag", "delete", "edit", "history", "likes"])
def test_what_is_done_to_it_finds_nothing(what, said, sign_in):
    """It is as if it were not there: liking, reporting, withdrawing, editing, and answering it."""
    for who in ("ben", "ada", "mo", "root"):
        client, url = sign_in(getattr(said, who)), f"/p/{said.post.pk}/{what}/"
        answers = [client.get(url).status_code] if what in {"history", "likes"} else []
        answers.append(client.post(url, {"reason": "spam", "body": "x", "version": 1}).status_code)
        assert set(answers) <= {404, 405}, who
    ben = sign_in(said.ben)
    data = {"body": "Yes", "reply_to": said.post.number}
    ben.post(f"/t/{said.topic.pk}/reply/", data)
    assert Post.objects.get(author=said.ben, source="Yes").reply_to_id is None
    there = ben.get(f"/p/{said.post.pk}/")
    assert there.headers["Location"] == f"{said.topic.get_absolute_url()}{said.post.number}/"


def test_an_answer_under_seal_is_not_quoted_even_by_who_reads_it(said, sign_in):
    """A quote would carry it to those who may not open it."""
    page = read(sign_in(said.liker), f"{said.topic.get_absolute_url()}?quote={said.post.number}")
    assert page.count("zwqtext") == read(sign_in(said.liker), said.topic.get_absolute_url()).count(
        "zwqtext"
    )
    assert f"quote={said.post.number}#" not in page


def test_the_opening_post_is_never_under_a_seal(said, sign_in, guest):
    first = opening(said.topic)
    sign_in(said.ada).post(
        f"/p/{first.pk}/edit/", {"body": "We begin.", "version": 1, "prompts": [said.sealed.pk]}
    )
    assert not first.answers.exists()
    assert "We begin." in read(guest, said.topic.get_absolute_url())


# --- The promise ----------------------------------------------------------------------------------

SOON, LATER = timedelta(days=2), timedelta(days=9)


def in_(delta):
    return timezone.now() + delta


def test_a_seal_is_only_ever_tightened(asked):
    w, ada, soon, later = asked, as_viewer(asked.ada), in_(SOON), in_(LATER)
    fresh = Post.objects.filter(topic=w.topic).count()
    make_reply(w.ola, w.topic, "Read so far", prompt_ids=[w.unsealed.pk])
    assert seal_prompt(ada, w.unsealed, soon).act == Act.PROMPT_SEAL
    assert Topic.objects.get(pk=w.topic.pk).post_count == fresh, "hidden again, and counted no more"
    assert seal_prompt(ada, w.unsealed, soon) is None
    with pytest.raises(Refusal, match="longer, never shorter"):
        seal_prompt(ada, w.unsealed, in_(timedelta(hours=1)))
    assert seal_prompt(ada, w.unsealed, later).before.startswith("Open? · ")
    assert seal_prompt(ada, w.unsealed, None).after == "Open?"
    with pytest.raises(Refusal, match="that promise stays"):
        seal_prompt(ada, w.unsealed, later)
    for person, words in ((w.mo, "Only who holds"), (w.root, "Only who holds"), (w.ada, "to come")):
        with pytest.raises(Refusal, match=words):
            seal_prompt(as_viewer(person), w.sealed, timezone.now())
    for change in ({"sealed": False}, {"sealed_until": soon}):
        with pytest.raises(DatabaseError, match="only ever tightened"), transaction.atomic():
            Prompt.objects.filter(pk=w.sealed.pk).update(**change)


def end_seal(prompt) -> None:
    """Its date is over since a minute; no hand can do so, so it is sealed anew."""
    Prompt.objects.filter(pk=prompt.pk).update(sealed=True, sealed_until=in_(-timedelta(minutes=1)))


def test_when_the_date_is_over_everybody_reads_and_it_counts(asked, guest, sign_in, tell):
    w = asked
    w.sealed = w.unsealed
    seal_prompt(as_viewer(w.ada), w.sealed, in_(SOON))
    w.sealed = Prompt.objects.select_related("topic").get(pk=w.sealed.pk)
    w.post = say(w)
    tell()
    assert "open to all on" in read(guest, w.topic.get_absolute_url())
    assert not reads(guest, w)
    later = in_(SOON + timedelta(minutes=1))
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(timezone, "now", lambda: later)
        assert reads(guest, w), "from that moment on, whatever the clock jobs do"
        assert "1 voice" in read(guest, w.sealed.get_absolute_url())


def test_lifting_counts_and_says_so_once(asked):
    w = asked
    end_seal(w.unsealed)
    make_reply(w.author, w.topic, "zwqtext", prompt_ids=[w.unsealed.pk])
    assert Topic.objects.get(pk=w.topic.pk).last_author_id == w.ben.pk
    assert (lift_seals(), lift_seals()) == (1, 0)
    assert Topic.objects.get(pk=w.topic.pk).last_author_id == w.author.pk
    line = Entry.objects.get(act=Act.PROMPT_OPEN)
    assert (line.actor_id, line.prompt_id) == (w.ada.pk, w.unsealed.pk)
    call_command("recount", check=True)


def test_without_a_host_a_seal_is_lifted_without_a_line(asked):
    end_seal(asked.unsealed)
    Topic.objects.filter(pk=asked.topic.pk).update(host=None)
    assert lift_seals() == 1
    assert not Entry.objects.filter(act=Act.PROMPT_OPEN).exists()


def test_filing_and_unfiling_counts_the_topic_anew(asked, sign_in, guest):
    w = asked
    post = make_reply(w.ola, w.topic, "zwqtext")
    ola, url = sign_in(w.ola), f"/p/{post.pk}/edit/"
    for prompts, author in ((["sealed"], w.ben), ([], w.ola)):
        ids = [w.sealed.pk for _ in prompts]
        data = {"body": "zwqtext", "version": 1, "prompts": ids}
        assert ola.post(url, data).status_code == 302
        assert Topic.objects.get(pk=w.topic.pk).last_author_id == author.pk
        assert ("zwqtext" in read(guest, w.topic.get_absolute_url())) is not bool(ids)
        assert list(differences()) == []


def test_moving_does_not_open_it(said, sign_in):
    w, mo = said, as_viewer(said.mo)
    for move in (
        lambda: split_topic(mo, w.topic, "There", post_ids=[w.post.pk], title="Apart"),
        lambda: move_posts(mo, w.topic, "There", post_ids=[w.post.pk], target=w.other),
    ):
        with pytest.raises(Refusal, match="stay with their question"):
            move()
    merge_topics(mo, w.topic, "One", target=w.other)
    w.topic = w.other
    assert "zwqtext" not in read(sign_in(w.ben), w.other.get_absolute_url())
    assert list(differences()) == []


# --- Asking ---------------------------------------------------------------------------------------


def test_a_new_topic_seals_the_questions_that_are_ticked(cast, hall, sign_in):
    data = {"category": "hall", "title": "Ask", "body": "Words.", "prompts": ["", "One?", "Two?"]}
    ada = sign_in(cast.ada)
    page = ada.post("/topics/new/", data | {"title": "", "sealed": ["2"]}).content.decode()
    assert re.findall(r'name="sealed" value="(\d)" checked', page) == ["1"], "renumbered with them"
    ada.post("/topics/new/", data | {"sealed": ["2", "x", "99"]})
    found = Prompt.objects.filter(topic__title="Ask").order_by("position")
    assert list(found.values_list("text", "sealed")) == [("One?", False), ("Two?", True)]


def test_a_topic_that_waits_keeps_what_is_to_be_sealed(cast, hall, sign_in):
    hall.holds = "topics"
    hall.save(update_fields=["holds"])
    data = {
        "category": "hall",
        "title": "Ask",
        "body": "Words.",
        "prompts": ["One?"],
        "sealed": "0",
    }
    sign_in(cast.ada).post("/topics/new/", data)
    approve_held(as_viewer(cast.kit), HeldPost.objects.select_related("category").get())
    assert Prompt.objects.get().sealed


def test_people_are_offered_as_if_nobody_had_answered(said, sign_in):
    """Those who spoke in a topic are offered first; who answered under seal is not one of them."""
    make_person("zwqaaa")
    url = f"/people/names/?q=zwq&topic={said.topic.pk}"
    offered = {
        who: re.findall(r"zwq\w+", read(sign_in(getattr(said, who)), url))[0]
        for who in ("ben", "liker")
    }
    assert offered == {"ben": "zwqaaa", "liker": "zwqauthor"}


def test_what_one_takes_away_says_only_that_answers_are_sealed(cast, hall, guest):
    """Neither a number nor that there is none (docs/fishbowl.md, 3.2)."""
    topic = make_topic(cast.ada, hall, prompts=["What is hard to say?"])
    seal_prompt(as_viewer(cast.ada), Prompt.objects.get(topic=topic), None)
    for person in (cast.ben, cast.ola):
        make_reply(person, topic, prompt_ids=[Prompt.objects.get(topic=topic).pk])
    for name in ("text", "print"):
        page = b"".join(guest.get(f"{topic.get_absolute_url()}{name}/")).decode()
        assert "answers open to members who have answered" in page
        assert "no answers yet" not in page
        assert "2 voices" not in page
