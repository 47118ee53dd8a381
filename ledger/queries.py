"""Which lines are kept from somebody for a while: what they speak of is not theirs to read yet.

The app that knows says so at start (`AppConfig.ready`). Such a line says what was done and by
whom, and nothing about what it was done to.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.viewer import Viewer

_posts: list[Callable[[Viewer], QuerySet[Any, Any]]] = []


def register_withheld(posts: Callable[[Viewer], QuerySet[Any, Any]]) -> None:
    """Say which posts (a query of their ids) a viewer may not open yet."""
    _posts[:] = [posts]


def withheld_from(viewer: Viewer) -> Q:
    """The condition under which a line speaks of such a post."""
    return Q(Exists(_posts[0](viewer).filter(pk=OuterRef("post_id"))))
