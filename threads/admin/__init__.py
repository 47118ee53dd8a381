"""The admin of conversations. State changes go through the actions, like everywhere."""

from threads.admin import facts, held, places, posts, topics, words

__all__ = ["facts", "held", "places", "posts", "topics", "words"]
