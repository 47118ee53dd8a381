"""Whose a handle is, and whose it was."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts import handles
from accounts.models import FormerHandle, User
from accounts.models.people import SKELETON

TAKEN = _("Somebody already has this handle, or one that looks like it.")


def is_free(handle: str, person_id: int | None = None) -> bool:
    """Whether this person can have it: nobody has it or one that looks like it, nor gave it up
    lately. One's own can be had again. Asks the same for every handle, so that the time says
    nothing."""
    held = FormerHandle.objects.called(handle).held().exclude(person_id=person_id or 0).exists()
    people = User.objects.alias(seen=SKELETON).filter(seen=handles.skeleton(handle))
    return not people.exclude(pk=person_id or 0).exists() and not held


def changed_at(person_id: int) -> datetime | None:
    """When somebody gave a handle up last."""
    mine = FormerHandle.objects.filter(person_id=person_id).order_by("-given_up_at")
    return mine.values_list("given_up_at", flat=True).first()


def owner_of_former(handle: str) -> User | None:
    """Who had this handle last, where they are still here."""
    row = FormerHandle.objects.called(handle).select_related("person").first()
    return row.person if row and row.person and row.person.is_active else None


def was_handle(handle: str) -> bool:
    """Whether somebody had it once."""
    return FormerHandle.objects.called(handle).exists()
