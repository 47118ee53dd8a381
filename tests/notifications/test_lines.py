"""The page of notices: what stands in one line, why, how it is narrowed, and how it goes on."""

import re

import pytest

from accounts.actions.community import found_community
from notifications.models import Bounce, Kind, Notice
from notifications.queries import lines
from notifications.tasks.bounces import note_bounce
from tests.make import as_viewer, make_person, make_reply, make_topic
from threads.actions.likes import like_post
from threads.actions.posts import hide_post
from threads.models import Post, TopicReader

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(topic, tell):
    """Ada's, told of already."""
    tell()
    return topic


@pytest.fixture
def look(cast, tell, sign_in):
    """What Ada's page says once all is told: of each line its kind, its count and its words."""
    client = sign_in(cast.ada)

    def lines_at(url: str = "/notifications/") -> list[tuple[str, int, str]]:
        tell()
        page = client.get(url).content.decode()
        items = re.findall(r'<li class="notice.*?</li>', page, re.DOTALL)
        return [
            (
                re.search(r'data-kind="(\w+)"', item)[1],
                int((re.search(r'data-count="(\d+)"', item) or [0, 1])[1]),
                " ".join(re.sub(r"<[^>]*>", " ", item).split()),
            )
            for item in items
        ]

    lines_at.client = client
    return lines_at


def whole(post) -> Post:
    return Post.objects.select_related("topic__category").get(pk=post.pk)


def test_likes_of_one_post_are_one_line(cast, topic, look, opening_post):
    """And so are posts in one watched topic; what was read meanwhile stands for itself."""
    people = [make_person(f"fan{n}", display_name=f"Fan {n}") for n in range(6)]
    for person in people[:1]:
        like_post(as_viewer(person), opening_post)
    ((kind, count, words),) = look()
    assert (kind, count) == ("like", 1)
    assert "Fan 0 liked your post" in words
    Notice.objects.update(read_at="2026-01-01T00:00Z")
    for person in people[1:3]:
        like_post(as_viewer(person), opening_post)
    (_kind, count, words), (_old, alone, _words) = look()
    assert (count, alone) == (2, 1)
    assert "Fan 2 and Fan 1 liked your post" in words
    for person in people[3:]:
        like_post(as_viewer(person), opening_post)
    assert "Fan 5, Fan 4 and 3 others liked your post" in look()[0][2]
    other = make_reply(cast.ada, topic)
    like_post(as_viewer(people[0]), whole(other))
    assert [count for _kind, count, _words in look()] == [1, 5, 1]


def test_posts_in_one_watched_topic_lead_to_the_first_unread(cast, topic, hall, look):
    first = make_reply(cast.ben, topic, "The very first")
    make_reply(cast.ola, topic, "The second")
    make_reply(cast.ben, make_topic(cast.ada, hall), "Elsewhere")
    make_reply(cast.ben, topic, "The third")
    rows = look()
    assert [(kind, count) for kind, count, _words in rows] == [("watched", 3), ("watched", 1)]
    words = rows[0][2]
    assert "3 posts in a topic that you watch: ben and ola" in words
    assert "The very first" in words
    assert "because you watch this topic: change" in words
    page = look.client.get("/notifications/").content.decode()
    assert f"/t/{topic.slug}/{topic.pk}/{first.number}/" in page


def test_one_line_is_marked_as_a_whole_and_nothing_newer(cast, topic, hall, look, opening_post):
    make_reply(cast.ben, topic)
    make_reply(cast.ola, topic)
    make_reply(cast.ola, make_topic(cast.ada, hall))
    like_post(as_viewer(cast.ben), opening_post)
    look()
    page = look.client.get("/notifications/").content.decode()
    # The line of the topic in which both wrote.
    line = next(item for item in page.split("<li") if 'data-count="2"' in item)
    marked = re.search(r'name="id" value="(\d+)"', line)[1]
    make_reply(cast.ben, topic)
    look()
    look.client.post("/notifications/read/", {"id": marked})
    unread = Notice.objects.filter(recipient=cast.ada, read_at=None)
    assert sorted(unread.values_list("kind", flat=True)) == ["like", "watched", "watched"]
    assert unread.filter(topic_id=topic.pk, kind="watched").count() == 1


def test_all_says_how_many_important_ones_go(cast, topic, look, opening_post):
    like_post(as_viewer(cast.ben), opening_post)
    make_reply(cast.ben, topic)
    look()
    page = look.client.get("/notifications/").content.decode()
    assert "important" not in page
    make_reply(cast.ben, topic, reply_to=1)
    make_reply(cast.ola, topic, "@ada")
    look()
    page = look.client.get("/notifications/").content.decode()
    assert "Mark all as read (2 important ones among them)" in page
    assert 'data-unread="4"' in page
    assert "Notifications, 4 new" in page
    look.client.post("/notifications/read/")
    assert 'data-unread="0"' in look.client.get("/").content.decode()


def test_the_list_is_narrowed(cast, topic, look, opening_post):
    mine = whole(make_reply(cast.ada, topic, "Rude words"))
    make_reply(cast.ben, topic, "@ada")
    make_reply(cast.ben, topic, reply_to=1)
    make_reply(cast.ben, topic)
    like_post(as_viewer(cast.ben), opening_post)
    hide_post(as_viewer(cast.kit), mine, "Rude")
    kinds = {
        "": {"mention", "reply", "watched", "like", "moderation"},
        "mentions": {"mention"}, "replies": {"reply"}, "likes": {"like"}, "watched": {"watched"},
        "moderation": {"moderation"}, "nonsense": {"mention", "reply", "watched", "like", "moderation"},
    }  # fmt: skip
    for show, expected in kinds.items():
        assert {kind for kind, _count, _words in look(f"/notifications/?show={show}")} == expected
    Notice.objects.filter(kind="like").delete()
    page = look.client.get("/notifications/?show=likes").content.decode()
    assert "Nothing of this sort." in page


def test_no_page_shows_again_what_another_showed(cast, topic, hall, look, monkeypatch):
    """Also where a line is longer than a page, and while more comes."""
    monkeypatch.setattr(lines, "PER_PAGE", 3)
    monkeypatch.setattr(lines, "WINDOW", 7)
    others = [make_topic(cast.ada, hall) for _ in range(4)]
    for _ in range(3):
        for place in (topic, *others):
            make_reply(cast.ben, place)
    url, seen, pages = "/notifications/?show=watched", 0, 0
    while url:
        seen += sum(count for _kind, count, _words in look(url))
        page, pages = look.client.get(url).content.decode(), pages + 1
        make_reply(cast.ben, topic)
        older = re.search(r'href="(\?show=watched&amp;before=\d+)"', page)
        url = f"/notifications/{older[1].replace('&amp;', '&')}" if older else ""
    assert seen == 15
    assert pages > 3


def test_what_only_mail_tells_of_neither_rings_nor_stands_there(cast, topic, look):
    """But reading the post clears it, so that no mail tells of it."""
    make_reply(cast.ben, topic, reply_to=1)
    look()
    Notice.objects.update(on_site=False)
    assert look() == []
    assert 'data-unread="0"' in look.client.get("/").content.decode()
    look.client.post("/notifications/read/")
    assert Notice.objects.get().read_at is None
    look.client.get(topic.get_absolute_url())
    assert Notice.objects.get().read_at is not None


def test_what_the_site_says_itself_has_the_face_of_the_community(cast, look):
    found_community("Weir House")
    note_bounce(cast.ada.email, Bounce.Why.BOUNCE)
    ((kind, _count, words),) = look()
    assert kind == "system"
    assert "Weir House has a message about your mail" in words
    assert "because it concerns your account" in words


def test_every_kind_says_why():
    assert all(kind.why.startswith("because ") for kind in Kind)


@pytest.mark.parametrize("how", ["muted", "ignored"])
def test_what_somebody_wants_to_hear_nothing_of_is_not_shown(how, cast, topic, look):
    """Also what was told before; and it comes back."""
    make_reply(cast.ben, topic)
    assert len(look()) == 1
    mine = TopicReader.objects.filter(topic=topic, person=cast.ada)
    if how == "muted":
        mine.update(level="mute")
    else:
        look.client.post("/u/ben/ignore/")
    assert look() == []
    assert 'data-unread="0"' in look.client.get("/").content.decode()
    if how == "muted":
        mine.update(level="watch")
    else:
        look.client.post("/u/ben/ignore/", {"on": "0"})
    assert len(look()) == 1
