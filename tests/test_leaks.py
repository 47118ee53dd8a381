"""What somebody may not see reaches them by no address and no mail, for each kind of secret and each
role. The addresses come from the URL configuration: a new one is walked, and one that takes
something unknown is red. The walk itself is tried with a planted leak in every gate.
"""

import re
from collections.abc import Iterator
from itertools import product
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.core import mail
from django.db.models import Q
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.conftest import forget_all, make_cast, make_first_topic, scene_of
from tests.make import (
    as_viewer,
    make_category,
    make_circle,
    make_held,
    make_moderator,
    make_reply,
    make_topic,
)
from tests.notifications import posting
from tests.test_visibility import GATHERINGS
from threads.actions.drafts import keep_draft
from threads.actions.likes import like_post
from threads.actions.posts import edit_post, hide_post, withdraw_post
from threads.actions.prompts import add_prompt
from threads.actions.seals import seal_prompt
from threads.actions.topics import add_tags
from threads.models import Category, HeldPost, Post, Prompt

# Ola writes every secret but the one of the circle; Ada hosts the topic, Kit moderates its category,
# Tove another one, Mo the site, Root is the admin, Mira is in Ada's circle.
ROLES = ("guest", "ben", "ola", "ada", "mira", "kit", "tove", "mo", "root")
CURATE = {"kit", "mo", "root"}
STAFF = {"mo", "root"}
# Who may read each kind of secret, by a word that stands in it alone.
SECRETS = {
    "Hiddenword": {"ola"} | CURATE,
    "Beforeword": {"ola"} | CURATE,
    "Withdrawnword": {"ola"} | CURATE,
    "Sealedword": {"ola"},
    "Draftword": {"ola"},
    "Heldword": {"ola"} | CURATE,
    "Heldtitle": {"ola"} | CURATE,
    "Privateword": {"ada", "mira", "root"},
    "Privatetitle": {"ada", "mira", "root"},
    "privatetag": {"ada", "mira", "root"},
    "quiet-room": {"ada", "mira", "root"},
}
OURS = ("threads", "accounts", "notifications", "moderation", "leadership_forum")
# Asked for by words: what was typed may stand on the page again, so the words are cut.
ASKED = [f"/search/?q={word[:-1].lower()}" for word in SECRETS] + [
    f"/search/?q={word.lower()}" for word in SECRETS
]


def make_scene() -> SimpleNamespace:
    cast = make_cast()
    cast.mo.is_staff = True
    cast.mo.save()
    hall = make_moderator(cast.kit, make_category("hall"))
    make_moderator(cast.tove, make_category("yard"))
    topic = make_first_topic(cast, hall)
    quiet = make_category("quiet-room", "circles", make_circle("Quiet", cast.ada, cast.mira))
    ola, ada = as_viewer(cast.ola), as_viewer(cast.ada)
    hidden = make_reply(cast.ola, topic, "Beforeword for @ben and @mo")
    like_post(as_viewer(cast.ben), hidden)
    hidden = Post.objects.select_related("topic").get(pk=hidden.pk)
    edit_post(ola, hidden, "Hiddenword for @ben and @mo", version=1)
    hidden = Post.objects.select_related("topic__category").get(pk=hidden.pk)
    withdrawn = make_reply(cast.ola, topic, "Withdrawnword for @ben", reply_to=1)
    hide_post(as_viewer(cast.kit), hidden, "Rude")
    withdraw_post(ola, Post.objects.select_related("topic").get(pk=withdrawn.pk))
    seal = add_prompt(ada, topic, "What is hard to say?")
    seal_prompt(ada, seal, None)
    sealed = make_reply(cast.ola, topic, "Sealedword for @ben and @root", prompt_ids=[seal.pk])
    keep_draft(ola, f"topic:{topic.pk}", "Draftword", 1, {})
    held = make_held(cast.ola, topic, "Heldword for @ben")
    asked = make_held(cast.ola, category=hall, title="Heldtitle", source="Heldword again")
    secret = make_topic(
        cast.mira,
        quiet,
        title="Privatetitle",
        source="Privateword for @ben",
        prompts=["Privateword?"],
    )
    add_tags(secret, ["privatetag"])
    private = make_reply(cast.ada, secret, "Privateword to @mira.oday")
    like_post(as_viewer(cast.mira), private)
    prompts = [*Prompt.objects.values_list("pk", flat=True)]
    posts = [hidden, withdrawn, sealed, private]
    values = {
        "topic_id": [topic.pk, secret.pk],
        "post_id": [post.pk for post in posts],
        "number": [post.number for post in posts[:3]],
        "prompt_id": prompts,
        "held_id": [held.pk, asked.pk],
        "username": ["ola", "mira.oday"],
        "handle": ["ola", "mira.oday"],
        "slug": ["hall", "quiet-room", "quiet", "privatetag", topic.slug],
    }
    return SimpleNamespace(cast=cast, topic=topic, secret=secret, values=values)


scene = scene_of(make_scene)

# What an address takes beside, of which nothing here is secret; each is walked with the first.
BESIDE = (
    "draft_id", "bookmark_id", "suggestion_id", "panelist_id", "relation_id", "harvest_id",
    "citation_id", "ask_id", "case_id", "entry_id", "notice_id", "request_id", "invitation_id",
    "session_id", "export_id", "appeal_id",
)  # fmt: skip
WORDS = {
    "act": "hide",
    "kind": "rules",
    "sanction": "warn",
    "words": "nothing",
    "token": "nothing",
    "name": "x",
}


def routes(patterns=None, before: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """The name and the route of every address of ours."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            if one.app_name != "admin":
                yield from routes(one.url_patterns, route, f"{one.namespace or namespace}:")
        elif isinstance(one, URLPattern) and one.callback.__module__.startswith(OURS):
            yield f"{namespace}{one.name}", route


def addresses(values: dict) -> list[tuple[str, str]]:
    """Every address with everything in the scene that it could take, each with its name."""
    known = {**values, **{name: [1] for name in BESIDE}, **{n: [v] for n, v in WORDS.items()}}
    found = []
    for name, route in routes():
        parts = re.findall(r"<(?:\w+:)?(\w+)>", route)
        missing = set(parts) - known.keys()
        assert not missing, f"{name} takes {missing}: say what of the scene that could be"
        # Where a topic is named by its id, its slug is decoration.
        known_here = known | ({"slug": ["x"]} if "topic_id" in parts else {})
        for chosen in product(*(known_here[part] for part in parts)):
            url = route
            for part, value in zip(parts, chosen, strict=True):
                url = re.sub(rf"<(?:\w+:)?{part}>", str(value), url, count=1)
            found.append((name, f"/{url}"))
    return found


def lists_of_the_admin() -> list[tuple[str, str]]:
    """Each list of the admin, whole and looked for by a secret word; and the table of rights."""
    found = [("admin", "/admin/"), ("admin", "/admin/rights/")]
    for model in admin.site._registry:
        url = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        found += [("admin", url), ("admin", f"{url}?q=word")]
    return found


def everything(scene, role: str) -> list[tuple[str, str]]:
    urls = addresses(scene.values) + [("asked", url) for url in [*GATHERINGS, *ASKED]]
    return list(dict.fromkeys(urls + (lists_of_the_admin() if role in STAFF else [])))


def client_of(scene, role: str) -> Client:
    client = Client()
    if role != "guest":
        client.force_login(getattr(scene.cast, role))
    return client


def seen(scene, role: str, urls: list[tuple[str, str]]) -> set[tuple[str, str, str]]:
    """The name of each address that shows the role a secret word, and which."""
    client, found, acts = client_of(scene, role), set(), set()
    for name, url in urls:
        # An address that only takes acts answers none of them with a page.
        answer = None if name in acts else client.get(url)
        if answer is None or answer.status_code == 405:
            acts |= {name} if ":" in name else set()
            continue
        if answer.status_code in {301, 302} and "/login/" not in answer.headers["Location"]:
            answer = client.get(url, follow=True)
        page = b"".join(answer).decode(errors="replace")
        # What the page says of its own address, and what was typed, tells nothing.
        asked = {part for part in re.split(r"[/?=&]", url.lower()) if part}
        found |= {
            (name, url, word) for word in SECRETS if word in page and word.lower() not in asked
        }
    return found


@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_what_is_theirs_and_nothing_else(role, scene, db, tell):
    """Those who may see it read first, so that what is kept of their pages is there to leak."""
    tell()
    for reader in ("root", "mira", "ola"):
        client = client_of(scene, reader)
        for url in ("/", scene.topic.get_absolute_url(), scene.secret.get_absolute_url()):
            client.get(url)
    found = seen(scene, role, everything(scene, role))
    theirs = {word for word, readers in SECRETS.items() if role in readers}
    assert {one for one in found if one[2] not in theirs} == set()
    # The walk looks in the right places: whoever may see a secret finds it.
    assert theirs - {word for _name, _url, word in found} == set()


def test_no_mail_tells_it_either(scene, db, tell):
    posting.all_to_mail()
    tell()
    posting.post()
    people = {getattr(scene.cast, role).email: role for role in ROLES[1:]}
    for message in mail.outbox:
        (address,) = message.to
        whole = message.subject + message.body + str(getattr(message, "alternatives", ""))
        words = [word for word, readers in SECRETS.items() if people[address] not in readers]
        assert [word for word in words if word in whole] == [], address


@pytest.mark.parametrize("url", ["/", "/c/quiet-room/", "/feed/", "/t/x/{secret}/", "/u/ola/"])
def test_what_a_browser_keeps_opens_nothing(url, scene, db):
    """A mark of somebody else's page, sent along, never answers "as you have it"."""
    url = url.format(secret=scene.secret.pk)
    theirs = client_of(scene, "mira").get(url, follow=True).headers.get("ETag")
    for role in ("guest", "ben", "mo"):
        marks = [theirs, "*"] if theirs else ["*"]
        for mark in marks:
            answer = client_of(scene, role).get(url, headers={"If-None-Match": mark})
            assert "Privateword" not in answer.content.decode()
            assert not (answer.status_code == 304 and mark == theirs and "quiet" in url)


# --- Planted leaks --------------------------------------------------------------------------------


def everybody(rows, *_viewer):
    return rows


def plant_category(monkeypatch):
    monkeypatch.setattr(type(Category.objects.all()), "visible_to", everybody)


def plant_held(monkeypatch):
    monkeypatch.setattr(type(HeldPost.objects.all()), "visible_to", everybody)


def plant_shown(monkeypatch):
    monkeypatch.setattr(type(Post.objects.all()), "shown", everybody)


def plant_seal(monkeypatch):
    monkeypatch.setattr("threads.models.seals.open_to", lambda _viewer: Q())


PLANTS = [
    (
        plant_category,
        "Private|quiet",
        {
            "threads:topic_detail", "threads:topic_post", "threads:category_detail",
            "threads:latest", "threads:category_list", "threads:topic_feed", "threads:site_feed",
            "threads:person_detail", "threads:post_likes", "threads:post_history",
            "threads:topic_print", "threads:topic_text", "threads:prompt_detail",
            "threads:tag_detail", "threads:category_feed", "threads:person_feed",
            "threads:post_bookmark", "threads:topic_catch_up", "threads:topic_board",
            "threads:new_list", "threads:top_list", "threads:waiting_list", "threads:ask_list",
            "moderation:post_flag", "notifications:digest", "accounts:circle_detail", "asked",
        },
    ),
    (plant_held, "Held", {"threads:held_detail"}),
    (plant_shown, "Hiddenword|Withdrawnword", {"threads:person_detail", "threads:topic_feed"}),
    (plant_seal, "Sealedword", {"threads:topic_detail", "threads:person_detail", "asked"}),
]  # fmt: skip


@pytest.mark.parametrize(("plant", "words", "surfaces"), PLANTS)
def test_a_planted_leak_is_found(plant, words, surfaces, scene, db, monkeypatch, tell):
    """With a gate open to everybody, the walk turns red on each surface behind it."""
    tell()
    plant(monkeypatch)
    forget_all()
    urls = [(name, url) for name, url in everything(scene, "ben") if name in surfaces]
    found = {name for name, _url, word in seen(scene, "ben", urls) if re.search(words, word)}
    assert surfaces - found == set()
