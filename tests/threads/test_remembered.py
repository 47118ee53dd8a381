"""Pages that are kept are never given to another: a walk over all pages, and planted leaks.

Whatever is asked is compared with the true page; the suite beside does the same at each request
(`CHECK_REMEMBERED`), which is off here.
"""

import re
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.middleware.csrf import _unmask_cipher_token
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from accounts.queries.people import person_with_rights
from tests.conftest import scene_of
from tests.make import (
    as_viewer,
    make_reply,
)
from tests.threads.stage import browser, comparable, kept_urls, make_stage, nothing_kept
from tests.threads.test_sealed import addresses
from threads.actions.likes import like_post
from threads.models import (
    Bookmark,
    Draft,
    Like,
    TopicReader,
)
from threads.queries.standing import standing_of
from threads.queries.versions import version_of_topic
from threads.views import list_sheets, remembered, sheets

# Pages that name all members: there a name is no leak.
OF_PEOPLE = {
    "threads:people_list", "threads:people_names", "threads:person_detail", "threads:person_feed",
    "threads:topic_likes", "threads:post_likes", "moderation:person_record",
    "moderation:person_sanction",
}  # fmt: skip
KEPT = re.compile(
    r"/((waiting/|categories/|c/[^/]+/|tag/[^/]+/)?|t/[^/]+/\d+/(\d+/|prompts/\d+/)?)(\?page=\d+)?"
)
TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


scene = scene_of(make_stage)


@pytest.fixture
def w(scene, db, settings):
    settings.CHECK_REMEMBERED = False
    return scene


def faults_of(client: Client, url: str, truth, whose: str, others: set[str]) -> list[str]:
    """What is wrong about an answer: it is not the true one, or it holds what is another's."""
    answer = client.get(url)
    body = b"".join(answer) if answer.streaming else answer.content
    found = [f"{whose} {url}: not the page"] if truth and comparable(answer) != truth else []
    found += [f"{whose} {url}: says {word}" for word in others if word.encode() in body]
    secret = client.cookies["csrf"].value if "csrf" in client.cookies else ""
    tokens = {_unmask_cipher_token(said.decode()) for said in TOKENS.findall(body)}
    found += [f"{whose} {url}: a token"] * (tokens - {secret} != set())
    if answer.status_code == 200 and whose.startswith("guest"):
        found += [f"{whose} {url}: a member's"] * (b"data-member" in body or b"data-theme" in body)
        if KEPT.fullmatch(url):
            found += [f"{whose} {url}: a cookie"] * bool(answer.cookies)
            found += [f"{whose} {url}: no ETag"] * ("ETag" not in answer.headers)
            cached = answer.headers.get("Cache-Control", "")
            found += [f"{whose} {url}: {cached}"] * (
                not {"private", "no-cache"} <= set(cached.split(", "))
            )
            vary = answer.headers.get("Vary", "").lower()
            found += [f"{whose} {url}: {vary}"] * (
                not ("cookie" in vary and "accept-language" in vary)
            )
    return found


WORDS = {"ann": {"zwqann", "Zwqann", "Zwqcircle"}, "bob": {"zwqbob", "Zwqbob"}}


def strangers_words(who: str) -> set[str]:
    """What is not to stand on a page of theirs; moderators and admins may read it elsewhere."""
    if who not in {"guest", "guest-de", "ann", "bob"}:
        return set()
    return {word for other, words in WORDS.items() if other != who for word in words}


def walk(browsers, urls, order, truths) -> list[str]:
    """Have them ask for the pages, each page in this order; what was wrong."""
    found = []
    for name, url in urls:
        for who in order:
            words = set() if name in OF_PEOPLE else strangers_words(who)
            truth = truths.get((who, url))
            found += faults_of(browsers[who], url, truth, who, words)
    return found


def browsers_of(w) -> dict[str, Client]:
    people = {who: browser(getattr(w, who)) for who in ("ann", "bob", "mo", "root", "kit", "mira")}
    return people | {"guest": browser(), "guest-de": browser(language="de")}


def truths_of(browsers, urls, readers) -> dict:
    with nothing_kept():
        return {
            (who, url): comparable(browsers[who].get(url))
            for who in dict.fromkeys(readers)
            for _name, url in urls
        }


def all_urls(w) -> list[tuple[str, str]]:
    """Every address of the site, from the URL configuration."""
    takes = {
        "topic_id": w.topic.pk, "prompt_id": w.prompt.pk, "number": 2, "post_id": w.post.pk,
        "username": "ola", "ask_id": w.ask.pk, "harvest_id": w.harvest.pk, "act": "move",
        "citation_id": w.harvest.citations.first().pk, "key": "none",
        "panelist_id": w.bowl.panel.first().pk,
    }  # fmt: skip
    found = []
    for name, converters in addresses():
        if name.startswith(("account_", "mfa_")) or name == "style":
            continue
        slugs = "hall" if "category" in name else "roles" if "tag" in name else w.topic.slug
        args = [slugs if one == "slug" else takes.get(one, 1) for one in converters]
        found.append((name, reverse(name, args=args)))
    return found


def test_nobody_is_answered_with_a_page_of_another(w):
    """All pages, in both orders; those that may be kept again and again, each the true one."""
    browsers, urls, kept = browsers_of(w), all_urls(w), kept_urls(w)
    found = walk(browsers, urls, ("guest", "ann"), {})
    caches["pages"].clear()
    # What sends guests away is kept for nobody.
    is_open = {url for _name, url in urls if browsers["guest"].get(url).status_code == 200}
    caches["pages"].clear()
    found += walk(browsers, [one for one in urls if one[1] in is_open], ("bob", "guest"), {})
    truths = truths_of(browsers, kept, ("guest", "guest-de", "ann", "bob"))
    for order in (
        ("guest", "ann", "bob", "mo", "guest-de", "guest", "ann"),
        ("root", "bob", "ann", "guest-de", "guest", "bob"),
    ):
        caches["pages"].clear()
        found += walk(browsers, kept, order, truths)
    assert found == []


def forgetting(part: int):
    """Keep sheets without that part of what they are kept by."""
    return lambda kept: lambda said, make: kept((*said[:part], *said[part + 1 :]), make)


def first_for_all(make):
    """What was made for the first is given to all."""
    made = []
    return lambda *said: made[0] if made else made.append(make(*said)) or made[0]


def always(answer):
    return lambda _was: lambda *_said: answer


TWO = ("ann", "bob")
# What is broken and how; who reads which topic then ("" is the home page).
GUESTS, MIXED = ("guest", "guest-de"), ("ann", "guest-de")
LEAKS = {
    "members are guests": (remembered, ("_is_guest", "_is_alike"), always(True), MIXED, ""),
    "guests of another language": (remembered, ("get_language",), always("en"), GUESTS, ""),
    "guests of another page": (remembered, ("_key",), always("one"), GUESTS, ""),
    "sheets of other circles": (sheets, ("kept",), forgetting(4), TWO, "topic"),
    "sheets of other zones": (sheets, ("kept",), forgetting(5), TWO, "topic"),
    "sheets of other languages": (sheets, ("kept",), forgetting(6), TWO, "topic"),
    "the frame of another": (sheets, ("frame",), first_for_all, TWO, "topic"),
    "the token of another": (sheets, ("get_token",), first_for_all, TWO, "topic"),
    "sheets for who has a draft": (sheets, ("_is_plain",), always(True), ("bob",), "other"),
    "sheets for who moderates": (sheets, ("only_reads",), always(True), ("kit",), "topic"),
    "sheets for insiders": (sheets, ("_insiders",), always(frozenset()), ("mira",), "topic"),
    "the list of other circles": (list_sheets, ("kept",), forgetting(4), TWO, ""),
    "the list in another language": (list_sheets, ("kept",), forgetting(6), TWO, ""),
    "the list with the token of another": (sheets, ("get_token",), first_for_all, TWO, ""),
}  # fmt: skip
# So that Bob differs from Ann in that one thing alone.
ALIKE = {
    "sheets of other circles": {"language": "de", "time_zone": "Asia/Tokyo"},
    "sheets of other zones": {"language": "de"},
    "sheets of other languages": {"time_zone": "Asia/Tokyo"},
    "the list of other circles": {"language": "de", "time_zone": "Asia/Tokyo"},
    "the list in another language": {"time_zone": "Asia/Tokyo"},
}


@pytest.mark.parametrize("leak", LEAKS)
def test_the_walk_finds_a_planted_leak(leak, w, monkeypatch):
    module, names, broken, readers, page = LEAKS[leak]
    if leak in ALIKE:
        User.objects.filter(pk=w.bob.pk).update(**ALIKE[leak])
    if leak in ALIKE and "circles" not in leak:
        Membership.objects.create(circle=w.circle, person=w.bob)
    browsers = browsers_of(w)
    urls = [("", getattr(w, page).get_absolute_url() if page else "/")]
    truths = truths_of(browsers, urls, readers)
    for name in names:
        monkeypatch.setattr(module, name, broken(getattr(module, name)))
    assert walk(browsers, urls, readers, truths) != []


# --- Unchanged, and a page of one's own -----------------------------------------------------------


def test_who_has_the_page_is_told_that_it_has_not_changed(w):
    for url in (w.topic.get_absolute_url(), "/"):
        page = browser().get(url)
        known = {"if-none-match": page.headers["ETag"]}
        assert browser().get(url, headers=known).status_code == 304
        head = browser().head(url)
        assert (head.status_code, head.content, head.headers["ETag"]) == (
            200, b"", page.headers["ETag"],
        )  # fmt: skip
        assert browser(language="de").get(url, headers=known).status_code == 200
        make_reply(w.ben, w.topic)
        changed = browser().get(url, headers=known)
        assert changed.status_code == 200
        assert changed.content != page.content
    known = {"if-none-match": browser().get(w.topic.get_absolute_url()).headers["ETag"]}
    like_post(as_viewer(w.ben), w.post)
    assert browser().get(w.topic.get_absolute_url(), headers=known).status_code == 200


def test_what_not_all_guests_could_send_is_answered_with_a_page_of_its_own(w):
    url = w.topic.get_absolute_url()
    stale, told, plain = browser(), browser(), browser()
    stale.cookies["session"] = "gone"
    told.cookies["messages"] = "[]"
    plain.get(url)
    asked = [
        (stale, url), (told, url), (plain, f"{url}?utm=x"), (plain, f"{url}?page=1&{'x' * 200}"),
        (plain, f"{url}?quote=2"), (plain, f"{url}?page={'1' * 200}"),
    ]  # fmt: skip
    for client, one in asked:
        with patch.object(remembered, "_answer") as kept:
            answer = client.get(one)
        assert not kept.called, one
        assert answer.status_code in {200, 404}
    assert plain.get(f"{url}?page=99999").status_code == 404
    assert plain.get("/?page=99999").status_code == plain.get("/?page=99999").status_code
    words = [browser(language=said).get(url).content for said in ("en", "de", "es", "en")]
    assert len(set(words)) == 3


# --- Queries that are put into words once ---------------------------------------------------------


def test_a_query_put_into_words_once_answers_as_the_query_set_does(w):
    for person in (w.ann, w.bob, w.kit, w.root):
        found, asked = person_with_rights(person.pk), User.objects.with_rights().get(pk=person.pk)
        assert {**vars(found), "_state": 0} == {**vars(asked), "_state": 0}
    assert person_with_rights(0) is None
    for person, topic in ((w.ann, w.topic), (w.bob, w.topic), (w.bob, w.other), (w.ben, w.other)):
        mine = TopicReader.objects.filter(person=person, topic=topic).first()
        standing = standing_of(as_viewer(person), topic.pk, 2, 3)
        page = {"person": person, "post__topic": topic, "post__number__in": (2, 3)}
        assert standing is not None
        assert standing.version == version_of_topic(topic.pk)
        assert standing.liked == {*Like.objects.filter(**page).values_list("post", flat=True)}
        assert standing.kept == {*Bookmark.objects.filter(**page).values_list("post", flat=True)}
        assert (standing.read, standing.level) == ((mine.read, mine.level) if mine else ("", ""))
        assert (
            standing.has_texts
            == Draft.objects.filter(person=person, place=f"topic:{topic.pk}").exists()
        )
        assert standing.holds_it == (topic.author_id == person.pk)
    assert standing_of(as_viewer(w.ann), w.secret.pk, 1, 20) is not None
    assert standing_of(as_viewer(w.bob), w.secret.pk, 1, 20) is None
