"""What one process remembers, and what all of them have to know."""

from typing import Any, Final

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

# How the keys begin of what allauth counts (attempts to sign in, codes that were used).
SHARED: Final = "allauth"


class ForumCache(LocMemCache):
    """Each process remembers by itself what the database says anyway. What allauth counts stands in
    the database: else as many attempts were allowed as there are processes, and a code of a second
    factor could be used once in each."""

    def add(self, key: str, value: Any, *args: Any, **facts: Any) -> bool:
        """Keep what is not there yet."""
        if key.startswith(SHARED):
            return caches["shared"].add(key, value, *args, **facts)
        return super().add(key, value, *args, **facts)

    def get(self, key: str, *args: Any, **facts: Any) -> Any:
        """What is kept there."""
        if key.startswith(SHARED):
            return caches["shared"].get(key, *args, **facts)
        return super().get(key, *args, **facts)

    def set(self, key: str, value: Any, *args: Any, **facts: Any) -> None:
        """Keep it."""
        if key.startswith(SHARED):
            caches["shared"].set(key, value, *args, **facts)
        else:
            super().set(key, value, *args, **facts)

    def delete(self, key: str, *args: Any, **facts: Any) -> bool:
        """Keep it no more."""
        if key.startswith(SHARED):
            return caches["shared"].delete(key, *args, **facts)
        return super().delete(key, *args, **facts)
