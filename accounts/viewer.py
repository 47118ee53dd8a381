"""Who is asking, as a value: queries, policies and actions take a `Viewer`, never a request."""

from dataclasses import dataclass

from django.http import HttpRequest

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
    time_zone: str = ""
    language: str = ""

    @property
    def is_member(self) -> bool:
        """Signed in, whatever else."""
        return self.id is not None

    @property
    def may_moderate(self) -> bool:
        """Curates: a moderator or an admin."""
        return self.is_moderator or self.is_admin


GUEST = Viewer()


def viewer_of(user: User) -> Viewer:
    """The viewer that a signed-in person is.

    A person who was not loaded by `with_circles()` belongs to the circles the database says.
    """
    circle_ids = getattr(user, "circle_ids", None)
    if circle_ids is None:
        circle_ids = user.memberships.values_list("circle_id", flat=True)
    return Viewer(
        id=user.pk,
        handle=user.username,
        name=user.name,
        is_moderator=user.is_moderator,
        is_admin=user.is_superuser,
        circle_ids=frozenset(circle_ids),
        time_zone=user.time_zone,
        language=user.language,
    )


class ForumRequest(HttpRequest):
    """A request as our views receive it: the middleware put the viewer on it."""

    viewer: Viewer
