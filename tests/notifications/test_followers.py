"""Who is told because they follow something: whom, of what, once, and however many they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from notifications.models import FOLLOWED, Announcement, Notice
from notifications.registry import registry
from notifications.tasks import telling, writing
from tests.make import (
    as_viewer,
    make_ask,
    make_category,
    make_circle,
    make_held,
    make_reply,
    make_topic,
)
from threads.actions.approval import approve_held
from threads.actions.curation import unlist_topic
from threads.actions.filing import file_post, settle_filing, suggest_filing
from threads.actions.likes import like_post
from threads.actions.posts import edit_post, hide_post, withdraw_post
from threads.models import Follow, Post, Prompt, PromptPass, Tag, TopicReader

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(topic, tell):
    """Ada's, told of already."""
    tell()
    return topic


def watch(person, topic=None, level="watch", why="chosen", **thing):
    """Somebody follows a topic, or another thing."""
    if topic:
        TopicReader.objects.create(topic=topic, person=person, level=level, why=why)
    else:
        Follow.objects.create(person=person, level=level, **thing)


def told(person) -> list[str]:
    """What somebody was told, in its order."""
    notices = Notice.objects.filter(recipient=person).order_by("id")
    return list(notices.values_list("kind", flat=True))


def prompts_of(topic) -> list[int]:
    return list(
        Prompt.objects.filter(topic=topic).order_by("position").values_list("pk", flat=True)
    )


def whole(post) -> Post:
    return Post.objects.select_related("topic__category").get(pk=post.pk)


def test_each_sort_of_following_tells_of_its_own(cast, topic, hall, tell, sign_in):
    """And says why; trackers are told of nothing, and nobody of their own acts."""
    first, second = prompts_of(topic)
    watch(cast.ben, topic)
    watch(cast.ola, topic)
    watch(cast.mira, prompt_id=first)
    watch(cast.tove, prompt_id=second)
    watch(cast.mo, category=hall)
    watch(cast.root, tag=Tag.objects.create(slug="roles", name="roles"))
    watch(cast.kit, topic, "track")
    make_reply(cast.ola, topic, prompt_ids=[first])
    make_topic(cast.ola, hall, tags=["roles"])
    make_topic(cast.ola, make_category("attic"), tags=["roles"])
    tell()
    kinds = {who: told(getattr(cast, who)) for who in vars(cast)}
    assert kinds == {
        "ada": ["watched"], "ben": ["watched"], "mira": ["watched_prompt"], "tove": [], "kit": [],
        "ola": [], "mo": ["new_topic"], "root": ["new_tagged", "new_tagged"],
    }  # fmt: skip
    why = {
        "ben": "posted in a topic that you watch", "mira": "answered a question that you watch",
        "mo": "started a topic in a category that you watch",
        "root": "started a topic with a tag that you watch",
    }  # fmt: skip
    for who, words in why.items():
        page = sign_in(getattr(cast, who)).get("/notifications/").content.decode()
        assert words in page
        assert "/follow/" in page


def test_one_notice_of_a_post_and_the_strongest_reason(cast, hall, tell):
    """Mentioned, answered, its question, its topic, its category, its tag."""
    topic = make_topic(cast.ada, hall, prompts=["One?"], tags=["roles"])
    tell()
    for person in (cast.ben, cast.mira, cast.tove):
        watch(person, topic)
        watch(person, prompt_id=prompts_of(topic)[0])
        watch(person, category=hall)
        watch(person, tag=Tag.objects.get())
    mine = make_reply(cast.mira, topic)
    tell()
    Notice.objects.all().delete()
    make_reply(cast.ola, topic, "@ben", reply_to=mine.number, prompt_ids=prompts_of(topic))
    make_topic(cast.ola, hall, tags=["roles"])
    tell()
    assert told(cast.ben) == ["mention", "new_topic"]
    assert told(cast.mira) == ["reply", "new_topic"]
    assert told(cast.tove) == ["watched_prompt", "new_topic"]


def test_an_edit_tells_nobody_but_who_is_named_then_and_once(cast, topic, tell):
    watch(cast.ben, topic)
    watch(cast.mira, topic)
    post = whole(make_reply(cast.ola, topic))
    tell()
    edit_post(as_viewer(cast.ola), post, "Dear @ben", version=1)
    tell()
    assert (told(cast.ben), told(cast.mira)) == (["mention"], ["watched"])


@pytest.mark.parametrize("how", ["own", "edit", "accepted"])
def test_what_is_filed_later_is_told_to_who_follows_the_question(how, cast, topic, tell):
    """Once, however often; and not what was only suggested."""
    first, second = prompts_of(topic)
    watch(cast.ben, prompt_id=first)
    watch(cast.mira, prompt_id=first)
    watch(cast.mira, prompt_id=second)
    post = whole(make_reply(cast.ola, topic, prompt_ids=[second]))
    tell()
    ola = as_viewer(cast.ola)
    if how == "own":
        file_post(ola, post, [first, second])
        file_post(ola, post, [second])
        file_post(ola, post, [first, second])
    elif how == "edit":
        edit_post(ola, post, "Otherwise", version=1, prompt_ids=[first, second])
    else:
        suggest_filing(as_viewer(cast.ada), post, [first])
        tell()
        assert told(cast.ben) == []
        settle_filing(ola, post, [first], accept=True)
    tell()
    assert (told(cast.ben), told(cast.mira)) == (["watched_prompt"], ["watched_prompt"])
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("end", ["hidden", "withdrawn", "unfiled", "unlisted", "waiting"])
def test_what_does_not_stand_is_not_told(end, cast, topic, hall, tell):
    watch(cast.ben, topic)
    watch(cast.mira, prompt_id=prompts_of(topic)[0])
    watch(cast.mo, category=hall)
    tell()
    if end == "waiting":
        held = make_held(cast.ola, topic)
        tell()
        assert told(cast.ben) == []
        approve_held(as_viewer(cast.kit), held)
        tell()
        assert told(cast.ben) == ["watched"]
        return
    if end == "unlisted":
        unlist_topic(as_viewer(cast.kit), make_topic(cast.ola, hall), "Spam")
        tell()
        assert told(cast.mo) == []
        return
    post = whole(make_reply(cast.ola, topic, prompt_ids=prompts_of(topic)[:1]))
    if end == "hidden":
        hide_post(as_viewer(cast.mo), post, "Rude")
    elif end == "withdrawn":
        withdraw_post(as_viewer(cast.ola), post)
    else:
        file_post(as_viewer(cast.ola), post, [])
    tell()
    assert told(cast.mira) == []
    assert told(cast.ben) == (["watched"] if end == "unfiled" else [])


def test_who_may_not_read_is_not_told(cast, circle, secret, tell):
    """Whatever they followed when they could."""
    tag = Tag.objects.create(slug="murmur", name="murmur")
    for person in (cast.ben, cast.mira, cast.mo, cast.kit, cast.root):
        watch(person, secret)
        watch(person, category=secret.category)
        watch(person, prompt_id=prompts_of(secret)[0])
        watch(person, tag=tag)
    User.objects.filter(pk=cast.root.pk).update(is_active=False)
    tell()
    Notice.objects.all().delete()
    make_reply(cast.ada, secret, prompt_ids=prompts_of(secret))
    make_topic(cast.ada, secret.category, tags=["murmur"])
    tell()
    people = (cast.ben, cast.mira, cast.mo, cast.kit, cast.root)
    assert [told(one) for one in people] == [[], ["watched_prompt", "new_topic"], [], [], []]


def test_a_sealed_answer_is_told_when_it_opens(cast, hall, tell, sign_in):
    """Like every other notice of it: it waits unread, and neither shows nor counts till then."""
    topic = make_topic(cast.ada, hall, prompts=["Shut?"], sealed=[0])
    tell()
    watch(cast.ben, topic)
    watch(cast.mira, prompt_id=prompts_of(topic)[0])
    make_reply(cast.ola, topic, "Unheardof", prompt_ids=prompts_of(topic))
    tell()
    for person in (cast.ben, cast.mira):
        client = sign_in(person)
        assert 'data-unread="0"' in client.get("/").content.decode()
        assert "ola" not in client.get("/notifications/").content.decode()
        PromptPass.objects.create(prompt_id=prompts_of(topic)[0], person=person)
        assert 'data-unread="1"' in client.get("/").content.decode()
        assert "Unheardof" in client.get("/notifications/").content.decode()


class TestMuted:
    """Nothing of a muted topic; of a muted category or tag what is said to one, and one's own."""

    @pytest.fixture
    def noise(self, cast, hall, tell):
        noise = make_topic(cast.ada, hall, prompts=["One?"], tags=["weather"])
        tell()
        Notice.objects.all().delete()
        return noise

    def say(self, cast, noise, tell) -> None:
        """Everything that Ben could be told of it."""
        mine = make_reply(cast.ben, noise)
        make_reply(cast.ola, noise, "@ben", prompt_ids=prompts_of(noise))
        make_reply(cast.ola, noise, reply_to=mine.number)
        make_reply(cast.ola, noise)
        make_ask(cast.ola, noise, cast.ben)
        like_post(as_viewer(cast.ola), mine)
        make_topic(cast.ola, noise.category, tags=["weather"])
        tell()

    @pytest.mark.parametrize(
        ("what", "own", "expected"),
        [
            ("topic", None, ["new_topic"]),
            ("category", None, ["mention", "reply", "ask", "like"]),
            ("tag", None, ["mention", "reply", "ask", "like"]),
            ("category", ("watch", "replied"), ["mention", "reply", "ask", "like"]),
            ("category", ("watch", "chosen"), ["mention", "reply", "watched", "ask", "like"]),
            ("tag", ("watch", "opened"), ["mention", "reply", "watched", "ask", "like"]),
            (
                None,
                ("watch", "replied"),
                ["mention", "reply", "watched", "ask", "like", "new_topic"],
            ),
            (None, None, ["mention", "reply", "ask", "like", "new_topic"]),
        ],
    )
    def test_what_is_left(self, what, own, expected, noise, cast, tell):
        tag = Tag.objects.get(slug="weather")
        places = {"category": noise.category, "tag": tag}
        for name, place in places.items():
            watch(cast.ben, level="mute" if name == what else "watch", **{name: place})
        if what == "topic":
            watch(cast.ben, noise, "mute")
        elif own:
            watch(cast.ben, noise, *own)
        self.say(cast, noise, tell)
        assert told(cast.ben) == expected

    def test_a_muted_question_is_not_told_where_its_topic_is_watched(self, noise, cast, tell):
        for person in (cast.ben, cast.mira):
            watch(person, noise)
        watch(cast.ben, level="mute", prompt_id=prompts_of(noise)[0])
        make_reply(cast.ola, noise, prompt_ids=prompts_of(noise))
        make_reply(cast.ola, noise)
        tell()
        assert (told(cast.ben), told(cast.mira)) == (["watched"], ["watched", "watched"])

    def test_a_muted_topic_goes_before_a_watched_question(self, noise, cast, tell):
        watch(cast.ben, noise, "mute")
        watch(cast.ben, prompt_id=prompts_of(noise)[0])
        make_reply(cast.ola, noise, prompt_ids=prompts_of(noise))
        tell()
        assert told(cast.ben) == []

    def test_what_concerns_ones_own_words_is_told_all_the_same(self, noise, cast, tell):
        mine = whole(make_reply(cast.ben, noise))
        TopicReader.objects.filter(topic=noise, person=cast.ben).delete()
        watch(cast.ben, noise, "mute")
        hide_post(as_viewer(cast.mo), mine, "Rude")
        tell()
        assert told(cast.ben) == ["moderation"]


class TestCrowd:
    """Many are told in parts, each person once whatever happens to the worker."""

    SIZE = 57

    @pytest.fixture
    def crowd(self, cast, topic, tell, monkeypatch):
        """57 people who watch the topic; some its questions and its category as well."""
        monkeypatch.setattr(writing, "PART", 10)
        tell()
        Notice.objects.all().delete()
        people = User.objects.bulk_create(User(username=f"crowd{n}") for n in range(self.SIZE))
        first = prompts_of(topic)[0]
        TopicReader.objects.bulk_create(
            TopicReader(topic=topic, person=one, level="watch", why="chosen") for one in people
        )
        Follow.objects.bulk_create(
            Follow(prompt_id=first, person=one, level="watch") for one in people[::3]
        )
        return people

    def test_each_is_told_once(self, crowd, cast, topic, tell):
        make_reply(cast.ola, topic, prompt_ids=prompts_of(topic)[:1])
        tell()
        tell()
        rows = Notice.objects.filter(kind__in=FOLLOWED).exclude(recipient=cast.ada)
        assert rows.count() == rows.values("recipient").distinct().count() == self.SIZE
        assert rows.filter(kind="watched_prompt").count() == len(crowd[::3])
        assert not Announcement.objects.exists()

    @pytest.mark.parametrize("dies_at", [1, 2, 4, 6])
    def test_a_worker_that_dies_in_a_part_leaves_the_rest_to_the_next(
        self, dies_at, crowd, cast, topic, tell, monkeypatch
    ):
        """After the notices of the part were written, before it said how far it came."""
        make_reply(cast.ola, topic, "@crowd3 and @crowd50")
        parts = []
        tell_followers = telling._tell_followers

        def dying(*args):
            done = tell_followers(*args)
            parts.append(done)
            if len(parts) == dies_at:
                raise KeyboardInterrupt
            return done

        monkeypatch.setattr(telling, "_tell_followers", dying)
        with pytest.raises(KeyboardInterrupt):
            tell()
        left = Announcement.objects.get()
        told_to = [None, *(last for last, _size in parts)][dies_at - 1]
        assert left.told_to == told_to
        tell()
        told_of = Notice.objects.exclude(recipient=cast.ada).values_list("recipient", flat=True)
        assert sorted(told_of) == sorted(one.pk for one in crowd)
        assert not Announcement.objects.exists()

    def test_two_announcements_of_one_post_tell_once(self, crowd, cast, topic, tell):
        """A constraint says so, whoever comes first."""
        first, second = prompts_of(topic)
        post = whole(make_reply(cast.ola, topic))
        file_post(as_viewer(cast.ola), post, [first, second])
        tell()
        rows = Notice.objects.filter(kind__in=FOLLOWED).exclude(recipient=cast.ada)
        assert rows.count() == self.SIZE

    def test_what_fails_goes_on_where_it_was(self, crowd, cast, topic, tell, monkeypatch, caplog):
        make_reply(cast.ola, topic)
        ask, asked = registry._crowds["post"], []

        def failing(subject_id):
            asked.append(subject_id)
            if len(asked) == 3:
                raise RuntimeError("no")
            return ask(subject_id)

        monkeypatch.setitem(registry._crowds, "post", failing)
        tell()
        left = Announcement.objects.get()
        assert (left.attempts, Notice.objects.count()) == (1, 20)
        Announcement.objects.update(due_at=left.at)
        tell()
        assert Notice.objects.count() == self.SIZE + 1

    def test_a_reply_costs_the_same_with_many_followers_and_with_none(
        self, crowd, cast, topic, hall, sign_in
    ):
        """Its statements, and those of the worker for each thousand."""
        client, costs = sign_in(cast.ola), []
        lonely = make_topic(cast.ben, hall, prompts=["One?"])
        TopicReader.objects.filter(topic=lonely).delete()
        for place in (lonely, topic):
            data = {"body": "So it is, @ada.", "prompts": prompts_of(place)[:1]}
            with CaptureQueriesContext(connection) as captured:
                assert client.post(f"/t/{place.pk}/reply/", data).status_code == 302
            costs.append(len(captured))
        assert costs[0] == costs[1]


def test_a_circle_is_asked_at_the_time_of_telling(cast, hall, topic, tell):
    """The gate of the crowd says what stands when a part is told."""
    circle = make_circle("Weir", cast.ben)
    place = make_category("kitchen", "circles", circle)
    kept = make_topic(cast.root, place)
    tell()
    watch(cast.ben, kept)
    make_reply(cast.root, kept)
    circle.memberships.all().delete()
    tell()
    assert told(cast.ben) == []
