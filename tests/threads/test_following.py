"""How closely people follow things: by choice, and of itself."""

import re
from itertools import product

import pytest

from accounts.models import User
from tests.make import (
    as_viewer,
    make_category,
    make_held,
    make_reply,
    make_topic,
    opening,
)
from threads.actions.approval import approve_held
from threads.actions.filing import file_post
from threads.actions.follows import follow_prompt, follow_topic
from threads.actions.moving import merge_topics, split_topic
from threads.actions.posts import edit_post
from threads.models import Follow, Post, Prompt, PromptPass, Tag, Topic, TopicReader
from threads.models.follows import Level

LEVELS = ("watch", "track", "normal", "mute")
WORDS = {"watch": "Watching", "track": "Tracking", "normal": "Follow", "mute": "Muted"}


def at(topic, person) -> tuple[str, str]:
    """How closely somebody follows a topic, and why."""
    rows = TopicReader.objects.filter(topic=topic, person=person)
    return rows.values_list("level", "why").first() or ("", "")


def followed(person) -> list[str]:
    """The levels of what somebody follows beside topics."""
    return list(Follow.objects.filter(person=person).values_list("level", flat=True))


@pytest.fixture
def places(topic):
    """The page of each thing, and where it is followed."""
    topic.tags.add(Tag.objects.create(name="roles", slug="roles"))
    prompt = Prompt.objects.filter(topic=topic).order_by("position")[0]
    base = topic.get_absolute_url()
    return {
        "topic": (base, f"/t/{topic.pk}/follow/"),
        "category": ("/c/hall/", "/c/hall/follow/"),
        "tag": ("/tag/roles/", "/tag/roles/follow/"),
        "prompt": (f"{base}prompts/{prompt.pk}/", f"/t/{topic.pk}/prompts/{prompt.pk}/follow/"),
    }


@pytest.mark.parametrize("thing", ["topic", "category", "tag", "prompt"])
def test_each_level_is_chosen_on_one_page_and_said_on_the_other(thing, places, cast, sign_in):
    page, url = places[thing]
    ben = sign_in(cast.ben)

    def link():
        return re.search(
            rf'<a class="follows" href="{url}">(\w+)</a>', ben.get(page).content.decode()
        )

    assert link()[1] == "Follow"
    for level in (*LEVELS, "watch", "watch"):
        answer = ben.post(url, {"level": level}, follow=True)
        assert answer.redirect_chain == [(page, 302)]
        assert link()[1] == WORDS[level]
        choices = ben.get(url).content.decode()
        assert re.findall(
            r'value="(\w+)" aria-labelledby="[^"]*" aria-describedby="[^"]*" checked', choices
        ) == [level]
        # What it means is said beside the choice, and after it.
        means = re.search(rf'id="level-{level}">([^<]*)<', choices)[1]
        assert means in answer.content.decode()
        if thing != "topic":
            assert followed(cast.ben) == ([] if level == "normal" else [level])
        else:
            assert at(Topic.objects.get(), cast.ben) == (level, "chosen")
    wrong = ben.post(url, {"level": "loosely"})
    assert wrong.status_code == 422
    assert "errorlist" in wrong.content.decode()
    assert at(Topic.objects.get(), cast.mira) == ("", "")


@pytest.mark.parametrize(
    ("level", "why", "words"),
    [
        ("", "", "You do not follow this topic yet."),
        ("watch", "opened", "You watch this topic because you opened it."),
        ("track", "replied", "You track this topic because you replied in it."),
        ("track", "mentioned", "You track this topic because somebody mentioned you in it."),
        ("watch", "chosen", "You watch this topic because you chose so."),
        ("normal", "chosen", "You chose not to follow this topic"),
        ("mute", "chosen", "You muted this topic."),
    ],
)
def test_why_one_follows_is_said(level, why, words, topic, cast, sign_in):
    TopicReader.objects.create(topic=topic, person=cast.ben, level=level, why=why)
    Follow.objects.create(category=topic.category, person=cast.ben, level="track")
    Follow.objects.create(prompt=topic.prompts.first(), person=cast.ben, level="mute")
    page = sign_in(cast.ben).get(f"/t/{topic.pk}/follow/").content.decode()
    assert words in page
    assert page.count("/prompts/") == 2
    assert re.search(
        r"Hall</bdi></a></h3>\s*<p class=\"meta\"><span>category</span> <span>Tracking", page
    )


RANK = ["", "normal", "track", "watch"]


@pytest.mark.parametrize(
    "before", [("", ""), *product(RANK[2:], ["replied"]), *product(LEVELS, ["chosen"])]
)
@pytest.mark.parametrize("setting", ["", "track", "watch"])
@pytest.mark.parametrize("event", ["replied", "mentioned"])
def test_what_comes_of_itself_grows_closer_and_leaves_what_was_chosen(
    event, setting, before, topic, cast
):
    """Replying and being mentioned, as somebody set it up, from every level and reason."""
    field = {"replied": "follow_on_reply", "mentioned": "follow_on_mention"}[event]
    User.objects.filter(pk=cast.ben.pk).update(**{field: setting})
    level, why = before
    if level:
        TopicReader.objects.create(topic=topic, person=cast.ben, level=level, why=why, read="1")
    author = cast.ben if event == "replied" else cast.mira
    make_reply(author, topic, "So it is, @ben.")
    closer = why != "chosen" and RANK.index(setting) > RANK.index(level)
    assert at(topic, cast.ben) == ((setting, event) if closer else before)
    assert not level or TopicReader.objects.get(topic=topic, person=cast.ben).read == "1"


def test_who_opens_a_topic_watches_it_and_is_not_made_to_track_it(topic, cast):
    assert at(topic, cast.ada) == ("watch", "opened")
    make_reply(cast.ada, topic, "And @ada adds.")
    assert at(topic, cast.ada) == ("watch", "opened")


def test_held_texts_count_when_they_appear(topic, cast):
    held = make_held(cast.ben, topic)
    opened = make_held(cast.ben, category=topic.category)
    assert at(topic, cast.ben) == ("", "")
    approve_held(as_viewer(cast.kit), held)
    approve_held(as_viewer(cast.kit), opened)
    assert at(topic, cast.ben) == ("track", "replied")
    assert at(Topic.objects.get(title=opened.title), cast.ben) == ("watch", "opened")


def test_a_mention_follows_only_what_one_may_read(topic, secret, cast):
    """Not a place that is closed to one, and not the answer that is sealed; an edit counts."""
    User.objects.update(follow_on_mention="track")
    make_reply(cast.ada, secret, "@ben @mo @mira.oday")
    assert [at(secret, one)[1] for one in (cast.ben, cast.mo, cast.mira)] == ["", "", "mentioned"]
    shut = make_topic(cast.ada, topic.category, prompts=["Shut?"], sealed=[0])
    prompt = Prompt.objects.get(topic=shut)
    PromptPass.objects.create(prompt=prompt, person=cast.mira)
    make_reply(cast.ola, shut, "@ben @mira.oday", prompt_ids=[prompt.pk])
    assert (at(shut, cast.ben), at(shut, cast.mira)) == (("", ""), ("track", "mentioned"))
    post = make_reply(cast.ola, topic, "Good evening.")
    post = Post.objects.select_related("topic").get(pk=post.pk)
    edit_post(as_viewer(cast.ola), post, "Good evening, @ben.", version=1)
    assert at(topic, cast.ben) == ("track", "mentioned")


def test_who_follows_a_question_closely_tracks_its_topic(topic, cast):
    prompt = Prompt.objects.select_related("topic").filter(topic=topic)[0]
    ben = as_viewer(cast.ben)
    follow_prompt(ben, prompt, Level.MUTE)
    assert at(topic, cast.ben) == ("", "")
    follow_prompt(ben, prompt, Level.WATCH)
    assert at(topic, cast.ben) == ("track", "question")
    follow_topic(ben, topic, Level.NORMAL)
    follow_prompt(ben, prompt, Level.TRACK)
    assert at(topic, cast.ben) == ("normal", "chosen")


def test_who_followed_a_merged_topic_follows_what_it_became_part_of(topic, cast, hall):
    """Unless they say otherwise there; a mute stays behind."""
    other = make_topic(cast.ola, hall)
    people = {
        cast.ada: (("watch", "opened"), None),
        cast.ben: (("watch", "chosen"), None),
        cast.mira: (("mute", "chosen"), None),
        cast.tove: (("watch", "chosen"), ("track", "replied")),
        cast.kit: (("watch", "chosen"), ("mute", "chosen")),
        cast.mo: (("normal", "chosen"), ("", "")),
        cast.root: (("track", "replied"), ("", "")),
    }
    for person, (here, there) in people.items():
        for which, state in ((topic, here), (other, there)):
            if state and person != cast.ada:
                TopicReader.objects.create(topic=which, person=person, level=state[0], why=state[1])
    merge_topics(as_viewer(cast.kit), topic, "Same", target=other)
    after = [at(other, person) for person in people]
    assert after == [
        ("watch", "opened"), ("watch", "chosen"), ("", ""), ("track", "replied"),
        ("mute", "chosen"), ("", ""), ("track", "replied"),
    ]  # fmt: skip


def test_who_wrote_what_is_split_off_follows_it_as_before(topic, cast):
    theirs = [make_reply(person, topic) for person in (cast.ben, cast.mira, cast.ola)]
    follow_topic(as_viewer(cast.mira), topic, Level.MUTE)
    User.objects.filter(pk=cast.ola.pk).update(follow_on_reply="")
    TopicReader.objects.filter(person=cast.ola).delete()
    follow_topic(as_viewer(cast.tove), topic, Level.WATCH)
    ids = [post.pk for post in theirs]
    new = split_topic(as_viewer(cast.kit), topic, "Apart", post_ids=ids, title="Apart")
    levels = [at(new, one)[0] for one in (cast.ben, cast.mira, cast.ola, cast.tove, cast.ada)]
    assert levels == ["track", "mute", "", "", ""]
    assert at(topic, cast.tove) == ("watch", "chosen")


class TestSettings:
    def test_what_is_followed_without_choosing_is_set_up(self, topic, cast, sign_in):
        ben = sign_in(cast.ben)
        assert 'value="track" selected' in ben.get("/settings/following/").content.decode()
        answer = ben.post(
            "/settings/following/", {"follow_on_reply": "", "follow_on_mention": "watch"}
        )
        assert answer.headers["Location"] == "/settings/following/"
        make_reply(cast.ben, topic)
        assert at(topic, cast.ben) == ("", "")
        make_reply(cast.mira, topic, "@ben")
        assert at(topic, cast.ben) == ("watch", "mentioned")
        assert ben.post("/settings/following/", {"follow_on_reply": "x"}).status_code == 422

    def test_everything_followed_stands_there_and_leads_to_its_change(
        self, places, topic, cast, sign_in
    ):
        ben = sign_in(cast.ben)
        for _page, url in places.values():
            ben.post(url, {"level": "mute"})
        topics = ben.get("/settings/following/").content.decode()
        others = ben.get("/settings/following/?of=places").content.decode()
        for thing, (page, url) in places.items():
            listed = topics if thing == "topic" else others
            assert f'<a href="{page}">' in listed
            assert f'<a href="{url}?back=1">Change' in listed
        assert topics.count("Muted") == 1
        assert others.count("Muted") == 3
        changed = ben.post(places["tag"][1], {"level": "watch", "back": "1"})
        assert changed.headers["Location"] == "/settings/following/"
        ben.post(places["topic"][1], {"level": "normal"})
        assert places["topic"][1] not in ben.get("/settings/following/").content.decode()

    def test_it_goes_on_over_pages(self, cast, hall, sign_in):
        make_reply(cast.ben, make_topic(cast.ada, hall))
        for _ in range(30):
            TopicReader.objects.create(
                topic=make_topic(cast.ada, hall), person=cast.ben, level="watch", why="opened"
            )
        for n in range(31):
            Follow.objects.create(
                person=cast.ben, category=make_category(f"spot-{n}"), level="track"
            )
        ben = sign_in(cast.ben)
        for part in ("?", "?of=places&amp;"):
            first = ben.get(f"/settings/following/{part.replace('&amp;', '&')}").content.decode()
            assert first.count(">Change<") == 30
            assert f'href="/settings/following/{part}page=2"' in first
            second = ben.get(f"/settings/following/{part.replace('&amp;', '&')}page=2")
            assert second.content.decode().count(">Change<") == 1


def test_filing_ones_own_post_later_leaves_how_one_follows(topic, cast):
    """Only what is written follows."""
    post = opening(topic)
    TopicReader.objects.filter(topic=topic).delete()
    file_post(
        as_viewer(cast.ada), post, Prompt.objects.filter(topic=topic).values_list("pk", flat=True)
    )
    assert at(topic, cast.ada) == ("", "")
