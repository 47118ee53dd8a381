"""Warning, silencing and suspending members; giving and taking rights. One line each.

A sanction stands on the person (`accounts.models.User`), where the rules below read it.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import check_right, check_sanction
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from moderation import policies
from moderation.models import Case
from threads.actions.lines import leave_line

# "For a week" counts from the press; the second of two presses means what the first did.
SAME_PRESS = timedelta(minutes=10)


@transaction.atomic
def warn_author(viewer: Viewer, case: Case, reason: str) -> Entry:
    """Tell the author of a case's post, in words, what must not happen again."""
    policies.check_warn(viewer, case)
    return _warn(
        viewer,
        reason,
        category_id=policies.category_of(case),
        person_id=policies.author_of(case),
        post_id=case.post_id,
        held_id=case.held_id,
    )


@transaction.atomic
def warn_person(viewer: Viewer, person: User, reason: str) -> Entry:
    """Tell a member, in words, what must not happen again."""
    check_sanction(viewer, person)
    return _warn(viewer, reason, person_id=person.pk)


def _warn(viewer: Viewer, reason: str, person_id: int | None, **about: Any) -> Entry:
    """A new line, or the one that the same words left just before: the same press twice."""
    # The person is locked, so that of two presses at once the second sees the line of the first.
    list(User.objects.select_for_update(no_key=True).filter(pk=person_id or 0))
    recent = Entry.objects.filter(person_id=person_id, at__gt=timezone.now() - SAME_PRESS)
    said = recent.filter(act=Act.WARN, actor_id=viewer.id or 0, reason=reason, **about)
    taken_back = recent.filter(reverts_id__isnull=False).values("reverts_id")
    earlier = said.exclude(pk__in=taken_back).first()
    return earlier or leave_line(viewer, Act.WARN, reason=reason, person_id=person_id, **about)


@transaction.atomic
def silence_person(viewer: Viewer, person: User, reason: str, *, until: datetime) -> Entry | None:
    """Let somebody read but not write until then. The same twice is one line."""
    return _sanction(viewer, Act.SILENCE, "silenced", person, reason, until)


@transaction.atomic
def unsilence_person(
    viewer: Viewer, person: User, reason: str = "", *, reverts: Entry | None = None
) -> Entry | None:
    """Let somebody write again; None when they may."""
    return _lift(viewer, Act.UNSILENCE, "silenced", person, reason, reverts)


@transaction.atomic
def suspend_person(viewer: Viewer, person: User, reason: str, *, until: datetime) -> Entry | None:
    """Let somebody not sign in until then; who is signed in is signed out."""
    return _sanction(viewer, Act.SUSPEND, "suspended", person, reason, until)


@transaction.atomic
def unsuspend_person(
    viewer: Viewer, person: User, reason: str = "", *, reverts: Entry | None = None
) -> Entry | None:
    """Let somebody sign in again; None when they may."""
    return _lift(viewer, Act.UNSUSPEND, "suspended", person, reason, reverts)


@transaction.atomic
def set_right(viewer: Viewer, person: User, right: str, *, on: bool) -> Entry | None:
    """Give somebody one of `policies.RIGHTS` or take it away; None when it is so already.

    The doer is looked at again, locked: of two admins who take the right from each other at once,
    one comes too late, so that one stays.
    """
    if right not in policies.RIGHTS:
        raise ValueError(f"no right of that name: {right}")
    both = User.objects.filter(pk__in=[viewer.id or 0, person.pk]).order_by("pk")
    locked = {row.pk: row for row in both.select_for_update(no_key=True)}
    doer = locked.get(viewer.id or 0)
    is_admin = doer is not None and doer.is_superuser and doer.is_active
    check_right(replace(viewer, is_admin=is_admin), person, right, on=on)
    if not User.objects.filter(pk=person.pk).exclude(**{right: on}).update(**{right: on}):
        return None
    act = Act.APPOINT if on else Act.DISMISS
    return leave_line(viewer, act, person_id=person.pk, after=right)


def _sanction(
    viewer: Viewer, act: Act, name: str, person: User, reason: str, until: datetime
) -> Entry | None:
    now = _lock(viewer, person)
    stands: datetime | None = getattr(now, f"{name}_until")
    is_same = getattr(now, f"{name}_reason") == reason
    if is_same and stands and abs(until - stands) < SAME_PRESS:
        return None
    _update(now, name, until, reason)
    return leave_line(viewer, act, person_id=now.pk, reason=reason, until=until)


def _lift(
    viewer: Viewer, act: Act, name: str, person: User, reason: str, reverts: Entry | None
) -> Entry | None:
    now = _lock(viewer, person)
    stands: datetime | None = getattr(now, f"{name}_until")
    if not stands or stands <= timezone.now():
        return None
    _update(now, name, None, "")
    return leave_line(viewer, act, person_id=now.pk, reason=reason, reverts=reverts)


def _lock(viewer: Viewer, person: User) -> User:
    """The person as they stand now, if the viewer may decide about them."""
    now = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    check_sanction(viewer, now)
    return now


def _update(person: User, name: str, until: datetime | None, reason: str) -> None:
    User.objects.filter(pk=person.pk).update(**{f"{name}_until": until, f"{name}_reason": reason})
