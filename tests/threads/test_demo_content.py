"""The demo community holds together: every reference leads somewhere, and every shape is there."""

import re
from collections import Counter
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from threads.demo import Community, Post, Topic, community
from threads.demo.places import readers

HANDLE = re.compile(r"_?[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
MENTION = re.compile(r"(?<![\w/@])@([A-Za-z0-9_]+(?:[.-][A-Za-z0-9]+)*)")


@pytest.fixture(scope="module")
def demo() -> Community:
    return community()


def posts_of(demo: Community) -> list[tuple[Topic, int, Post]]:
    """Return every reply with its topic and its number."""
    return [
        (topic, number, post)
        for topic in demo.topics
        for number, post in enumerate(topic.posts, start=2)
    ]


def test_it_is_the_same_every_time(demo: Community) -> None:
    assert community() == demo


def test_the_amounts(demo: Community) -> None:
    assert len(demo.people) >= 64
    assert len(demo.circles) == 3
    assert len(demo.categories) == 6
    assert len(demo.topics) == 44
    assert sum(1 + len(topic.posts) for topic in demo.topics) == 647
    assert [1 + len(topic.posts) for topic in demo.topics].count(300) == 1
    assert [len(topic.posts) for topic in demo.topics].count(0) == 2


def test_handles_obey_the_rule_and_are_unique_without_case(demo: Community) -> None:
    handles = [person.handle for person in demo.people]
    assert len({handle.lower() for handle in handles}) == len(handles)
    for handle in handles:
        assert HANDLE.fullmatch(handle), handle
        assert 2 <= len(handle) <= 40


def test_the_named_accounts_come_first(demo: Community) -> None:
    first = [(person.handle, person.role) for person in demo.people[:5]]
    assert first == [
        ("ada", "member"),
        ("ben", "member"),
        ("mira.oday", "member"),
        ("mo", "moderator"),
        ("root", "admin"),
    ]
    assert all(person.role == "member" for person in demo.people[5:])


def test_people_are_old_members_of_all_shapes(demo: Community) -> None:
    lengths = {len(person.display_name) for person in demo.people}
    assert {1, 60} <= lengths
    assert max(lengths) == 60
    for person in demo.people:
        assert person.joined_days_ago >= 200
        assert ZoneInfo(person.time_zone)
    names = "".join(person.display_name for person in demo.people)
    for letter in "яنन林תé":
        assert letter in names


def test_circles_and_categories_name_each_other_rightly(demo: Community) -> None:
    handles = {person.handle for person in demo.people}
    circles = {circle.slug: circle for circle in demo.circles}
    assert all(set(circle.members) <= handles for circle in demo.circles)
    assert Counter(category.visibility for category in demo.categories) == {
        "public": 4,
        "members": 1,
        "circles": 1,
    }
    assert len({category.colour for category in demo.categories}) == 6
    for category in demo.categories:
        assert set(category.circles) <= circles.keys()
        assert bool(category.circles) == (category.visibility == "circles")
    assert set(readers("quiet-room")) == {"ada", "mira.oday"}


def test_topics_fit_their_fields(demo: Community) -> None:
    assert {topic.category for topic in demo.topics} == {place.slug for place in demo.categories}
    titles = [topic.title for topic in demo.topics]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) == 200
    for topic in demo.topics:
        assert topic.body.strip()
        assert topic.tags
        assert len(topic.prompts) <= 5
        assert all(0 < len(prompt) <= 280 for prompt in topic.prompts)
    ages = [topic.days_ago for topic in demo.topics]
    assert ages == sorted(ages, reverse=True)
    assert (ages[-1], ages[0]) == (0.02, 300)


def test_everybody_may_read_where_they_write(demo: Community) -> None:
    joined = {person.handle: person.joined_days_ago for person in demo.people}
    for topic in demo.topics:
        authors = {topic.author} | {post.author for post in topic.posts}
        assert authors <= set(readers(topic.category)), topic.title
        for author in authors:
            assert joined[author] > topic.days_ago, (author, topic.title)


def test_replies_come_one_after_the_other_and_none_in_the_future(demo: Community) -> None:
    for topic in demo.topics:
        hours = [0.0, *(post.hours_after for post in topic.posts)]
        assert all(earlier < later for earlier, later in pairwise(hours))
        assert hours[-1] < topic.days_ago * 24


def test_references_lead_to_what_was_there_before(demo: Community) -> None:
    for topic, number, post in posts_of(demo):
        assert post.reply_to is None or 1 <= post.reply_to < number, (topic.title, number)
        assert len(set(post.prompts)) == len(post.prompts)
        assert set(post.prompts) <= set(range(1, len(topic.prompts) + 1)), (topic.title, number)


def test_nobody_answers_a_post_that_is_gone(demo: Community) -> None:
    for topic, number, post in posts_of(demo):
        if post.reply_to and post.reply_to > 1:
            target = topic.posts[post.reply_to - 2]
            assert not target.withdrawn, (topic.title, number)
            assert not target.hidden or post.author == "mo", (topic.title, number)


def test_likes_are_by_others_who_may_read(demo: Community) -> None:
    for topic, _, post in posts_of(demo):
        assert post.author not in post.likes
        assert len(set(post.likes)) == len(post.likes)
        assert set(post.likes) <= set(readers(topic.category))
        assert not (post.likes and (post.hidden or post.withdrawn))


def test_mentions_reach_people_who_may_read(demo: Community) -> None:
    mentioning = 0
    for topic in demo.topics:
        known = {handle.lower() for handle in readers(topic.category)}
        for text in (topic.body, *(post.body for post in topic.posts)):
            mentioned = MENTION.findall(text)
            mentioning += bool(mentioned)
            assert {handle.lower() for handle in mentioned} <= known, text
    assert 30 <= mentioning <= 60


def test_all_states_of_a_post_occur(demo: Community) -> None:
    posts = [post for _, _, post in posts_of(demo)]
    assert sum(bool(post.hidden) for post in posts) >= 3
    assert sum(post.withdrawn for post in posts) >= 3
    assert sum(bool(post.edited) for post in posts) >= 5
    assert all(post.edited != post.body for post in posts)
    assert all(post.author != "mo" for post in posts if post.hidden)


def test_prompts_are_answered_by_all_by_some_and_by_none(demo: Community) -> None:
    states = set()
    for topic in demo.topics:
        answered = {position for post in topic.posts for position in post.prompts}
        if topic.prompts:
            states.add("all" if len(answered) == len(topic.prompts) else "some")
        assert not answered or topic.prompts
    assert states == {"all", "some"}
    assert {len(topic.prompts) for topic in demo.topics} >= {0, 1, 2, 3, 4, 5}


def test_the_recap_of_a_fishbowl_has_its_shape(demo: Community) -> None:
    [recap] = [topic for topic in demo.topics if "recap" in topic.tags]
    assert MENTION.findall(recap.body) == ["mira.oday", "jlopes", "KaiNord"]
    assert "](https://example.org/" in recap.body
    assert ", Mira?)" in recap.body
    assert len(recap.prompts) == 4
    assert not any(prompt in recap.body for prompt in recap.prompts)
    panelist = recap.posts[0]
    assert (panelist.author, len(panelist.likes)) == ("KaiNord", 1)
    assert len(panelist.body) > 1000
    assert {position for post in recap.posts for position in post.prompts} == {1, 2, 3}


def test_no_two_posts_of_the_long_thread_are_the_same(demo: Community) -> None:
    [log] = [topic for topic in demo.topics if len(topic.posts) == 299]
    assert len({log.body, *(post.body for post in log.posts)}) == 300


def test_one_text_shows_every_kind_of_markdown(demo: Community) -> None:
    [page] = [topic for topic in demo.topics if "markdown" in topic.tags]
    for mark in (
        "\n## ",
        "\n   - ",
        "\n> ",
        "\n|---",
        "\n```",
        "\n- [x] ",
        "](https://",
        "\n---\n",
    ):
        assert mark in page.body, mark
