"""Changing one's handle."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.actions.leaving import hold_handle
from accounts.models import FormerHandle, User
from accounts.policies import check_rename
from accounts.queries.handles import TAKEN, changed_at, is_free
from accounts.viewer import Viewer


def rename_person(viewer: Viewer, handle: str) -> bool:
    """Give oneself another handle, which the form saw to be well made; whether it changed. The old
    one leads to the person, and nobody else can take it for a time. Another case of the letters is
    no change of name. Raises `Refusal`, `ValidationError` where it is somebody else's."""
    try:
        with transaction.atomic():
            person = User.objects.select_for_update(no_key=True).get(pk=viewer.id or 0)
            if person.username == handle:
                return False
            if not is_free(handle, person.pk):
                raise ValidationError(TAKEN, code="unique")
            if person.username.upper() != handle.upper():
                check_rename(viewer, person, changed_at(person.pk))
                FormerHandle.objects.called(handle).filter(person=person).delete()
                hold_handle(person)
            User.objects.filter(pk=person.pk).update(username=handle)
    except IntegrityError as error:
        raise ValidationError(TAKEN, code="unique") from error
    return True
