"""What a viewer may not see answers exactly like what never was, wherever one asks.

The surfaces come from the addresses themselves: an address that takes a topic, post, prompt,
category or tag must be in SURFACES, so a new one without a row is red.
"""

import re

import pytest
from django.urls import reverse

from tests.make import as_viewer, make_person, make_reply, opening
from tests.test_permission_matrix import url_names
from threads.actions.likes import like_post
from threads.actions.topics import add_tags
from threads.models import Category, Prompt

SURFACES = {
    "threads:category_detail": ("get", ("category",)),
    "threads:tag_detail": ("get", ("tag",)),
    "threads:topic_detail": ("get", ("slug", "topic")),
    "threads:topic_post": ("get", ("slug", "topic", "number")),
    "threads:topic_redirect": ("get", ("topic",)),
    "threads:prompt_detail": ("get", ("slug", "topic", "prompt")),
    "threads:reply": ("post", ("topic",)),
    "threads:post_redirect": ("get", ("post",)),
    "threads:post_edit": ("get", ("post",)),
    "threads:post_like": ("post", ("post",)),
    "threads:post_likes": ("get", ("post",)),
    "threads:post_withdraw": ("get", ("post",)),
    "threads:post_history": ("get", ("post",)),
    "moderation:post_hide": ("get", ("post",)),
    "moderation:post_restore": ("post", ("post",)),
}
# Pages that gather: what is secret must not stand anywhere on them.
GATHERINGS = [
    "/",
    "/categories/",
    "/waiting/",
    "/people/",
    "/u/ada/",
    "/u/ada/?tab=topics",
    "/topics/new/",
    "/notifications/",
    "/moderation/log/",
]
SECRET_WORDS = ("Hushed", "hushed", "Unheardof", "Shhh", "quiet-room", "murmur")


@pytest.fixture
def place(cast, secret):
    add_tags(secret, ["murmur"])
    reply = make_reply(cast.mira, secret, "Unheardof answer to @ben and @mo.")
    like_post(as_viewer(cast.ada), reply)
    return {
        "category": "quiet-room",
        "tag": "murmur",
        "slug": secret.slug,
        "topic": str(secret.pk),
        "number": "1",
        "prompt": str(Prompt.objects.get(topic=secret).pk),
        "post": str(opening(secret).pk),
    }


@pytest.mark.guard
def test_every_address_of_a_thing_is_a_surface():
    takes_a_thing = {
        name for name in url_names() if re.match(r"(threads|moderation):", name)
    } - {
        "threads:latest", "threads:category_list", "threads:waiting_list", "threads:topic_create",
        "threads:people_list", "threads:person_detail", "threads:preview", "moderation:log",
    }  # fmt: skip
    assert takes_a_thing == SURFACES.keys()


@pytest.mark.parametrize("name", SURFACES)
@pytest.mark.parametrize("who", ["guest", "ben", "mo"])
def test_secret_is_like_never_was(name, who, place, cast, guest, sign_in):
    method, args = SURFACES[name]
    client = guest if who == "guest" else sign_in(getattr(cast, who))
    data = {"body": "x", "reason": "x"} if who != "guest" else {}
    there = getattr(client, method)(reverse(name, args=[place[arg] for arg in args]), data)
    nowhere = {
        "topic": "999999",
        "post": "999999",
        "prompt": "999999",
        "tag": "no",
        "category": "no",
    }
    absent = getattr(client, method)(
        reverse(name, args=[nowhere.get(arg, place[arg]) for arg in args]), data
    )
    assert there.status_code == absent.status_code
    assert there.status_code in ({404} if who != "guest" else {404, 302})
    if there.status_code == 404:
        blank = re.compile(rb"/(t|p|c|tag|moderation)/[^\"'<]*|csrfmiddlewaretoken[^>]*")
        assert blank.sub(b"", there.content) == blank.sub(b"", absent.content)


@pytest.mark.parametrize("who", ["mira", "root"])
@pytest.mark.parametrize(
    "name", [name for name, (method, _) in SURFACES.items() if method == "get"]
)
def test_those_who_may_see_it_do(name, who, place, cast, sign_in):
    _, args = SURFACES[name]
    response = sign_in(getattr(cast, who)).get(reverse(name, args=[place[arg] for arg in args]))
    assert response.status_code != 404


@pytest.mark.parametrize("url", GATHERINGS)
@pytest.mark.parametrize("who", ["guest", "ben", "mo"])
def test_gatherings_say_nothing_of_it(url, who, place, cast, guest, sign_in, tell):
    tell()
    client = guest if who == "guest" else sign_in(getattr(cast, who))
    page = client.get(url).content.decode()
    assert not [word for word in SECRET_WORDS if word in page]


def test_the_test_finds_a_planted_leak(place, cast, sign_in, monkeypatch):
    monkeypatch.setattr(Category.objects.all().__class__, "visible_to", lambda rows, viewer: rows)
    assert "Hushed" in sign_in(cast.ben).get("/").content.decode()


def test_losing_the_circle_is_losing_sight(cast, circle, secret, sign_in):
    client = sign_in(cast.mira)
    assert client.get(secret.get_absolute_url()).status_code == 200
    circle.memberships.filter(person=cast.mira).delete()
    assert client.get(secret.get_absolute_url()).status_code == 404


def test_members_place_is_for_members(cast, guest, sign_in, db):
    from tests.make import make_category, make_topic

    topic = make_topic(cast.ada, make_category("kitchen", "members"), title="For us")
    assert guest.get(topic.get_absolute_url()).status_code == 404
    assert sign_in(make_person()).get(topic.get_absolute_url()).status_code == 200


def test_secret_category_cannot_be_posted_into(cast, secret, sign_in):
    data = {"category": "quiet-room", "title": "Let me in", "body": "Please"}
    response = sign_in(cast.ben).post("/topics/new/", data)
    assert response.status_code == 422
    assert "Let me in" in response.content.decode()


def test_hidden_text_is_nowhere(cast, topic, guest, sign_in, tell):
    from threads.actions.posts import hide_post

    post = make_reply(cast.ada, topic, "Dreadful words for @ben")
    tell()
    hide_post(as_viewer(cast.mo), post, "Rude")
    ben = sign_in(cast.ben)
    for url in [*GATHERINGS, topic.get_absolute_url(), f"/p/{post.pk}/history/"]:
        assert "Dreadful" not in ben.get(url).content.decode(), url
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert "Rude" in page
    assert 'id="post-2"' in page
