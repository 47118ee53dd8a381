"""Who likes what in the demo: spread by chance, the same each time."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from threads.demo.shapes import Post, Topic

# How many likes a post gets: most get none, a few get many.
_COUNTS = (0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 6, 11)


def with_likes(topic: Topic, readers: Sequence[str], rng: Random) -> Topic:
    """Return the topic with likes by `readers` on its posts.

    A topic in which any post comes with likes is left exactly as it is written; hidden and
    withdrawn posts get none.
    """
    if any(post.likes for post in topic.posts):
        return topic
    return replace(topic, posts=tuple(_liked(post, readers, rng) for post in topic.posts))


def _liked(post: Post, readers: Sequence[str], rng: Random) -> Post:
    if post.hidden or post.withdrawn:
        return post
    others = [handle for handle in readers if handle != post.author]
    count = min(rng.choice(_COUNTS), len(others))
    return replace(post, likes=tuple(rng.sample(others, count)))
