"""The admin of conversations. State changes go through the actions, like everywhere."""

from threads.admin import (
    asks,
    documents,
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
    "documents",
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
