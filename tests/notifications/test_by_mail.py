"""A category by mail, each post of it: how it is ordered, and to whom a post goes."""

import pytest

from notifications.models import Kind, Notice
from tests.make import as_viewer, make_category, make_reply, make_topic
from threads.actions.curation import unlist_topic
from threads.models import CategoryByMail, Follow, Prompt, Tag, Topic, TopicReader

pytestmark = pytest.mark.django_db
ORDER = "/c/hall/by-mail/"


def ordered(person, category) -> None:
    CategoryByMail.objects.create(person=person, category=category)


def mailed(person) -> list[int]:
    """The posts that go to somebody for that, in their order."""
    rows = Notice.objects.filter(recipient=person, kind=Kind.EACH_POST).order_by("subject_id")
    return list(rows.values_list("subject_id", flat=True))


def test_it_is_ordered_and_ended_on_the_page_of_the_category(cast, hall, quiet_room, sign_in):
    """Twice is once, in both directions; only a category that one may read."""
    ben = sign_in(cast.ben)
    for wish, rows, words in (("1", 1, "No longer mail me"), ("0", 0, "Mail me each post")):
        for _ in "ab":
            assert ben.post(ORDER, {"on": wish}).headers["Location"] == "/c/hall/"
            assert CategoryByMail.objects.filter(person=cast.ben, category=hall).count() == rows
        assert words in ben.get("/c/hall/follow/").content.decode()
        listed = ben.get("/settings/following/").content.decode()
        assert ("each post by mail" in listed) == bool(rows)
    back = ben.post(ORDER, {"on": "1", "back": "1"})
    assert back.headers["Location"] == "/settings/following/?of=places"
    assert ben.post(ORDER, {"on": "x"}).status_code == 422
    assert ben.post("/c/quiet-room/by-mail/", {"on": "1"}).status_code == 404
    assert CategoryByMail.objects.count() == 1
    # Whoever may no longer read it does not find it in their list either.
    ordered(cast.ben, quiet_room)
    assert "Quiet-Room" not in ben.get("/settings/following/").content.decode()


def test_each_post_goes_to_who_ordered_it_and_may_read_it(cast, hall, quiet_room, tell):
    """Not to its author, not of other categories, not from a closed place, not what is no longer
    in lists; once, and for a stronger reason where there is one."""
    for person in (cast.ada, cast.ben, cast.mira):
        ordered(person, hall)
        ordered(person, quiet_room)
    topic = make_topic(cast.ada, hall)
    posts = [topic.posts.get().pk, make_reply(cast.ola, topic).pk]
    secret = make_topic(cast.ada, quiet_room)
    make_topic(cast.ada, make_category("attic"))
    tell()
    assert mailed(cast.ben) == posts
    assert mailed(cast.mira) == [*posts, secret.posts.get().pk]
    assert mailed(cast.tove) == []
    # She watches her own topic: of one post somebody is told once.
    assert mailed(cast.ada) == []
    unlist_topic(as_viewer(cast.root), Topic.objects.get(pk=topic.pk), "Done")
    make_reply(cast.ola, topic)
    make_reply(cast.ola, topic, "@ben")
    tell()
    assert mailed(cast.ben) == posts
    assert Notice.objects.filter(recipient=cast.ben, kind=Kind.MENTION).count() == 1


def test_what_is_muted_or_sealed_to_somebody_does_not_come(cast, hall, tell):
    topic = make_topic(cast.ada, hall, prompts=["Shut?"], sealed=[0], tags=["roles"])
    tell()
    muted = {
        cast.ben: {"category": hall}, cast.mira: {"tag": Tag.objects.get()}, cast.tove: {},
    }  # fmt: skip
    for person, thing in muted.items():
        if thing:
            Follow.objects.create(person=person, level="mute", **thing)
    TopicReader.objects.create(topic=topic, person=cast.kit, level="mute", why="chosen")
    for person in (*muted, cast.kit):
        ordered(person, hall)
    prompt = Prompt.objects.get()
    sealed = make_reply(cast.ola, topic, prompt_ids=[prompt.pk])
    said = make_reply(cast.ola, topic)
    tell()
    assert [mailed(one) for one in (cast.ben, cast.mira, cast.kit)] == [[], [], []]
    assert mailed(cast.tove) == [said.pk]
    # Who answered may open them, so they come.
    make_reply(cast.tove, topic, prompt_ids=[prompt.pk])
    later = make_reply(cast.mo, topic, prompt_ids=[prompt.pk])
    tell()
    assert mailed(cast.tove) == [said.pk, later.pk]
    assert sealed.pk not in mailed(cast.tove)
