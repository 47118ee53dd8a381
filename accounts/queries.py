"""What pages read about people and the community."""

from django.core.cache import cache

from accounts.models import Community

COMMUNITY_KEY = "community"
COMMUNITY_SECONDS = 20


def community() -> Community | None:
    """The community, or None before `manage.py setup`.

    Every page prints its name, so each process remembers it for up to 20 seconds.
    """
    found: Community | None = cache.get(COMMUNITY_KEY)
    if found is None and (found := Community.objects.first()):
        cache.set(COMMUNITY_KEY, found, COMMUNITY_SECONDS)
    return found
