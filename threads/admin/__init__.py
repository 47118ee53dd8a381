"""The admin of conversations. State changes go through the actions, like everywhere."""

from threads.admin import facts, places, posts, topics

__all__ = ["facts", "places", "posts", "topics"]
