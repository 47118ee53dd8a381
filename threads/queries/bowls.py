"""The drawn bowl: where the seats stand, and what the water looks like. Geometry, no queries.

The figure is the one of the design (`viewBox` 0 0 360 224): seats on an ellipse, the host on top,
the gallery as a ring of dots outside. The list beside it is the truth; the drawing is for eyes.
"""

from dataclasses import dataclass
from math import cos, pi, sin

from accounts.faces import Face

CENTRE = (180, 108)
RING = (112, 64)
# Up to so many seats, their radius; the nearest two never touch.
RADII = ((8, 22), (12, 17), (15, 13))
CROWDED = 8


@dataclass(frozen=True, slots=True)
class Seat:
    """A place on the ring; without a face it is an open chair."""

    x: float
    y: float
    r: int
    face: Face | None
    spoke_last: bool = False

    @property
    def rim(self) -> int:
        """The radius of the light ring around it."""
        return self.r + 3

    @property
    def arm(self) -> str:
        """Half the length of the plus on an open chair, as the drawing says it in any language."""
        return f"{self.r * 0.36:.1f}"

    @property
    def transform(self) -> str:
        """Where it stands, as the drawing says it."""
        return f"translate({self.x} {self.y})"


@dataclass(frozen=True, slots=True)
class Bowl:
    """Everything that the drawing shows. `phase` is empty for the recap of a conversation."""

    seats: tuple[Seat, ...]
    phase: str
    centre: str
    below: str = ""

    @property
    def is_crowded(self) -> bool:
        """Whether the seats are too small for initials of the usual size."""
        return len(self.seats) > CROWDED

    @property
    def open_chairs(self) -> int:
        """How many chairs stand empty."""
        return sum(seat.face is None for seat in self.seats)


def seats_of(faces: tuple[Face, ...], open_chairs: int, speaker: str = "") -> tuple[Seat, ...]:
    """The panel clockwise from the top, then the open chairs; `speaker` is the handle of who
    wrote last."""
    people: list[Face | None] = [*faces, *[None] * open_chairs]
    radius = next((r for most, r in RADII if len(people) <= most), RADII[-1][1])
    return tuple(
        Seat(
            *_place(n, len(people)), radius, face, bool(face and speaker and face.handle == speaker)
        )
        for n, face in enumerate(people)
    )


def _is(face: Face | None, handle: str) -> bool:
    return face is not None and bool(handle) and face.handle == handle


def _place(n: int, of: int) -> tuple[float, float]:
    angle = -pi / 2 + 2 * pi * n / of
    return (
        round(CENTRE[0] + RING[0] * cos(angle), 1),
        round(CENTRE[1] + RING[1] * sin(angle), 1),
    )
