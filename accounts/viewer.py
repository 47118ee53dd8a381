"""Who is asking, as a value: queries, policies and actions take a `Viewer`, never a request."""

import zoneinfo
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Viewer:
    """The reader of a page or the doer of an act; `id` is None for a guest."""

    id: int | None = None
    handle: str = ""
    name: str = ""
    is_moderator: bool = False
    is_admin: bool = False
    circle_ids: frozenset[int] = frozenset()
    moderated_ids: frozenset[int] = frozenset()
    # Whose posts are folded for them, and of whom they hear nothing.
    ignored_ids: frozenset[int] = frozenset()
    # The kinds of the notices that nobody has read yet; None where it was not asked.
    waiting_kinds: frozenset[str] | None = None
    joined: datetime | None = None
    # What is older is read: the day on which they joined, or made a fresh start since.
    read_until: datetime | None = None
    # The newest version of a document of the community that they agreed to.
    agreed_to: int = 0
    # The first post waits for a moderator, whatever the community says of others.
    first_waits: bool = False
    silenced_until: datetime | None = None
    silenced_reason: str = ""
    time_zone: str = ""
    language: str = ""
    theme: str = ""
    more_contrast: bool = False
    has_keys: bool = True
    counts_in_title: bool = True

    def rights(self, person_id: int | None = None) -> "Viewer":
        """Somebody with this id who may read what this one may: what queries are made for once and
        kept by. A guest stays one."""
        return Viewer(
            id=person_id if self.is_member else None,
            is_moderator=self.is_moderator,
            is_admin=self.is_admin,
            circle_ids=self.circle_ids,
            moderated_ids=self.moderated_ids,
        )

    @property
    def is_member(self) -> bool:
        """Signed in, whatever else."""
        return self.id is not None

    @property
    def moderates_site(self) -> bool:
        """Curates everywhere: a moderator of the whole site, or an admin."""
        return self.is_moderator or self.is_admin

    @property
    def moderates_somewhere(self) -> bool:
        """Curates at least one category: has a queue."""
        return self.moderates_site or bool(self.moderated_ids)

    def moderates(self, category_id: int) -> bool:
        """Curates the category of that id."""
        return self.moderates_site or category_id in self.moderated_ids

    @property
    def is_silenced(self) -> bool:
        """May read, but not write, for now."""
        return self.silenced_until is not None and self.silenced_until > timezone.now()


GUEST = Viewer()


def zone_of(name: str) -> zoneinfo.ZoneInfo | None:
    """The zone of that name; None, which is the site's, for none and for one that is no more."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def viewer_of(user: User) -> Viewer:
    """The viewer that a signed-in person is.

    A person who was not loaded by `with_rights()` has the rights that the database says.
    """
    if not hasattr(user, "circle_ids"):
        user = User.objects.with_rights().get(pk=user.pk)
    return Viewer(
        id=user.pk,
        handle=user.username,
        name=user.name,
        is_moderator=user.is_moderator,
        is_admin=user.is_superuser,
        circle_ids=frozenset(user.circle_ids),  # type: ignore[attr-defined]
        moderated_ids=frozenset(user.moderated_ids),  # type: ignore[attr-defined]
        ignored_ids=frozenset(user.ignored_ids),  # type: ignore[attr-defined]
        waiting_kinds=frozenset(user.waiting_kinds),  # type: ignore[attr-defined]
        joined=user.date_joined,
        read_until=max(user.date_joined, user.read_until or user.date_joined),
        agreed_to=user.agreed_to,
        first_waits=user.first_waits,
        silenced_until=user.silenced_until,
        silenced_reason=user.silenced_reason,
        time_zone=user.time_zone,
        language=user.language,
        theme=user.theme,
        more_contrast=user.more_contrast,
        has_keys=user.has_keys,
        counts_in_title=user.counts_in_title,
    )


class ForumRequest(HttpRequest):
    """A request as our views receive it: the middleware put the viewer on it."""

    viewer: Viewer


def viewer_on(request: HttpRequest) -> Viewer:
    """The viewer on a request that comes to us through Django's admin, which types it otherwise."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer
