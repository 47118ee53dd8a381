"""What changes about circles: what they are for, who is in them, and what members are there.

Each act leaves one line in the ledger (`accounts.chronicle`); the same act twice is one."""

from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.chronicle import announce, leave_line
from accounts.models import Circle, CircleRole, JoinRequest, Membership, User
from accounts.policies import (
    LostRace,
    Refusal,
    check_ask_to_join,
    check_describe,
    check_give_role,
    check_lead,
    check_leave,
    check_remove,
    check_rights,
)
from accounts.queries.circles import roles_in
from accounts.viewer import Viewer

# What a circle says of itself, and what only admins change of it.
DESCRIBED: Final = ("aim", "domain", "takes_requests")
PLACED: Final = ("name", "slug", "parent")
SAID: Final = 200


@transaction.atomic
def change_circle(viewer: Viewer, circle: Circle, **changes: Any) -> bool:
    """Change what a circle is for (`aim`, `domain`, `takes_requests`) or, for admins, where it
    belongs (`name`, `slug`, `parent`); False when it stands so already. Raises `Refusal`."""
    unknown = changes.keys() - {*DESCRIBED, *PLACED}
    if unknown:
        raise TypeError(f"no field of a circle: {unknown}")
    check_describe(viewer, roles_in(viewer, circle))
    if changes.keys() & set(PLACED):
        check_rights(viewer)
        # All of them: who moves another one at this moment could close the ring.
        list(Circle.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    now = Circle.objects.select_for_update(of=("self",)).select_related("parent").get(pk=circle.pk)
    changed = {name: value for name, value in changes.items() if getattr(now, name) != value}
    if not changed:
        return False
    if "parent" in changed:
        _check_no_ring(now, changed["parent"])
    before = _in_words(now, {name: getattr(now, name) for name in changed})
    Circle.objects.filter(pk=now.pk).update(**changed)
    leave_line(viewer, "circle", before=before, after=_in_words(now, changed))
    return True


def _check_no_ring(circle: Circle, parent: Circle | None) -> None:
    """No circle is part of itself, nor of one that is part of it. All circles are locked."""
    parents = dict(Circle.objects.values_list("pk", "parent_id"))
    above = parent.pk if parent else None
    while above is not None:
        if above == circle.pk:
            raise Refusal(_("This circle cannot be part of one that is part of it."))
        above = parents.get(above)


def _in_words(circle: Circle, facts: dict[str, Any]) -> str:
    """As the ledger keeps it: "Garden: aim: Food for all"."""
    said = (f"{name}: {str(value or '')[:SAID]}" for name, value in facts.items())
    return f"{circle.name}: {'; '.join(said)}"[:500]


@transaction.atomic
def add_member(viewer: Viewer, circle: Circle, person: User) -> bool:
    """Take somebody into a circle; False when they are in it."""
    check_lead(viewer, roles_in(viewer, circle))
    if not _enter(circle, person.pk):
        return False
    leave_line(viewer, "circle_add", person_id=person.pk, after=circle.name)
    _settle(circle, person.pk, JoinRequest.State.ACCEPTED)
    return True


@transaction.atomic
def remove_member(viewer: Viewer, circle: Circle, person: User, reason: str = "") -> bool:
    """Take somebody out of a circle, and their roles there; False when they are not in it."""
    check_remove(viewer, roles_in(viewer, circle), person.pk)
    if not _leave(circle, person.pk):
        return False
    facts = {"person_id": person.pk, "before": circle.name, "reason": reason}
    leave_line(viewer, "circle_remove", **facts)
    return True


@transaction.atomic
def leave_circle(viewer: Viewer, circle: Circle) -> bool:
    """Leave a circle and one's roles there; False when one has left already."""
    person_id = check_leave(viewer, circle)
    if not _leave(circle, person_id):
        return False
    leave_line(viewer, "circle_leave", person_id=person_id, before=circle.name)
    return True


@transaction.atomic
def join_by_invitation(viewer: Viewer, circle: Circle) -> bool:
    """Join a circle as somebody who was invited into it; False for who is in it. The caller,
    `accounts.actions.invitations`, looked at the invitation."""
    if viewer.id is None or not _enter(circle, viewer.id):
        return False
    leave_line(viewer, "circle_join", person_id=viewer.id, after=circle.name)
    _settle(circle, viewer.id, JoinRequest.State.ACCEPTED)
    return True


def _enter(circle: Circle, person_id: int) -> bool:
    # The circle stays while somebody enters it.
    Circle.objects.select_for_update(no_key=True).get(pk=circle.pk)
    _row, is_new = Membership.objects.get_or_create(circle=circle, person_id=person_id)
    return is_new


def _leave(circle: Circle, person_id: int) -> bool:
    return bool(Membership.objects.filter(circle=circle, person_id=person_id).delete()[0])


def _settle(circle: Circle, person_id: int, state: str) -> None:
    waiting = JoinRequest.objects.filter(circle=circle, person_id=person_id, state="waiting")
    waiting.update(state=state)


@transaction.atomic
def give_role(
    viewer: Viewer, circle: Circle, person: User, role: str, until: datetime | None = None
) -> bool:
    """Give a member a role from now on, until a day or without an end; False when it is held just
    so. Raises `Refusal` for who is not in the circle."""
    check_give_role(viewer, roles_in(viewer, circle), role)
    if until and until <= timezone.now():
        raise Refusal(_("This day is over; choose one that comes."))
    members = Membership.objects.select_for_update().filter(circle=circle, person=person)
    membership = members.first()
    if membership is None:
        raise Refusal(_("Take them into the circle first."))
    held = CircleRole.objects.filter(membership=membership, role=role)
    if held.in_term().filter(until=until).exists():
        return False
    held.delete()
    CircleRole.objects.create(membership=membership, role=role, until=until)
    facts = {"person_id": person.pk, "after": f"{role}: {circle.name}", "until": until}
    leave_line(viewer, "circle_role", **facts)
    return True


@transaction.atomic
def end_role(viewer: Viewer, circle: Circle, person: User, role: str) -> bool:
    """End a role before its time; who holds it may give it back. False when it is not held."""
    if person.pk != viewer.id:
        check_give_role(viewer, roles_in(viewer, circle), role)
    held = CircleRole.objects.filter(
        membership__circle=circle, membership__person=person, role=role
    )
    if not held.delete()[0]:
        return False
    leave_line(viewer, "circle_unrole", person_id=person.pk, before=f"{role}: {circle.name}")
    return True


@transaction.atomic
def ask_to_join(viewer: Viewer, circle: Circle, words: str = "") -> JoinRequest:
    """Ask to join a circle; asked twice it is one request, with the words of the first time."""
    person_id = check_ask_to_join(viewer, circle)
    waiting = JoinRequest.objects.filter(
        circle=circle, person_id=person_id, state=JoinRequest.State.WAITING
    )
    if found := waiting.first():
        return found
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(circle=circle, person_id=person_id, words=words)
    except IntegrityError:
        return waiting.get()
    announce("join_request", request.pk)
    return request


@transaction.atomic
def take_back_request(viewer: Viewer, circle: Circle) -> bool:
    """No longer ask to join; False when nothing waits."""
    waiting = JoinRequest.objects.filter(
        circle=circle, person_id=viewer.id or 0, state=JoinRequest.State.WAITING
    )
    return bool(waiting.update(state=JoinRequest.State.TAKEN_BACK))


@transaction.atomic
def decide_request(viewer: Viewer, request: JoinRequest, *, accept: bool, words: str = "") -> bool:
    """Take in who asked, or not, with words to them; False when it was decided so already.

    Raises `LostRace` when it was taken back, or decided otherwise.
    """
    check_lead(viewer, roles_in(viewer, request.circle))
    state = JoinRequest.State.ACCEPTED if accept else JoinRequest.State.DECLINED
    now = JoinRequest.objects.select_for_update().get(pk=request.pk)
    if now.state == state:
        return False
    if now.state != JoinRequest.State.WAITING:
        raise LostRace(_("Meanwhile this was decided otherwise, or taken back."))
    JoinRequest.objects.filter(pk=now.pk).update(state=state)
    facts: dict[str, Any] = {"person_id": now.person_id, "reason": words}
    if not accept:
        leave_line(viewer, "circle_decline", before=request.circle.name, **facts)
    elif _enter(request.circle, now.person_id):
        leave_line(viewer, "circle_add", after=request.circle.name, **facts)
    return True
