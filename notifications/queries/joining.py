"""Requests to join a circle, as those who lead it hear of them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from accounts.models import JoinRequest
from accounts.queries.circles import leaders_of, leads
from accounts.viewer import Viewer
from notifications.models import Kind
from notifications.registry import Gate, Hearer, Subject


def readable_requests(viewer: Viewer) -> QuerySet[JoinRequest, Any]:
    """The ids of those that the viewer decides about."""
    return JoinRequest.objects.filter(leads(viewer)).values("pk")


def describe_requests(viewer: Viewer, ids: Iterable[int]) -> dict[int, Subject]:
    """Which circle it is, where it is decided and what was said, in one query."""
    rows = JoinRequest.objects.filter(leads(viewer), pk__in=list(ids)).select_related("circle")
    return {
        one.pk: Subject(one.circle.name, f"{one.circle.get_absolute_url()}people/", one.words)
        for one in rows
    }


def audience_of_request(request_id: int) -> list[Hearer]:
    """Those who lead the circle, while it waits."""
    waiting = JoinRequest.objects.filter(pk=request_id, state=JoinRequest.State.WAITING)
    request = waiting.first()
    if request is None:
        return []
    return [
        Hearer(person_id, Kind.JOINING, request.pk, request.person_id)
        for person_id in leaders_of(request.circle_id)
    ]


REQUESTS = Gate(readable=readable_requests, describe=describe_requests)
