"""Which numbers a page of a topic stands for.

In an ordinary topic it follows from the number of the page; nothing is counted. A fishbowl has two
streams, what is said in the bowl and on the floor, and what the gallery notes; each has pages of
its own, whose beginnings are found in one query."""

from bisect import bisect_right
from dataclasses import dataclass

from django.db.models import BooleanField, Case, F, Value, When, Window
from django.db.models.functions import Mod, RowNumber

from threads.models import Post, Topic
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
        """What stands on the page, or stood there."""
        return range(self.first, self.end)

    @property
    def is_gallery(self) -> bool:
        """Whether it is of what the gallery notes."""
        return self.lane == GALLERY


def page_of(number: int) -> int:
    """The page on which a post stands in a topic with one stream."""
    return (number - 1) // POSTS_PER_PAGE + 1


def first_of(page: int) -> int:
    """The number with which a page begins there."""
    return (page - 1) * POSTS_PER_PAGE + 1


def span_of(topic: Topic, page: int, target: int, lane: str, notes: int) -> Span:
    """Page `page` of a topic, or the one on which the post `target` stands; of the gallery where
    `lane` says so. `notes` is how many the gallery has: without any nothing is asked. A page past
    the end has no numbers."""
    if notes:
        return _of_two(topic, page, target, lane)
    if lane == GALLERY:
        return Span(page, 1, topic.last_number + 1, topic.last_number + 1, GALLERY)
    page = page_of(target) if target else page
    last = page_of(max(topic.last_number, 1))
    return Span(page, last, first_of(page), first_of(page + 1))


def _of_two(topic: Topic, page: int, target: int, lane: str) -> Span:
    is_note = Case(
        When(lane=Lane.GALLERY, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    posts = Post.objects.filter(topic=topic).annotate(is_note=is_note)
    place = Window(RowNumber(), partition_by=F("is_note"), order_by="number")
    found = posts.annotate(rest=Mod(place - 1, POSTS_PER_PAGE)).order_by("number")
    starts: dict[bool, list[int]] = {False: [], True: []}
    for number, note in found.filter(rest=0).values_list("number", "is_note"):
        starts[note].append(number)
    in_gallery = lane == GALLERY
    if target:
        in_gallery = posts.filter(number=target, lane=Lane.GALLERY).exists()
    begins = starts[in_gallery] or [1]
    if target:
        page = max(bisect_right(begins, target), 1)
    first = begins[page - 1] if page <= len(begins) else topic.last_number + 1
    if page == 1 and not in_gallery:
        first = 1
    end = begins[page] if page < len(begins) else topic.last_number + 1
    return Span(page, len(begins), first, end, GALLERY if in_gallery else "main")
