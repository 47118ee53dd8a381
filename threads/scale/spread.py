"""How much falls to whom: few have much, many have little. Pure arithmetic."""

from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Final

DEEP_POSTS: Final = 5_000
TOPIC_POSTS: Final = 40
FEWEST_POSTS: Final = 400
POSTS_A_TOPIC: Final = 30
POSTS_A_PERSON: Final = 50
MOST_PEOPLE: Final = 20_000
# The largest topic of a million posts holds about 26,000, half of the topics four or fewer.
_STEEPNESS: Final = 1.2
_FLATNESS: Final = 8


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many posts each topic has; two of them are named by their place in `topics`."""

    topics: list[int]
    deep: int
    topic: int


def zipf(number: int, steepness: float = 1.0, flatness: float = 0) -> list[float]:
    """The cumulative weights of the ranks 1 to `number`, as `Random.choices` takes them."""
    return list(accumulate(1 / (rank + flatness) ** steepness for rank in range(1, number + 1)))


def draw_sizes(chance: Random, posts: int) -> Sizes:
    """Share the posts among topics, each with one at least.

    Exactly one topic has 5,000 posts and exactly one has 40. Below 5,040 posts in all the deep
    one has a quarter of them. Raises `ValueError` below `FEWEST_POSTS`.
    """
    if posts < FEWEST_POSTS:
        raise ValueError(f"fewer than {FEWEST_POSTS} posts")
    deep = DEEP_POSTS if posts >= DEEP_POSTS + TOPIC_POSTS else posts // 4
    rest = posts - deep - TOPIC_POSTS
    sizes = _apportion(rest, min(rest, max(1, posts // POSTS_A_TOPIC))) if rest else []
    _avoid(sizes, {deep, TOPIC_POSTS})
    named = [*sizes, deep, TOPIC_POSTS]
    order = list(range(len(named)))
    chance.shuffle(order)
    return Sizes(
        [named[old] for old in order], order.index(len(sizes)), order.index(len(sizes) + 1)
    )


def _apportion(total: int, parts: int) -> list[int]:
    """Share a total by rank: one for each, the rest by Zipf, what is left over to the first."""
    weights = zipf(parts, _STEEPNESS, _FLATNESS)
    free, whole = total - parts, weights[-1]
    ends = [int(free * weight / whole) for weight in weights]
    ends[-1] = free
    return [1 + end - start for start, end in zip([0, *ends], ends, strict=False)]


def _avoid(sizes: list[int], taken: set[int]) -> None:
    """Let no topic have a size that is to be unique: two of them trade posts until none has."""
    others = [i for i, size in enumerate(sizes) if size not in taken]
    for index, size in enumerate(sizes):
        if size not in taken:
            continue
        # One that takes a post, and does not come to a size that is taken by it.
        giver = next((i for i in others if i != index and sizes[i] + 1 not in taken), None)
        if giver is None:
            raise ValueError("too few topics to share the posts among")
        sizes[index] -= 1
        sizes[giver] += 1
