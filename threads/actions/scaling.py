"""Fills an empty database with a made-up community of any size, to measure with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from random import Random

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.actions.community import found_community
from accounts.models import Circle, Community, User
from threads import markup, scale
from threads.actions.counters import recount_topics
from threads.actions.patience import without_hurry
from threads.actions.scaled.copying import (
    analyse,
    continue_sequences,
    tidy,
    without_indexes,
)
from threads.actions.scaled.found import Found
from threads.actions.scaled.places import store_people, store_places
from threads.actions.scaled.posts import MODELS, Script, Telling
from threads.actions.scaled.topics import store_topics
from threads.actions.seeding import LOCK, PASSWORD
from threads.models import Category, Prompt, SearchText, Tag, Topic
from threads.models.topics import topic_path, topic_slug

# Blocks of text for so many posts; more than this do not make the words more various.
_POSTS_A_BLOCK = 5
_FEWEST_BLOCKS, _MOST_BLOCKS = 150, 3_000
_TELL_EVERY = 2_000

type Progress = Callable[[str, int, int], None]


class Inhabited(Exception):
    """Somebody lives in the database already; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made, and where to look at it: what `DATA_DIR/scale.json` says."""

    people: int
    topics: int
    posts: int
    deep_posts: int
    marks: dict[str, str]


def fill_scale(posts: int, seed: int, progress: Progress) -> Filled:
    """Fill an empty database with so many posts and what belongs to them, in one transaction.

    The same seed on the same day (UTC) makes the same rows. `progress` hears what is done, how
    far it is and how far it goes. Raises `Inhabited`, and `ValueError` for too few posts.
    """
    chance = Random(seed)  # noqa: S311 - the same again is what is wanted
    sizes = scale.draw_sizes(chance, posts)
    with without_hurry():
        with transaction.atomic():
            _claim()
            # Nobody here reads mail: digests for all of them would keep the worker busy while
            # pages are measured.
            found_community("A made-up community", is_demo=True, digest=Community.Digest.NONE)
            script = _draw(chance, sizes, posts, progress)
            _store(script, posts, progress)
        # Inside somebody else's transaction there is nothing to tidy up yet.
        if not connection.in_atomic_block:
            progress("tidying up", 0, 1)
            tidy()
            progress("tidying up", 1, 1)
    return _filled(script, posts)


def _claim() -> None:
    """Be the only one who fills, and only what is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if any(model.objects.exists() for model in (User, Circle, Category, Topic, Tag)):
        raise Inhabited


def _draw(chance: Random, sizes: scale.Sizes, posts: int, progress: Progress) -> Script:
    lexicon = scale.Lexicon(chance)
    community = scale.draw_community(chance, lexicon, posts)
    ended = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Script(
        chance=chance,
        community=community,
        conversations=scale.draw_conversations(chance, lexicon, community, sizes),
        sizes=sizes,
        crowd=scale.Crowd(chance, community),
        pool=_pool(chance, lexicon, posts, progress),
        began=ended - timedelta(seconds=scale.YEARS),
    )


def _pool(chance: Random, lexicon: scale.Lexicon, posts: int, progress: Progress) -> scale.Pool:
    """The blocks that texts are made of, rendered by the renderer of all texts."""
    number = min(max(posts // _POSTS_A_BLOCK, _FEWEST_BLOCKS), _MOST_BLOCKS)
    sources = scale.block_sources(chance, lexicon, number)
    blocks: list[scale.Block] = []
    whole = sum(map(len, sources))
    for source in (*sources[0], *sources[1]):
        made = markup.render(source, settings.OWN_HOSTS)
        blocks.append(scale.Block(source, made.html, made.text, made.facts))
        if len(blocks) % 100 == 0 or len(blocks) == whole:
            progress("rendering paragraphs", len(blocks), whole)
    return scale.Pool(chance, lexicon, blocks[:number], blocks[number:])


def _store(script: Script, posts: int, progress: Progress) -> None:
    store_people(script.community, script.began, PASSWORD)
    store_places(script.community, script.began)
    found = Found()
    with without_indexes(*MODELS, SearchText):
        for told in Telling(script, found).tell():
            if told % _TELL_EVERY == 0 or told == posts:
                progress("writing posts", told, posts)
        # Who opened a topic is known now.
        store_topics(script.conversations, script.community, script.began, found)
        progress("finding words", 0, 1)
        found.store()
        progress("finding words", 1, 1)
        progress("building indexes", 0, 1)
    progress("building indexes", 1, 1)
    tables = (User, Circle, Category, Tag, Topic, Prompt, SearchText, *MODELS)
    continue_sequences(tables)
    progress("counting", 0, 1)
    analyse(*tables)
    recount_topics()
    progress("counting", 1, 1)


def _filled(script: Script, posts: int) -> Filled:
    sizes = script.sizes
    deep, topic = (
        topic_path(topic_slug(script.conversations[index].title), index + 1)
        for index in (sizes.deep, sizes.topic)
    )
    return Filled(
        people=len(script.community.people),
        topics=len(sizes.topics),
        posts=posts,
        deep_posts=sizes.topics[sizes.deep],
        marks={
            "deep": deep,
            "topic": topic,
            "list": "/",
            "common": scale.COMMON,
            "rare": scale.RARE,
        },
    )
