"""What pages read about people."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache as once

from django.db import DEFAULT_DB_ALIAS

from accounts.compiled import FIRST, Compiled
from accounts.faces import Face, face
from accounts.models import Ignore, User
from accounts.viewer import Viewer

COLUMNS = tuple(field.attname for field in User._meta.concrete_fields)  # noqa: SLF001 - as Django
RIGHTS = ("circle_ids", "moderated_ids", "ignored_ids", "waiting_kinds")


@dataclass(frozen=True, slots=True)
class Ignored:
    """Somebody whom the viewer ignores."""

    face: Face
    since: datetime


def ignored_people(viewer: Viewer) -> tuple[Ignored, ...]:
    """Whom the viewer ignores, by handle, in one query; those whose account was closed, too: theirs
    is the only list that says so."""
    rows = Ignore.objects.filter(person_id=viewer.id).order_by("ignored__username")
    found = rows.values_list("ignored__username", "ignored__display_name", "since")
    return tuple(Ignored(face(handle, name), since) for handle, name, since in found)


def is_last_admin(person: User) -> bool:
    """Whether nobody else is an admin."""
    admins = User.objects.filter(is_superuser=True, is_active=True)
    return person.is_superuser and not admins.exclude(pk=person.pk).exists()


def person_with_rights(person_id: int) -> User | None:
    """The person as `with_rights()` finds them; each request of a member asks this one query, so it
    is put into words once."""
    rows = _person().rows(person_id)
    if not rows:
        return None
    person = User.from_db(DEFAULT_DB_ALIAS, COLUMNS, rows[0][: len(COLUMNS)])
    for name, value in zip(RIGHTS, rows[0][len(COLUMNS) :], strict=True):
        setattr(person, name, value)
    return person


@once
def _person() -> Compiled:
    return Compiled(User.objects.with_rights().filter(pk=FIRST).values_list(*COLUMNS, *RIGHTS))
