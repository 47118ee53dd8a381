"""What a page that stays open is told: by whom, of what, for how much, and nothing more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.make import as_viewer, make_category, make_reply, make_topic
from threads.actions.curation import close_topic
from threads.actions.likes import like_post
from threads.actions.moving import merge_topics
from threads.actions.posts import hide_post
from threads.actions.setups import Setup
from threads.actions.topics import add_tags
from threads.models import Category, Fishbowl, Follow, Prompt, PromptPass
from threads.queries import live
from threads.queries.live import token_for


@pytest.fixture(autouse=True)
def _unchecked(settings):
    settings.CHECK_REMEMBERED = False


def news(client, topic, after: int = 1, **more) -> dict:
    answer = client.get(f"/t/{topic.pk}/news/", {"after": after, "from": 1, "to": 20} | more)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return answer.json()


def asked(client, token: str) -> str:
    answer = client.get(f"/live/{token}/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return answer.content.decode().strip()


def test_a_version_costs_one_statement_and_no_session(cast, topic, sign_in, tell):
    ben = sign_in(cast.ben)
    first = news(ben, topic)
    token = first["token"]
    with CaptureQueriesContext(connection) as captured:
        assert asked(ben, token) == first["version"]
    assert len(captured) == 1, [one["sql"] for one in captured]
    # Whoever bears it is told no more than a number; the answer sets nothing.
    stranger = ben.__class__()
    assert asked(stranger, token) == first["version"]
    assert not stranger.cookies
    before, reply = first["version"], make_reply(cast.ada, topic, "More.")
    for act in (
        lambda: like_post(as_viewer(cast.ola), reply),
        lambda: (make_reply(cast.ada, make_topic(cast.ada, topic.category), "Hi @ben"), tell()),
        lambda: close_topic(as_viewer(cast.ada), topic, "Done"),
    ):
        act()
        now = asked(ben, token)
        assert now != before
        before = now
    # What happens elsewhere changes it for nobody else.
    make_reply(cast.ada, make_topic(cast.ola, topic.category), "Elsewhere.")
    assert asked(ben, token) == before


@pytest.mark.parametrize("how", ["forged", "other", "nonsense", "old", "empty"])
def test_what_is_no_token_is_not_there(how, cast, topic, guest, monkeypatch):
    token = token_for(as_viewer(cast.ben), topic.pk)
    person, rest = token.split("_", 1)
    words = {
        "forged": f"{cast.ada.pk}_{rest}",
        "other": token.replace(f"_{topic.pk}.", f"_{topic.pk + 1}."),
        "nonsense": "a_b.c.d",
        "old": token,
        "empty": "",
    }
    assert person == str(cast.ben.pk)
    if how == "old":
        monkeypatch.setattr(live, "SECONDS", -1)
    answer = guest.get(f"/live/{words[how]}/")
    assert (answer.status_code, answer.content) == (404, b"\n")
    assert guest.post(f"/live/{token}/").status_code == 404


def test_news_of_a_topic(cast, topic, hall, guest, sign_in, tell):
    ben = sign_in(cast.ben)
    start = news(ben, topic)
    assert (start["count"], start["url"]) == (0, "")
    reply = make_reply(cast.ada, topic, "Hello @ben")
    make_reply(cast.ben, topic, "My own.")
    hidden = make_reply(cast.ola, topic, "Gone.")
    hide_post(as_viewer(cast.kit), hidden, "Off")
    like_post(as_viewer(cast.ben), reply)
    tell()
    now = news(ben, topic)
    assert (now["count"], now["words"]) == (1, "1 new reply")
    assert now["url"] == f"{topic.get_absolute_url()}2/"
    assert [reply.pk, 1, "1 Like"] in now["likes"]
    assert hidden.pk not in [one[0] for one in now["likes"]]
    assert 'data-unread="1"' in now["bell"]
    assert now["seats"] == start["seats"]
    # A guest is told of all that they may read, and has no bell; below the page nothing is new.
    assert news(guest, topic)["count"] == 2
    assert "bell" not in news(guest, topic)
    assert news(guest, topic, after=4)["count"] == 0
    close_topic(as_viewer(cast.ada), topic, "Done")
    assert news(ben, topic)["seats"] != start["seats"]
    assert ben.get(f"/t/{topic.pk}/news/?after=x").status_code == 404


def test_a_sealed_answer_is_no_news(cast, hall, sign_in):
    """Its number moves the version; who asks what that means is told nothing of it."""
    topic = make_topic(cast.ada, hall, prompts=["Shut?"], sealed=[0])
    prompt = Prompt.objects.get(topic=topic)
    ben = sign_in(cast.ben)
    before = news(ben, topic)
    make_reply(cast.ola, topic, "Sealed words.", prompt_ids=[prompt.pk])
    now = news(ben, topic)
    assert (now["count"], now["url"], now["likes"]) == (0, "", before["likes"])
    PromptPass.objects.create(prompt=prompt, person=cast.ben)
    assert news(ben, topic)["count"] == 1


def test_seats(cast, hall, guest):
    bowl = make_topic(cast.ada, hall, setup=Setup("fishbowl", ("ben", "Somebody")))
    before = news(guest, bowl)["seats"]
    User.objects.filter(pk=cast.ben.pk).update(display_name="Benedict")
    assert news(guest, bowl)["seats"] == before
    token = news(guest, bowl)["token"]
    version = asked(guest, token)
    Fishbowl.objects.filter(topic=bowl).update(open_chairs=3)
    assert asked(guest, token) != version
    assert news(guest, bowl)["seats"] != before


def test_who_lost_access_is_told_nothing_any_more(cast, topic, sign_in):
    ben = sign_in(cast.ben)
    token = news(ben, topic)["token"]
    Category.objects.filter(pk=topic.category_id).update(visibility="circles")
    lost, never = (ben.get(f"/t/{number}/news/") for number in (topic.pk, topic.pk + 999))
    assert (lost.status_code, never.status_code) == (404, 404)
    # Until it is too old, the token says a number, and no other.
    assert asked(ben, token).replace(".", "").strip("cn0123456789") == ""
    into = make_topic(cast.ada, make_category("open"))
    other = make_topic(cast.ada, into.category)
    merge_topics(as_viewer(cast.root), other, "One", target=into)
    assert ben.get(f"/t/{other.pk}/news/").status_code == 404


def test_news_of_lists(cast, hall, yard, secret, guest, sign_in):
    ben = sign_in(cast.ben)
    old = make_topic(cast.ada, hall)
    add_tags(old, ["röles"])
    pages = {
        "latest": "/", "category": "/c/hall/", "tag": "/tag/röles/", "unread": "/unread/",
        "new": "/new/", "mine": "/mine/", "followed": "/followed/",
    }  # fmt: skip
    make_reply(cast.ben, old, "Here I was.")
    Follow.objects.create(person=cast.ben, category=hall, level="watch")
    urls = {of: live_of(ben, page) for of, page in pages.items()}
    assert all(ben.get(url).json()["count"] == 0 for url in urls.values()), urls
    token = ben.get(urls["latest"]).json()["token"]
    version = asked(ben, token)
    for topic in (secret, make_topic(cast.ada, yard), old):
        make_reply(cast.ada, topic, "News.")
        make_reply(cast.ola, topic, "More news.")
    assert asked(ben, token) != version
    counts = {of: ben.get(url).json()["count"] for of, url in urls.items()}
    assert counts == {
        "latest": 2, "category": 1, "tag": 1, "unread": 1, "new": 0, "mine": 1, "followed": 1
    }  # fmt: skip
    assert ben.get(urls["latest"]).json()["words"] == "2 topics with news"
    # One's own are none.
    make_reply(cast.ben, old, "Mine.")
    assert ben.get(urls["category"]).json()["count"] == 0
    assert guest.get(urls["category"]).json()["count"] == 1
    for wrong in ("of=top", "of=category&slug=quiet-room", "of=tag&slug=none", ""):
        assert ben.get(f"/news/?{wrong}").status_code == 404
    # A list that does not begin with the newest has none.
    for page in ("/top/", "/?state=closed", "/?page=2"):
        assert b"data-live" not in ben.get(page).content


def live_of(client, page: str) -> str:
    content = client.get(page).content.decode()
    return content.partition('data-live="')[2].partition('"')[0].replace("&amp;", "&")


@pytest.mark.parametrize("who", ["guest", "member"])
def test_news_cost_the_same_with_little_and_with_much(who, cast, hall, guest, sign_in, tell):
    client = guest if who == "guest" else sign_in(cast.ben)
    small, large = (
        make_topic(cast.ada, hall),
        make_topic(cast.ada, hall, setup=Setup("fishbowl", ("ben",))),
    )
    for number in range(30):
        like_post(as_viewer(cast.ola), make_reply(cast.ada, large, f"{number} @ben"))
    tell()
    counts = []
    for url in (
        f"/t/{small.pk}/news/?after=1&from=1&to=1",
        f"/t/{large.pk}/news/?after=1&from=1&to=20",
        "/news/?of=latest",
        "/news/?of=category&slug=hall",
    ):
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert max(counts) <= (3 if who == "guest" else 7), counts


def test_the_count_in_the_title_can_be_off(cast, topic, sign_in):
    ben = sign_in(cast.ben)
    assert b"data-plain-title" not in ben.get(topic.get_absolute_url()).content
    User.objects.filter(pk=cast.ben.pk).update(counts_in_title=False)
    for page in ("/", topic.get_absolute_url(), "/drafts/"):
        assert b" data-plain-title" in ben.get(page).content
