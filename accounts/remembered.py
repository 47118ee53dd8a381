"""What each process remembers of the community, so that no page has to ask for it."""

from typing import Any

from django.core.cache import cache
from django.db import transaction

COMMUNITY_KEY = "community"
COMMUNITY_SECONDS = 20
MISSING = object()

# How often this process forgot: what was read before that is not kept after it.
_forgotten = [0]


def recall() -> tuple[Any, bool, int]:
    """What is remembered, whether anything is (there may be no community yet), and when in the life
    of this process that was."""
    moment = _forgotten[0]
    found = cache.get(COMMUNITY_KEY, MISSING)
    return (None, False, moment) if found is MISSING else (found, True, moment)


def remember(found: Any, moment: int) -> None:
    """Keep what was read, unless it was forgotten since that moment."""
    if moment == _forgotten[0]:
        cache.set(COMMUNITY_KEY, found, COMMUNITY_SECONDS)


def forget_community() -> None:
    """Ask the database again at the next page: something about the community changed."""
    _forgotten[0] += 1
    cache.delete(COMMUNITY_KEY)


def forget_on_commit() -> None:
    """Forget now, for what this transaction asks itself, and once more when others see it."""
    forget_community()
    transaction.on_commit(forget_community)
