"""What pages read about circles. Members see all of them, guests none; of their places everybody
sees those that they may read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.faces import Face, face, face_of
from accounts.models import Circle, CircleRole, JoinRequest, Membership, User
from accounts.policies import (
    check_ask_to_join,
    check_describe,
    check_lead,
    reason,
)
from accounts.queries.community import circle_role_label
from accounts.viewer import Viewer

MOST_MEMBERS = 500
MOST_CIRCLES = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A category that a circle reads."""

    name: str
    url: str
    colour: str


_places: list[Callable[[Viewer, int], tuple[Place, ...]]] = []


def register_places(places: Callable[[Viewer, int], tuple[Place, ...]]) -> None:
    """Say how the categories of a circle are found that a viewer may read; called at start."""
    _places[:] = [places]


@dataclass(frozen=True, slots=True)
class CircleRow:
    """A circle in the list of them."""

    circle: Circle
    members: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds now, in the community's word for it."""

    role: str
    label: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a circle, and what they are there."""

    face: Face
    roles: tuple[HeldRole, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who wants to join."""

    id: int
    face: Face
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CirclePage:
    """The page of a circle, and of who is in it. `why_not` says why the viewer cannot ask to join,
    where they are not in it; `asks` are shown to those who lead it."""

    circle: Circle
    parent: Circle | None
    parts: tuple[Circle, ...]
    members: tuple[Member, ...]
    places: tuple[Place, ...]
    is_mine: bool
    may_lead: bool
    may_describe: bool
    may_ask: bool
    has_asked: bool
    why_not: str
    asks: tuple[Asking, ...]


def circle_list(viewer: Viewer) -> tuple[CircleRow, ...]:
    """All circles by name, the viewer's own first, in one query."""
    counted = Count("memberships", filter=Q(memberships__person__is_active=True))
    rows = Circle.objects.select_related("parent").annotate(member_count=counted)
    found = [
        CircleRow(circle, circle.member_count, circle.pk in viewer.circle_ids)
        for circle in rows.order_by("name")[:MOST_CIRCLES]
    ]
    return tuple(sorted(found, key=lambda row: not row.is_mine))


def circle_for(slug: str) -> Circle:
    """The circle. Raises `Http404`."""
    return get_object_or_404(Circle.objects.select_related("parent"), slug=slug)


def roles_in(viewer: Viewer, circle: Circle) -> frozenset[str]:
    """What the viewer is in a circle now; no query for who is not in it."""
    if circle.pk not in viewer.circle_ids:
        return frozenset()
    held = CircleRole.objects.in_term().filter(
        membership__circle=circle, membership__person_id=viewer.id
    )
    return frozenset(held.values_list("role", flat=True))


def circle_page(viewer: Viewer, circle: Circle) -> CirclePage:
    """Everything about a circle that the viewer may see, in a fixed number of queries."""
    roles = roles_in(viewer, circle)
    is_mine = circle.pk in viewer.circle_ids
    may_lead = not reason(check_lead, viewer, roles)
    why_not = "" if is_mine else reason(check_ask_to_join, viewer, circle)
    waiting = JoinRequest.objects.filter(circle=circle, state=JoinRequest.State.WAITING)
    asks = _asking(waiting)
    return CirclePage(
        circle=circle,
        parent=circle.parent,
        parts=tuple(Circle.objects.filter(parent=circle).order_by("name")),
        members=_members(circle),
        places=_places[0](viewer, circle.pk),
        is_mine=is_mine,
        may_lead=may_lead,
        may_describe=not reason(check_describe, viewer, roles),
        may_ask=not is_mine and not why_not,
        has_asked=any(one.face.handle == viewer.handle for one in asks),
        why_not=why_not,
        asks=asks if may_lead else (),
    )


def _asking(waiting: QuerySet[JoinRequest]) -> tuple[Asking, ...]:
    rows = waiting.select_related("person").order_by("pk")[:MOST_MEMBERS]
    return tuple(Asking(one.pk, face_of(one.person), one.words, one.at) for one in rows)


def _members(circle: Circle) -> tuple[Member, ...]:
    """Who is in it: those with roles first, then by handle; in two queries."""
    rows = Membership.objects.filter(circle=circle, person__is_active=True)
    held: dict[int, list[HeldRole]] = {}
    for one in CircleRole.objects.in_term().filter(membership__circle=circle).order_by("pk"):
        label = circle_role_label(one.role)
        held.setdefault(one.membership_id, []).append(
            HeldRole(one.role, label, one.since, one.until)
        )
    found = rows.order_by("person__username").values_list(
        "pk", "person__username", "person__display_name", "since"
    )[:MOST_MEMBERS]
    members = [
        Member(face(handle, name), tuple(held.get(pk, ())), since)
        for pk, handle, name, since in found
    ]
    return tuple(sorted(members, key=lambda member: not member.roles))


@dataclass(frozen=True, slots=True)
class InCircle:
    """A circle that somebody is in, and what they are there, in the community's words."""

    circle: Circle
    roles: tuple[str, ...]


def circles_of_person(viewer: Viewer, person_id: int) -> tuple[InCircle, ...]:
    """The circles of somebody by name, for members, in one query; none for guests."""
    if not viewer.is_member:
        return ()
    held = CircleRole.objects.in_term().filter(membership=OuterRef("pk")).order_by("pk")
    rows = Membership.objects.filter(person_id=person_id).select_related("circle")
    found = rows.annotate(held=ArraySubquery(held.values("role"))).order_by("circle__name")
    return tuple(
        InCircle(one.circle, tuple(circle_role_label(role) for role in one.held)) for one in found
    )


def request_for(viewer: Viewer, request_id: int) -> JoinRequest:
    """The request with its circle, for who leads that; `Http404` for everybody else."""
    requests = JoinRequest.objects.filter(leads(viewer)).select_related("circle")
    return get_object_or_404(requests, pk=request_id)


def leads(viewer: Viewer) -> Q:
    """The condition under which the viewer decides about a request to join."""
    if viewer.is_admin:
        return Q()
    mine = leaders().filter(
        membership__circle=OuterRef("circle"), membership__person_id=viewer.id or 0
    )
    return Q(Exists(mine))


def leaders() -> QuerySet[CircleRole]:
    """The roles of those who lead circles now."""
    return CircleRole.objects.in_term().filter(role=CircleRole.Role.LEADER)


def leaders_of(circle_id: int) -> Iterable[int]:
    """Who leads a circle; admins where nobody does."""
    found = leaders().filter(membership__circle=circle_id, membership__person__is_active=True)
    people = list(found.order_by("pk").values_list("membership__person_id", flat=True))
    if people:
        return people
    admins = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    return list(admins.values_list("pk", flat=True))
