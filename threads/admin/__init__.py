"""The admin of conversations. State changes go through the actions, like everywhere."""

from threads.admin import (
    asks,
    facts,
    fishbowls,
    harvests,
    held,
    places,
    posts,
    prompts,
    readers,
    topics,
    words,
)

__all__ = [
    "asks",
    "facts",
    "fishbowls",
    "harvests",
    "held",
    "places",
    "posts",
    "prompts",
    "readers",
    "topics",
    "words",
]
