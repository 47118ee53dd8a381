"""Which numbers a page of a topic stands for. Arithmetic, no queries.

In an ordinary topic it follows from the number of the page. A fishbowl has two streams, what is
said in the bowl and on the floor (`main`), and what the gallery notes; each has pages of its own,
which follow from the numbers of the notes."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from threads.models.posts import Lane
from threads.models.topics import POSTS_PER_PAGE

GALLERY = str(Lane.GALLERY)


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers from `first` to before `end`, page `page` of `last`. `lane` is empty for a topic
    with one stream, else `gallery`, or `main` for all that is not."""

    page: int
    last: int
    first: int
    end: int
    lane: str = ""

    @property
    def numbers(self) -> range:
        """What stands on the page, or stood there, and between them what the other stream has."""
        return range(self.first, self.end)

    @property
    def is_gallery(self) -> bool:
        """Whether it is of what the gallery notes."""
        return self.lane == GALLERY


def page_of(number: int) -> int:
    """The page on which the post of that number stands in a topic with one stream."""
    return (number - 1) // POSTS_PER_PAGE + 1


def first_of(page: int) -> int:
    """The number with which a page begins there."""
    return (page - 1) * POSTS_PER_PAGE + 1


def span_of(
    last_number: int, page: int, target: int = 0, lane: str = "", notes: Sequence[int] = ()
) -> Span:
    """Page `page` of a topic, or the one on which the post `target` stands; of the gallery where
    `lane` says so or the target is a note. `notes` are the numbers of the notes, in their order. A
    page past the end has no numbers, and is greater than `last`."""
    if (lane == GALLERY and not target) or target in notes:
        return _of_notes(page, target, notes)
    page = page_of(target - bisect_right(notes, target)) if target else page
    last = page_of(max(last_number - len(notes), 1))
    end = last_number + 1 if notes and page >= last else _main_first(page + 1, notes)
    return Span(page, last, _main_first(page, notes), end, "main" if notes else "")


def _main_first(page: int, notes: Sequence[int]) -> int:
    """The number with which a page of the main stream begins: so many that are no notes come
    before it."""
    wanted = number = first_of(page)
    while (found := wanted + bisect_right(notes, number)) != number:
        number = found
    return number


def _of_notes(page: int, target: int, notes: Sequence[int]) -> Span:
    page = page_of(bisect_right(notes, target)) if target else page
    last = page_of(max(len(notes), 1))
    here = notes[first_of(page) - 1 : first_of(page + 1) - 1]
    if not here:
        return Span(page, last, 1, 1, GALLERY)
    return Span(page, last, here[0], here[-1] + 1, GALLERY)
