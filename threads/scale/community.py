"""Who lives in a made-up community, and where they talk."""

from dataclasses import dataclass
from random import Random
from typing import Final

from .spread import MOST_PEOPLE, POSTS_A_PERSON
from .words import Lexicon

# The first people, by handle, whom one can sign in as: a host, a member, a moderator, an admin.
CAST: Final = ("ada", "ben", "mo", "root")
_FEWEST_PEOPLE: Final = 24
_TAGS: Final = 60
_CIRCLES: Final = 4
_COLOURS: Final = ("water", "ember", "moss", "plum", "sky", "stone")
# Visibility of the categories and how many of 100 topics each has.
_PLACES: Final = (
    ("public", 24),
    ("public", 16),
    ("public", 12),
    ("public", 9),
    ("members", 9),
    ("public", 7),
    ("public", 6),
    ("circles", 5),
    ("members", 5),
    ("public", 4),
    ("circles", 3),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A category. `circles` are those that read it, by position, where it is theirs."""

    name: str
    colour: str
    visibility: str
    share: int
    circles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Community:
    """Handles of people (the cast first), members of each circle by position, places (the first
    is public), tags."""

    people: list[str]
    circles: list[list[int]]
    places: list[Place]
    tags: list[str]


def draw_community(chance: Random, lexicon: Lexicon, posts: int) -> Community:
    """A community that has so many posts: 20,000 people for a million, fewer for less."""
    number = min(MOST_PEOPLE, max(_FEWEST_PEOPLE, posts // POSTS_A_PERSON))
    people = dict.fromkeys(CAST)
    while len(people) < number:
        first, second = lexicon.seldom(2).split()
        people.setdefault(f"{first}.{second}"[:40])
    size = min(number // 4, 60)
    # Ada sits in the first circle, and nobody else of the cast in any.
    circles = [chance.sample(range(len(CAST), number), size) for _ in range(_CIRCLES)]
    circles[0].append(0)
    names = _names(lexicon, len(_PLACES) + _TAGS)
    places = [
        Place(
            name=names[n].capitalize(),
            colour=_COLOURS[n % len(_COLOURS)],
            visibility=visibility,
            share=share,
            circles=_circles(n) if visibility == "circles" else (),
        )
        for n, (visibility, share) in enumerate(_PLACES)
    ]
    return Community(list(people), circles, places, names[len(_PLACES) :])


def _circles(position: int) -> tuple[int, ...]:
    """Two of them for each place, Ada's among those of the first."""
    return (0, 1) if position % 2 else (2, 3)


def _names(lexicon: Lexicon, number: int) -> list[str]:
    """So many different words."""
    names: dict[str, None] = {}
    while len(names) < number:
        names.setdefault(lexicon.seldom(1))
    return list(names)
