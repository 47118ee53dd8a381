"""The admin of conversations. State changes go through the actions, like everywhere."""

from threads.admin import asks, facts, held, places, posts, prompts, topics, words

__all__ = ["asks", "facts", "held", "places", "posts", "prompts", "topics", "words"]
