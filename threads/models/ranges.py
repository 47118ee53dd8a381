"""Sets of post numbers as one short text: `1-20,25`. Pure arithmetic.

Pages are read out of order, so what somebody has read is a set, not a mark. Written as sorted
ranges that neither touch nor overlap, two equal sets are equal texts. `threads_ranges` makes the
database's own type of such a text (migration 0012).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

type Ranges = tuple[tuple[int, int], ...]


def parse(text: str) -> Ranges:
    """The ranges that a text says; both ends belong to each. Raises `ValueError`."""
    ranges = []
    for part in text.split(",") if text else ():
        first, dash, last = part.partition("-")
        ranges.append((int(first), int(last if dash else first)))
    return tuple(ranges)


def numbers(ranges: Ranges, most: int) -> list[int]:
    """All numbers in them, one by one. Raises `ValueError` when there are more than `most`."""
    if sum(max(last - first + 1, 0) for first, last in ranges) > most:
        raise ValueError("too many numbers")
    return [number for first, last in ranges for number in range(first, last + 1)]


def write(ranges: Ranges) -> str:
    """The text that says them."""
    return ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in ranges)


def with_numbers(ranges: Ranges, numbers: Iterable[int]) -> Ranges:
    """The ranges with these numbers in them, too."""
    return joined(ranges, ((n, n) for n in numbers))


def joined(*parts: Iterable[tuple[int, int]]) -> Ranges:
    """What is in any of these."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(one for part in parts for one in part):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def without(ranges: Ranges, others: Ranges) -> Ranges:
    """What is in the first, and not in the others."""
    left: list[tuple[int, int]] = []
    for first, last in ranges:
        start = first
        for low, high in others:
            if high < start or low > last:
                continue
            if start < low:
                left.append((start, low - 1))
            start = high + 1
        if start <= last:
            left.append((start, last))
    return tuple(left)


def below(ranges: Ranges, number: int) -> Ranges:
    """What is in them and lower than the number."""
    return tuple((first, min(last, number - 1)) for first, last in ranges if first < number)


def gaps(ranges: Ranges, most: int) -> Ranges:
    """The numbers from 1 to `most` that are in none of them."""
    return without(((1, most),), ranges) if most > 0 else ()


def count(ranges: Ranges) -> int:
    """How many numbers are in them."""
    return sum(last - first + 1 for first, last in ranges)


def renumbered(ranges: Ranges, before: Sequence[int], first: int) -> Ranges:
    """What these numbers are called after the ones of `before`, which ascend, were numbered anew in
    their order, from `first` on; without those that were none of them."""
    places = ((bisect_left(before, low), bisect_right(before, high)) for low, high in ranges)
    return joined((first + low, first + high - 1) for low, high in places if low < high)


def first_missing(ranges: Ranges, most: int) -> int:
    """The lowest number from 1 to `most` that is in none of them; 0 when none is missing."""
    missing = gaps(ranges, most)
    return missing[0][0] if missing else 0
