"""What a topic is set up as now: for the page that changes it, and for the act itself."""

from dataclasses import dataclass
from hashlib import sha256

from accounts.models import Circle, Membership
from accounts.viewer import Viewer
from threads.models import Panelist, Source, Topic


@dataclass(frozen=True, slots=True)
class StandingSeat:
    """Somebody on the panel as they stand there; `view` is the host's own words of them."""

    id: int
    person_id: int | None
    handle: str
    name: str
    view: str
    version: int
    has_answered: bool

    @property
    def typed(self) -> str:
        """How a form names them."""
        return f"@{self.handle}" if self.handle else self.name


@dataclass(frozen=True, slots=True)
class StandingSource:
    """The source block as it stands."""

    title: str
    kind: str
    held_on: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Kind, panel with views, and source of a topic."""

    kind: str
    seats: tuple[StandingSeat, ...]
    source: StandingSource | None

    @property
    def stamp(self) -> str:
        """The same exactly while nothing of it has changed."""
        return sha256(repr((self.kind, self.seats, self.source)).encode()).hexdigest()[:20]

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(Topic.Kind(self.kind).label)


def standing_of(topic: Topic) -> Standing:
    """How the topic stands now, in two queries; of a locked topic it stays so."""
    people = (
        Panelist.objects.filter(topic=topic)
        .select_related("person", "perspective")
        .order_by("position")
    )
    found = Source.objects.filter(topic=topic).first()
    source = (
        StandingSource(found.title, found.kind, found.held_on, tuple(found.links))
        if found
        else None
    )
    return Standing(topic.kind, tuple(_seat(one) for one in people), source)


def _seat(panelist: Panelist) -> StandingSeat:
    view = getattr(panelist, "perspective", None)
    return StandingSeat(
        panelist.pk,
        panelist.person_id,
        panelist.person.username if panelist.person else "",
        panelist.name,
        view.source if view else "",
        view.version if view else 0,
        bool(view and view.response_kind),
    )


@dataclass(frozen=True, slots=True)
class OwnCircle:
    """A circle that the viewer is in."""

    id: int
    slug: str
    name: str


def circles_of(viewer: Viewer) -> tuple[OwnCircle, ...]:
    """The circles of the viewer by name; no query for who is in none."""
    if not viewer.circle_ids:
        return ()
    rows = Circle.objects.filter(pk__in=viewer.circle_ids).order_by("name")
    return tuple(OwnCircle(*row) for row in rows.values_list("pk", "slug", "name"))


def members_of(viewer: Viewer, circle_id: int) -> tuple[str, ...]:
    """The handles of those in a circle of the viewer, by handle, the viewer's own first."""
    if circle_id not in viewer.circle_ids:
        return ()
    rows = Membership.objects.filter(circle_id=circle_id, person__is_active=True)
    names = rows.order_by("person__username").values_list("person__username", flat=True)
    return tuple(sorted(names, key=lambda name: name != viewer.handle))
