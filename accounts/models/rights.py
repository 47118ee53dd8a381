"""What stands about a person elsewhere, found in the query that finds them (`with_rights`): who
knows says so at start, each as rows of the person `OuterRef("pk")` of an outer query."""

from typing import Any

from django.db import models

type Rows = models.QuerySet[Any, Any]

_circles: list[Rows] = []
_moderated: list[Rows] = []
_waiting: list[Rows] = []


def register_circles(circles: Rows) -> None:
    """Say how the ids of the circles are found that the person belongs to."""
    _circles[:] = [circles]


def circles_of() -> Rows:
    """The ids of the circles that the person of the outer query belongs to."""
    return _circles[0]


def register_moderated(categories: Rows) -> None:
    """Say how the ids of the categories are found that the person moderates."""
    _moderated[:] = [categories]


def moderated_by() -> Rows:
    """The ids of the categories that the person of the outer query moderates."""
    return _moderated[0]


def register_waiting(kinds: Rows) -> None:
    """Say how the kinds of the newest unread notices of the person are found."""
    _waiting[:] = [kinds]


def waiting_kinds() -> Rows:
    """The kinds of the notices that wait for the person of the outer query."""
    return _waiting[0]
