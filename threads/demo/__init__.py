"""The demo community: invented people and what they say to each other.

Pure values; nothing here knows the database. The command that fills an empty database stores what
`community()` returns, and then what `hosting()` says was done there and `kept()` what people keep.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from threads.demo import bowls_over, bowls_running
from threads.demo.harvests import HARVESTS
from threads.demo.hosted import HOSTED
from threads.demo.hosting_shapes import (
    Ask,
    Dispute,
    Harvest,
    InBowl,
    Moment,
    Response,
    Said,
    Settled,
    Step,
    Suggested,
    View,
    Word,
    Wording,
)
from threads.demo.kept import KEPT
from threads.demo.likes import with_likes
from threads.demo.long_thread import long_thread
from threads.demo.people import PEOPLE
from threads.demo.places import CATEGORIES, CIRCLES, NAME, readers
from threads.demo.setups import SETUPS
from threads.demo.shapes import Category, Circle, Community, Kept, Person, Post, Topic
from threads.demo.topics_circles import TOPICS as TOPICS_CIRCLES
from threads.demo.topics_commons import TOPICS as TOPICS_COMMONS
from threads.demo.topics_fishbowls import TOPICS as TOPICS_FISHBOWLS
from threads.demo.topics_hall import TOPICS as TOPICS_HALL
from threads.demo.topics_homes import TOPICS as TOPICS_HOMES
from threads.demo.topics_land import TOPICS as TOPICS_LAND
from threads.demo.topics_numbers import TOPICS as TOPICS_NUMBERS
from threads.demo.topics_quiet import TOPICS as TOPICS_QUIET
from threads.demo.topics_words import TOPICS as TOPICS_WORDS

__all__ = [
    "Ask",
    "Category",
    "Circle",
    "Community",
    "Dispute",
    "Harvest",
    "InBowl",
    "Kept",
    "Moment",
    "Person",
    "Post",
    "Response",
    "Said",
    "Settled",
    "Step",
    "Suggested",
    "Topic",
    "View",
    "Word",
    "Wording",
    "community",
    "hosting",
    "kept",
]

_WRITTEN = (
    *TOPICS_CIRCLES,
    *TOPICS_COMMONS,
    *TOPICS_FISHBOWLS,
    *TOPICS_HALL,
    *TOPICS_HOMES,
    *TOPICS_LAND,
    *TOPICS_NUMBERS,
    *TOPICS_QUIET,
    *TOPICS_WORDS,
    *bowls_running.TOPICS,
    *bowls_over.TOPICS,
)


def community() -> Community:
    """Return the whole demo community: the same value on every call, oldest topic first."""
    rng = Random(1)
    written = [*_WRITTEN, long_thread(rng)]
    topics = [replace(topic, **SETUPS.get(topic.title, {})) for topic in written]
    topics.sort(key=lambda topic: -topic.days_ago)
    return Community(
        name=NAME,
        people=PEOPLE,
        circles=CIRCLES,
        categories=CATEGORIES,
        topics=tuple(with_likes(topic, readers(topic.category), rng) for topic in topics),
    )


def hosting() -> tuple[Moment, ...]:
    """Return what was done with the conversations, oldest first: the same value on every call."""
    moments = (*HOSTED, *HARVESTS, *bowls_running.MOMENTS, *bowls_over.MOMENTS, *_said())
    return tuple(sorted(moments, key=lambda moment: -moment.days_ago))


def _said() -> Iterator[Said]:
    """The posts of the fishbowls that are played, as what is done there."""
    for topic in community().topics:
        for number, post in enumerate(topic.posts, start=2):
            if topic.is_played:
                yield Said(
                    days_ago=topic.days_ago - post.hours_after / 24,
                    actor=post.author,
                    topic=topic.title,
                    number=number,
                    post=post,
                )


def kept() -> tuple[Kept, ...]:
    """Return what people keep to find again."""
    return KEPT
