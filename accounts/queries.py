"""What pages read about people and the community."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache as once

from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.compiled import FIRST, Compiled
from accounts.faces import Face, face
from accounts.models import Community, Ignore, RoleLabel, User
from accounts.viewer import Viewer

COMMUNITY_KEY = "community"
COMMUNITY_SECONDS = 20
COLUMNS = tuple(field.attname for field in User._meta.concrete_fields)  # noqa: SLF001 - as Django
RIGHTS = ("circle_ids", "moderated_ids", "ignored_ids", "waiting_kinds")


def community() -> Community | None:
    """The community with its own words for roles (`labels`), or None before `manage.py setup`.

    Every page prints its name, so each process remembers it for up to 20 seconds.
    """
    found: Community | None = cache.get(COMMUNITY_KEY)
    if found is None and (found := Community.objects.first()):
        rows = RoleLabel.objects.values_list("role", "language", "label")
        found.labels = {(role, language): label for role, language, label in rows}
        cache.set(COMMUNITY_KEY, found, COMMUNITY_SECONDS)
    return found


def community_said() -> tuple[object, ...]:
    """What pages print of the community and what its members may do, as this process remembers it:
    pages that are kept are kept by it too, for it may be behind the versions of what they show."""
    found = community()
    if found is None:
        return ()
    labels = sorted(found.labels.items())
    return (found.name, found.tagline, found.is_demo, found.held_first_posts, labels)


def unread_days() -> int:
    """For how many days a post can be unread here; what is older counts as read for everybody."""
    found = community()
    return (found or Community()).unread_days


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


def host_label() -> str:
    """What who hosts a topic is called in the language of the page: the community's own word, or
    that of the catalogue."""
    found = community()
    language = (get_language() or "").split("-")[0]
    own = found.labels.get((str(RoleLabel.Role.HOST), language)) if found else None
    return own or _("host")


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
