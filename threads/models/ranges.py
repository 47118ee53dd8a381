"""Sets of post numbers as one short text: `1-20,25`. Pure arithmetic.

Pages are read out of order, so what somebody has read is a set, not a mark. Written as sorted
ranges that neither touch nor overlap, two equal sets are equal texts.
"""

from collections.abc import Iterable

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
    joined: list[tuple[int, int]] = []
    for first, last in sorted([*ranges, *((n, n) for n in numbers)]):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def first_missing(ranges: Ranges, most: int) -> int:
    """The lowest number from 1 to `most` that is in none of them; 0 when none is missing."""
    wanted = 1
    for first, last in ranges:
        if wanted < first:
            break
        wanted = last + 1
    return wanted if wanted <= most else 0
